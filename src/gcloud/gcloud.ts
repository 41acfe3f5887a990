import type { Command } from './command.ts';
import type { GcloudResult } from './result.ts';

/** Identifies a process beyond its number, which the system uses again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own notation; equal only for the same process. */
  readonly started: string;
}

export interface RunOptions {
  /**
   * Called with the process that will be gcloud, which waits until this has resolved. Where it rejects,
   * or where negctl is gone before, that process ends without having been gcloud.
   */
  readonly onStart?: (process: ProcessIdentity) => Promise<void>;
  /** After this time it is ended; what it asked of the API may still happen. */
  readonly timeoutMilliseconds?: number;
}

/** Runs gcloud; one implementation starts the real one, tests bring a stand-in. */
export interface Gcloud {
  run(command: Command, options?: RunOptions): Promise<GcloudResult>;
}
