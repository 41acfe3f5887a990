import { NegctlError } from '../errors.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { anchorAlone, frontEndAlone, type LoadBalancer } from '../facts/load-balancers.ts';
import { didYouMean } from '../inputs/near.ts';
import type { JoinedProject } from './live.ts';

function refuse(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('preflight', [{ code: 'NEG-6009', what, why, fix }]);
}

function onlyOne<T>(
  found: readonly T[],
  name: string,
  idsOf: (item: T) => readonly string[],
): T | null {
  const [only, ...others] = found;
  if (only === undefined) return null;
  if (others.length === 0) return only;
  const ids = found.flatMap(idsOf);
  throw refuse(`"${name}" can be more than one`, ids.join(', '), `give it in full: ${ids[0]}`);
}

function aloneOf(live: JoinedProject, resource: LiveResource): LoadBalancer | null {
  if (resource.kind === 'forwardingRules') {
    // Rules also lead to VPN gateways, target pools and instances: those are none of ours.
    const leads = live.inventory.uses(resource.id).some(({ kind }) => kind !== 'addresses');
    return leads ? frontEndAlone(live.inventory, resource) : null;
  }
  return isAnchor(live, resource.id) ? anchorAlone(live.inventory, resource) : null;
}

/** The only resource of that name that stands for a load balancer, or for a front end of one. */
function byResource(live: JoinedProject, name: string): LoadBalancer | null {
  const resources = [...live.inventory.resources.values()];
  const exact = live.inventory.resources.get(name);
  if (exact !== undefined) return aloneOf(live, exact);
  const named = resources.filter((resource) => resource.name === name);
  const ids = (resource: LiveResource): readonly string[] => [resource.id];
  const anchor = onlyOne(
    named.filter(({ id }) => isAnchor(live, id)),
    name,
    ids,
  );
  const found =
    anchor ??
    onlyOne(
      named.filter(({ kind }) => kind === 'forwardingRules'),
      name,
      ids,
    );
  return found === null ? null : aloneOf(live, found);
}

function isAnchor({ loadBalancers }: JoinedProject, id: string): boolean {
  return loadBalancers.some(({ anchors }) => anchors.some((anchor) => anchor.id === id));
}

/**
 * What an operator means by a name: a load balancer as `list` shows it; else one of its URL maps; else
 * a forwarding rule, which stands for that front end alone. A full id (`global/urlMaps/web-map`) always
 * means that very resource. `null` where there is nothing of that name.
 * @throws {NegctlError} `NEG-6009` where it can be more than one
 */
export function findNamed(live: JoinedProject, name: string): LoadBalancer | null {
  const listed = live.loadBalancers.filter((balancer) => balancer.name === name);
  return (
    onlyOne(listed, name, ({ roots, anchors }) =>
      anchors.length > 0 ? anchors.map(({ id }) => id) : roots.slice(0, 1),
    ) ?? byResource(live, name)
  );
}

/** Nothing has that name; the nearest that something has. */
export function notFound(
  { loadBalancers, inventory, target }: JoinedProject,
  name: string,
): NegctlError {
  const rules = [...inventory.resources.values()].filter(({ kind }) => kind === 'forwardingRules');
  const names = [...loadBalancers, ...rules].map((item) => item.name);
  return refuse(
    `there is no load balancer "${name}" in project ${target.context.project}`,
    'neither a set-up, a URL map, a backend service with a front end nor a forwarding rule has that name',
    didYouMean(name, names) || 'see `negctl list`',
  );
}
