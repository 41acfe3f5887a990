import { NegctlError, type Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { collectionsOf, readDocuments } from '../facts/read.ts';
import { classify, type Failure, isRetryable } from '../gcloud/classify.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import { shellCommand } from '../gcloud/quote.ts';
import { succeeded } from '../gcloud/result.ts';
import type { Entry } from '../journal/entry.ts';
import type { UndoStep } from '../rollback/undo-plan.ts';
import type { Leftover } from './events.ts';
import { backOffSeconds, isOurs, runCommand, type StepContext } from './perform.ts';
import { type Live, liveOf, look, operationsSettled } from './settle.ts';
import { walk } from './walk.ts';

type UndoneHow = Extract<Entry, { type: 'undo.done' }>['how'];

/** How an undo ended: how much was taken back, and what could not be, and why. */
export interface Undone {
  readonly undone: number;
  readonly leftovers: readonly Leftover[];
}

/** Reads the live state of the whole plan, by one list a collection; retries what may pass. */
export async function readPlanned({ ports, options, resources }: StepContext): Promise<Facts> {
  const reader = { gcloud: ports.gcloud, project: ports.context.project };
  const negs = resources.filter((resource) => resource.kind === 'networkEndpointGroups');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const documents = await readDocuments(reader, collectionsOf(resources), negs);
      return { ...documents, quotas: [] };
    } catch (thrown) {
      if (!(thrown instanceof NegctlError) || attempt > options.retries) throw thrown;
      await ports.clock.sleep(backOffSeconds(attempt) * 1_000);
    }
  }
}

type UndoEnd =
  | { readonly end: 'undone'; readonly how: UndoneHow }
  | { readonly end: 'kept'; readonly because: string };

function kept(because: string): UndoEnd {
  return { end: 'kept', because };
}

/** Takes back one step: only what a read shows to be the work of this run. */
class UndoRun {
  readonly #undo: UndoStep;
  readonly #context: StepContext;

  constructor(undo: UndoStep, context: StepContext) {
    this.#undo = undo;
    this.#context = context;
  }

  async perform(facts: Facts): Promise<UndoEnd> {
    const { state, step, withContainer } = this.#undo;
    if (withContainer) return { end: 'undone', how: 'with-container' };
    if (state.status === 'done') {
      return this.#endByLooking(liveOf(facts, step.resource)) ?? this.#remove();
    }
    if (!(await this.#settled())) return kept('an operation on it has not come to its end');
    return this.#endByLooking(await this.#look()) ?? this.#remove();
  }

  /** How it ends where a read is enough; `null` where it is there and ours. */
  #endByLooking(live: Live): UndoEnd | null {
    switch (live.state) {
      case 'absent':
        return { end: 'undone', how: this.#undo.state.serverId === null ? 'never-made' : 'gone' };
      case 'unreadable':
        return kept(live.because);
      case 'present':
        return this.#isOurs(live) ? null : { end: 'undone', how: 'not-ours' };
    }
  }

  /** The same server id as was recorded; without a record, what only this run can have made. */
  #isOurs(live: Extract<Live, { state: 'present' }>): boolean {
    const { state, step } = this.#undo;
    if (state.serverId !== null) return live.serverId === state.serverId;
    if (step.resource.container !== null && state.status === 'done') return true;
    return isOurs(live, new Date(state.firstIntentAt));
  }

  async #remove(): Promise<UndoEnd> {
    const { ports, options } = this.#context;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#removeOnce(attempt);
      if (failure === null || failure.class === 'not-found')
        return { end: 'undone', how: 'removed' };
      if (!(await this.#settled())) return kept('an operation on it has not come to its end');
      const live = await this.#look();
      if (live.state === 'absent') return { end: 'undone', how: 'removed' };
      const end = this.#endByLooking(live);
      if (end !== null) return end;
      const worthwhile = isRetryable(failure) || failure.class === 'in-use';
      if (!worthwhile || attempt > options.retries) return kept(this.#problem(failure).what);
      const seconds = backOffSeconds(attempt);
      const because = failure.said;
      const step = this.#undo.id;
      ports.emit({
        event: 'step.retry',
        direction: 'undo',
        step,
        attempt: attempt + 1,
        seconds,
        because,
      });
      await ports.clock.sleep(seconds * 1_000);
    }
  }

  async #removeOnce(attempt: number): Promise<Failure | null> {
    const { ports } = this.#context;
    const { id, step } = this.#undo;
    await ports.journal.append({ type: 'undo.intent', step: id, attempt });
    const command = shellCommand(step.undo, ports.context);
    ports.emit({ event: 'step.started', direction: 'undo', step: id, command });
    const result = await runCommand(this.#context, 'undo.process', id, step.undo);
    return succeeded(result) ? null : classify(result);
  }

  #problem(failure: Failure): Problem {
    const { project } = this.#context.ports.context;
    return problemOf(failure, { doing: `undo: ${this.#undo.step.title}`, project });
  }

  #settled(): Promise<boolean> {
    const { ports, options } = this.#context;
    const reader = { gcloud: ports.gcloud, project: ports.context.project };
    const { resource } = this.#undo.step;
    return operationsSettled(reader, resource, ports.clock, options.stepTimeoutMilliseconds);
  }

