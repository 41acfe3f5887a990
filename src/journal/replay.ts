import type { ProcessIdentity } from '../gcloud/gcloud.ts';
import { type Aside, NOBODY_ASIDE } from '../plan/aside.ts';
import type { Entry } from './entry.ts';
import { DamagedJournalError, type JournalRecord } from './record.ts';

/** What is known of one step. */
export interface StepState {
  readonly status: 'intended' | 'done' | 'failed' | 'undoing' | 'undone' | 'kept';
  /**
   * The server's id of what the step made, removed or changed. Attachments have none: for one that was
   * removed it is that of what it was attached to.
   */
  readonly serverId: string | null;
  /** How often a gcloud was about to be started for it, whatever came of it. */
  readonly attempts: number;
  /**
   * When the first intent was recorded after which it may have been made: what is older is somebody
   * else's. What a read showed to be absent or foreign was not made by the attempts before it.
   */
  readonly firstIntentAt: string;
  /** The gcloud that was started last and whose end is not recorded. */
  readonly process: ProcessIdentity | null;
  /** Why it failed, or why it could not be undone. */
  readonly because: string;
  /** Seconds that it took, once done. */
  readonly seconds: number;
  /** What a failed step left behind; `null` once it is tried again. */
  readonly left: 'absent' | 'present' | 'foreign' | 'unknown' | null;
  /** True where somebody said that it may go on. */
  readonly promoted: boolean;
}

/** What a journal says about a run. */
export interface RunState {
  readonly run: string;
  readonly planHash: string;
  readonly project: string;
  readonly name: string;
  readonly startedAt: string;
  readonly lastAt: string;
  /** The negctl process that wrote last. */
  readonly process: ProcessIdentity;
  readonly host: string;
  readonly steps: ReadonlyMap<string, StepState>;
  readonly direction: 'forward' | 'undo';
  /** Rounds of gates that failed, in all waits: of each of several services by its id, of the only one by `null`. */
  readonly failuresOf: ReadonlyMap<string | null, number>;
  /** Which of several services were aside, one after the other: the last is how it is now. */
  readonly asides: readonly [Aside, ...Aside[]];
  /** How it ended; `null` while it has not. */
  readonly ending: string | null;
}

const UNTOUCHED: StepState = {
  status: 'intended',
  serverId: null,
  attempts: 0,
  firstIntentAt: '',
  process: null,
  because: '',
  seconds: 0,
  left: null,
  promoted: false,
};

function isFirstIntent({ status, left, firstIntentAt }: StepState): boolean {
  return firstIntentAt === '' || (status === 'failed' && left !== 'unknown');
}

/** An entry about one step. */
type StepEntry = Extract<Entry, { step: string }>;

function stepAfter(before: StepState, entry: StepEntry, at: string): StepState {
  switch (entry.type) {
    case 'step.intent':
      return {
        ...before,
        status: 'intended',
        attempts: entry.attempt,
        firstIntentAt: isFirstIntent(before) ? at : before.firstIntentAt,
        process: null,
        left: null,
      };
    case 'step.process':
    case 'undo.process':
      return { ...before, process: entry.process };
    case 'step.done':
      return {
        ...before,
        status: 'done',
        serverId: entry.serverId,
        seconds: entry.seconds,
        process: null,
      };
    case 'step.failed':
      return { ...before, status: 'failed', because: entry.said, left: entry.left, process: null };
    case 'gate.verdict':
      return before;
    case 'gate.promoted':
      return { ...before, promoted: true };
    case 'undo.intent':
      return { ...before, status: 'undoing', process: null };
    case 'undo.done':
      return { ...before, status: 'undone', process: null };
    case 'undo.kept':
      return { ...before, status: 'kept', because: entry.because, process: null };
  }
}

/** What is to be done once more is not done, and may have been. */
function reopened(
  steps: RunState['steps'],
  again: readonly string[],
): ReadonlyMap<string, StepState> {
  return new Map(
    [...steps].map(([id, state]) => [
      id,
      again.includes(id) ? { ...state, status: 'intended' } : state,
    ]),
  );
}

function failuresAfter(before: RunState['failuresOf'], entry: StepEntry): RunState['failuresOf'] {
  if (entry.type !== 'gate.verdict' || entry.verdict !== 'failed') return before;
  const { service = null } = entry;
  return new Map(before).set(service, (before.get(service) ?? 0) + 1);
}

/** Who is aside now. */
export function asideIn({ asides }: Pick<RunState, 'asides'>): Aside {
  return asides.reduce((_earlier, now) => now);
}

function runAfter(state: RunState, record: JournalRecord): RunState {
  const { entry, at } = record;
  const next = { ...state, lastAt: at };
  switch (entry.type) {
    case 'run.started':
    case 'run.unlocked':
      return next;
    case 'run.resumed':
      return { ...next, host: entry.host, process: entry.process, ending: null };
    case 'undo.started':
      return { ...next, direction: 'undo', ending: null };
    case 'run.finished':
      return { ...next, ending: entry.ending };
    case 'service.aside': {
      const { service, percent, because, again } = entry;
      const aside = new Map(asideIn(state)).set(service, { percent, because });
      return {
        ...next,
        asides: [...state.asides, aside],
        steps: reopened(state.steps, again),
      };
    }
    case 'service.rejoined': {
      const aside = new Map(asideIn(state));
      aside.delete(entry.service);
      return {
        ...next,
        asides: [...state.asides, aside],
        steps: reopened(state.steps, entry.again),
      };
    }
    default: {
      const before = state.steps.get(entry.step) ?? UNTOUCHED;
      const steps = new Map(state.steps).set(entry.step, stepAfter(before, entry, at));
      return { ...next, steps, failuresOf: failuresAfter(state.failuresOf, entry) };
    }
  }
}

/**
 * The state of a run from its records.
 * @throws {DamagedJournalError} where not even the start was recorded
 */
export function replay(records: readonly JournalRecord[]): RunState {
  const [first, ...rest] = records;
  if (first?.entry.type !== 'run.started')
    throw new DamagedJournalError(1, 'the start of the run is missing');
  const { run, planHash, project, name, host, process } = first.entry;
  const start: RunState = {
    run,
    planHash,
    project,
    name,
    host,
    process,
    startedAt: first.at,
    lastAt: first.at,
    steps: new Map(),
    direction: 'forward',
    failuresOf: new Map(),
    asides: [NOBODY_ASIDE],
    ending: null,
  };
  return rest.reduce(runAfter, start);
}
