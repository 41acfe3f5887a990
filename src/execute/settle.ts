import { NegctlError } from '../errors.ts';
import { type Facts, lookup, observe, serverId } from '../facts/facts.ts';
import { collectionsOf, readDocuments, readJson } from '../facts/read.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { differencesFromPlan } from '../resources/compare.ts';
import { KINDS } from '../resources/kinds.ts';
import { listFlag, type Resource, type ResourceId, type Scope } from '../resources/resource.ts';
import type { Clock } from './ports.ts';

/** What a read shows of a resource. */
export type Live =
  | { readonly state: 'absent' }
  | {
      readonly state: 'present';
      readonly serverId: string | null;
      /** When the server made it; `null` for attachments. */
      readonly createdAt: Date | null;
      readonly asPlanned: boolean;
    }
  | { readonly state: 'unreadable'; readonly because: string };

export interface Look {
  readonly gcloud: Gcloud;
  readonly project: string;
}

/** The resource whose document tells about another one: itself, or the container of an attachment. */
function ownerOf(resource: Resource, all: readonly Resource[]): Resource {
  if (resource.container === null) return resource;
  const container = all.find((other) => other.id === resource.container);
  if (container === undefined) throw new Error(`${resource.id} without its container in the plan`);
  return container;
}

/** What facts show of one resource. */
export function liveOf(facts: Facts, resource: Resource): Live {
  const live = observe(facts, resource);
  if (live === null) return { state: 'absent' };
  const differences = differencesFromPlan(resource, KINDS[resource.kind], live, (id) =>
    lookup(facts, id),
  );
  const created = textAt(live, 'creationTimestamp');
  return {
    state: 'present',
    serverId: serverId(live),
    createdAt: created === undefined ? null : new Date(created),
    asPlanned: differences.length === 0,
  };
}

/** Reads what is live of one resource, by as few calls as it takes. */
export async function look(
  { gcloud, project }: Look,
  resource: Resource,
  all: readonly Resource[],
): Promise<Live> {
  const owner = ownerOf(resource, all);
  const negs = owner.kind === 'networkEndpointGroups' ? [owner] : [];
  try {
    const documents = await readDocuments({ gcloud, project }, collectionsOf([owner]), negs);
    return liveOf({ ...documents, quotas: [] }, resource);
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return { state: 'unreadable', because: thrown.problems.map(({ what }) => what).join('; ') };
  }
}

function isRunning(operation: JsonObject): boolean {
  return textAt(operation, 'status') !== 'DONE';
}

function operationsOn(target: ResourceId, scope: Scope): readonly string[] {
  const [name = '', collection = ''] = target.split('/').reverse();
  const filter = `--filter=targetLink~/${collection}/${name}$`;
  return ['compute', 'operations', 'list', listFlag(scope), filter];
}

const POLL_MILLISECONDS = 2_000;

/**
 * Waits until no operation on a resource is under way: one that was accepted goes on without the
 * gcloud that asked for it (gcloud-commands 9.5). `false` where that did not come to an end in time,
 * or could not be told.
 */
export async function operationsSettled(
  { gcloud, project }: Look,
  resource: Resource,
  clock: Clock,
  timeoutMilliseconds: number,
): Promise<boolean> {
  const target = resource.container ?? resource.id;
  const command = { argv: operationsOn(target, resource.scope) };
  const deadline = clock.now().getTime() + timeoutMilliseconds;
  for (;;) {
    try {
      const listed = await readJson({ gcloud, project }, command, 'read the operations');
      const operations = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
      if (!operations.some(isRunning)) return true;
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      return false;
    }
    if (clock.now().getTime() > deadline) return false;
    await clock.sleep(POLL_MILLISECONDS);
  }
}
