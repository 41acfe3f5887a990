import { redacted } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import { classify } from '../gcloud/classify.ts';
import type { Command } from '../gcloud/command.ts';
import { endingOf, problemOf } from '../gcloud/explain-failure.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { succeeded } from '../gcloud/result.ts';
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../json.ts';
import { readPolicy } from '../resources/cloud-run.ts';
import { comparedThrough } from '../resources/compare.ts';
import { identified, KINDS } from '../resources/kinds.ts';
import { listEndpoints, type NegPlace } from '../resources/network-endpoint.ts';
import {
  type Resource,
  type ResourceId,
  resourceAround,
  type Subject,
} from '../resources/resource.ts';
import {
  type Collection,
  collectionKey,
  documentsOf,
  type Facts,
  lookup,
  NO_POLICIES,
  type Policies,
  type Quota,
} from './facts.ts';

/** What reading needs: gcloud, and the project for messages. */
export interface Reader {
  readonly gcloud: Gcloud;
  readonly project: string;
}

/** A read that takes longer will not come to its end: gcloud itself waits for an answer for ever. */
const READ_MILLISECONDS = 300_000;

/**
 * Runs one reading command and returns its JSON.
 * @throws {NegctlError} where the call failed in any way: a read that failed is never taken for an empty project.
 */
export async function readJson(reader: Reader, command: Command, doing: string): Promise<Json> {
  const result = await reader.gcloud.run(command, { timeoutMilliseconds: READ_MILLISECONDS });
  if (!succeeded(result)) {
    const failure = classify(result);
    throw new NegctlError(endingOf(failure), [
      problemOf(failure, { doing, project: reader.project }),
    ]);
  }
  try {
    const parsed: Json = JSON.parse(result.stdout);
    return parsed;
  } catch (thrown) {
    const failure = {
      class: 'unknown',
      said: redacted(`not JSON: ${result.stdout.slice(0, 200)}`),
    } as const;
    throw new NegctlError(
      'environment',
      [problemOf(failure, { doing, project: reader.project })],
      thrown,
    );
  }
}

/**
 * Runs one listing command and returns the documents that it lists.
 * @throws {NegctlError} as {@link readJson}
 */
export async function readObjects(
  reader: Reader,
  command: Command,
  doing: string,
): Promise<readonly JsonObject[]> {
  const listed = await readJson(reader, command, doing);
  return Array.isArray(listed) ? listed.filter(isJsonObject) : [];
}

/** Reads all documents of one collection by one list call. */
export async function readCollection(
  reader: Reader,
  collection: Collection,
): Promise<readonly JsonObject[]> {
  const kind = KINDS[collection.kind];
  if (kind.list === null) return [];
  const objects = await readObjects(
    reader,
    kind.list(collection.scope),
    `read the ${kind.title} list`,
  );
  return objects.map(kind.fromList);
}

/** Reads the endpoints of one NEG. */
export async function readEndpoints(
  reader: Reader,
  neg: Pick<Resource, 'name' | 'scope'>,
): Promise<readonly JsonObject[]> {
  const doing = `read the endpoints of ${neg.name}`;
  const listed = await readObjects(reader, listEndpoints(neg), doing);
  return listed.flatMap((item) => {
    const endpoint = item['networkEndpoint'];
    return endpoint !== undefined && isJsonObject(endpoint) ? [endpoint] : [];
  });
}

function quotaOf(document: JsonObject, region: string | null): readonly Quota[] {
  const metric = textAt(document, 'metric');
  const { limit, usage } = document;
  if (metric === undefined || typeof limit !== 'number' || typeof usage !== 'number') return [];
  return [{ region, metric, limit, usage }];
}

/** The quotas of the project, or of it in one region. */
async function readQuotas(reader: Reader, region: string | null): Promise<readonly Quota[]> {
  const words = region === null ? ['project-info', 'describe'] : ['regions', 'describe', region];
  const doing = `read the quotas of ${region === null ? 'the project' : `region ${region}`}`;
  const described = await readJson(reader, { argv: ['compute', ...words] }, doing);
  const quotas = isJsonObject(described) ? objectsAt(described, 'quotas') : [];
  return quotas.flatMap((quota) => quotaOf(quota, region));
}

/** The regions that resources are to be in, each once. */
export function regionsOf(resources: readonly Subject[]): readonly string[] {
  const regions = resources.flatMap(({ scope }) => (scope.type === 'region' ? scope.region : []));
  return [...new Set(regions)];
}

/** The collection that a resource is in; none for attachments. */
export function collectionOf(id: ResourceId): readonly Collection[] {
  const known = identified(id);
  return known === null ? [] : [{ kind: known.kind.name, scope: known.scope }];
}

