/** Any JSON value, as it comes out of `JSON.parse`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; the form every cloud document has in this program. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a JSON object, false for arrays, null and everything else. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under `key`, or `undefined` where the key is absent or holds something else. */
export function textAt(document: JsonObject, key: string): string | undefined {
  const value = document[key];
  return typeof value === 'string' ? value : undefined;
}

/** The objects in the list under `key`; anything else in it is left out. */
export function objectsAt(document: JsonObject, key: string): readonly JsonObject[] {
  const value = document[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/**
 * Writes a value with its object keys sorted, so that equal values have equal bytes.
 * Used for everything that is hashed (plans, journal records).
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort((one, other) => (one < other ? -1 : 1))
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
