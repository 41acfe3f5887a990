import { NotModelled } from './failure.ts';

/** How often a flag may stand in an argv, and with which values. */
export interface FlagSpec {
  readonly takes: 'nothing' | 'value' | 'values';
  /** What its values look like; whatever else gcloud would make of them, nobody has looked at it. */
  readonly like: RegExp;
}

/** The flags of a command, by their names without dashes. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** A flag without value. */
export const SWITCH: FlagSpec = { takes: 'nothing', like: /^$/ };
/** A flag with any value but the empty one. */
export const TEXT: FlagSpec = { takes: 'value', like: /^[\s\S]+$/ };
/** A flag that may be given several times. */
export const TEXTS: FlagSpec = { takes: 'values', like: /^[\s\S]+$/ };
/** A flag with the name of a resource or place: no URL, no list. */
export const NAME: FlagSpec = { takes: 'value', like: /^[a-z][a-z0-9-]*$/ };

/** A flag whose values look like this. */
export function like(pattern: RegExp): FlagSpec {
  return { takes: 'value', like: pattern };
}

/** The flags of one command line. */
export class Flags {
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  /** The value of a flag; of several the last one, as in gcloud. */
  text(name: string): string | undefined {
    return this.#given.get(name)?.at(-1);
  }

  texts(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  /** A value that negctl always gives. */
  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw new NotModelled(`leaving out --${name}`);
    return text;
  }
}

/** The words of a command line before its flags, and the flags. */
export interface Argv {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/** Takes an argv apart; every flag must be written `--flag` or `--flag=value`. */
export function splitArgv(argv: readonly string[]): Argv {
  const start = argv.findIndex((word) => word.startsWith('--'));
  const words = start === -1 ? argv : argv.slice(0, start);
  const flags: Record<string, string[]> = {};
  for (const word of argv.slice(words.length)) {
    const [, name = '', value = ''] = /^--([a-z0-9-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === '') throw new NotModelled(`"${word}" among flags`);
    flags[name] = [...(flags[name] ?? []), value];
  }
  return { words, flags };
}

/** Holds the flags of a command line against what the command takes. */
export function readFlags(given: Argv['flags'], specs: FlagSpecs): Flags {
  for (const [name, values] of Object.entries(given)) {
    const spec = specs[name];
    if (spec === undefined) throw new NotModelled(`--${name}`);
    const wrong = values.find((value) => !spec.like.test(value));
    if (wrong !== undefined) throw new NotModelled(`--${name}=${wrong}`);
    if (spec.takes !== 'values' && values.length > 1) throw new NotModelled(`--${name} twice`);
  }
  return new Flags(new Map(Object.entries(given)));
}
