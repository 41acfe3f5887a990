import { isPlain } from '../clean.ts';
import type { Json, JsonObject } from '../json.ts';

/** A value that could be read, or what was expected instead. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string };

/**
 * How the value of a field looks: how it is read (from a flag's text or a spec's node, alike), how it
 * is written back as flag values, and how it is described to an editor. A shape says what kind of
 * value it is; whether the value is allowed is for the rules.
 */
export interface Shape<T> {
  readonly parse: (raw: Json) => Parsed<T>;
  /** Recognises a value that {@link parse} gave. */
  readonly is: (value: unknown) => value is T;
  /** The flag values that give this value back; several where the flag is repeated. */
  readonly flagValues: (value: T) => readonly string[];
  /** The value as it stands in a spec. */
  readonly toJson: (value: T) => Json;
  /** The closed set of values, where there is one. */
  readonly choices: readonly string[];
  /** How often the flag may be given, and whether it has a `--no-` form. */
  readonly arity: 'one' | 'many' | 'switch';
  /** JSON Schema of the value in a spec. */
  readonly schema: JsonObject;
}

function ok<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

function refuse<T>(expected: string): Parsed<T> {
  return { ok: false, expected };
}

const PLAIN = 'without control, invisible or direction-changing characters';

/** Blanks that a person may put around the items of a list; nothing else is left out. */
export function trimmed(item: string): string {
  return item.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** Digits as people write a number: no leading zeros, which others read as octal. */
const WHOLE = /^(?:0|-?[1-9]\d{0,14})$/;

/** The whole number in a text; `undefined` where it is none. */
export function wholeNumberIn(text: string): number | undefined {
  return WHOLE.test(text) ? Number(text) : undefined;
}

/** Any non-empty text that can be shown as it is. */
export const text: Shape<string> = {
  parse: (raw) => {
    if (typeof raw === 'number') return ok(String(raw));
    return typeof raw === 'string' && raw !== '' && isPlain(raw)
      ? ok(raw)
      : refuse(`text ${PLAIN}`);
  },
  is: (value): value is string => typeof value === 'string',
  flagValues: (value) => [value],
  toJson: (value) => value,
  choices: [],
  arity: 'one',
  schema: { type: 'string', minLength: 1 },
};

/** A whole number; a flag's digits count as one. */
export const wholeNumber: Shape<number> = {
  parse: (raw) => {
    if (typeof raw === 'number' && Number.isSafeInteger(raw)) return ok(raw);
    const value = typeof raw === 'string' ? wholeNumberIn(raw) : undefined;
    return value === undefined ? refuse('a whole number') : ok(value);
  },
  is: (value): value is number => typeof value === 'number',
  flagValues: (value) => [String(value)],
  toJson: (value) => value,
  choices: [],
  arity: 'one',
  schema: { type: 'integer' },
};

/** A number between 0 and 1, ends included. */
export const fraction: Shape<number> = {
  ...wholeNumber,
  parse: (raw) => {
    const digits = typeof raw === 'number' ? String(raw) : raw;
    const value =
      typeof digits === 'string' && /^[01](\.\d{1,15})?$/.test(digits) ? Number(digits) : 2;
    return value <= 1 ? ok(value) : refuse('a number from 0 to 1');
  },
  schema: { type: 'number', minimum: 0, maximum: 1 },
};

/** Yes or no; as a flag `--x` and `--no-x`. */
export const yesNo: Shape<boolean> = {
  parse: (raw) => {
    if (typeof raw === 'boolean') return ok(raw);
    if (raw === 'true' || raw === 'false') return ok(raw === 'true');
    return refuse('true or false');
  },
  is: (value): value is boolean => typeof value === 'boolean',
  flagValues: (value) => [String(value)],
  toJson: (value) => value,
  choices: [],
  arity: 'switch',
  schema: { type: 'boolean' },
};

/** One of a closed set of words; case and `_` for `-` do not matter, as in gcloud. */
export function oneOf<const T extends string>(words: readonly T[]): Shape<T> {
  const fold = (word: string): string => word.toLowerCase().replaceAll('_', '-');
  return {
    parse: (raw) => {
      const found =
        typeof raw === 'string' ? words.find((word) => fold(word) === fold(raw)) : undefined;
      return found === undefined ? refuse(`one of ${words.join(', ')}`) : ok(found);
    },
    is: (value): value is T => words.some((word) => word === value),
    flagValues: (value) => [value],
    toJson: (value) => value,
    choices: words,
    arity: 'one',
    schema: { enum: words },
  };
}

const LIST = `a list of texts, none of them empty, ${PLAIN}`;

/** A list of texts: in a spec a list, as a flag comma-separated or repeated. */
export const commaList: Shape<readonly string[]> = {
  parse: (raw) => {
    const parts = (Array.isArray(raw) ? raw : [raw]).flatMap((part: Json) =>
      typeof part === 'string' ? part.split(',').map(trimmed) : [''],
    );
    return parts.length > 0 && parts.every((part) => part !== '' && isPlain(part))
      ? ok(parts)
      : refuse(LIST);
  },
  is: (value): value is readonly string[] => Array.isArray(value),
  flagValues: (value) => [value.join(',')],
  toJson: (value) => value,
  choices: [],
  arity: 'many',
  schema: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
};

/** A list of texts that may hold commas: the flag is repeated, never split. */
export const repeatedText: Shape<readonly string[]> = {
  ...commaList,
  parse: (raw) => {
    const parts: readonly Json[] = Array.isArray(raw) ? raw : [raw];
    const texts = parts.filter((part) => typeof part === 'string');
    const isList = texts.length === parts.length && texts.length > 0;
    return isList && texts.every((item) => item !== '' && isPlain(item)) ? ok(texts) : refuse(LIST);
  },
  flagValues: (value) => value,
};
