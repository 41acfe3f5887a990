import { type Ending, NegctlError, type Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { RunState, StepState } from '../journal/replay.ts';
import { remainingWeights } from '../plan/graph.ts';
import { isReversible, type Plan } from '../plan/plan.ts';
import type { JudgingStep, Step } from '../plan/step.ts';
import { isBeyondReturn, mayHaveMade, type UndoStep, undoPlan } from '../rollback/undo-plan.ts';
import { ChangeRun } from './change.ts';
import { changedSince } from './changed-since.ts';
import type { Leftover, NamedStep } from './events.ts';
import { contextOf, type Execution, isBeyond, pendingSteps } from './execution.ts';
import { type Judged, Judgement } from './judge.ts';
import { type FailedStep, leftBy, leftoversOf, stillToChange } from './leftovers.ts';
import { orphansGone } from './orphans.ts';
import { MakeRun, type StepEnd } from './perform.ts';
import type { StepContext } from './ports.ts';
import { readPlanned } from './read-planned.ts';
import { revise } from './revise.ts';
import { hasStepBelow, stepDown } from './step-down.ts';
import { undoSteps } from './undo.ts';
import { type Deviation, verify } from './verify.ts';
import { type Gate, walk } from './walk.ts';

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

function namedSteps({ steps }: Plan): readonly NamedStep[] {
  return steps.map(({ id, title }, index) => ({
    id,
    title,
    number: `${index + 1}/${steps.length}`,
  }));
}

function performed(
  step: Step,
  context: StepContext,
  earlier: StepState | undefined,
  gate: Gate,
  { options, state }: Execution,
): Promise<StepEnd | Judged> {
  switch (step.effect) {
    case 'judge':
      return new Judgement(step, context, options.stop, earlier, state().gateFailures).run();
    case 'revise':
      return revise(step, context, earlier);
    case 'make': {
      // What a read showed to be absent or foreign is not the run's own: it starts anew.
      const open = earlier !== undefined && mayHaveMade(earlier) ? earlier : undefined;
      return new MakeRun(step, context, open, gate).perform();
    }
    default:
      return new ChangeRun(step, context, earlier, gate).perform();
  }
}

/** What came of the steps that were performed, beside those that failed. */
interface Performed {
  /** The wait whose gates failed. */
  readonly judged: JudgingStep | null;
  /** True where somebody wants the requests to go back. */
  readonly aborted: boolean;
  /** What is waited for. */
  readonly held: readonly Problem[];
}

/** Does what is not done yet, and notes which steps failed. */
async function performSteps(execution: Execution, failed: FailedStep[]): Promise<Performed> {
  const { plan, options, state } = execution;
  const context = contextOf(execution);
  const before = state();
  const all = pendingSteps(plan, before);
  const pending = all.filter((step) => !isBeyond(step, options.until));
  const remaining = remainingWeights(pending, ({ typicalSeconds }) => typicalSeconds);
  const held: Problem[] = [];
  let judged: JudgingStep | null = null;
  let aborted = false;
  await walk(pending, {
    perform: async (step, gate) => {
      const earlier = before.steps.get(step.id);
      const end = await performed(step, context, earlier, gate, execution);
      if (end.end === 'failed') failed.push({ step: step.id, problem: end.problem });
      if (end.end === 'failed' && step.effect === 'judge') judged = step;
      if (end.end === 'aborted') aborted = true;
      if (end.end === 'held') held.push(end.problem);
      return end.end === 'done';
    },
    maxParallel: options.maxParallel,
    priority: (step) => Number(remaining.get(step.id)),
    mayStart: () => !options.stop.aborted,
    carryOn: !isReversible(plan),
  });
  return { judged, aborted, held };
}

function doneCount(state: RunState): number {
  return [...state.steps.values()].filter(({ status }) => status === 'done').length;
}

/**
 * True for what is not taken back any more: a deletion, and a run that has begun to delete at its end. That
 * something could not be deleted then is no reason to move the requests back.
 */
function onlyGoesOn({ plan, state }: Execution, failed: readonly FailedStep[]): boolean {
  if (!isReversible(plan) || isBeyondReturn(plan, state())) return true;
  const ids = failed.map(({ step }) => step);
  return plan.steps.some(({ id, effect }) => effect === 'remove' && ids.includes(id));
}

/** Everything that the journal cannot say to be gone or done, where no read can tell. */
function allThatMayBeLeft(execution: Execution, because: string): readonly Leftover[] {
  const steps = undoPlan(execution.plan, execution.state());
  if (onlyGoesOn(execution, [])) return stillToChange(execution, null, because, []);
  const left = steps.map((undo) => ({ undo, because, said: null }));
  return leftoversOf(left, execution);
}

/** What is live of the plan; `null` where it cannot be read. */
async function readIfPossible(execution: Execution): Promise<Facts | null> {
  try {
    return await readPlanned(contextOf(execution));
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return null;
  }
}

/** What a run that is not taken back leaves, by a read where one is possible. */
async function whatIsLeft(
  execution: Execution,
  because: string,
  failed: readonly FailedStep[],
): Promise<readonly Leftover[]> {
  const isFinal = onlyGoesOn(execution, failed);
  const steps = isFinal ? [] : undoPlan(execution.plan, execution.state());
  if (steps.length === 0 && !isFinal) return [];
  const facts = await readIfPossible(execution);
  const why = facts === null ? `${because}; the project could not be read` : because;
  return [
    ...leftoversOf(leftBy(steps, facts, why), execution),
    ...(isFinal ? stillToChange(execution, facts, why, failed) : []),
  ];
}

async function finish(execution: Execution, outcome: Outcome): Promise<Outcome> {
  await execution.ports.journal.append({ type: 'run.finished', ending: outcome.ending });
  return outcome;
}

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
    return finish(execution, unfinishedUndo(problems, leftovers, 0));
  }
  const stoppedBefore = options.stop.aborted;
  const mayStart = () => stoppedBefore || !options.stop.aborted;
  const { maxParallel } = options;
  const { undone, leftovers } = await undoSteps(steps, contextOf(execution), {
    maxParallel,
    mayStart,
  });
  ports.emit({ event: 'rollback.finished', undone, leftovers });
  if (leftovers.length > 0) return finish(execution, unfinishedUndo(problems, leftovers, undone));
  return finish(execution, {
    ending: 'rolled-back',
    problems,
    leftovers,
    done: 0,
    undone,
    facts: null,
  });
}

