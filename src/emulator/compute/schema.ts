import type { Json } from '../json.ts';

interface Traits {
  /** Set by the server: ignored when sent, so that a document read can be sent back. */
  readonly output?: true;
  /** Taken, but neither kept nor returned. */
  readonly secret?: true;
  /** May be sent again only with the value it has. */
  readonly immutable?: true;
  readonly required?: true;
  /** The value where none is sent. */
  readonly fallback?: Json;
  /** `false` is the same as not sent (compute-api-behaviour.md 3). */
  readonly dropFalse?: true;
}

/** A text. */
export interface TextField extends Traits {
  readonly type: 'text';
}
/** A 32-bit number. */
export interface WholeField extends Traits {
  readonly type: 'whole';
  readonly least: number;
  readonly most: number;
}
/** A 64-bit number: text on the wire. */
export interface LongField extends Traits {
  readonly type: 'long';
}
/** A number with a fraction. */
export interface NumberField extends Traits {
  readonly type: 'number';
  readonly least: number;
  readonly most: number;
}
/** True or false. */
export interface FlagField extends Traits {
  readonly type: 'flag';
}
/** One of some words. */
export interface ChoiceField extends Traits {
  readonly type: 'choice';
  readonly choices: readonly string[];
}
/** A link to another resource: kept as a relative path, returned as a URL, and counted as a use of its target. */
export interface ReferenceField extends Traits {
  readonly type: 'reference';
  readonly collections: readonly string[];
  /** Returned exactly as sent, and no use: urlMaps tests[].service. */
  readonly echo?: true;
}
/** A map from text to text. */
export interface LabelsField extends Traits {
  readonly type: 'labels';
}
/** Any number of values of one type. */
export interface ListField extends Traits {
  readonly type: 'list';
  readonly of: Field;
}
/** A message within a message. */
export interface RecordField extends Traits {
  readonly type: 'record';
  readonly fields: Fields;
}

/** One field of a message, and how it is treated. */
export type Field =
  | TextField
  | WholeField
  | LongField
  | NumberField
  | FlagField
  | ChoiceField
  | ReferenceField
  | LabelsField
  | ListField
  | RecordField;

/** The fields of a message, in the order in which they are returned. */
export interface Fields {
  readonly [name: string]: Field;
}

const INT32 = 2_147_483_647;

/** A text field. */
export function text(traits: Traits = {}): TextField {
  return { type: 'text', ...traits };
}

/** A field for a 32-bit number. */
export function whole(traits: Traits & { least?: number; most?: number } = {}): WholeField {
  return { type: 'whole', least: 0, most: INT32, ...traits };
}

/** A field for a port. */
export function port(traits: Traits = {}): WholeField {
  return whole({ least: 1, most: 65_535, ...traits });
}

/** A field for a 64-bit number. */
export function long(traits: Traits = {}): LongField {
  return { type: 'long', ...traits };
}

/** A field for a number with a fraction. */
export function number(traits: Traits & { least?: number; most?: number } = {}): NumberField {
  return { type: 'number', least: 0, most: Number.MAX_VALUE, ...traits };
}

/** A field for true or false. */
export function flag(traits: Traits = {}): FlagField {
  return { type: 'flag', ...traits };
}

/** A field for one of some words, which stand in one text with blanks between. */
export function choice(choices: string, traits: Traits = {}): ChoiceField {
  return { type: 'choice', choices: choices.split(' '), ...traits };
}

/** A field for a link to a resource of one of some collections. */
export function reference(
  collections: string,
  traits: Traits & { echo?: true } = {},
): ReferenceField {
  return { type: 'reference', collections: collections.split(' '), ...traits };
}

/** A field for a map from text to text. */
export function labels(traits: Traits = {}): LabelsField {
  return { type: 'labels', ...traits };
}

/** A field for a list. */
export function list(of: Field, traits: Traits = {}): ListField {
  return { type: 'list', of, ...traits };
}

/** A field for a message within the message. */
export function record(fields: Fields, traits: Traits = {}): RecordField {
  return { type: 'record', fields, ...traits };
}

/** A span of time; absent nanos come back as 0 (compute-api-behaviour.md 8). */
export function duration(): RecordField {
  return record({ seconds: long(), nanos: whole({ most: 999_999_999, fallback: 0 }) });
}
