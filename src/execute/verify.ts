import { type Facts, lookup, observe } from '../facts/facts.ts';
import type { Json } from '../json.ts';
import { revisionsOf } from '../plan/aside.ts';
import type { Plan } from '../plan/plan.ts';
import type { RevisingStep, Step } from '../plan/step.ts';
import { differencesFromPlan } from '../resources/compare.ts';
import { KINDS } from '../resources/kinds.ts';
import type { Subject } from '../resources/resource.ts';
import { sameDocument } from '../traffic/importable.ts';
import { sightOf } from './change.ts';
import { liveOf } from './settle.ts';

/** Where the live project is not what the plan promised. */
export interface Deviation {
  /** The step that is not done, although it was taken to be; `null` where it cannot be done again. */
  readonly step: string | null;
  /** In words, the resource named. */
  readonly what: string;
}

/** A list can hold thousands. */
function shortly(value: Json): string {
  if (Array.isArray(value) && value.length > 20) return `a list of ${value.length}`;
  return JSON.stringify(value);
}

function differencesOf(resource: Subject, facts: Facts): readonly string[] {
  const { id, kind } = resource;
  const live = observe(facts, resource);
  if (live === null) return [`${id} is missing`];
  const differences = differencesFromPlan(resource, KINDS[kind], live, (other) =>
    lookup(facts, other),
  );
  return differences.map(
    ({ field, wanted, live: shown }) =>
      `${id}: ${field} is ${shortly(shown)}, planned is ${shortly(wanted)}`,
  );
}

/** Only the last change of a document is there to be seen. */
function revised(step: RevisingStep, plan: Plan, facts: Facts): readonly Deviation[] {
  const { id, resource, to } = step;
  if (revisionsOf(plan, resource.id).at(-1)?.id !== id) return [];
  const live = lookup(facts, resource.id);
  if (live !== null && sameDocument(live, to)) return [];
  const what = live === null ? 'is missing' : 'is not what this run has written';
  return [{ step: id, what: `${resource.id} ${what}` }];
}

function deviationsOf(step: Step, plan: Plan, facts: Facts): readonly Deviation[] {
  const { id, effect, resource } = step;
  if (step.effect === 'judge') return [];
  if (step.effect === 'revise') return revised(step, plan, facts);
  const again = effect === 'make' ? null : id;
  if (step.effect !== 'remove') {
    return differencesOf(resource, facts).map((what) => ({ step: again, what }));
  }
  const sight = sightOf(step, liveOf(facts, resource), undefined);
  return sight.state === 'open' ? [{ step: id, what: `${resource.id} is still there` }] : [];
}

/** Where the live project, read back, is not what the plan promised; empty where all is as planned. */
export function verify(plan: Plan, facts: Facts): readonly Deviation[] {
  const adopted = plan.adopted.flatMap(({ resource }) => differencesOf(resource, facts));
  return [
    ...adopted.map((what) => ({ step: null, what })),
    ...plan.steps.flatMap((step) => deviationsOf(step, plan, facts)),
  ];
}