const ORPHAN_AT_WORK = 'a gcloud of this run is still at work';

function unfinishedUndo(
  problems: readonly Problem[],
  leftovers: readonly Leftover[],
  undone: number,
): Outcome {
  return { ending: 'leftovers', problems, leftovers, done: 0, undone, facts: null };
}

/**
 * True where the project changed between its reading and the first write: somebody else's resource stood
 * where that would have made one, or was what it would have changed. A change that was sent and failed
 * may have had its effect before somebody else's, so it is not called untouched.
 */
function changedBeforeFirstWrite({ plan, state }: Execution): boolean {
  const before = state().steps;
  const changing = plan.steps.flatMap(({ id, effect }) => (effect === 'make' ? [] : [id]));
  if (changing.some((id) => before.get(id)?.attempts)) return false;
  const steps = [...before.values()];
  const refused = steps.every(({ left }) => left === 'foreign' || left === 'absent');
  return refused && steps.some(({ left }) => left === 'foreign');
}

async function afterFailure(
  execution: Execution,
  problems: readonly Problem[],
  failed: readonly FailedStep[],
): Promise<Outcome> {
  const { options, state } = execution;
  if (changedBeforeFirstWrite(execution)) {
    return finish(execution, stopped(execution, 'changed', problems));
  }
  const because = problems.map(({ what }) => what).join('; ');
  const reversible = !onlyGoesOn(execution, failed);
  if (options.rollbackOnFailure && reversible) return rollBack(execution, problems, because);
  const leftovers = await whatIsLeft(
    execution,
    reversible ? 'rollback is switched off' : 'something that uses it is still there',
    failed,
  );
  const done = doneCount(state());
  return finish(execution, {
    ending: 'leftovers',
    problems,
    leftovers,
    done,
    undone: 0,
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

/** Reads everything back; whatever is not as planned fails the run like a step. */
async function verified(execution: Execution): Promise<Outcome> {
  const { plan, ports, state } = execution;
  ports.emit({ event: 'verify.started' });
  const facts = await readPlanned(contextOf(execution));
  const deviations = verify(plan, facts);
  const differences = deviations.map(({ what }) => what);
  ports.emit({ event: 'verify.finished', differences });
  if (differences.length === 0) {
    const done = doneCount(state());
    const nothing = { problems: [], leftovers: [], undone: 0 };
    return finish(execution, { ending: 'ok', done, facts, ...nothing });
  }
  await takeBack(execution, deviations);
  return afterFailure(
    execution,
    differences.map((what) => ({
      code: 'NEG-4120',
      what,
      why: 'what was read back is not what was planned',
      fix: 'see whether somebody else changes the project, then run the command again',
    })),
    [],
  );
}

/** What a read does not show was not done, whatever gcloud said: a resumed run does it again. */
async function takeBack({ ports }: Execution, deviations: readonly Deviation[]): Promise<void> {
  for (const { step, what: said } of deviations) {
    if (step === null) continue;
    await ports.journal.append({
      type: 'step.failed',
      step,
      class: 'unknown',
      said,
      left: 'present',
    });
  }
}

/**
 * Does what is left of a plan and reads it back; on failure takes back what the run made, unless that
 * is switched off. Where it is stopped, nothing is undone and the run can be resumed.
 */
export async function execute(execution: Execution): Promise<Outcome> {
  const failed: FailedStep[] = [];
  try {
    return await carriedOut(execution, failed);
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    const problems = failed.map(({ problem }) => problem);
    return cutShort(execution, thrown, problems, failed);
  }
}

/** The journal cannot be written, or the project not be read: nothing more is done. */
async function cutShort(
  execution: Execution,
  { problems, ending }: NegctlError,
  earlier: readonly Problem[],
  failed: readonly FailedStep[],
): Promise<Outcome> {
  // Taken over: what it made is another run's to finish or take back now.
  if (ending === 'locked') return stopped(execution, ending, [...earlier, ...problems]);
  const leftovers = await whatIsLeft(execution, 'the run could not go on', failed);
  const steps = [...execution.state().steps.values()];
  return {
    ending: leftovers.length > 0 ? 'leftovers' : ending,
    problems: [...earlier, ...problems],
    leftovers,
    done: steps.filter(({ status }) => status === 'done').length,
    undone: steps.filter(({ status }) => status === 'undone').length,
    facts: null,
  };
}

async function carriedOut(execution: Execution, failed: FailedStep[]): Promise<Outcome> {
  const { plan, ports, options, state } = execution;
  const before = state();
  const steps = namedSteps(plan).map((step) => {
    const done = before.steps.get(step.id)?.status === 'done';
    return { ...step, done };
  });
  ports.emit({ event: 'run.started', steps });
  if (!(await orphansGone(before, ports, options.stepTimeoutMilliseconds))) {
    const leftovers = allThatMayBeLeft(execution, ORPHAN_AT_WORK);
    return { ...unfinishedUndo([], leftovers, 0), done: doneCount(before) };
  }
  const changed = before.steps.size === 0 ? [] : await changedSince(execution);
  if (changed.length > 0) return stopped(execution, 'changed', changed);
  const { judged, aborted, held } = await performSteps(execution, failed);
  const problems = failed.map(({ problem }) => problem);
  if (options.stop.aborted && pendingSteps(plan, state()).length > 0) {
    return stopped(execution, 'interrupt', problems);
  }
  if (aborted) return moveBack(execution, [], 'asked for');
  if (judged !== null && failed.length === 1) return afterGate(execution, judged, problems);
  if (problems.length > 0) return afterFailure(execution, problems, failed);
  const waits = [...held, ...beyondProblems(execution)];
  return waits.length > 0 ? stopped(execution, 'waiting', waits) : verified(execution);
}

/** After a gate that has failed: all the way back, or one step. */
async function afterGate(
  execution: Execution,
  judged: JudgingStep,
  problems: readonly Problem[],
): Promise<Outcome> {
  if (judged.onFail !== 'step-down' || !hasStepBelow(execution.plan, judged)) {
    return moveBack(execution, problems, 'a gate has failed');
  }
  const left = await stepDown(execution, judged);
  return stopped(execution, 'waiting', [...problems, ...left]);
}

/** What is left for later because more was not wanted now. */
function beyondProblems({ plan, options, state }: Execution): readonly Problem[] {
  const { until } = options;
  const left = pendingSteps(plan, state()).filter((step) => isBeyond(step, until));
  if (left.length === 0) return [];
  return [
    {
      code: 'NEG-7003',
      what: `at most ${until} % of the requests were to be moved now`,
      why: '--until says so',
      fix: 'negctl resume goes on, with another --until or none; negctl abort goes back',
    },
  ];
}

/** An end that leaves everything as it is, to be resumed or rolled back. */
function stopped(execution: Execution, ending: Ending, problems: readonly Problem[]): Outcome {
  const done = doneCount(execution.state());
  return { ending, problems, leftovers: [], done, undone: 0, facts: null };
}
