import { type Ending, NegctlError, type Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { type Inventory, readInventory } from '../facts/inventory.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { RunState } from '../journal/replay.ts';
import { remainingWeights } from '../plan/graph.ts';
import { isReversible, type Plan, resourcesOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';
import { undoPlan } from '../rollback/undo-plan.ts';
import { ChangeRun, type ChangingStep, sightOf } from './change.ts';
import type { Leftover, NamedStep } from './events.ts';
import { orphansGone } from './orphans.ts';
import { MakeRun, type StepContext, type StepEnd } from './perform.ts';
import type { Ports, RunOptions } from './ports.ts';
import { readPlanned } from './read-planned.ts';
import { liveOf } from './settle.ts';
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

/** How one step is performed; what is there already is read once for all that change it. */
async function performer(
  context: StepContext,
  pending: readonly Step[],
  before: RunState,
): Promise<(step: Step, gate: Gate) => Promise<StepEnd>> {
  const facts = pending.some(({ effect }) => effect !== 'make') ? await readPlanned(context) : null;
  return (step, gate) => {
    const earlier = before.steps.get(step.id);
    if (step.effect === 'make') {
      return new MakeRun(step, context, earlier, gate).perform(earlier !== undefined);
    }
    if (facts === null) throw new Error(`${step.id} without a read before it`);
    return new ChangeRun(step, context, earlier, gate).perform(facts);
  };
}

/** Does what is not done yet; the problems of the steps that failed. */
async function performSteps(execution: Execution): Promise<readonly Problem[]> {
  const { plan, options, state } = execution;
  const context = contextOf(execution);
  const before = state();
  const pending = pendingSteps(plan, before);
  const seconds = new Map(pending.map((step) => [step.id, step.typicalSeconds]));
  const remaining = remainingWeights(pending, (id) => seconds.get(id) ?? 0);
  const problems: Problem[] = [];
  const perform = await performer(context, pending, before);
  await walk(pending, {
    perform: async (step, gate) => {
      const end = await perform(step, gate);
      if (end.end === 'failed') problems.push(end.problem);
      return end.end === 'done';
    },
    maxParallel: options.maxParallel,
    priority: (step) => remaining.get(step.id) ?? 0,
    mayStart: () => !options.stop.aborted,
    carryOn: !isReversible(plan),
  });
  return problems;
}

function doneCount(state: RunState): number {
  return [...state.steps.values()].filter(({ status }) => status === 'done').length;
}

/**
 * What a run that goes no further leaves: all that it made, and all of which that cannot be told; of a
 * deletion all that is still to be done, in its order.
 */
function leftBy({ plan, ports, state }: Execution, because: string): readonly Leftover[] {
  const now = state();
  const made = undoPlan(plan, now).map(({ id, step }) => ({
    step: id,
    resource: step.resource.id,
    because,
    command: shellCommand(step.undo, ports.context),
  }));
  const undone = plan.steps.flatMap((step) => {
    const known = now.steps.get(step.id);
    if (step.effect === 'make' || known?.status === 'done') return [];
    return [
      {
        step: step.id,
        resource: step.resource.id,
        because: known?.status === 'failed' ? known.because : because,
        command: shellCommand(step.run, ports.context),
      },
    ];
  });
  return [...made, ...undone];
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
    const leftovers = leftBy(execution, 'a gcloud of this run is still at work');
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
    const leftovers = leftBy(execution, 'the project could not be read');
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
  const { plan, options, state } = execution;
  const because = problems[0]?.what ?? 'a step failed';
  const reversible = isReversible(plan);
  if (options.rollbackOnFailure && reversible) return rollBack(execution, problems, because);
  const leftovers = leftBy(
    execution,
    reversible ? 'rollback is switched off' : 'something that uses it is still there',
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
  const touched = state.steps.size > 0;
  const leftovers = touched ? leftBy(execution, 'the run could not go on') : [];
  const done = doneCount(state);
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
    const leftovers = leftBy(execution, 'a gcloud of this run is still at work');
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

/** What is no longer as this run left it, or as it was when its plan was consented to. */
async function changedSince(execution: Execution): Promise<readonly Problem[]> {
  const { plan, state, ports } = execution;
  const facts = await readPlanned(contextOf(execution));
  const before = state();
  const made = plan.steps.flatMap((step) => {
    const earlier = before.steps.get(step.id);
    if (step.effect !== 'make' || earlier?.status !== 'done') return [];
    const live = liveOf(facts, step.resource);
    if (live.state === 'present' && live.serverId === earlier.serverId) return [];
    const problem: Problem = {
      code: 'NEG-6005',
      what: `${step.resource.id} is no longer the one that this run made`,
      why: 'somebody deleted or replaced it after the run was stopped',
      fix: `roll the run back (negctl rollback ${before.run}) and run the command again`,
    };
    return [problem];
  });
  const removing = pendingSteps(plan, before).filter(isChanging);
  if (removing.length === 0) return made;
  const inventory = await readInventory({ gcloud: ports.gcloud, project: plan.project });
  const gone = new Set(plan.steps.map(({ resource }) => resource.id));
  return [...made, ...removing.flatMap((step) => meanwhile(step, facts, inventory, gone))];
}

function isChanging(step: Step): step is ChangingStep {
  return step.effect !== 'make';
}

/** What stands against deleting now what was to be deleted then. */
function meanwhile(
  step: ChangingStep,
  facts: Facts,
  inventory: Inventory,
  going: ReadonlySet<ResourceId>,
): readonly Problem[] {
  const { id } = step.resource;
  const sight = sightOf(step, liveOf(facts, step.resource));
  const users = inventory.usedBy(id).filter((user) => !going.has(user));
  const because =
    sight.state === 'unreachable'
      ? sight.because
      : step.effect === 'remove' && users.length > 0
        ? `it is now used by ${users.join(', ')}`
        : null;
  if (because === null || sight.state === 'reached') return [];
  return [
    {
      code: 'NEG-6005',
      what: `${id}: ${because}`,
      why: 'the project changed after the run was stopped',
      fix: 'run `negctl delete` again: it plans anew from what is there now',
    },
  ];
}
