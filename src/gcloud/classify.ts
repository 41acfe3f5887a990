import { redacted } from '../clean.ts';
import type { GcloudResult } from './result.ts';

/** What went wrong with a gcloud call, as far as its words tell; each class has its own advice. */
export type Failure = FailureDetail & {
  /** The telling part of what gcloud printed: without secrets, not yet cleaned. */
  readonly said: string;
};

type FailureDetail =
  | { readonly class: 'exists' }
  | { readonly class: 'not-found' }
  | { readonly class: 'in-use'; readonly by: string | null }
  | { readonly class: 'permission'; readonly permission: string | null }
  | { readonly class: 'api-disabled'; readonly service: string | null }
  | { readonly class: 'quota'; readonly metric: string | null; readonly limit: string | null }
  | { readonly class: 'rate-limited' }
  | { readonly class: 'fingerprint' }
  | { readonly class: 'not-ready' }
  | { readonly class: 'transient' }
  | { readonly class: 'credentials' }
  | { readonly class: 'invalid' }
  | { readonly class: 'usage' }
  | { readonly class: 'killed'; readonly signal: string }
  | { readonly class: 'timeout' }
  | { readonly class: 'not-started' }
  | { readonly class: 'unknown' };

export type FailureClass = Failure['class'];

/** Classes that a later attempt may not meet again, once a read has shown that nothing happened. */
const RETRYABLE: ReadonlySet<FailureClass> = new Set([
  'rate-limited',
  'fingerprint',
  'not-ready',
  'transient',
]);

/** Classes in which nothing was sent, or the API said no to the write itself. */
const REFUSED: ReadonlySet<FailureClass> = new Set(['invalid', 'usage', 'not-started']);

export function isRetryable(failure: Failure): boolean {
  return RETRYABLE.has(failure.class);
}

/**
 * True where the API cannot have taken the write. A missing permission counts only where it is the one
 * to write: gcloud prints the same words when the write was taken and only waiting for it, or reading
 * the result, was forbidden (measured; lessons M6). All else leaves open what happened: a lost response
 * looks like a crash (gcloud-commands, section 8).
 */
export function wasRefused(failure: Failure): boolean {
  if (failure.class !== 'permission') return REFUSED.has(failure.class);
  return failure.permission !== null && !/\.(get|list)$/.test(failure.permission);
}

interface Pattern {
  readonly matches: RegExp;
  readonly detail: (match: RegExpExecArray, text: string) => FailureDetail;
}

function firstGroup(pattern: RegExp, text: string): string | null {
  return pattern.exec(text)?.[1] ?? null;
}

/**
 * Ordered: the first pattern that matches decides. Mode A of gcloud prints messages without a status,
 * so the words are all there is (gcloud-commands 9.4); only substrings are matched, because gcloud
 * appends hints to many of them.
 */
