import { observe } from '../facts/facts.ts';
import { KINDS } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import { type Finding, general, type LiveContext, type LiveRule } from './rule.ts';
import { loadBalancingPage } from './sources.ts';

const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');

/** Where a metric is counted. */
function keyOf(region: string | null, metric: string): string {
  return `${region ?? ''}/${metric}`;
}

function shortages(
  { resources, facts }: LiveContext,
  concerns: (kind: Resource['kind']) => boolean,
): readonly Finding[] {
  const needed = new Map<string, number>();
  for (const resource of resources) {
    const { kind, scope } = resource;
    // Those of a zone are counted in its region, which the plan does not name.
    if (scope.type !== 'global' && scope.type !== 'region') continue;
    if (!concerns(kind) || observe(facts, resource) !== null) continue;
    for (const metric of KINDS[kind].quotaMetrics) {
      const key = keyOf(scope.type === 'region' ? scope.region : null, metric);
      needed.set(key, (needed.get(key) ?? 0) + 1);
    }
  }
  return facts.quotas.flatMap(({ region, metric, limit, usage }) => {
    const more = needed.get(keyOf(region, metric)) ?? 0;
    if (more === 0 || usage + more <= limit) return [];
    const where = region === null ? '' : ` of region ${region}`;
    return [
      general(
        `quota ${metric}${where} allows ${limit}, ${usage} are used, ${more} more are needed`,
        'delete what is unused, or ask for more quota',
      ),
    ];
  });
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
