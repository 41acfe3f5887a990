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

export interface TextField extends Traits {
  readonly type: 'text';
}
export interface WholeField extends Traits {
  readonly type: 'whole';
  readonly least: number;
  readonly most: number;
}
/** A 64-bit number: text on the wire. */
export interface LongField extends Traits {
  readonly type: 'long';
}
export interface NumberField extends Traits {
  readonly type: 'number';
  readonly least: number;
  readonly most: number;
}
export interface FlagField extends Traits {
  readonly type: 'flag';
}
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
export interface LabelsField extends Traits {
  readonly type: 'labels';
}
export interface ListField extends Traits {
  readonly type: 'list';
  readonly of: Field;
}
export interface RecordField extends Traits {
  readonly type: 'record';
  readonly fields: Fields;
}

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

export function text(traits: Traits = {}): TextField {
  return { type: 'text', ...traits };
}

export function whole(traits: Traits & { least?: number; most?: number } = {}): WholeField {
  return { type: 'whole', least: 0, most: INT32, ...traits };
}

export function port(traits: Traits = {}): WholeField {
  return whole({ least: 1, most: 65_535, ...traits });
}

export function long(traits: Traits = {}): LongField {
  return { type: 'long', ...traits };
}

export function number(traits: Traits & { least?: number; most?: number } = {}): NumberField {
  return { type: 'number', least: 0, most: Number.MAX_VALUE, ...traits };
}

export function flag(traits: Traits = {}): FlagField {
  return { type: 'flag', ...traits };
}

export function choice(choices: string, traits: Traits = {}): ChoiceField {
  return { type: 'choice', choices: choices.split(' '), ...traits };
}

export function reference(
  collections: string,
  traits: Traits & { echo?: true } = {},
): ReferenceField {
  return { type: 'reference', collections: collections.split(' '), ...traits };
}

export function labels(traits: Traits = {}): LabelsField {
  return { type: 'labels', ...traits };
}

export function list(of: Field, traits: Traits = {}): ListField {
  return { type: 'list', of, ...traits };
}

export function record(fields: Fields, traits: Traits = {}): RecordField {
  return { type: 'record', fields, ...traits };
}

/** A span of time; absent nanos come back as 0 (compute-api-behaviour.md 8). */
export function duration(): RecordField {
  return record({ seconds: long(), nanos: whole({ most: 999_999_999, fallback: 0 }) });
}
