import type { JsonObject } from '../json.ts';
import { identified, KINDS } from '../resources/kinds.ts';
import { EndpointSet, endpointsIn } from '../resources/network-endpoint.ts';
import {
  type KindName,
  type ResourceId,
  type Scope,
  type Subject,
  scopePath,
} from '../resources/resource.ts';

/** A quota of the project, or of it in a region: how much there is and how much is used. */
export interface Quota {
  /** `null` for what is counted for the whole project. */
  readonly region: string | null;
  readonly metric: string;
  readonly limit: number;
  readonly usage: number;
}

/** One collection in one scope, the unit in which the live project is read. */
export interface Collection {
  readonly kind: KindName;
  readonly scope: Scope;
}

/** Who may do what with single resources, as far as that could be read. */
export interface Policies {
  /** IAM policies, by the resource. */
  readonly found: ReadonlyMap<ResourceId, JsonObject>;
  /** Those that could not be read. */
  readonly unread: readonly ResourceId[];
}

export const NO_POLICIES: Policies = { found: new Map(), unread: [] };

/** What was read from the live project, once, for rules, prompts and plans. */
export interface Facts {
  /** By {@link collectionKey}; a collection that was not read is not in it. */
  readonly documents: ReadonlyMap<string, readonly JsonObject[]>;
  /** By NEG. */
  readonly endpoints: ReadonlyMap<ResourceId, readonly JsonObject[]>;
  readonly quotas: readonly Quota[];
  readonly policies: Policies;
}

export const NO_FACTS: Facts = {
  documents: new Map(),
  endpoints: new Map(),
  quotas: [],
  policies: NO_POLICIES,
};

export function collectionKey({ kind, scope }: Collection): string {
  return `${scopePath(scope)}/${kind}`;
}

/** All live documents of a collection; empty where there are none or it was not read. */
export function documentsOf(
  facts: Pick<Facts, 'documents'>,
  collection: Collection,
): readonly JsonObject[] {
  return facts.documents.get(collectionKey(collection)) ?? [];
}

/** The live document of a resource by its id; `null` where it does not exist. */
export function lookup(facts: Pick<Facts, 'documents'>, id: ResourceId): JsonObject | null {
  const asked = identified(id);
  if (asked === null) return null;
  const { kind, scope, name } = asked;
  const documents = documentsOf(facts, { kind: kind.name, scope });
  return documents.find((document) => kind.nameIn(document) === name) ?? null;
}

/** The live form of a planned resource, attachments included; `null` where it does not exist. */
export function observe(facts: Facts, resource: Subject): JsonObject | null {
  if (resource.container === null) return lookup(facts, resource.id);
  const { inContainer } = KINDS[resource.kind];
  if (inContainer !== null) return inContainer(lookup(facts, resource.container), resource);
  return observedEndpoints(facts, resource, resource.container);
}

/** What a step about endpoints has made so far: those that are in the NEG, or for a detachment those that are not. */
function observedEndpoints(facts: Facts, resource: Subject, neg: ResourceId): JsonObject | null {
  const there = EndpointSet.of(facts.endpoints.get(neg) ?? []);
  const isOff = resource.kind === 'detachedEndpoints';
  const found = endpointsIn(resource).filter((endpoint) => there.has(endpoint) !== isOff);
  if (found.length === 0) return null;
  return 'endpoints' in resource.body ? { endpoints: found } : resource.body;
}

/** The server's own id of a live resource; attachments have none. */
export function serverId({ kind, container }: Subject, document: JsonObject): string | null {
  return container === null ? (KINDS[kind].identityIn?.(document) ?? null) : null;
}
