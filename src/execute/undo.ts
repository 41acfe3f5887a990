import type { Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Command } from '../gcloud/command.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import type { Entry } from '../journal/entry.ts';
import type { JsonObject } from '../json.ts';
import type { RevisingStep } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import type { UndoStep } from '../rollback/undo-plan.ts';
import type { Leftover } from './events.ts';
import { GuardedWrite } from './guarded-write.ts';
import { isOwn, isStillThere, leftoversOf, type NotUndone, undoText } from './leftovers.ts';
import type { StepContext } from './ports.ts';
import { Pursuit, type Sight, UNSETTLED } from './pursue.ts';
import { readPlanned } from './read-planned.ts';
import { operationsSettled, type Seen } from './settle.ts';
import { walk } from './walk.ts';

type UndoneHow = Extract<Entry, { type: 'undo.done' }>['how'];

/** How an undo ended: how much was taken back, and what could not be, and why. */
export interface Undone {
  readonly undone: number;
  readonly leftovers: readonly Leftover[];
}

type UndoEnd =
  | { readonly end: 'undone'; readonly how: UndoneHow }
  | {
      readonly end: 'kept';
      readonly because: string;
      /** What gcloud said, not yet cleaned; `null` where it said nothing. */
      readonly said: string | null;
    };

/** Takes away what one step made: only what a read shows to be the work of this run. */
async function takenAway(undo: UndoStep, context: StepContext): Promise<UndoEnd> {
  const { id, step, state } = undo;
  const goal = {
    step: id,
    direction: 'undo',
    resource: step.resource,
    byCommand: 'removed',
    seenIn: (live: Seen) => seenIn(live, undo),
    mayBeUnderWay: state.status !== 'done',
  } as const;
  const ended = await new Pursuit<UndoneHow>(goal, context).run();
  if (ended.how !== null) return { end: 'undone', how: ended.how };
  const { because, failure, left } = ended;
  if (failure === null) return kept(because, null);
  const doing = `undo: ${step.title}`;
  const { project } = context.ports.context;
  return kept(
    left === 'present' ? problemOf(failure, { doing, project }).what : because,
    failure.said,
  );
}

/** What a read says about it. */
function seenIn(live: Seen, undo: UndoStep): Sight<UndoneHow> {
  switch (live.state) {
    case 'absent':
      return { state: 'reached', how: undo.state.serverId === null ? 'never-made' : 'gone' };
    case 'present':
      return isOwn(undo, live)
        ? { state: 'open', command: commandFor(undo.step, live.document) }
        : { state: 'reached', how: 'not-ours' };
  }
}

function commandFor({ resource, undo }: UndoStep['step'], document: JsonObject): Command {
  return KINDS[resource.kind].removeOf?.(resource, document) ?? undo;
}

function kept(because: string, said: string | null): UndoEnd {
  return { end: 'kept', because, said };
}

/** What putting a document back is called in the journal, by what it took. */
const RESTORED = { command: 'restored', read: 'never-made' } as const;

/** Puts a document back as it was before the first change of this run; only over what the run has written. */
async function restored(
  { id, step, state, written: ours }: UndoStep,
  first: RevisingStep,
  context: StepContext,
): Promise<UndoEnd> {
  const isKnown = state.status === 'done';
  if (!isKnown && !(await operationsSettled(context, step.resource))) return kept(UNSETTLED, null);
  const written = await new GuardedWrite(
    {
      step: id,
      direction: 'undo',
      resource: step.resource,
      serverId: first.serverId,
      from: ours,
      to: first.from,
      command: step.undo,
      attempts: 0,
    },
    context,
  ).run();
  if (written.how === null) return kept(written.because, null);
  return { end: 'undone', how: RESTORED[written.how] };
}

interface Tally {
  undone: number;
  readonly ends: Map<string, UndoEnd>;
}

/** Takes one step back, by what it did. */
async function takenBack(undo: UndoStep, context: StepContext): Promise<UndoEnd> {
  const [first] = undo.revisions;
  if (undo.withContainer) return { end: 'undone', how: 'with-container' };
  return first === undefined ? takenAway(undo, context) : restored(undo, first, context);
}

async function undoOne(undo: UndoStep, context: StepContext, tally: Tally): Promise<boolean> {
  const { ports } = context;
  const started = ports.clock.now().getTime();
  const end = await takenBack(undo, context);
  tally.ends.set(undo.id, end);
  if (end.end === 'kept') {
    await ports.journal.append({ type: 'undo.kept', step: undo.id, because: end.because });
    const problem: Problem = {
      code: 'NEG-6007',
      what: end.because,
      why: 'it could not be taken back',
      fix: undoText(undo.step, ports.context),
      ...(end.said === null ? {} : { said: end.said }),
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

const NOT_TRIED = 'something that uses it could not be taken back, or the run was stopped';

/** Why a step is not taken back, by how it ended and what a last read shows; `null` where it is. */
function leftAfter(undo: UndoStep, end: UndoEnd | undefined, facts: Facts): NotUndone | null {
  switch (end?.end) {
    case 'kept':
      return { undo, because: end.because, said: end.said };
    case 'undone':
      return end.how !== 'not-ours' && isStillThere(undo, facts)
        ? { undo, because: 'a read still shows it', said: null }
        : null;
    default:
      return isStillThere(undo, facts) ? { undo, because: NOT_TRIED, said: null } : null;
  }
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
  const tally: Tally = { undone: 0, ends: new Map() };
  await walk(steps, {
    perform: (undo) => undoOne(undo, context, tally),
    maxParallel: options.maxParallel,
    priority: (undo) => -undo.needs.length,
    mayStart: options.mayStart,
    carryOn: true,
  });
  const after = await readPlanned(context);
  const left = steps.flatMap((undo) => {
    return leftAfter(undo, tally.ends.get(undo.id), after) ?? [];
  });
  for (const { undo, because } of left) {
    if (tally.ends.get(undo.id)?.end !== 'undone') continue;
    tally.undone -= 1;
    await context.ports.journal.append({ type: 'undo.kept', step: undo.id, because });
  }
  return { undone: tally.undone, leftovers: leftoversOf(left, context) };
}
