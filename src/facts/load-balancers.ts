import { textAt } from '../json.ts';
import type { KindName, ResourceId } from '../resources/resource.ts';
import { closureOf, type Inventory } from './inventory.ts';
import type { LiveResource } from './live-resource.ts';

/** A set-up that negctl made, as its journals know it. */
export interface SetUp {
  readonly name: string;
  /** What it made and has not taken back, with the server's ids. */
  readonly made: ReadonlyMap<ResourceId, string | null>;
}

/** A load balancer as it is joined from what is live, whoever made it. */
export interface LoadBalancer {
  /** Of the set-up, else of its URL map, else of its backend service. */
  readonly name: string;
  /** True where negctl made it, as far as the journals at hand know. */
  readonly isSetUp: boolean;
  /** The URL maps, and where there is none the backend services, that it is about. */
  readonly anchors: readonly LiveResource[];
  /** Its forwarding rules. */
  readonly frontEnds: readonly LiveResource[];
  /** The DNS record sets that point to one of its front ends or addresses. */
  readonly records: readonly LiveResource[];
  /** What is only it: records, front ends, proxies and anchors; for a set-up also what else it made. */
  readonly roots: readonly ResourceId[];
}

const PROXIES: ReadonlySet<KindName> = new Set([
  'targetHttpProxies',
  'targetHttpsProxies',
  'targetTcpProxies',
  'targetSslProxies',
]);

function liveUsers(inventory: Inventory, id: ResourceId): readonly LiveResource[] {
  return inventory.usedBy(id).flatMap((user) => inventory.resources.get(user) ?? []);
}

function isRule({ kind }: LiveResource): boolean {
  return kind === 'forwardingRules';
}

/** The proxies and forwarding rules that lead to a URL map or backend service. */
function aboveOf(inventory: Inventory, anchor: LiveResource): readonly LiveResource[] {
  const users = liveUsers(inventory, anchor.id);
  const proxies = users.filter(({ kind }) => PROXIES.has(kind));
  const rules = proxies.flatMap(({ id }) => liveUsers(inventory, id).filter(isRule));
  const direct = users.filter(isRule);
  return distinctOf([...rules, ...direct, ...proxies]);
}

/** URL maps, and the backend services that traffic reaches without one. */
function anchorsOf(inventory: Inventory): readonly LiveResource[] {
  return [...inventory.resources.values()].filter(
    (resource) =>
      resource.kind === 'urlMaps' ||
      (resource.kind === 'backendServices' && aboveOf(inventory, resource).length > 0),
  );
}

/** What of a set-up is still live, and still the one that was made. */
function liveOf(inventory: Inventory, { made }: SetUp): readonly LiveResource[] {
  return [...made].flatMap(([id, serverId]) => {
    const live = inventory.resources.get(id);
    return live !== undefined && live.serverId === serverId ? [live] : [];
  });
}

function joined(
  inventory: Inventory,
  name: string,
  anchors: readonly LiveResource[],
  own: readonly LiveResource[] | null,
): LoadBalancer {
  const above = anchors.flatMap((anchor) => aboveOf(inventory, anchor));
  const members = [...above, ...anchors, ...(own ?? [])];
  const distinct = distinctOf(members);
  const roots = distinct.map(({ id }) => id);
  const records = recordsTo(inventory, roots);
  return {
    name,
    isSetUp: own !== null,
    anchors,
    frontEnds: distinct.filter(isRule),
    records,
    roots: [...records.map(({ id }) => id), ...roots],
  };
}

function distinctOf(resources: readonly LiveResource[]): readonly LiveResource[] {
  return [...new Map(resources.map((resource) => [resource.id, resource])).values()];
}

/** The record sets that point to any part of what begins with the roots. */
function recordsTo(inventory: Inventory, roots: readonly ResourceId[]): readonly LiveResource[] {
  return distinctOf(closureOf(inventory, roots).flatMap((id) => inventory.pointers.to(id)));
}

/**
 * Every load balancer of a project. What a set-up made belongs together under its name (its redirect
 * has a URL map of its own); everything else is named after its URL map, or after its backend service
 * where it has none.
 */
export function loadBalancersOf(
  inventory: Inventory,
  setUps: readonly SetUp[],
): readonly LoadBalancer[] {
  const anchors = anchorsOf(inventory);
  const taken = new Set<ResourceId>();
  const made = setUps.flatMap((setUp): readonly LoadBalancer[] => {
    const own = liveOf(inventory, setUp);
    if (own.length === 0) return [];
    const ids = new Set(own.map(({ id }) => id));
    const mine = anchors.filter(({ id }) => ids.has(id) && !taken.has(id));
    for (const { id } of mine) taken.add(id);
    return [joined(inventory, setUp.name, mine, own)];
  });
  const others = anchors
    .filter(({ id }) => !taken.has(id))
    .map((anchor) => joined(inventory, anchor.name, [anchor], null));
  return [...made, ...others].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One URL map or backend service with its front ends, whatever set-up it belongs to. */
export function anchorAlone(inventory: Inventory, anchor: LiveResource): LoadBalancer {
  return joined(inventory, anchor.name, [anchor], null);
}

/** One front end and nothing else of its load balancer. */
export function frontEndAlone(inventory: Inventory, rule: LiveResource): LoadBalancer {
  const anchors = closureOf(inventory, [rule.id])
    .flatMap((id) => inventory.resources.get(id) ?? [])
    .filter(({ kind }) => kind === 'urlMaps');
  const records = recordsTo(inventory, [rule.id]);
  const roots = [...records.map(({ id }) => id), rule.id];
  return { name: rule.name, isSetUp: false, anchors, frontEnds: [rule], records, roots };
}

/** All parts of a load balancer that are in the inventory: what it is, and what that refers to. */
export function partsOf(inventory: Inventory, { roots }: LoadBalancer): readonly LiveResource[] {
  return closureOf(inventory, roots).flatMap((id) => inventory.resources.get(id) ?? []);
}

const SCHEMES: Readonly<Record<string, { readonly global: string; readonly region: string }>> = {
  EXTERNAL_MANAGED: { global: 'global-external', region: 'regional-external' },
  EXTERNAL: { global: 'classic', region: 'regional-passthrough' },
  INTERNAL_MANAGED: { global: 'cross-region-internal', region: 'regional-internal' },
  INTERNAL_SELF_MANAGED: { global: 'mesh', region: 'mesh' },
  INTERNAL: { global: 'internal-passthrough', region: 'internal-passthrough' },
};

/** The type in the words of `--lb`; `none` where no front end leads to it. */
export function typeOf(inventory: Inventory, { anchors, frontEnds }: LoadBalancer): string {
  const [rule] = frontEnds;
  if (rule === undefined) return 'none';
  const scheme = textAt(rule.document, 'loadBalancingScheme') ?? 'EXTERNAL';
  const names = SCHEMES[scheme];
  if (names === undefined) return scheme;
  const isGlobal = rule.scope.type === 'global';
  const type = isGlobal ? names.global : names.region;
  const hasProxy = inventory.uses(rule.id).some(({ kind }) => PROXIES.has(kind));
  const isApplication = anchors.some(({ kind }) => kind === 'urlMaps');
  if (!isGlobal && scheme === 'EXTERNAL' && hasProxy)
    return isApplication ? 'classic' : 'classic-tcp';
  return isApplication || !hasProxy ? type : `${type}-tcp`;
}
