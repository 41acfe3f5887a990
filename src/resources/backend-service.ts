import { isJsonObject, type JsonObject } from '../json.ts';
import { kind, listOf, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

/** Which load balancer a backend service is for; it can never be changed (compute-api-behaviour 7). */
export type LoadBalancingScheme = 'EXTERNAL' | 'EXTERNAL_MANAGED';

/** Logging as whether and how much; what else the API says about it follows from that. */
function normalise(document: JsonObject): JsonObject {
  const logConfig = document['logConfig'];
  const enabled = isJsonObject(logConfig) && logConfig['enable'] === true;
  return {
    ...document,
    logConfig: enabled ? { enable: true, sampleRate: logConfig['sampleRate'] ?? 1 } : null,
  };
}

/** Permissions on backend services, also to change which NEGs are in them. */
export const BACKEND_SERVICES = new CollectionPermissions(
  { global: 'backendServices', region: 'regionBackendServices' },
  ['roles/compute.loadBalancerAdmin', 'roles/compute.networkAdmin'],
);

export const backendServiceKind = kind({
  name: 'backendServices',
  title: 'backend service',
  list: listOf('backend-services'),
  normalise,
  unsaid: {
    affinityCookieTtlSec: 0,
    cdnPolicy: null,
    circuitBreakers: null,
    compressionMode: null,
    connectionDraining: { drainingTimeoutSec: 0 },
    consistentHash: null,
    customRequestHeaders: null,
    customResponseHeaders: null,
    edgeSecurityPolicy: null,
    enableCDN: false,
    healthChecks: null,
    iap: null,
    localityLbPolicy: 'ROUND_ROBIN',
    logConfig: null,
    outlierDetection: null,
    securityPolicy: null,
    securitySettings: null,
    sessionAffinity: 'NONE',
    timeoutSec: 30,
    tlsSettings: null,
  },
  typicalSeconds: { create: 18, remove: 11 },
  quotaMetrics: ['BACKEND_SERVICES'],
  permissions: usualPermissions(BACKEND_SERVICES),
});

/** A global backend service without health check, as global internet NEGs need it. */
export interface BackendServiceInit {
  readonly name: string;
  readonly scheme: LoadBalancingScheme;
  readonly protocol: 'HTTP' | 'HTTPS' | 'HTTP2';
  readonly customRequestHeaders: readonly string[];
  /** Share of requests that is logged; `null` for no logging. */
  readonly loggingSampleRate: number | null;
}

export function globalBackendService(init: BackendServiceInit): Resource {
  const { name, scheme, protocol, customRequestHeaders, loggingSampleRate } = init;
  const logging =
    loggingSampleRate === null
      ? []
      : ['--enable-logging', `--logging-sample-rate=${loggingSampleRate}`];
  return {
    id: resourceId(GLOBAL, 'backendServices', name),
    kind: 'backendServices',
    scope: GLOBAL,
    name,
    container: null,
    refs: [],
    summary: `${scheme}, ${protocol}, no health check`,
    body: withoutEmpty({
      loadBalancingScheme: scheme,
      protocol,
      customRequestHeaders: customRequestHeaders.length === 0 ? undefined : customRequestHeaders,
      logConfig:
        loggingSampleRate === null ? undefined : { enable: true, sampleRate: loggingSampleRate },
    }),
    create: {
      argv: [
        'compute',
        'backend-services',
        'create',
        name,
        '--global',
        `--load-balancing-scheme=${scheme}`,
        `--protocol=${protocol}`,
        ...customRequestHeaders.map((header) => `--custom-request-header=${header}`),
        ...logging,
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'backend-services', 'delete', name, '--global'] },
  };
}
