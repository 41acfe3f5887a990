import type { Reader } from '../facts/read.ts';
import type { GcloudContext } from '../gcloud/command.ts';
import type { Gcloud, ProcessIdentity } from '../gcloud/gcloud.ts';
import type { GcloudResult } from '../gcloud/result.ts';
import type { Journal } from '../journal/entry.ts';
import type { Wish } from '../journal/store.ts';
import type { Subject } from '../resources/resource.ts';
import type { Gate } from '../traffic/gate.ts';
import type { Moment, Reading } from '../traffic/reading.ts';
import type { RunEvent } from './events.ts';

/** Time, so that tests need not wait for it. */
export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/** What a run needs of the world. */
export interface Ports {
  readonly gcloud: Gcloud;
  readonly context: GcloudContext;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: (event: RunEvent) => void;
  /** True while that very process runs. */
  readonly isAlive: (process: ProcessIdentity) => boolean;
  /** Looks through one gate. */
  readonly gauge: (gate: Exclude<Gate, { type: 'manual' }>, moment: Moment) => Promise<Reading>;
  /**
   * Whether somebody who is there says that more traffic may be moved; `by-key`: they see the line that
   * waits, and press a key.
   */
  readonly promoted: (percent: number) => Promise<'yes' | 'no' | 'by-key'>;
  /** What somebody wants of the wait that is under way, at this terminal or another one. */
  readonly wanted: () => Promise<Wish | null>;
  /** Keeps the output of a call with the run. */
  readonly keepOutput: (step: string, result: GcloudResult) => Promise<void>;
}

export interface RunOptions {
  readonly maxParallel: number;
  readonly retries: number;
  readonly stepTimeoutMilliseconds: number;
  readonly rollbackOnFailure: boolean;
  /** The largest share that a new service may get, in per cent; what goes beyond it waits. */
  readonly until: number;
  /** Once aborted no further step starts; what runs is left to finish. */
  readonly stop: AbortSignal;
}

/** Reads the live project as a run does. */
export function readerOf({ gcloud, context }: Ports): Reader {
  return { gcloud, project: context.project };
}

/** What one step works with, done or taken back. */
export interface StepContext {
  readonly ports: Ports;
  readonly options: Pick<RunOptions, 'retries' | 'stepTimeoutMilliseconds'>;
  /** All resources of the plan, to find containers and addresses among. */
  readonly resources: readonly Subject[];
}
