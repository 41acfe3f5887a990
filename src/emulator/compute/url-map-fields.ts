import { HEAD, output } from './common-fields.ts';
import type { Field, Fields } from './schema.ts';
import {
  choice,
  duration,
  flag,
  list,
  long,
  number,
  record,
  reference,
  text,
  whole,
} from './schema.ts';

/** What a URL map sends traffic to. */
const service = reference('backendServices backendBuckets');

const HEADERS: Field = list(record({ headerName: text(), headerValue: text(), replace: flag() }));

const HEADER_ACTION: Field = record({
  requestHeadersToRemove: list(text()),
  requestHeadersToAdd: HEADERS,
  responseHeadersToRemove: list(text()),
  responseHeadersToAdd: HEADERS,
});

const ROUTE_ACTION: Field = record({
  weightedBackendServices: list(
    record({
      backendService: reference('backendServices', { required: true }),
      weight: whole({ most: 1000 }),
      headerAction: HEADER_ACTION,
    }),
  ),
  urlRewrite: record({
    pathPrefixRewrite: text(),
    hostRewrite: text(),
    pathTemplateRewrite: text(),
  }),
  timeout: duration(),
  retryPolicy: record({
    retryConditions: list(text()),
    numRetries: whole(),
    perTryTimeout: duration(),
  }),
  requestMirrorPolicy: record({
    backendService: reference('backendServices'),
    mirrorPercent: number({ most: 100 }),
  }),
  corsPolicy: record({
    allowOrigins: list(text()),
    allowOriginRegexes: list(text()),
    allowMethods: list(text()),
    allowHeaders: list(text()),
    exposeHeaders: list(text()),
    maxAge: whole(),
    allowCredentials: flag(),
    disabled: flag(),
  }),
  faultInjectionPolicy: record({
    delay: record({ fixedDelay: duration(), percentage: number({ most: 100 }) }),
    abort: record({
      httpStatus: whole({ least: 200, most: 599 }),
      percentage: number({ most: 100 }),
    }),
  }),
  maxStreamDuration: duration(),
});

const REDIRECT: Field = record({
  hostRedirect: text(),
  pathRedirect: text(),
  prefixRedirect: text(),
  redirectResponseCode: choice(
    'FOUND MOVED_PERMANENTLY_DEFAULT PERMANENT_REDIRECT SEE_OTHER TEMPORARY_REDIRECT',
  ),
  httpsRedirect: flag(),
  stripQuery: flag(),
});

const ERROR_RESPONSES: Field = record({
  errorResponseRules: list(
    record({ matchResponseCodes: list(text()), path: text(), overrideResponseCode: whole() }),
  ),
  errorService: reference('backendBuckets'),
});

const MATCH: Field = record({
  prefixMatch: text(),
  fullPathMatch: text(),
  regexMatch: text(),
  pathTemplateMatch: text(),
  ignoreCase: flag(),
  headerMatches: list(
    record({
      headerName: text(),
      exactMatch: text(),
      regexMatch: text(),
      rangeMatch: record({ rangeStart: long(), rangeEnd: long() }),
      presentMatch: flag(),
      prefixMatch: text(),
      suffixMatch: text(),
      invertMatch: flag(),
    }),
  ),
  queryParameterMatches: list(
    record({ name: text(), exactMatch: text(), presentMatch: flag(), regexMatch: text() }),
  ),
  metadataFilters: list(
    record({
      filterMatchCriteria: choice('MATCH_ALL MATCH_ANY NOT_SET'),
      filterLabels: list(record({ name: text(), value: text() })),
    }),
  ),
});

/** What a rule does with what it matches. */
const ACTION: Fields = {
  service,
  routeAction: ROUTE_ACTION,
  urlRedirect: REDIRECT,
  customErrorResponsePolicy: ERROR_RESPONSES,
};

const FILTERS: Field = list(record({ filterName: text(), configTypeUrl: text(), config: text() }));

/** What happens where no rule matches; a URL map has one, and each of its path matchers. */
const DEFAULTS: Fields = {
  defaultService: service,
  defaultRouteAction: ROUTE_ACTION,
  defaultUrlRedirect: REDIRECT,
  headerAction: HEADER_ACTION,
  defaultCustomErrorResponsePolicy: ERROR_RESPONSES,
};

/** The fields of a URL map (gcloud 528's client schema). */
export const URL_MAP_FIELDS: Fields = {
  ...HEAD,
  description: text(),
  selfLink: output,
  hostRules: list(record({ description: text(), hosts: list(text()), pathMatcher: text() })),
  pathMatchers: list(
    record({
      name: text(),
      description: text(),
      ...DEFAULTS,
      pathRules: list(record({ paths: list(text()), ...ACTION })),
      routeRules: list(
        record({
          priority: whole(),
          description: text(),
          matchRules: list(MATCH),
          ...ACTION,
          headerAction: HEADER_ACTION,
          httpFilterConfigs: FILTERS,
          httpFilterMetadata: FILTERS,
        }),
      ),
    }),
  ),
  tests: list(
    record({
      description: text({ fallback: '' }),
      host: text(),
      path: text(),
      headers: list(record({ name: text(), value: text() })),
      // Echoed as sent, not normalised (compute-api-behaviour.md 3).
      service: reference('backendServices backendBuckets', { echo: true }),
      expectedOutputUrl: text(),
      expectedRedirectResponseCode: whole(),
    }),
  ),
  ...DEFAULTS,
  fingerprint: output,
  region: output,
  status: record(
    { quotaUsage: record({ forwardingRules: whole(), units: long() }) },
    { output: true },
  ),
};
