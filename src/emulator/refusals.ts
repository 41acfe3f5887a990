import type { Route } from './api.ts';
import { projectNumber } from './draw.ts';
import {
  ApiError,
  alreadyExists,
  apiDisabled,
  inUse,
  notFound,
  notReady,
  permissionDenied,
  quotaExceeded,
  staleFingerprint,
} from './errors.ts';
import type { Refusal } from './faults.ts';

/** Who is struck: what the answer must name. */
export interface Struck {
  readonly route: Route;
  readonly service: string;
  readonly title: string;
  /** The word of the collection in in-use refusals, and its quota. */
  readonly word: string;
  readonly quota: string;
}

/** The answer of a fault, with the body Google sends for it (compute-api-behaviour.md 10). */
export function refusalOf(refusal: Refusal, struck: Struck): ApiError {
  const { route } = struck;
  switch (refusal) {
    case '400':
      return new ApiError({ http: 400, reason: 'badRequest', message: 'Bad Request' });
    case '401':
      return unauthenticated();
    case '403':
    case 'permission':
      return permissionDenied(
        route.permissions[0]?.name ?? 'resourcemanager.projects.get',
        route.path,
      );
    case '404':
      return notFound(route.path);
    case '409':
    case 'exists':
      return alreadyExists(route.path);
    case '412':
    case 'fingerprint':
      return staleFingerprint();
    case '429':
      return exhausted(struck, 429);
    case 'rate-limit':
      return exhausted(struck, 403);
    case '500':
      return internal(500);
    case '503':
      return internal(503);
    case '502':
      return new ApiError({
        http: 502,
        reason: 'backendError',
        message: 'Server Error',
        html: true,
      });
    default:
      return namedRefusal(refusal, struck);
  }
}

function namedRefusal(
  refusal: 'in-use' | 'not-ready' | 'quota' | 'api-disabled' | 'hostile',
  { route, service, title, word, quota }: Struck,
): ApiError {
  switch (refusal) {
    case 'in-use':
      return inUse(word, route.path, `projects/${route.project}/global/urlMaps/another`);
    case 'not-ready':
      return notReady(route.path);
    case 'quota':
      return quotaExceeded(quota, 0, 'globally');
    case 'api-disabled':
      return apiDisabled(service, title, projectNumber(route.project));
    case 'hostile':
      return new ApiError({ http: 400, reason: 'badRequest', message: hostileWords() });
  }
}

/** Ranges of characters that a terminal obeys or hides: C0, C1, directions, zero-width, tags, fillers. */
const OBEYED: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe0f, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xe0001, 0xe0001],
  [0xe0041, 0xe0041],
];

/** What nobody should show as it stands: an API answers with what others have written into it. */
export function hostileWords(): string {
  const obeyed = OBEYED.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
  );
  return [
    'Bad Request: hostile',
    `${'a word as long as a line '.replaceAll(' ', '-').repeat(3)} ::error file=x::forged by wrapping`,
    '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
    ...obeyed,
    '\n::error file=x::forged\n  ::warning::forged\r::set-output name=x::forged\n',
    '##[error]forged ##vso[task.setvariable]forged\n::add-mask::forged',
  ].join(' ');
}

function unauthenticated(): ApiError {
  return new ApiError({
    http: 401,
    reason: 'authError',
    status: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    location: 'Authorization',
    locationType: 'header',
  });
}

function exhausted({ route, service }: Struck, http: 403 | 429): ApiError {
  const group = ['get', 'list', 'wait'].includes(route.verb) ? 'Read' : 'Write';
  return new ApiError({
    http,
    reason: 'rateLimitExceeded',
    ...(http === 429 ? { status: 'RESOURCE_EXHAUSTED' } : {}),
    message: `Quota exceeded for quota group '${group}Group' and limit '${group} requests per 100 seconds' of service '${service}' for consumer 'project_number:${projectNumber(route.project)}'.`,
  });
}

function internal(http: 500 | 503): ApiError {
  return new ApiError({
    http,
    reason: http === 500 ? 'internalError' : 'backendError',
    message: "Internal error. Please try again or contact Google Support. (Code: '-1')",
  });
}
