import { addressesIn } from '../facts/dns.ts';
import { closureOf, type Inventory, isNameable } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { attachedNeg, detachment } from '../resources/backend.ts';
import { KINDS } from '../resources/kinds.ts';
import { type KindName, type ResourceId, type Subject, scopeName } from '../resources/resource.ts';
import { urlMapSwitch } from '../resources/target-proxy.ts';
import { hashOf } from './build.ts';
import { ordered } from './graph.ts';
import type { Kept, Plan } from './plan.ts';
import { type RemovingStep, type Step, stepIdOf } from './step.ts';

/** What goes, and what stays although the walk came across it. */
export interface Removal {
  readonly going: readonly LiveResource[];
  readonly kept: readonly Kept[];
}

/** A step after which one resource no longer refers to another one. */
export interface Release {
  readonly user: ResourceId;
  readonly used: ResourceId;
  readonly step: Step;
}

/** Why what is of a kind outlives every load balancer. */
const OUTLIVES: Readonly<Partial<Record<KindName, string>>> = {
  managedZones: 'deleting a load balancer leaves DNS zones',
};

const NUMBERED = 'it is named by the number of a project, which may be another one';

/** What a deletion starts from. */
export interface RemovalInit {
  readonly inventory: Inventory;
  readonly roots: readonly ResourceId[];
  /** Kinds that stay, also where nobody uses them. */
  readonly keep: ReadonlySet<KindName>;
  readonly releases: readonly Release[];
}

/**
 * What goes with the roots: everything that they refer to, directly or through others, and that nobody
 * else uses. A DNS record set goes where it points to nothing but addresses that go. Whoever stays keeps
 * what it uses; that is followed until nothing changes any more.
 */
export function removalOf({ inventory, roots, keep, releases }: RemovalInit): Removal {
  const candidates = closureOf(inventory, roots).flatMap((id) => inventory.resources.get(id) ?? []);
  const going = new Map(
    candidates
      .filter((resource) => !keep.has(resource.kind) && OUTLIVES[resource.kind] === undefined)
      .filter(isNameable)
      .map((resource) => [resource.id, resource]),
  );
  const isReleased = (user: ResourceId, used: ResourceId) =>
    releases.some((release) => release.user === user && release.used === used);
  const usersElsewhere = (id: ResourceId) =>
    inventory.usedBy(id).filter((user) => !going.has(user) && !isReleased(user, id));
  const isGoing = ({ id }: LiveResource): boolean => going.has(id);
  const reasons = new Map<ResourceId, string>();
  for (let before = -1; before !== going.size; ) {
    before = going.size;
    for (const resource of [...going.values()]) {
      const reason = staysFor(resource, inventory, isGoing);
      if (reason !== null) reasons.set(resource.id, reason);
      if (reason !== null || usersElsewhere(resource.id).length > 0) going.delete(resource.id);
    }
  }
  const kept = candidates
    .filter((resource) => !isGoing(resource))
    .map(({ id, kind }): Kept => {
      const because = OUTLIVES[kind] ?? reasons.get(id) ?? null;
      return { id, usedBy: usersElsewhere(id), because };
    });
  const unsure = [...going.keys()].flatMap(inventory.mayUse).map(({ id }) => id);
  const named = [...new Set(unsure)]
    .filter((used) => !candidates.some(({ id }) => id === used))
    .map((id): Kept => ({ id, usedBy: usersElsewhere(id), because: NUMBERED }));
  return { going: [...going.values()], kept: [...kept, ...named] };
}

/** Why a DNS record set is not deleted: what else it points to; `null` for everything else. */
function staysFor(
  record: LiveResource,
  { pointers }: Inventory,
  isGoing: (resource: LiveResource) => boolean,
): string | null {
  if (record.kind !== 'resourceRecordSets') return null;
  for (const address of addressesIn(record)) {
    const { by, isCertain } = pointers.held(record, address);
    if (by.length === 0 || !by.every(isGoing)) return `it points to ${address}, which stays`;
    if (!isCertain) return `${address} may be something else in another network that asks for it`;
  }
  return null;
}

/**
 * A live resource as what a step is about: nothing is wanted of it but that it goes. What the server gives
 * no id is known by all that it says.
 */
