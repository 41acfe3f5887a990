import type { LiveResource } from '../facts/live-resource.ts';
import { textAt } from '../json.ts';
import type { Schedule } from '../traffic/schedule.ts';

/** How a load balancer can be moved, and what its new backend service can have. */
export interface Movable {
  /** Whether its URL maps have weights. */
  readonly weights: boolean;
  /**
   * Whether its proxies are Envoys of the project's own, in a region or a mesh: with them an internet NEG
   * has health checks and balancing; with Google's global front ends it has none (rules e3).
   */
  readonly ownProxies: boolean;
}

const GLOBAL: Readonly<Record<string, Movable>> = {
  EXTERNAL: { weights: false, ownProxies: false },
  EXTERNAL_MANAGED: { weights: true, ownProxies: false },
  INTERNAL_SELF_MANAGED: { weights: true, ownProxies: true },
};

const REGIONAL: Readonly<Record<string, Movable>> = {
  EXTERNAL_MANAGED: { weights: true, ownProxies: true },
  INTERNAL_MANAGED: { weights: true, ownProxies: true },
};

/** The scheme of a backend service; the API's own default where it says none. */
export function schemeOf({ document }: LiveResource): string {
  return textAt(document, 'loadBalancingScheme') ?? 'EXTERNAL';
}

/** What the scheme and the scope of a service allow; `null` where no internet NEG can be behind it (rules e1). */
export function movableOf(service: LiveResource): Movable | null {
  const scheme = schemeOf(service);
  const known = service.scope.type === 'region' ? REGIONAL : GLOBAL;
  return Object.hasOwn(known, scheme) ? (known[scheme] ?? null) : null;
}

/** Whether a service keeps its users at one endpoint, with which weights are not honoured. */
export function hasAffinity({ document }: LiveResource): boolean {
  return (textAt(document, 'sessionAffinity') ?? 'NONE') !== 'NONE';
}

/** Whether all requests are to be moved at once. */
export function isAtOnce(schedule: Schedule): boolean {
  return schedule.length === 1;
}

/** Whether the requests are moved by weights: where there are any, and nothing speaks against them. */
export function isWeighted(service: LiveResource): boolean {
  return movableOf(service)?.weights === true && !hasAffinity(service);
}
