import { cleanLine } from '../clean.ts';
import { NegctlError, type Problem } from '../errors.ts';
import type { Instances } from '../facts/instances.ts';
import type { EndpointInput } from '../inputs/endpoint.ts';
import { buildPlan } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import {
  detachedEndpoints,
  EndpointSet,
  endpointBody,
  networkEndpoints,
} from '../resources/network-endpoint.ts';
import type { Resource } from '../resources/resource.ts';
import { capacityFindings, endpointFindings, type SetFinding } from '../rules/endpoint-set.ts';
import { resultingEndpoint, vmFindings } from '../rules/vm-endpoints.ts';
import type { LiveNeg } from './endpoints.ts';

/** `add` or `remove`: the words of the commands. */
export type Change = 'add' | 'remove';

/** A change of the endpoints of a NEG, as it was asked for. */
export interface EndpointsWish {
  readonly change: Change;
  readonly endpoints: readonly EndpointInput[];
}

/** More of them say nothing new. */
const MOST_PROBLEMS = 20;

function refuse(findings: readonly SetFinding[]): void {
  if (findings.length === 0) return;
  const problems = findings
    .slice(0, MOST_PROBLEMS)
    .map(({ rule, what, why, fix }): Problem => ({ code: rule, what: cleanLine(what), why, fix }));
  const more = findings.length - problems.length;
  const [first] = problems;
  const rest: readonly Problem[] =
    more === 0 || first === undefined
      ? []
      : [{ ...first, what: `and ${more} more endpoints of which something is wrong` }];
  throw new NegctlError('input', [...problems, ...rest]);
}

/** What is wrong with the wish itself: nothing is left that a look at the VMs could show. */
export function checkWish({ home }: LiveNeg, { endpoints }: EndpointsWish): void {
  refuse(endpointFindings(home, endpoints));
}

interface Difference {
  readonly resources: readonly Resource[];
  readonly warnings: readonly string[];
}

function toAdd(live: LiveNeg, wanted: readonly EndpointInput[]): Difference {
  const { neg, home, facts } = live;
  const here = facts.endpoints.get(neg.id) ?? [];
  const there = EndpointSet.of(here);
  const added = wanted.filter((endpoint) => !there.has(endpointBody(endpoint)));
  refuse(capacityFindings(home, here.length + added.length));
  return {
    resources: added.length === 0 ? [] : [networkEndpoints(neg, added)],
    warnings: [],
  };
}

function toRemove(live: LiveNeg, wanted: readonly EndpointInput[]): Difference {
  const { neg, facts } = live;
  const here = facts.endpoints.get(neg.id) ?? [];
  const there = EndpointSet.of(here);
  const removed = wanted.map(endpointBody).filter((endpoint) => there.has(endpoint));
  const left = here.length - removed.length;
  const warnings =
    removed.length > 0 && left <= 0
      ? [`NEG ${neg.name} has no endpoint left then: requests to it will fail`]
      : [];
  return { resources: detachedEndpoints(neg, removed), warnings };
}

/**
 * The plan of a change: only what is not there yet, or only what is, in as few calls as the API takes; a text where
 * that is nothing.
 * @throws {NegctlError} where an endpoint cannot be in the NEG
 */
export function endpointsPlan(
  live: LiveNeg,
  { change, endpoints }: EndpointsWish,
  instances: Instances | null,
  project: string,
): Plan | string {
  const { neg, home, network, zone, facts } = live;
  if (change === 'add' && instances !== null && zone !== null) {
    refuse(vmFindings(endpoints, instances, { ...network, zone }));
  }
  const resulting = endpoints.map((endpoint) =>
    resultingEndpoint(endpoint, home.defaultPort, instances, network),
  );
  const { resources, warnings } =
    change === 'add' ? toAdd(live, resulting) : toRemove(live, resulting);
  if (resources.length === 0) {
    const count = `${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'}`;
    return change === 'add'
      ? `NEG ${neg.name} has the ${count} already`
      : `NEG ${neg.name} has none of the ${count}`;
  }
  const planned = buildPlan({
    verb: 'endpoints',
    recipe: change,
    name: neg.name,
    project,
    inputs: [],
    resources,
    facts,
    warnings,
  });
  if (!planned.ok) throw new Error('endpoints in conflict with themselves');
  return planned.plan;
}
