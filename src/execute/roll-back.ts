import { NegctlError, type Problem } from '../errors.ts';
import { type UndoStep, undoPlan } from '../rollback/undo-plan.ts';
import { contextOf, type Execution, namedSteps } from './execution.ts';
import { allThatMayBeLeft, leftoversOf } from './leftovers.ts';
import { ORPHAN_AT_WORK, orphansGone } from './orphans.ts';
import { cutShort, finish, leaving, type Outcome } from './outcome.ts';
import { undoSteps } from './undo.ts';

/**
 * Takes back what a run made. The outcome is `rolled-back` only where a read at the end shows nothing
 * of it any more.
 *
 * @param steps what of it is taken back; everything where it is not given
 */
export async function rollBack(
  execution: Execution,
  problems: readonly Problem[],
  because: string,
  steps = undoPlan(execution.plan, execution.state()),
): Promise<Outcome> {
  try {
    return await takenBack(execution, problems, because, steps);
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return cutShort(execution, thrown, problems, []);
  }
}

async function takenBack(
  execution: Execution,
  problems: readonly Problem[],
  because: string,
  steps: readonly UndoStep[],
): Promise<Outcome> {
  const { plan, ports, options, state } = execution;
  const before = state();
  await ports.journal.append({ type: 'undo.started', because });
  const ids = new Set(steps.map(({ id }) => id));
  const named = namedSteps(plan).filter(({ id }) => ids.has(id));
  ports.emit({ event: 'rollback.started', steps: named });
  if (!(await orphansGone(before, ports, options.stepTimeoutMilliseconds))) {
    const leftovers = allThatMayBeLeft(execution, ORPHAN_AT_WORK);
    return finish(execution, leaving(leftovers, problems, { done: 0, undone: 0 }));
  }
  const stoppedBefore = options.stop.aborted;
  const mayStart = () => stoppedBefore || !options.stop.aborted;
  const { maxParallel } = options;
  const { undone, leftovers } = await undoSteps(steps, contextOf(execution), {
    maxParallel,
    mayStart,
  });
  ports.emit({ event: 'rollback.finished', undone, leftovers });
  if (leftovers.length > 0)
    return finish(execution, leaving(leftovers, problems, { done: 0, undone }));
  return finish(execution, {
    ending: 'rolled-back',
    problems,
    leftovers,
    done: 0,
    undone,
    facts: null,
  });
}

/** The requests go where they went before; what was made for the migration stays, and is listed. */
export async function moveBack(
  execution: Execution,
  problems: readonly Problem[],
  because: string,
): Promise<Outcome> {
  const { plan, state } = execution;
  const shifts = undoPlan(plan, state()).filter(({ step }) => step.effect === 'revise');
  const outcome = await rollBack(execution, problems, because, shifts);
  if (outcome.ending !== 'rolled-back') return outcome;
  const made = undoPlan(plan, state()).map((undo) => ({
    undo,
    because: 'it was made for the migration',
    said: null,
  }));
  return finish(execution, {
    ...outcome,
    ending: 'gate',
    leftovers: leftoversOf(made, execution),
  });
}
