import type { Json } from '../../../src/json.ts';
import type { FlagSpecs, Flags } from './argv.ts';
import type { Session } from './session.ts';

/** One command line, understood. */
export interface Call {
  /** The positional argument; empty where the command takes none. */
  readonly name: string;
  /** All positional arguments. */
  readonly names: readonly string[];
  readonly flags: Flags;
  readonly project: string;
  readonly stdin: string;
  readonly session: Session;
}

/** One gcloud command: what it takes, and what it does. */
export interface CommandSpec {
  readonly flags: FlagSpecs;
  readonly named: boolean;
  /** What its positional arguments look like, where they are no single name of a resource. */
  readonly names?: readonly RegExp[];
  /** True for commands that act on no project, and are called without one. */
  readonly isProjectless?: boolean;
  /** Does it; what it resolves to stands on standard output afterwards. */
  readonly run: (call: Call) => Promise<Json>;
}

/** Commands by their words: `compute addresses create`. */
export type Commands = Readonly<Record<string, CommandSpec>>;
