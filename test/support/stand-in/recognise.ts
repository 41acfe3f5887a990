import type { FlagSpecs, Flags } from './argv.ts';
import { like, readFlags, SWITCH, splitArgv } from './argv.ts';
import type { CommandSpec } from './command.ts';
import { COMMANDS } from './commands.ts';
import { NotModelled } from './failure.ts';

/** A whole argv that the stand-in knows. */
export interface Recognised {
  /** The command's words: `compute addresses create`. */
  readonly words: string;
  readonly spec: CommandSpec;
  readonly name: string;
  readonly names: readonly string[];
  readonly flags: Flags;
}

/** What every call of negctl carries. Other flags of its context have not been looked at. */
const EVERY_CALL: FlagSpecs = {
  project: like(/^[a-z][a-z0-9-]*$/),
  account: like(/^\S+@\S+$/),
  quiet: SWITCH,
  format: like(/^json$/),
};

const RESOURCE_NAME = /^[a-z0-9-]+$/;

/**
 * Finds the command that an argv calls and holds every word against it.
 * @throws {NotModelled} at the first word that is not known
 */
export function recognise(argv: readonly string[]): Recognised {
  const { words: given, flags } = splitArgv(argv);
  const line = given.join(' ');
  const words = Object.keys(COMMANDS).find(
    (known) => line === known || line.startsWith(`${known} `),
  );
  const spec = words === undefined ? undefined : COMMANDS[words];
  if (words === undefined || spec === undefined) throw new NotModelled(`"${line}"`);
  const names = given.slice(words.split(' ').length);
  const patterns = spec.names ?? (spec.named ? [RESOURCE_NAME] : []);
  const fit = names.every((name, at) => patterns[at]?.test(name));
  if (names.length !== patterns.length || !fit) {
    throw new NotModelled(`"${line}" with these names`);
  }
  const read = readFlags(flags, { ...EVERY_CALL, ...spec.flags });
  const needed = ['quiet', 'format', ...(spec.isProjectless === true ? [] : ['project'])];
  for (const flag of needed) {
    if (!read.has(flag)) throw new NotModelled(`a call without --${flag}`);
  }
  return { words, spec, name: names[0] ?? '', names, flags: read };
}
