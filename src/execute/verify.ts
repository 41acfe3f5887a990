import { type Facts, lookup, observe } from '../facts/facts.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { differencesFromPlan } from '../resources/compare.ts';
import { KINDS } from '../resources/kinds.ts';
import type { ResourceId, Subject } from '../resources/resource.ts';
import { sightOf } from './change.ts';
import { liveOf } from './settle.ts';

/** Where the live project is not what the plan promised. */
export interface Deviation {
  readonly resource: ResourceId;
  /** In words, the resource named. */
  readonly what: string;
}

function differencesOf(resource: Subject, facts: Facts): readonly Deviation[] {
  const { id, kind } = resource;
  const live = observe(facts, resource);
  if (live === null) return [{ resource: id, what: `${id} is missing` }];
  const differences = differencesFromPlan(resource, KINDS[kind], live, (other) =>
    lookup(facts, other),
  );
  return differences.map(({ field, wanted, live: shown }) => ({
    resource: id,
    what: `${id}: ${field} is ${JSON.stringify(shown)}, planned is ${JSON.stringify(wanted)}`,
  }));
}

function deviationsOf(step: Step, facts: Facts): readonly Deviation[] {
  const { resource } = step;
  if (step.effect !== 'remove') return differencesOf(resource, facts);
  const sight = sightOf(step, liveOf(facts, resource));
  return sight.state === 'open'
    ? [{ resource: resource.id, what: `${resource.id} is still there` }]
    : [];
}

/** Where the live project, read back, is not what the plan promised; empty where all is as planned. */
export function verify(plan: Plan, facts: Facts): readonly Deviation[] {
  return [
    ...plan.adopted.flatMap(({ resource }) => differencesOf(resource, facts)),
    ...plan.steps.flatMap((step) => deviationsOf(step, facts)),
  ];
}
