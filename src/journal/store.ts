import type { GcloudContext } from '../gcloud/command.ts';
import type { Plan } from '../plan/plan.ts';
import type { Journal } from './entry.ts';
import type { JournalRecord } from './record.ts';
import type { RunState } from './replay.ts';

/** What a run acts on, kept with it, so that it is continued on the same and never on another. */
export interface RunTarget {
  readonly context: GcloudContext;
  /** `real`, or `emulator` for a rehearsal. */
  readonly cloud: 'real' | 'emulator';
}

/** What can be wanted of a migration that waits: to go on at once, or back. */
export type Wish = 'promote' | 'abort';

/** A run that is open for writing. */
export interface OpenRun extends Journal {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  /** What the journal says so far. */
  state(): RunState;
  /** What a command at another terminal wants of a wait, once; `null` where nobody wants anything. */
  takeWish(): Promise<Wish | null>;
  /** Keeps the output of one gcloud call with the run. */
  keepOutput(step: string, stdout: string, stderr: string): Promise<void>;
  close(): Promise<void>;
}

/** A run as it can be listed and described, without opening it. */
export interface StoredRun {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly records: readonly JournalRecord[];
  readonly state: RunState;
}

export interface NewRun {
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly spec: string;
  readonly script: string;
}

/** What the gcloud calls of one step printed, all attempts one after another. */
export interface StepOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Where runs are kept. */
export interface RunStore {
  create(run: NewRun): Promise<OpenRun>;
  /** @throws {NegctlError} where there is none of that name, or its journal is damaged */
  open(run: string): Promise<OpenRun>;
  read(run: string): Promise<StoredRun>;
  /** Ends the writing of whoever has the run open: the next record is not theirs any more. */
  seal(run: string): Promise<void>;
  /** The names of all runs, the newest first. */
  list(): Promise<readonly string[]>;
  /** Leaves a wish for the process of this machine that carries the run out. */
  leaveWish(run: string, wish: Wish): Promise<void>;
  /** True while a wish that was left has not been taken. */
  hasWish(run: string): Promise<boolean>;
  /** The kept output of one step. */
  output(run: string, step: string): Promise<StepOutput | null>;
}

/** The form that names of runs have, checked before any path is built from one. */
export const RUN_NAME = /^r-\d{8}-\d{6}-[a-z0-9]{6}$/;
