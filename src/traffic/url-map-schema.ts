import { DURATION, type Members, type Shape, values } from '../gcloud/document.ts';

const HEADERS: Shape = { each: values('headerName headerValue replace') };

const HEADER_ACTION: Shape = {
  members: {
    ...values('requestHeadersToRemove responseHeadersToRemove'),
    requestHeadersToAdd: HEADERS,
    responseHeadersToAdd: HEADERS,
  },
};

const REDIRECT: Shape = {
  members: values(
    'hostRedirect httpsRedirect pathRedirect prefixRedirect redirectResponseCode stripQuery',
  ),
};

const ERROR_RESPONSES: Shape = {
  members: {
    errorService: 'value',
    errorResponseRules: { each: values('matchResponseCodes overrideResponseCode path') },
  },
};

const ROUTE_ACTION: Shape = {
  members: {
    corsPolicy: {
      members: values(
        'allowCredentials allowHeaders allowMethods allowOriginRegexes allowOrigins disabled exposeHeaders maxAge',
      ),
    },
    faultInjectionPolicy: {
      members: {
        abort: { members: values('httpStatus percentage') },
        delay: { members: { fixedDelay: DURATION, percentage: 'value' } },
      },
    },
    maxStreamDuration: DURATION,
    requestMirrorPolicy: { members: values('backendService') },
    retryPolicy: {
      members: { ...values('numRetries retryConditions'), perTryTimeout: DURATION },
    },
    timeout: DURATION,
    urlRewrite: { members: values('hostRewrite pathPrefixRewrite pathTemplateRewrite') },
    weightedBackendServices: {
      each: { ...values('backendService weight'), headerAction: HEADER_ACTION },
    },
  },
};

const MATCH_RULES: Shape = {
  each: {
    ...values('fullPathMatch ignoreCase pathTemplateMatch prefixMatch regexMatch'),
    headerMatches: {
      each: {
        ...values(
          'exactMatch headerName invertMatch prefixMatch presentMatch regexMatch suffixMatch',
        ),
        rangeMatch: { members: { rangeStart: 'long', rangeEnd: 'long' } },
      },
    },
    metadataFilters: {
      each: { filterMatchCriteria: 'value', filterLabels: { each: values('name value') } },
    },
    queryParameterMatches: { each: values('exactMatch name presentMatch regexMatch') },
  },
};

const FILTERS: Shape = { each: values('config configTypeUrl filterName') };

const RULE: Members = {
  service: 'value',
  routeAction: ROUTE_ACTION,
  urlRedirect: REDIRECT,
  customErrorResponsePolicy: ERROR_RESPONSES,
};

const DEFAULTS: Members = {
  defaultService: 'value',
  defaultRouteAction: ROUTE_ACTION,
  defaultUrlRedirect: REDIRECT,
  defaultCustomErrorResponsePolicy: ERROR_RESPONSES,
  headerAction: HEADER_ACTION,
};

/** The fields of a URL map that gcloud 528 can import (its own schema, v1). */
export const URL_MAP: Members = {
  ...values('name description fingerprint'),
  ...DEFAULTS,
  hostRules: { each: values('description hosts pathMatcher') },
  pathMatchers: {
    each: {
      ...values('name description'),
      ...DEFAULTS,
      pathRules: { each: { ...RULE, paths: 'value' } },
      routeRules: {
        each: {
          ...RULE,
          ...values('description priority'),
          headerAction: HEADER_ACTION,
          httpFilterConfigs: FILTERS,
          httpFilterMetadata: FILTERS,
          matchRules: MATCH_RULES,
        },
      },
    },
  },
  tests: {
    each: {
      ...values(
        'backendServiceWeight description expectedOutputUrl expectedRedirectResponseCode expectedUrlRedirect host path service',
      ),
      headers: { each: values('name value') },
    },
  },
};

/** What the server says of a map and nobody writes. */
export const OUTPUT_ONLY: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'id',
  'kind',
  'region',
  'selfLink',
]);

/**
 * What an import clears although the file has it: gcloud asks whether such a field could be there, not
 * whether it is (measured, lessons M3).
 */
export const LOST_BY_IMPORT: readonly string[] = [
  'defaultRouteAction.timeout.seconds',
  'defaultRouteAction.timeout.nanos',
  'defaultRouteAction.retryPolicy.numRetries',
  'defaultRouteAction.retryPolicy.perTryTimeout.seconds',
  'defaultRouteAction.retryPolicy.perTryTimeout.nanos',
  'defaultRouteAction.faultInjectionPolicy.delay.fixedDelay.seconds',
  'defaultRouteAction.faultInjectionPolicy.delay.fixedDelay.nanos',
];
