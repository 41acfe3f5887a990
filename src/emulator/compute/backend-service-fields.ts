import { HEAD, output } from './common-fields.ts';
import type { Field, Fields } from './schema.ts';
import {
  choice,
  duration,
  flag,
  labels,
  list,
  long,
  number,
  port,
  record,
  reference,
  text,
  whole,
} from './schema.ts';

const LOCALITY =
  'INVALID_LB_POLICY LEAST_REQUEST MAGLEV ORIGINAL_DESTINATION RANDOM RING_HASH ROUND_ROBIN WEIGHTED_MAGLEV WEIGHTED_ROUND_ROBIN';

const BACKEND: Field = record({
  description: text(),
  group: reference('networkEndpointGroups instanceGroups', { required: true }),
  balancingMode: choice('CONNECTION CUSTOM_METRICS RATE UTILIZATION'),
  maxUtilization: number({ most: 1 }),
  maxRate: whole(),
  maxRatePerInstance: number(),
  maxRatePerEndpoint: number(),
  maxConnections: whole(),
  maxConnectionsPerInstance: whole(),
  maxConnectionsPerEndpoint: whole(),
  capacityScaler: number({ most: 1 }),
  failover: flag(),
  preference: choice('DEFAULT PREFERENCE_UNSPECIFIED PREFERRED'),
  customMetrics: list(record({ name: text(), maxUtilization: number(), dryRun: flag() })),
});

const COOKIE: Field = record({ name: text(), path: text(), ttl: duration() });

const CDN_POLICY: Field = record({
  cacheKeyPolicy: record({
    includeProtocol: flag(),
    includeHost: flag(),
    includeQueryString: flag(),
    queryStringWhitelist: list(text()),
    queryStringBlacklist: list(text()),
    includeHttpHeaders: list(text()),
    includeNamedCookies: list(text()),
  }),
  signedUrlKeyNames: list(text()),
  signedUrlCacheMaxAgeSec: long(),
  requestCoalescing: flag(),
  cacheMode: choice('CACHE_ALL_STATIC FORCE_CACHE_ALL INVALID_CACHE_MODE USE_ORIGIN_HEADERS'),
  defaultTtl: whole(),
  maxTtl: whole(),
  clientTtl: whole(),
  negativeCaching: flag(),
  negativeCachingPolicy: list(record({ code: whole(), ttl: whole() })),
  bypassCacheOnRequestHeaders: list(record({ headerName: text() })),
  serveWhileStale: whole(),
});

const OUTLIER_DETECTION: Field = record({
  consecutiveErrors: whole(),
  interval: duration(),
  baseEjectionTime: duration(),
  maxEjectionPercent: whole({ most: 100 }),
  enforcingConsecutiveErrors: whole({ most: 100 }),
  enforcingSuccessRate: whole({ most: 100 }),
  successRateMinimumHosts: whole(),
  successRateRequestVolume: whole(),
  successRateStdevFactor: whole(),
  consecutiveGatewayFailure: whole(),
  enforcingConsecutiveGatewayFailure: whole({ most: 100 }),
});

