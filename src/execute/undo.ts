import type { Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Failure } from '../gcloud/classify.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { Entry } from '../journal/entry.ts';
import type { UndoStep } from '../rollback/undo-plan.ts';
import type { Leftover } from './events.ts';
import { isOurs, type StepContext } from './perform.ts';
import { lookAt, Pursuit, type Sight, settled, UNSETTLED } from './pursue.ts';
import { readPlanned } from './read-planned.ts';
import { type Live, liveOf } from './settle.ts';
import { walk } from './walk.ts';

type UndoneHow = Extract<Entry, { type: 'undo.done' }>['how'];

/** How an undo ended: how much was taken back, and what could not be, and why. */
export interface Undone {
  readonly undone: number;
  readonly leftovers: readonly Leftover[];
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
    if (state.status === 'done') return this.#endAfter(liveOf(facts, step.resource));
    if (!(await settled(this.#context, step.resource))) return kept(UNSETTLED);
    return this.#endAfter(await lookAt(this.#context, step.resource));
  }

  async #endAfter(live: Live): Promise<UndoEnd> {
    const sight = this.#seenIn(live);
    switch (sight.state) {
      case 'reached':
        return { end: 'undone', how: sight.how };
      case 'unreachable':
        return kept(sight.because);
      case 'open':
        return this.#remove();
    }
  }

  #seenIn(live: Live): Sight<UndoneHow> {
    switch (live.state) {
      case 'absent': {
        const how = this.#undo.state.serverId === null ? 'never-made' : 'gone';
        return { state: 'reached', how };
      }
      case 'unreadable':
        return { state: 'unreachable', because: live.because };
      case 'present':
        return this.#isOurs(live) ? { state: 'open' } : { state: 'reached', how: 'not-ours' };
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
    const { id, step } = this.#undo;
    const goal = {
      step: id,
      direction: 'undo',
      resource: step.resource,
      command: step.undo,
      byCommand: 'removed',
      seenIn: (live: Live) => this.#seenIn(live),
    } as const;
    const ended = await new Pursuit<UndoneHow>(goal, this.#context).run();
    if (ended.end === 'reached') return { end: 'undone', how: ended.how };
    return kept(ended.failure === null || !ended.known ? ended.because : this.#what(ended.failure));
  }

  #what(failure: Failure): string {
    const { project } = this.#context.ports.context;
    return problemOf(failure, { doing: `undo: ${this.#undo.step.title}`, project }).what;
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
