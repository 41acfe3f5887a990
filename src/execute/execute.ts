import { NegctlError, type Problem } from '../errors.ts';
import type { StepState } from '../journal/replay.ts';
import { remainingWeights } from '../plan/graph.ts';
import { isReversible } from '../plan/plan.ts';
import type { JudgingStep, Step } from '../plan/step.ts';
import { mayHaveMade } from '../rollback/undo-plan.ts';
import { companionsOf, knownBefore, rejoin, takenBackAlone } from './aside.ts';
import { ChangeRun } from './change.ts';
import { changedSince } from './changed-since.ts';
import { contextOf, type Execution, isBeyond, namedSteps, pendingSteps } from './execution.ts';
import { type Judged, Judgement } from './judge.ts';
import { allThatMayBeLeft, type FailedStep, onlyGoesOn, whatIsLeft } from './leftovers.ts';
import { ORPHAN_AT_WORK, orphansGone } from './orphans.ts';
import { cutShort, doneCount, finish, leaving, type Outcome, stopped } from './outcome.ts';
import { MakeRun, type StepEnd } from './perform.ts';
import type { StepContext } from './ports.ts';
import { readPlanned } from './read-planned.ts';
import { revise } from './revise.ts';
import { moveBack, rollBack } from './roll-back.ts';
import { shareBelow, stepDown } from './step-down.ts';
import { type Deviation, verify } from './verify.ts';
import { type Gate, walk } from './walk.ts';

function performed(
  step: Step,
  context: StepContext,
  earlier: StepState | undefined,
  gate: Gate,
  execution: Execution,
): Promise<StepEnd | Judged> {
  const { options } = execution;
  switch (step.effect) {
    case 'judge':
      return new Judgement(
        step,
        context,
        options.stop,
        earlier,
        companionsOf(execution, step),
      ).run();
    case 'revise':
      return revise(step, context, earlier, knownBefore(execution, step));
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
    perform: async ({ id }, gate) => {
      // Once a service is aside, the plan is another one: nothing of it that is not to be done any more.
      const step = execution.plan.steps.find((one) => one.id === id);
      if (step === undefined) return true;
      const earlier = before.steps.get(id);
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
  const counts = { done: doneCount(state()), undone: 0 };
  return finish(execution, leaving(leftovers, problems, counts));
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
    const { problems, leftovers } = takenBackAlone(execution);
    const ending = problems.length === 0 ? 'ok' : 'gate';
    return finish(execution, { ending, done, facts, problems, leftovers, undone: 0 });
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
    return leaving(leftovers, [], { done: doneCount(before), undone: 0 });
  }
  const changed = before.steps.size === 0 ? [] : await changedSince(execution);
  if (changed.length > 0) return stopped(execution, 'changed', changed);
  await rejoin(execution);
  const { judged, aborted, held } = await performSteps(execution, failed);
  const problems = failed.map(({ problem }) => problem);
  if (options.stop.aborted && pendingSteps(execution.plan, state()).length > 0) {
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
  if (judged.onFail !== 'step-down' || shareBelow(execution.plan, judged) === null) {
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
