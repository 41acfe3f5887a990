import { type Ending, NegctlError, type Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { RunState, StepState } from '../journal/replay.ts';
import { remainingWeights } from '../plan/graph.ts';
import { type Plan, resourcesOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { mayHaveMade, undoPlan } from '../rollback/undo-plan.ts';
import type { Leftover, NamedStep } from './events.ts';
import { orphansGone } from './orphans.ts';
import { type StepContext, StepRun } from './perform.ts';
import type { Ports, RunOptions } from './ports.ts';
import { liveOf } from './settle.ts';
import { readPlanned, undoSteps } from './undo.ts';
import { verify } from './verify.ts';
import { walk } from './walk.ts';

/** How an execution or a rollback ended. */
export interface Outcome {
  readonly ending: Ending;
  readonly problems: readonly Problem[];
  /** What the run made, or may have made, and is still there although the run failed. */
  readonly leftovers: readonly Leftover[];
  readonly done: number;
  readonly undone: number;
  /** What was read back at the end; `null` where nothing was. */
  readonly facts: Facts | null;
}

/** Everything that one execution works with. */
export interface Execution {
  readonly plan: Plan;
  readonly ports: Ports;
  readonly options: RunOptions;
  /** The state of the run so far, read from the journal whenever it is needed. */
  readonly state: () => RunState;
}

function contextOf({ plan, ports, options }: Execution): StepContext {
  return { ports, options, resources: resourcesOf(plan) };
}

function namedSteps({ steps }: Plan): readonly NamedStep[] {
  return steps.map(({ id, title }, index) => ({
    id,
    title,
    number: `${index + 1}/${steps.length}`,
  }));
}

function pendingSteps(plan: Plan, state: RunState): readonly Step[] {
  return plan.steps.filter((step) => state.steps.get(step.id)?.status !== 'done');
}

/** What an earlier process left of a step without knowing whether it made something. */
function openBefore(run: RunState, { id }: Step): StepState | undefined {
  const earlier = run.steps.get(id);
  return earlier !== undefined && mayHaveMade(earlier) ? earlier : undefined;
}

/** Does what is not done yet; the problems of the steps that failed. */
async function performSteps(execution: Execution): Promise<readonly Problem[]> {
  const { plan, options, state } = execution;
  const context = contextOf(execution);
  const before = state();
  const pending = pendingSteps(plan, before);
  const remaining = remainingWeights(pending, ({ typicalSeconds }) => typicalSeconds);
  const problems: Problem[] = [];
  await walk(pending, {
    perform: async (step, gate) => {
      const open = openBefore(before, step);
      const end = await new StepRun(step, context, open, gate).perform(open !== undefined);
      if (end.end === 'failed') problems.push(end.problem);
      return end.end === 'done';
    },
    maxParallel: options.maxParallel,
    priority: (step) => Number(remaining.get(step.id)),
    mayStart: () => !options.stop.aborted,
    carryOn: false,
  });
  return problems;
}

function doneCount(state: RunState): number {
  return [...state.steps.values()].filter(({ status }) => status === 'done').length;
}

/** What a run that is not taken back leaves: all that it made, and all of which that cannot be told. */
function madeSoFar({ plan, ports, state }: Execution, because: string): readonly Leftover[] {
  return undoPlan(plan, state()).map(({ id, step }) => ({
    step: id,
    resource: step.resource.id,
    because,
    command: shellCommand(step.undo, ports.context),
  }));
}

async function finish(execution: Execution, outcome: Outcome): Promise<Outcome> {
  await execution.ports.journal.append({ type: 'run.finished', ending: outcome.ending });
  return outcome;
}

/**
 * Takes back what a run made. The outcome is `rolled-back` only where a read at the end shows nothing
 * of it any more.
 */
export async function rollBack(
  execution: Execution,
  problems: readonly Problem[],
  because: string,
): Promise<Outcome> {
  const { plan, ports, options, state } = execution;
  const before = state();
  await ports.journal.append({ type: 'undo.started', because });
  const steps = undoPlan(plan, before);
  const ids = new Set(steps.map(({ id }) => id));
  const named = namedSteps(plan).filter(({ id }) => ids.has(id));
  ports.emit({ event: 'rollback.started', steps: named });
  if (!(await orphansGone(before, ports, options.stepTimeoutMilliseconds))) {
    const leftovers = madeSoFar(execution, 'a gcloud of this run is still at work');
    return finish(execution, unfinishedUndo(problems, leftovers, 0));
  }
  try {
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
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    const leftovers = madeSoFar(execution, 'the project could not be read');
    ports.emit({ event: 'rollback.finished', undone: 0, leftovers });
    return finish(execution, unfinishedUndo([...problems, ...thrown.problems], leftovers, 0));
  }
}

function unfinishedUndo(
  problems: readonly Problem[],
  leftovers: readonly Leftover[],
  undone: number,
): Outcome {
  return { ending: 'leftovers', problems, leftovers, done: 0, undone, facts: null };
}

async function afterFailure(execution: Execution, problems: readonly Problem[]): Promise<Outcome> {
  const { options, state } = execution;
  const because = problems.map(({ what }) => what).join('; ');
  if (options.rollbackOnFailure) return rollBack(execution, problems, because);
  const leftovers = madeSoFar(execution, 'rollback is switched off');
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

/** Reads everything back; whatever is not as planned fails the run like a step. */
async function verified(execution: Execution): Promise<Outcome> {
  const { plan, ports, state } = execution;
  ports.emit({ event: 'verify.started' });
  const facts = await readPlanned(contextOf(execution));
  const differences = verify(plan, facts);
  ports.emit({ event: 'verify.finished', differences });
  if (differences.length === 0) {
    const done = doneCount(state());
    const nothing = { problems: [], leftovers: [], undone: 0 };
    return finish(execution, { ending: 'ok', done, facts, ...nothing });
  }
  return afterFailure(
    execution,
    differences.map((what) => ({
      code: 'NEG-4120',
      what,
      why: 'what was read back is not what was planned',
      fix: 'see whether somebody else changes the project, then run the command again',
    })),
  );
}

/**
 * Does what is left of a plan and reads it back; on failure takes back what the run made, unless that
 * is switched off. Where it is stopped, nothing is undone and the run can be resumed.
 */
export async function execute(execution: Execution): Promise<Outcome> {
  try {
    return await carriedOut(execution);
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return cutShort(execution, thrown);
  }
}

/** The journal cannot be written, or the project not be read: nothing more is done. */
function cutShort(execution: Execution, { problems, ending }: NegctlError): Outcome {
  const state = execution.state();
  const leftovers = madeSoFar(execution, 'the run could not go on');
  const done = doneCount(state);
  const touched = state.steps.size > 0;
  return {
    ending: touched ? 'leftovers' : ending,
    problems,
    leftovers,
    done,
    undone: 0,
    facts: null,
  };
}

async function carriedOut(execution: Execution): Promise<Outcome> {
  const { plan, ports, options, state } = execution;
  const before = state();
  const steps = namedSteps(plan).map((step) => {
    const done = before.steps.get(step.id)?.status === 'done';
    return { ...step, done };
  });
  ports.emit({ event: 'run.started', steps });
  if (!(await orphansGone(before, ports, options.stepTimeoutMilliseconds))) {
    const leftovers = madeSoFar(execution, 'a gcloud of this run is still at work');
    return { ...unfinishedUndo([], leftovers, 0), done: doneCount(before) };
  }
  const changed = before.steps.size === 0 ? [] : await changedSince(execution);
  if (changed.length > 0) return stopped(execution, 'changed', changed);
  const problems = await performSteps(execution);
  if (options.stop.aborted && pendingSteps(plan, state()).length > 0) {
    return stopped(execution, 'interrupt', problems);
  }
  return problems.length > 0 ? afterFailure(execution, problems) : verified(execution);
}

/** An end that leaves everything as it is, to be resumed or rolled back. */
function stopped(execution: Execution, ending: Ending, problems: readonly Problem[]): Outcome {
  const done = doneCount(execution.state());
  return { ending, problems, leftovers: [], done, undone: 0, facts: null };
}

/** What the run made earlier and is no longer there, or no longer its own. */
async function changedSince(execution: Execution): Promise<readonly Problem[]> {
  const { plan, state } = execution;
  const facts = await readPlanned(contextOf(execution));
  const before = state();
  return plan.steps.flatMap((step) => {
    const made = before.steps.get(step.id);
    if (made?.status !== 'done') return [];
    const live = liveOf(facts, step.resource);
    if (live.state === 'present' && live.serverId === made.serverId) return [];
    const problem: Problem = {
      code: 'NEG-6005',
      what: `${step.resource.id} is no longer the one that this run made`,
      why: 'somebody deleted or replaced it after the run was stopped',
      fix: `roll the run back (negctl rollback ${before.run}) and run the command again`,
    };
    return [problem];
  });
}
