import type { Answer } from './answer.ts';
import { htmlAnswer, jsonAnswer } from './answer.ts';
import type { Json, JsonObject } from './json.ts';

/** What a refusal says, whichever body it is written in. */
export interface ApiErrorParts {
  readonly http: number;
  /** The word in `errors[].reason` of the legacy body. */
  readonly reason: string;
  readonly message: string;
  /** The word in `status` of the newer body. */
  readonly status?: string;
  readonly location?: string;
  readonly locationType?: string;
  readonly details?: readonly JsonObject[];
  readonly html?: boolean;
}

/** A refusal by the API; thrown, and turned into an answer in one place. */
export class ApiError extends Error {
  readonly parts: ApiErrorParts;

  constructor(parts: ApiErrorParts) {
    super(parts.message);
    this.name = 'ApiError';
    this.parts = parts;
  }
}

/** Google's canonical status words by HTTP status. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** The legacy body of Compute and DNS: `errors[]`, no `status` (compute-api-behaviour.md 10.1). */
export function legacyAnswer(error: ApiError): Answer {
  const { http, reason, message, status, location, locationType, details, html } = error.parts;
  if (html === true) {
    return htmlAnswer(http, message);
  }
  const place =
    location === undefined ? {} : { location, locationType: locationType ?? 'parameter' };
  return jsonAnswer(http, {
    error: {
      code: http,
      message,
      errors: [{ message, domain: domainOf(reason), reason, ...place }],
      ...(status === undefined ? {} : { status }),
      ...detailsOf(details),
    },
  });
}

/** The newer body of the other APIs: `status`, no `errors[]` (compute-api-behaviour.md 10.1). */
export function statusAnswer(error: ApiError): Answer {
  const { http, message, status, details, html } = error.parts;
  if (html === true) {
    return htmlAnswer(http, message);
  }
  const word = status ?? STATUS_WORDS[http] ?? 'UNKNOWN';
  return jsonAnswer(http, { error: { code: http, message, status: word, ...detailsOf(details) } });
}

function domainOf(reason: string): string {
  return reason === 'accessNotConfigured' || reason === 'rateLimitExceeded'
    ? 'usageLimits'
    : 'global';
}

function detailsOf(details: readonly JsonObject[] | undefined): { details?: Json } {
  return details === undefined ? {} : { details };
}

/** `resource.x` has a value that cannot be taken (compute-api-behaviour.md 10.2). */
export function invalidField(field: string, value: Json | undefined, why: string): ApiError {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  return new ApiError({
    http: 400,
    reason: 'invalid',
    message: `Invalid value for field '${field}': '${shown}'. ${why}`,
  });
}

/** 400: a field that must be there is not (compute-api-behaviour.md 10.2). */
export function requiredField(field: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'required',
    message: `Required field '${field}' not specified`,
  });
}

/** A body that does not fit the schema: an unknown name, or a value of another type. */
export function malformed(message: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'badRequest',
    status: 'INVALID_ARGUMENT',
    message,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [{ description: message }],
      },
    ],
  });
}

/** 404 with the text all Compute kinds share (compute-api-behaviour.md 10.2). */
export function notFound(path: string): ApiError {
  return new ApiError({
    http: 404,
    reason: 'notFound',
    message: `The resource '${path}' was not found`,
  });
}

/** 409 on a name that is taken (compute-api-behaviour.md 10.2). */
export function alreadyExists(path: string): ApiError {
  return new ApiError({
    http: 409,
    reason: 'alreadyExists',
    message: `The resource '${path}' already exists`,
  });
}

/** 400: another operation runs on the resource (compute-api-behaviour.md 10.2). */
export function notReady(path: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'resourceNotReady',
    message: `The resource '${path}' is not ready`,
  });
}

/** 400: something still refers to the resource (compute-api-behaviour.md 10.2). */
export function inUse(what: string, used: string, user: string): ApiError {
  return new ApiError({
    http: 400,
    reason: 'resourceInUseByAnotherResource',
    message: `The ${what} resource '${used}' is already being used by '${user}'`,
  });
}

/** 412: somebody else has changed the resource since it was read (compute-api-behaviour.md 3). */
export function staleFingerprint(message = 'Invalid fingerprint.'): ApiError {
  return new ApiError({
    http: 412,
    reason: 'conditionNotMet',
    message,
    location: 'If-Match',
    locationType: 'header',
  });
}

/** 403: the project may have no more of this. */
export function quotaExceeded(metric: string, limit: number, where: string): ApiError {
  return new ApiError({
    http: 403,
    reason: 'quotaExceeded',
    message: quotaMessage(metric, limit, where),
  });
}

/** The text has two blanks before the limit, which has a decimal (compute-api-behaviour.md 10.2). */
export function quotaMessage(metric: string, limit: number, where: string): string {
  return `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} ${where}.`;
}

/** 403: the caller lacks a permission (compute-api-behaviour.md 10.2). */
export function permissionDenied(permission: string, path: string): ApiError {
  return new ApiError({
    http: 403,
    reason: 'forbidden',
    message: `Required '${permission}' permission for '${path}'`,
  });
}

/** 403 SERVICE_DISABLED with the details gcloud looks at (compute-api-behaviour.md 10.2, docs). */
export function apiDisabled(service: string, title: string, number: string): ApiError {
  const url = `https://console.developers.google.com/apis/api/${service}/overview?project=${number}`;
  const message = `${title} has not been used in project ${number} before or it is disabled. Enable it by visiting ${url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`;
  return new ApiError({
    http: 403,
    reason: 'accessNotConfigured',
    status: 'PERMISSION_DENIED',
    message,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'SERVICE_DISABLED',
        domain: 'googleapis.com',
        metadata: {
          service,
          consumer: `projects/${number}`,
          serviceTitle: title,
          activationUrl: url,
          containerInfo: number,
        },
      },
      { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [{ description: 'Google developers console API activation', url }],
      },
    ],
  });
}
