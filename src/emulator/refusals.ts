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
  refusal: 'in-use' | 'not-ready' | 'quota' | 'api-disabled',
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
  }
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
