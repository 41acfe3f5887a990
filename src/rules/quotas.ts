import { observe } from '../facts/facts.ts';
import { KINDS } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import { type Finding, general, type LiveContext, type LiveRule } from './rule.ts';
import { loadBalancingPage } from './sources.ts';

const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');

function shortages(
  { resources, facts }: LiveContext,
  concerns: (kind: Resource['kind']) => boolean,
): readonly Finding[] {
  const needed = new Map<string, number>();
  for (const resource of resources) {
    // Those of a region are counted there, by quotas that nobody has read.
    if (resource.scope.type !== 'global') continue;
    if (!concerns(resource.kind) || observe(facts, resource) !== null) continue;
    for (const metric of KINDS[resource.kind].quotaMetrics) {
      needed.set(metric, (needed.get(metric) ?? 0) + 1);
    }
  }
  return facts.quotas
    .filter(
      ({ metric, limit, usage }) => usage + (needed.get(metric) ?? 0) > limit && needed.has(metric),
    )
    .map(({ metric, limit, usage }) =>
      general(
        `quota ${metric} allows ${limit}, ${usage} are used, ${needed.get(metric)} more are needed`,
        'delete what is unused, or ask for more quota',
      ),
    );
}

export const negQuota: LiveRule = {
  id: 'quota/negs-per-project',
  severity: 'error',
  statement: 'The quota of network endpoint groups has room for the plan.',
  why: 'the API refuses what exceeds it, in the middle of the run',
  sources: [quotaPage],
  phase: 'live',
  check: (context) => shortages(context, (kind) => kind === 'networkEndpointGroups'),
};

export const loadBalancerQuota: LiveRule = {
  id: 'quota/backend-services',
  severity: 'error',
  statement: 'The quotas of the load balancer parts have room for the plan.',
  why: 'the API refuses what exceeds them, in the middle of the run',
  sources: [quotaPage],
  phase: 'live',
  check: (context) => shortages(context, (kind) => kind !== 'networkEndpointGroups'),
};
