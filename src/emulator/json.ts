/** A JSON value as it comes in a request body or lies in the state file. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object; an absent key has no value, not an undefined one. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON list. */
export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value as text, or the empty string where it is not text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a list, or an empty list. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** The value as an object, or an empty object. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects in a list; anything else in it is left out. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The texts in a list; anything else in it is left out. */
export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** The object without some of its keys. */
export function without(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** Texts in the order of their characters, the same on every machine. */
export function sortedTexts(texts: Iterable<string>): readonly string[] {
  return [...texts].sort((left, right) => (left < right ? -1 : 1));
}

/** Equal as JSON documents: the order of keys does not count. */
export function equalJson(left: Json | undefined, right: Json | undefined): boolean {
  return canonical(left) === canonical(right);
}

/** One text for one document, whatever the order of its keys. */
export function canonical(value: Json | undefined): string {
  if (isList(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (isObject(value)) {
    const keys = sortedTexts(Object.keys(value));
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The document in the text, or undefined where it is none. */
export function readJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
