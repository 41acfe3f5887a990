import type { Command } from './command.ts';
import type { GcloudResult } from './result.ts';

/** Identifies a process beyond its number, which the system uses again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own notation; equal only for the same process. */
  readonly started: string;
}

export interface RunOptions {
  /** Called once the process runs. */
  readonly onStart?: (process: ProcessIdentity) => void;
  /** After this time it is ended; what it asked of the API may still happen. */
  readonly timeoutMilliseconds?: number;
}

/** Runs gcloud; one implementation starts the real one, tests bring a stand-in. */
export interface Gcloud {
  run(command: Command, options?: RunOptions): Promise<GcloudResult>;
}
