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
