import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** What gcloud's schema of a kind lets a value be. */
export type Shape =
  /** A text, a number, a flag, or a list of texts. */
  | 'value'
  /** A 64-bit number: a text in the API's documents, a number in gcloud's. */
  | 'long'
  | { readonly each: Members }
  | { readonly members: Members };

/** The members that an object can have. */
export type Members = Readonly<Record<string, Shape>>;

/** Members that are plain values, by their names with blanks between them. */
export function values(names: string): Members {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'value'] as const));
}

export const DURATION: Shape = { members: { seconds: 'long', nanos: 'value' } };

/** A number as both YAML 1.1 and JSON read it: without a dot, `1e-7` would be a text in YAML. */
function numberText(value: number): string {
  const text = String(value);
  return /^-?\d+e/.test(text) ? text.replace('e', '.0e') : text;
}

/** A text as both JSON and YAML read it: what YAML does not take for printable is escaped. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function text(value: Json, shape: Shape | null, indent: string): string {
  if (shape === 'long' && typeof value === 'string' && /^-?\d+$/.test(value)) return value;
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'number') return numberText(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const each: Shape | null =
      shape !== null && typeof shape === 'object' && 'each' in shape
        ? { members: shape.each }
        : null;
    const items = value.map((item: Json) => `${inner}${text(item, each, inner)}`);
    return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const known: Members =
    shape !== null && typeof shape === 'object' && 'members' in shape ? shape.members : {};
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${quotedText(key)}: ${text(member, known[key] ?? null, inner)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

/**
 * A document as gcloud's import commands read it: JSON, which is YAML with every text quoted (lessons
 * M9), with 64-bit numbers as numbers.
 */
export function documentText(document: JsonObject, members: Members): string {
  return `${text(document, { members }, '')}\n`;
}
