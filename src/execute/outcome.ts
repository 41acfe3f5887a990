import type { Ending, NegctlError, Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { RunState } from '../journal/replay.ts';
import type { Leftover } from './events.ts';
import type { Execution } from './execution.ts';
import { type FailedStep, whatIsLeft } from './leftovers.ts';

/** How an execution or a rollback ended. */
export interface Outcome {
  readonly ending: Ending;
  readonly problems: readonly Problem[];
  /** What the run made, or may have made, and is still there although it failed; or what it was to delete. */
  readonly leftovers: readonly Leftover[];
  readonly done: number;
  readonly undone: number;
  /** What was read back at the end; `null` where nothing was. */
  readonly facts: Facts | null;
}

/** How many steps are done. */
export function doneCount(state: RunState): number {
  return [...state.steps.values()].filter(({ status }) => status === 'done').length;
}

/** Records how a run ended. */
export async function finish(execution: Execution, outcome: Outcome): Promise<Outcome> {
  await execution.ports.journal.append({ type: 'run.finished', ending: outcome.ending });
  return outcome;
}

/** An end that leaves something behind. */
export function leaving(
  leftovers: readonly Leftover[],
  problems: readonly Problem[],
  counts: Pick<Outcome, 'done' | 'undone'>,
): Outcome {
  return { ending: 'leftovers', problems, leftovers, ...counts, facts: null };
}

/** An end that leaves everything as it is, to be resumed or rolled back. */
export function stopped(
  execution: Execution,
  ending: Ending,
  problems: readonly Problem[],
): Outcome {
  const done = doneCount(execution.state());
  return { ending, problems, leftovers: [], done, undone: 0, facts: null };
}

/** The journal cannot be written, or the project not be read: nothing more is done. */
export async function cutShort(
  execution: Execution,
  { problems, ending }: NegctlError,
  earlier: readonly Problem[],
  failed: readonly FailedStep[],
): Promise<Outcome> {
  // Taken over: what it made is another run's to finish or take back now.
  if (ending === 'locked') return stopped(execution, ending, [...earlier, ...problems]);
  const leftovers = await whatIsLeft(execution, 'the run could not go on', failed);
  const state = execution.state();
  const steps = [...state.steps.values()];
  return {
    ending: leftovers.length > 0 ? 'leftovers' : ending,
    problems: [...earlier, ...problems],
    leftovers,
    done: doneCount(state),
    undone: steps.filter(({ status }) => status === 'undone').length,
    facts: null,
  };
}