/** The fields of a backend service (gcloud 528's client schema, v1 and the beta fields gcloud beta sends to the same place). */
export const BACKEND_SERVICE_FIELDS: Fields = {
  ...HEAD,
  description: text({ fallback: '' }),
  selfLink: output,
  backends: list(BACKEND),
  healthChecks: list(reference('healthChecks httpHealthChecks httpsHealthChecks')),
  timeoutSec: whole({ least: 1, fallback: 30 }),
  port: port(),
  protocol: choice('GRPC H2C HTTP HTTP2 HTTPS SSL TCP UDP UNSPECIFIED'),
  fingerprint: output,
  portName: text(),
  enableCDN: flag(),
  sessionAffinity: choice(
    'CLIENT_IP CLIENT_IP_NO_DESTINATION CLIENT_IP_PORT_PROTO CLIENT_IP_PROTO GENERATED_COOKIE HEADER_FIELD HTTP_COOKIE NONE STRONG_COOKIE_AFFINITY',
    { fallback: 'NONE' },
  ),
  affinityCookieTtlSec: whole({ most: 1_209_600 }),
  region: output,
  failoverPolicy: record({
    disableConnectionDrainOnFailover: flag(),
    dropTrafficIfUnhealthy: flag(),
    failoverRatio: number({ most: 1 }),
  }),
  loadBalancingScheme: choice(
    'EXTERNAL EXTERNAL_MANAGED INTERNAL INTERNAL_MANAGED INTERNAL_SELF_MANAGED',
    { fallback: 'EXTERNAL', immutable: true },
  ),
  connectionDraining: record(
    { drainingTimeoutSec: whole({ most: 3600, fallback: 0 }) },
    { fallback: {} },
  ),
  iap: record({
    enabled: flag(),
    oauth2ClientId: text(),
    oauth2ClientSecret: text({ secret: true }),
    oauth2ClientSecretSha256: output,
  }),
  cdnPolicy: CDN_POLICY,
  customRequestHeaders: list(text()),
  customResponseHeaders: list(text()),
  securityPolicy: text(),
  edgeSecurityPolicy: text(),
  logConfig: record({
    enable: flag(),
    sampleRate: number({ most: 1 }),
    optionalMode: choice('CUSTOM EXCLUDE_ALL_OPTIONAL INCLUDE_ALL_OPTIONAL'),
    optionalFields: list(text()),
  }),
  securitySettings: record({
    clientTlsPolicy: text(),
    subjectAltNames: list(text()),
    authentication: text(),
    awsV4Authentication: record({
      accessKeyId: text(),
      accessKey: text({ secret: true }),
      accessKeyVersion: text(),
      originRegion: text(),
    }),
  }),
  localityLbPolicy: choice(LOCALITY),
  consistentHash: record({ httpCookie: COOKIE, httpHeaderName: text(), minimumRingSize: long() }),
  circuitBreakers: record({
    connectTimeout: duration(),
    maxRequestsPerConnection: whole(),
    maxConnections: whole(),
    maxPendingRequests: whole(),
    maxRequests: whole(),
    maxRetries: whole(),
  }),
  outlierDetection: OUTLIER_DETECTION,
  network: reference('networks', { immutable: true }),
  subsetting: record({ policy: choice('CONSISTENT_HASH_SUBSETTING NONE'), subsetSize: whole() }),
  connectionTrackingPolicy: record({
    trackingMode: choice('INVALID_TRACKING_MODE PER_CONNECTION PER_SESSION'),
    connectionPersistenceOnUnhealthyBackends: choice(
      'ALWAYS_PERSIST DEFAULT_FOR_PROTOCOL NEVER_PERSIST',
    ),
    idleTimeoutSec: whole(),
    enableStrongAffinity: flag(),
  }),
  networkPassThroughLbTrafficPolicy: record({
    zonalAffinity: record({ spillover: text(), spilloverRatio: number({ most: 1 }) }),
  }),
  haPolicy: record({
    fastIPMove: choice('DISABLED GARP_RA'),
    leader: record({ backendGroup: text(), networkEndpoint: record({ instance: text() }) }),
  }),
  dynamicForwarding: record({ ipPortSelection: record({ enabled: flag() }) }),
  maxStreamDuration: duration(),
  compressionMode: choice('AUTOMATIC DISABLED'),
  serviceLbPolicy: text(),
  serviceBindings: list(text()),
  localityLbPolicies: list(
    record({
      policy: record({ name: choice(LOCALITY) }),
      customPolicy: record({ name: text(), data: text() }),
    }),
  ),
  metadatas: labels(),
  strongSessionAffinityCookie: COOKIE,
  ipAddressSelectionPolicy: choice(
    'IPV4_ONLY IPV6_ONLY IP_ADDRESS_SELECTION_POLICY_UNSPECIFIED PREFER_IPV6',
  ),
  customMetrics: list(record({ name: text(), dryRun: flag() })),
  externalManagedMigrationState: choice('PREPARE TEST_ALL_TRAFFIC TEST_BY_PERCENTAGE'),
  externalManagedMigrationTestingPercentage: number({ most: 100 }),
  tlsSettings: record({
    sni: text(),
    authenticationConfig: text(),
    subjectAltNames: list(record({ dnsName: text(), uniformResourceIdentifier: text() })),
  }),
  usedBy: list(record({ reference: text() }), { output: true }),
};
