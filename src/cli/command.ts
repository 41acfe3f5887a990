import type { App } from './app.ts';
import type { Flags } from './flags.ts';
import type { OptionRow } from './options.ts';

/** A command line that was understood: which flags, which arguments. */
export interface Invocation {
  readonly app: App;
  readonly flags: Flags;
  readonly args: readonly string[];
}

/** A positional argument. */
export interface ArgumentRow {
  readonly name: string;
  readonly required: boolean;
  readonly many?: boolean;
  readonly summary: string;
}

/** What a command is made of, loaded only when it is called or asked about. */
export interface CommandBody {
  readonly examples: readonly string[];
  readonly args: readonly ArgumentRow[];
  /** Flags of a recipe or of the command itself, under their own headings. */
  readonly own: readonly { readonly heading: string; readonly rows: readonly OptionRow[] }[];
  /** Read, but left out of help: what a rule always refuses. */
  readonly unlisted: readonly OptionRow[];
  readonly options: readonly OptionRow[];
  readonly exits: readonly string[];
  /** @returns the exit code */
  readonly run: (invocation: Invocation) => Promise<number>;
}