  #look(): Promise<Live> {
    const { ports, resources } = this.#context;
    const reader = { gcloud: ports.gcloud, project: ports.context.project };
    return look(reader, this.#undo.step.resource, resources);
  }
}

/** The command that would take a step back, and why that has not happened. */
function leftoverOf(undo: UndoStep, because: string, { ports }: StepContext): Leftover {
  const command = shellCommand(undo.step.undo, ports.context);
  return { step: undo.id, resource: undo.step.resource.id, because, command };
}

interface Tally {
  undone: number;
  readonly ends: Map<string, UndoEnd>;
}

async function undoOne(
  undo: UndoStep,
  facts: Facts,
  context: StepContext,
  tally: Tally,
): Promise<boolean> {
  const { ports } = context;
  const started = ports.clock.now().getTime();
  const end = await new UndoRun(undo, context).perform(facts);
  tally.ends.set(undo.id, end);
  if (end.end === 'kept') {
    await ports.journal.append({ type: 'undo.kept', step: undo.id, because: end.because });
    const problem: Problem = {
      code: 'NEG-6007',
      what: end.because,
      why: 'it could not be taken back',
      fix: shellCommand(undo.step.undo, ports.context),
    };
    ports.emit({ event: 'step.failed', direction: 'undo', step: undo.id, problem });
    return false;
  }
  await ports.journal.append({ type: 'undo.done', step: undo.id, how: end.how });
  tally.undone += 1;
  const seconds = (ports.clock.now().getTime() - started) / 1_000;
  ports.emit({ event: 'step.finished', direction: 'undo', step: undo.id, seconds, how: end.how });
  return true;
}

/** What a last read still shows of what was taken away. */
function stillThere(steps: readonly UndoStep[], facts: Facts, tally: Tally): readonly UndoStep[] {
  return steps.filter(({ id, step, state }) => {
    const end = tally.ends.get(id);
    if (end?.end !== 'undone' || end.how === 'not-ours') return false;
    const live = liveOf(facts, step.resource);
    return (
      live.state === 'present' && (state.serverId === null || live.serverId === state.serverId)
    );
  });
}

/**
 * Takes back the given steps, side by side where their order allows, and reads at the end whether it
 * is so. What depends on something that could not be taken back is kept too.
 */
export async function undoSteps(
  steps: readonly UndoStep[],
  context: StepContext,
  options: { readonly maxParallel: number; readonly mayStart: () => boolean },
): Promise<Undone> {
  const facts = await readPlanned(context);
  const tally: Tally = { undone: 0, ends: new Map() };
  await walk(steps, {
    perform: (undo) => undoOne(undo, facts, context, tally),
    maxParallel: options.maxParallel,
    priority: (undo) => -undo.needs.length,
    mayStart: options.mayStart,
    carryOn: true,
  });
  const after = await readPlanned(context);
  const seen = stillThere(steps, after, tally).map((undo) =>
    leftoverOf(undo, 'a read still shows it', context),
  );
  const unfinished = steps.flatMap((undo) => {
    const end = tally.ends.get(undo.id);
    if (end?.end === 'undone') return [];
    const because =
      end?.because ?? 'something that uses it could not be taken back, or the run was stopped';
    return [leftoverOf(undo, because, context)];
  });
  return { undone: tally.undone, leftovers: [...unfinished, ...seen] };
}
