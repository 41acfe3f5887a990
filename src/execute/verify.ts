import { type Facts, lookup, observe } from '../facts/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { resourcesOf } from '../plan/plan.ts';
import { differencesFromPlan } from '../resources/compare.ts';
import { KINDS } from '../resources/kinds.ts';

/** Where the live project, read back, is not what the plan promised; empty where all is as planned. */
export function verify(plan: Plan, facts: Facts): readonly string[] {
  return resourcesOf(plan).flatMap((resource) => {
    const live = observe(facts, resource);
    if (live === null) return [`${resource.id} is missing`];
    const differences = differencesFromPlan(resource, KINDS[resource.kind], live, (id) =>
      lookup(facts, id),
    );
    return differences.map(
      ({ field, wanted, live: shown }) =>
        `${resource.id}: ${field} is ${JSON.stringify(shown)}, planned is ${JSON.stringify(wanted)}`,
    );
  });
}