function subjectOf(resource: LiveResource, inventory: Inventory): Subject {
  const { id, kind, scope, name, document } = resource;
  const { identityIn, normalise } = KINDS[kind];
  const refs = inventory.uses(id).map((used) => used.id);
  const body = identityIn === null ? normalise(document) : {};
  const summary = kind === 'resourceRecordSets' ? textOf(resource) : summaryOf(refs);
  return { id, kind, scope, name, container: null, refs, summary, body };
}

function textOf(record: LiveResource): string {
  return `${addressesIn(record).join(', ')}; zone ${scopeName(record.scope)}`;
}

function summaryOf(refs: readonly ResourceId[]): string {
  return refs.length === 0 ? '' : `with ${refs.map((id) => id.split('/').at(-1)).join(', ')}`;
}

/** The step that deletes one resource; none for what no command of its own deletes. */
export function removingStep(
  resource: LiveResource,
  inventory: Inventory,
  needs: readonly string[],
): readonly RemovingStep[] {
  const { id, kind, scope, name, serverId } = resource;
  const { remove, title, typicalSeconds } = KINDS[kind];
  if (remove === null) return [];
  return [
    {
      id: stepIdOf(id),
      title: `delete ${title} ${name}`,
      needs,
      effect: 'remove',
      resource: subjectOf(resource, inventory),
      serverId,
      run: remove(scope, name),
      typicalSeconds: typicalSeconds.remove,
    },
  ];
}

/** The steps that delete: each after whatever refers to it is gone, or no longer refers to it. */
function removingSteps(
  going: readonly LiveResource[],
  { inventory, releases }: RemovalInit,
): readonly RemovingStep[] {
  const ids = new Set(going.map(({ id }) => id));
  return going.flatMap((resource) => {
    const { id } = resource;
    const leading = [...inventory.usedBy(id), ...inventory.pointers.to(id).map((user) => user.id)];
    const users = [...new Set(leading)].filter((user) => ids.has(user));
    const releasing = releases.filter(({ used }) => used === id);
    const needs = [...users.map(stepIdOf), ...releasing.map(({ step }) => step.id)];
    return removingStep(resource, inventory, needs);
  });
}

/** Takes a NEG off a backend service, so that the NEG can go. */
export function detaching(service: LiveResource, neg: LiveResource): Release {
  const attached = attachedNeg(service, neg);
  const step = {
    id: stepIdOf(attached.id),
    title: `take ${neg.name} off ${KINDS[service.kind].title} ${service.name}`,
    needs: [],
    effect: 'remove',
    resource: attached,
    serverId: service.serverId,
    run: detachment(service, neg),
    typicalSeconds: KINDS.backends.typicalSeconds.remove,
  } as const;
  return { user: service.id, used: neg.id, step };
}

/** Gives a proxy another URL map, so that the one it has can go. */
export function repointing(
  proxy: LiveResource,
  from: LiveResource,
  to: LiveResource,
  inventory: Inventory,
): Release {
  const subject = subjectOf(proxy, inventory);
  const step = {
    id: stepIdOf(proxy.id),
    title: `point ${KINDS[proxy.kind].title} ${proxy.name} to URL map ${to.name}`,
    needs: [],
    effect: 'repoint',
    resource: {
      ...subject,
      refs: [...new Set([...subject.refs, from.id])],
      summary: `to ${to.name}`,
      body: { urlMap: to.id },
    },
    serverId: proxy.serverId,
    run: urlMapSwitch(proxy, to),
    typicalSeconds: 2,
  } as const;
  return { user: proxy.id, used: from.id, step };
}

export interface RemovalPlanInit extends RemovalInit {
  /** `load-balancer` or `neg`. */
  readonly what: string;
  readonly name: string;
  readonly project: string;
  readonly warnings: readonly string[];
}

/**
 * The plan of a deletion, in an order in which nothing is deleted that something still refers to. What
 * releases a resource is in it only where that resource goes.
 */
export function removalPlan(init: RemovalPlanInit): Plan {
  const { what, name, project, warnings } = init;
  const { going, kept } = removalOf(init);
  const releasing = init.releases.filter(({ used }) => going.some(({ id }) => id === used));
  const steps = [...releasing.map(({ step }) => step), ...removingSteps(going, init)];
  const plan = {
    version: 1,
    verb: 'delete',
    recipe: what,
    name,
    project,
    steps: ordered(steps),
    adopted: [],
    kept,
    warnings,
  } as const;
  return { ...plan, inputs: [], hash: hashOf(plan) };
}
