import { parse } from 'yaml';
import type { Json, JsonObject } from '../../../../src/json.ts';
import { GcloudError, NotModelled } from '../failure.ts';

/** The fields that gcloud's schema of a URL map knows. */
const FIELDS: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'defaultCustomErrorResponsePolicy',
  'defaultRouteAction',
  'defaultService',
  'defaultUrlRedirect',
  'description',
  'fingerprint',
  'headerAction',
  'hostRules',
  'id',
  'kind',
  'name',
  'pathMatchers',
  'region',
  'selfLink',
  'tests',
]);

/** 64-bit numbers: numbers in a file, where the API has texts. */
const LONG_NUMBERS: ReadonlySet<string> = new Set([
  'id',
  'minimumRingSize',
  'rangeEnd',
  'rangeStart',
  'seconds',
  'signedUrlCacheMaxAgeSec',
]);

function notInteger(value: unknown): GcloudError {
  return new GcloudError(`'${String(value)}' is not of type 'integer'`);
}

function convert(key: string, value: unknown): Json {
  if (LONG_NUMBERS.has(key)) {
    if (typeof value !== 'bigint') throw notInteger(value);
    return String(value);
  }
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((item: unknown) => convert('', item));
  if (isRecord(value)) return convertMembers(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  throw new NotModelled(`"${key}: ${String(value)}" in a URL map`);
}

function convertMembers(document: Readonly<Record<string, unknown>>): JsonObject {
  const members = Object.entries(document).map(([key, value]): [string, Json] => [
    key,
    convert(key, value),
  ]);
  return Object.fromEntries(members);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A backend service from standard input, as gcloud sends it; its schema has no `id`. */
export function readBackendService(text: string): JsonObject {
  const document: unknown = parse(text, { intAsBigInt: true });
  if (!isRecord(document)) throw new NotModelled('a backend service that is no mapping');
  if ('id' in document) {
    throw new GcloudError("Additional properties are not allowed ('id' was unexpected)");
  }
  return convertMembers(document);
}

/**
 * A URL map from standard input, as gcloud sends it. Of gcloud's schema only the parts are held
 * against it that a document read from the API falls foul of.
 */
export function readUrlMap(text: string): JsonObject {
  const document: unknown = parse(text, { intAsBigInt: true });
  if (!isRecord(document)) throw new NotModelled('a URL map that is no mapping');
  const unknown = Object.keys(document).find((key) => !FIELDS.has(key));
  if (unknown !== undefined) {
    throw new GcloudError(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  }
  return convertMembers(document);
}
