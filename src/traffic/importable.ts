import { documentText, type Members, type Shape } from '../gcloud/document.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { LOST_BY_IMPORT, OUTPUT_ONLY, URL_MAP } from './url-map-schema.ts';

/** A part of a document that no gcloud command could write back unchanged. */
export interface Obstacle {
  /** Where it is: `pathMatchers[2].pathRules[0].service`. */
  readonly at: string;
  readonly because: string;
}

const UNKNOWN = 'gcloud does not know this field, and would refuse the file or drop it';
const LOST = '`gcloud compute url-maps import` clears this field although the file has it';

function unknownIn(value: Json, shape: Shape, at: string): readonly Obstacle[] {
  if (typeof shape === 'string') {
    return isJsonObject(value) ? [{ at, because: UNKNOWN }] : [];
  }
  if ('members' in shape) {
    return isJsonObject(value)
      ? unknownMembers(value, shape.members, at)
      : [{ at, because: UNKNOWN }];
  }
  if (!Array.isArray(value)) return [{ at, because: UNKNOWN }];
  return value.flatMap((item: Json, index) =>
    isJsonObject(item)
      ? unknownMembers(item, shape.each, `${at}[${index}]`)
      : [{ at: `${at}[${index}]`, because: UNKNOWN }],
  );
}

function unknownMembers(document: JsonObject, known: Members, at: string): readonly Obstacle[] {
  return Object.entries(document).flatMap(([key, value]) => {
    const path = at === '' ? key : `${at}.${key}`;
    const shape = Object.hasOwn(known, key) ? known[key] : undefined;
    return shape === undefined ? [{ at: path, because: UNKNOWN }] : unknownIn(value, shape, path);
  });
}

function isThere(document: JsonObject, path: string): boolean {
  let value: Json | undefined = document;
  for (const key of path.split('.')) {
    if (value === undefined || !isJsonObject(value)) return false;
    value = value[key];
  }
  return value !== undefined;
}

/** The document without what only the server writes. */
function writable(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !OUTPUT_ONLY.has(key)));
}

/** Everything in a URL map that gcloud could not write back as it is; empty where it can be changed. */
export function obstaclesTo(document: JsonObject): readonly Obstacle[] {
  const lost = LOST_BY_IMPORT.filter((path) => isThere(document, path));
  return [
    ...unknownMembers(writable(document), URL_MAP, ''),
    ...lost.map((at) => ({ at, because: LOST })),
  ];
}

/**
 * The map as `gcloud compute url-maps import` reads it: without what only the server writes. Its
 * fingerprint stays: gcloud then sends the live one, and the API refuses what changes between its read and its write.
 */
export function importText(document: JsonObject): string {
  return documentText(writable(document), URL_MAP);
}

function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === '' || value === 0 || value === false;
}

/** Parts at the top of a map whose empty members an import clears: there or not, they say the same. */
const CLEARED: ReadonlySet<string> = new Set([
  'defaultCustomErrorResponsePolicy',
  'defaultRouteAction',
  'defaultUrlRedirect',
  'headerAction',
]);

function withoutEmpty(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value)
    .map(([key, member]): [string, Json] => [key, withoutEmpty(member)])
    .filter(([, member]) => !isEmpty(member));
  return Object.fromEntries(members);
}

/** What a document says, in a form in which equal documents are equal texts; its fingerprint aside. */
export function contentOf(document: JsonObject): string {
  const members = Object.entries(document)
    .filter(([key, value]) => key !== 'fingerprint' && !isEmpty(value))
    .map(([key, value]): [string, Json] => [key, CLEARED.has(key) ? withoutEmpty(value) : value]);
  return canonicalJson(Object.fromEntries(members));
}

/** True where two documents say the same, fingerprints aside. */
export function sameDocument(one: JsonObject, other: JsonObject): boolean {
  return contentOf(one) === contentOf(other);
}
