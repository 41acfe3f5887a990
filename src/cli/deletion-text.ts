import type { Outcome } from '../execute/outcome.ts';
import type { RunState } from '../journal/replay.ts';
import type { Plan } from '../plan/plan.ts';
import { leftoverLines } from '../render/leftovers.ts';
import { keptRows } from '../render/plan-text.ts';
import { rowLines } from '../render/rows.ts';
import type { Style } from '../render/style.ts';
import { wrapped } from '../render/wrap.ts';
import type { ResourceId } from '../resources/resource.ts';
import { takenOverLines } from './outcome-text.ts';

/** How far a deletion has come, beside its outcome. */
export interface DeletionFacts {
  readonly run: string;
  /** The run as commands take it. */
  readonly argument: string;
  readonly plan: Plan;
  /** What is no longer there, or no longer attached. */
  readonly gone: readonly ResourceId[];
  readonly seconds: number;
}

/** What a deletion has done away with, as its journal knows. */
export function goneIn(plan: Plan, state: RunState): readonly ResourceId[] {
  return plan.steps.flatMap(({ id, effect, resource }) =>
    effect === 'remove' && state.steps.get(id)?.status === 'done' ? [resource.id] : [],
  );
}

function steps(count: number): string {
  return `${count} step${count === 1 ? '' : 's'}`;
}

/** What is said after everything that was to go is gone. */
export function deletedLines(facts: DeletionFacts, style: Style): readonly string[] {
  const { run, plan, seconds } = facts;
  const count = plan.steps.length;
  return [
    style.good(
      `${style.symbols.done} ${count} of ${steps(count)} done and read back in ${seconds.toFixed(0)} s   run ${run}`,
    ),
    ...rowLines(keptRows(plan, style), style),
  ];
}

/** What is said after a deletion that did not reach its end: what is gone, what is not, how to go on. */
export function undeletedLines(
  outcome: Outcome,
  { argument, plan, gone }: DeletionFacts,
  style: Style,
): readonly string[] {
  if (outcome.ending === 'changed' && gone.length === 0) return ['Nothing is gone.'];
  if (outcome.ending === 'locked') {
    return takenOverLines(outcome, { argument, steps: plan.steps.length });
  }
  const { failed } = style.symbols;
  const total = plan.steps.length;
  const left = outcome.leftovers;
  const goneLine = gone.length === 0 ? 'Nothing is gone.' : `Gone   ${gone.join(', ')}`;
  return [
    ...(left.length === 0
      ? [`Stopped at ${outcome.done} of ${total}. What is gone stays gone.`]
      : [style.bad(`${failed} ${left.length} of ${steps(total)} left to do, in this order:`)]),
    ...leftoverLines(left, style),
    ...wrapped(goneLine, style.width, 7),
    `Resume negctl resume ${argument}`,
  ];
}
