import { createHash } from 'node:crypto';
import type { SecretInFile } from '../gcloud/command.ts';
import { isJsonObject, type Json, type JsonObject, textAt } from '../json.ts';

/** A request header whose value only the load balancer and its endpoints know; it stands in a file, never in a plan. */
export interface SecretHeader {
  readonly name: string;
  readonly file: string;
  /** Of the value, in hex; `null` where the file is still to be made. */
  readonly sha256: string | null;
}

/** What stands for the value in a document that is sent. */
export const SECRET_MARK = '@@SECRET@@';

/** How the document of a command comes to the value. */
export function secretOf({ file, sha256 }: SecretHeader): SecretInFile {
  return { file, sha256, mark: SECRET_MARK };
}

/** The SHA-256 of a secret, in hex. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Stands in a body for a text of which only the start and the digest of the rest are known. */
export function secretText({ sha256 }: SecretHeader, start = ''): JsonObject {
  return { $start: start, $sha256: sha256 };
}

/** True for a live text that is the one which {@link secretText} stands for. */
export function isSecretText(wanted: JsonObject, live: Json): boolean {
  const start = textAt(wanted, '$start') ?? '';
  if (typeof live !== 'string' || !live.startsWith(start)) return false;
  return secretDigest(live.slice(start.length)) === wanted['$sha256'];
}

/** True where a body holds the stand-in for a secret text there. */
export function standsForSecret(wanted: JsonObject): boolean {
  return '$sha256' in wanted;
}

const NOT_SHOWN = '[not shown]';

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** `NAME:VALUE` with its name only; a host is no secret. */
function coveredHeader(header: string): string {
  if (/^host:/i.test(header)) return header;
  return `${header.slice(0, header.indexOf(':') + 1)}${NOT_SHOWN}`;
}

/** How a text is covered that nobody said. */
type Cover = (text: string) => string;

const PLAIN: Cover = (text) => text;
const VALUE: Cover = () => NOT_SHOWN;
const HEADER_LISTS = ['customRequestHeaders', 'customResponseHeaders'];

/**
 * A field of a resource as it can be shown to anybody: of header values only those that the plan says itself.
 * What somebody else has set may be a secret.
 */
export function covered(field: string, value: Json, said: Json): Json {
  const known = new Set(textsIn(said));
  const cover = (part: Json, coverText: Cover): Json => {
    if (typeof part === 'string') return known.has(part) ? part : coverText(part);
    if (Array.isArray(part)) return part.map((item: Json) => cover(item, coverText));
    if (!isJsonObject(part)) return part;
    if (standsForSecret(part)) return `${textAt(part, '$start') ?? ''}${NOT_SHOWN}`;
    return Object.fromEntries(
      Object.entries(part).map(([key, member]) => [
        key,
        cover(member, key === 'headerValue' ? VALUE : coverText),
      ]),
    );
  };
  return cover(value, HEADER_LISTS.includes(field) ? coveredHeader : PLAIN);
}

/** Below that nothing is a secret that would be worth the name, and covering it would hide plain words. */
const LEAST_SECRET = 8;

/** The part of a header that may be a secret: what is left without variables of the load balancer. */
function mayBeSecret(value: string): boolean {
  return value.replaceAll(/\{[a-z_]+\}/g, '').trim().length >= LEAST_SECRET;
}

/** Where a header is matched, by what of it. */
const MATCHES = new Set(['exactMatch', 'prefixMatch', 'suffixMatch', 'regexMatch']);

/** Where the value of a header begins in a text at a place of a live document; `null` where none is there. */
function headerValueAt(text: string, key: string, list: string): number | null {
  if (HEADER_LISTS.includes(list)) return /^host:/i.test(text) ? null : text.indexOf(':') + 1;
  const isValue =
    key === 'headerValue' ||
    (list === 'headerMatches' && MATCHES.has(key)) ||
    (list === 'headers' && key === 'value');
  return isValue ? 0 : null;
}

/**
 * A live document with every value of a header that may be a secret handed to somebody else: of URL maps
 * also those that rules and tests match.
 *
 * @param stand what stands for the value; the name of a header before it stays
 */
export function withHeaderValues(
  document: JsonObject,
  stand: (value: string) => string,
): JsonObject {
  const changed = (part: Json, key: string, list: string): Json => {
    if (typeof part === 'string') {
      const start = headerValueAt(part, key, list);
      if (start === null || !mayBeSecret(part.slice(start))) return part;
      return `${part.slice(0, start)}${stand(part.slice(start))}`;
    }
    if (Array.isArray(part)) return part.map((item: Json) => changed(item, '', key));
    return isJsonObject(part) ? members(part, list) : part;
  };
  const members = (part: JsonObject, list: string): JsonObject =>
    Object.fromEntries(
      Object.entries(part).map(([key, member]) => [key, changed(member, key, list)]),
    );
  return members(document, '');
}

/** A live document as it can be shown to anybody. */
export function withoutHeaderValues(document: JsonObject): JsonObject {
  return withHeaderValues(document, () => NOT_SHOWN);
}
