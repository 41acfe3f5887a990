import type { Json } from '../../../src/json.ts';
import type { FlagSpecs, Flags } from './argv.ts';
import type { Session } from './session.ts';

/** One command line, understood. */
export interface Call {
  /** The positional argument; empty where the command takes none. */
  readonly name: string;
  readonly flags: Flags;
  readonly project: string;
  readonly stdin: string;
  readonly session: Session;
}

/** One gcloud command: what it takes, and what it does. */
export interface CommandSpec {
  readonly flags: FlagSpecs;
  readonly named: boolean;
  /** What names look like that are not those of resources. */
  readonly names?: RegExp;
  /** Does it; what it resolves to stands on standard output afterwards. */
  readonly run: (call: Call) => Promise<Json>;
}

/** Commands by their words: `compute addresses create`. */
export type Commands = Readonly<Record<string, CommandSpec>>;