/** The collections that must be read to compare a set of resources with what is live, each once. */
export function collectionsOf(resources: readonly Subject[]): readonly Collection[] {
  const own = resources.flatMap(({ container, kind, scope }) =>
    container === null ? [{ kind, scope }] : collectionOf(container),
  );
  const through = resources.flatMap(comparedThrough).flatMap(collectionOf);
  return distinct([...own, ...through].flatMap((item) => [...collectionsAround(item), item]));
}

/** The collection of what a collection lies in; nothing can be read from a DNS zone that is not there. */
function collectionsAround({ scope }: Collection): readonly Collection[] {
  const around = resourceAround(scope);
  return around === null ? [] : collectionOf(around);
}

function distinct(collections: readonly Collection[]): readonly Collection[] {
  return [...new Map(collections.map((item) => [collectionKey(item), item])).values()];
}

/** A NEG to read the endpoints of. */
type Neg = Collection & NegPlace;

/** The NEGs that endpoints among the resources are attached to, or taken off; each once. */
export function negsOfEndpoints(resources: readonly Subject[]): readonly Neg[] {
  const found = resources.flatMap(({ kind, container }): readonly Neg[] => {
    const isAbout = kind === 'networkEndpoints' || kind === 'detachedEndpoints';
    const neg = container === null || !isAbout ? null : identified(container);
    if (container === null || neg === null) return [];
    const { scope, name } = neg;
    return [{ kind: 'networkEndpointGroups', id: container, scope, name }];
  });
  return [...new Map(found.map((neg) => [neg.id, neg])).values()];
}

/**
 * Reads the given collections at once, and then what lies in single resources, of those that exist: the
 * record sets of zones, the endpoints of NEGs.
 */
export async function readDocuments(
  reader: Reader,
  collections: readonly Collection[],
  negs: readonly Neg[],
): Promise<Omit<Facts, 'quotas'>> {
  const read = async (some: readonly Collection[]) => {
    const lists = some.map(
      async (collection) =>
        [collectionKey(collection), await readCollection(reader, collection)] as const,
    );
    return Promise.all(lists);
  };
  const isInside = ({ scope }: Collection): boolean => resourceAround(scope) !== null;
  const outside = await read(collections.filter((collection) => !isInside(collection)));
  const policies = NO_POLICIES;
  const found = { documents: new Map(outside), endpoints: new Map(), quotas: [], policies };
  const exists = ({ scope }: Collection): boolean =>
    lookup(found, resourceAround(scope) ?? '') !== null;
  const inside = collections.filter((collection) => isInside(collection) && exists(collection));
  const live = negs.filter((neg) =>
    documentsOf(found, neg).some((document) => textAt(document, 'name') === neg.name),
  );
  const [within, endpoints] = await Promise.all([
    read(inside),
    Promise.all(live.map(async (neg) => [neg.id, await readEndpoints(reader, neg)] as const)),
  ]);
  const documents = new Map([...outside, ...within]);
  return { documents, endpoints: new Map(endpoints), policies };
}

/** A NEG whose endpoints somebody puts into it; the others call a service by its name. */
function isFilled({ kind, body }: Subject): boolean {
  return kind === 'networkEndpointGroups' && body['networkEndpointType'] !== 'SERVERLESS';
}

/**
 * Reads who may call some services, those that exist. It is looked at and explained only, so a policy that may
 * not be read, or cannot be just now, fails nothing: it is named as unread.
 */
async function readPolicies(
  reader: Reader,
  services: readonly ResourceId[],
  documents: Omit<Facts, 'quotas'>,
): Promise<Policies> {
  const live = services.filter((id) => lookup(documents, id) !== null);
  const read = await Promise.all(
    live.map(async (id) => {
      try {
        const policy = await readJson(reader, readPolicy(id), `read the IAM policy of ${id}`);
        return [id, isJsonObject(policy) ? policy : null] as const;
      } catch (thrown) {
        if (!(thrown instanceof NegctlError)) throw thrown;
        return [id, null] as const;
      }
    }),
  );
  return {
    found: new Map(read.flatMap(([id, policy]) => (policy === null ? [] : [[id, policy]]))),
    unread: read.flatMap(([id, policy]) => (policy === null ? [id] : [])),
  };
}

/** Everything that the rules and the plan need to know about the live project. */
export async function readFacts(
  reader: Reader,
  resources: readonly Resource[],
  also: readonly Collection[],
  policies: readonly ResourceId[] = [],
): Promise<Facts> {
  const collections = distinct([...collectionsOf(resources), ...also]);
  const negs = resources
    .filter(isFilled)
    .flatMap(({ kind, id, scope, name }): readonly Neg[] =>
      kind === 'networkEndpointGroups' ? [{ kind, id, scope, name }] : [],
    );
  const [documents, quotas] = await Promise.all([
    readDocuments(reader, collections, negs),
    Promise.all([null, ...regionsOf(resources)].map((region) => readQuotas(reader, region))),
  ]);
  return {
    ...documents,
    quotas: quotas.flat(),
    policies: await readPolicies(reader, policies, documents),
  };
}