const PATTERNS: readonly Pattern[] = [
  {
    matches:
      /not currently have an active account|not have any valid credentials|refreshing your current auth tokens|Reauthentication failed|UNAUTHENTICATED|invalid authentication credentials|HTTPError 401/,
    detail: () => ({ class: 'credentials' }),
  },
  {
    matches:
      /SERVICE_DISABLED|accessNotConfigured|has not been used in project|API \[\S+\] not enabled/,
    detail: (_match, text) => ({
      class: 'api-disabled',
      service:
        firstGroup(/apis\/api\/([a-z0-9.-]+)\/overview/, text) ??
        firstGroup(/service: ['"]?([a-z0-9.-]+\.googleapis\.com)/, text),
    }),
  },
  {
    matches:
      /Quota exceeded for quota|rateLimitExceeded|RESOURCE_EXHAUSTED|HTTPError 429|CONCURRENT_OPERATIONS_QUOTA|Rate Limit Exceeded|Too Many Requests/,
    detail: () => ({ class: 'rate-limited' }),
  },
  {
    matches: /Quota '([A-Z0-9_-]+)' exceeded(?:\.\s+Limit: ([\d.]+))?|QUOTA_EXCEEDED|quotaExceeded/,
    detail: (match) => ({ class: 'quota', metric: match[1] ?? null, limit: match[2] ?? null }),
  },
  {
    matches:
      /already being used by '([^']+)'|being used by (\/\/\S+)|resourceInUseByAnotherResource/,
    detail: (match) => ({ class: 'in-use', by: match[1] ?? match[2] ?? null }),
  },
  {
    matches:
      /Invalid fingerprint|fingerprint does not match|HTTPError 412|conditionNotMet|Conflict for resource '/,
    detail: () => ({ class: 'fingerprint' }),
  },
  { matches: /already exists|ALREADY_EXISTS|HTTPError 409/, detail: () => ({ class: 'exists' }) },
  {
    matches: /Required '([^']+)' permission|does not have (storage\.[A-Za-z.]+) access/,
    detail: (match) => ({ class: 'permission', permission: match[1] ?? match[2] ?? null }),
  },
  {
    matches: /is not ready|RESOURCE_NOT_READY|resourceNotReady/,
    detail: () => ({ class: 'not-ready' }),
  },
  {
    matches:
      /HTTPError 5\d\d|'status': '?5\d\d|gcloud crashed \((?:ConnectionError|ConnectTimeout|ReadTimeout|Timeout|SSLError|ProxyError|ChunkedEncodingError|ProtocolError|ServerNotFoundError|IncompleteRead|JSONDecodeError)|Connection refused|Connection reset|Connection aborted|RemoteDisconnected|NameResolutionError|Service Unavailable|Bad Gateway|Internal error|Internal Error|backendError|UNAVAILABLE|try again in 30 seconds|may still be underway remotely|connectivity issues/,
    detail: () => ({ class: 'transient' }),
  },
  {
    matches: /not have permission to access|PERMISSION_DENIED|HTTPError 403/,
    detail: () => ({ class: 'permission', permission: null }),
  },
  {
    matches:
      /was not found|could not be found|Cannot find service|not found: 404|matched no objects|NOT_FOUND|does not exist|HTTPError 404|is not a backend of|NAT `[^`]*` not found/,
    detail: () => ({ class: 'not-found' }),
  },
  {
    matches:
      /Invalid value for field|HTTPError 400|Required field|INVALID_ARGUMENT|is not supported|Invalid value for|does not match the backend service|Unable to read file \[|is not of type '|Additional properties are not allowed|Bad Request/,
    detail: () => ({ class: 'invalid' }),
  },
];

const MAX_SAID_LINES = 12;

/** The part of gcloud's words that says what happened: from `ERROR:` on, without header and hints. */
function tellingPart(stderr: string): string {
  const lines = stderr.split('\n');
  const start = lines.findIndex((line) => line.startsWith('ERROR:'));
  const told = (start === -1 ? lines : lines.slice(start))
    .map((line) => line.replace(/^ERROR: (\(gcloud[^)]*\) )?/, '').trimEnd())
    .filter(
      (line) =>
        line !== '' &&
        !/^\s*(Could not fetch resource:|Some requests did not succeed:|If you would like to report|gcloud feedback|To check gcloud)/.test(
          line,
        ),
    )
    .map((line) => line.replace(/^ - /, ''));
  return told.slice(0, MAX_SAID_LINES).join('\n');
}

/** Sorts a failed call into its class by what gcloud printed; its words, without secrets, are kept beside it. */
export function classify(result: GcloudResult): Failure {
  const said = tellingPart(redacted(result.stderr));
  if (result.startError !== null) return { class: 'not-started', said: result.startError };
  if (result.timedOut) return { class: 'timeout', said };
  if (result.signal !== null) return { class: 'killed', signal: result.signal, said };
  if (result.exitCode === 2) return { class: 'usage', said };
  for (const { matches, detail } of PATTERNS) {
    const match = matches.exec(result.stderr);
    if (match !== null) return { ...detail(match, result.stderr), said };
  }
  return { class: 'unknown', said };
}
