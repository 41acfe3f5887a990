import { isJsonObject, type JsonObject } from '../json.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import {
  partsOfId,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  scopeFlag,
} from './resource.ts';

/** Which load balancer a backend service is for; it can never be changed (compute-api-behaviour 7). */
export type LoadBalancingScheme =
  | 'EXTERNAL'
  | 'EXTERNAL_MANAGED'
  | 'INTERNAL_MANAGED'
  | 'INTERNAL_SELF_MANAGED';

/** What a load balancer speaks to its backends. */
export type BackendProtocol = 'HTTP' | 'HTTPS' | 'HTTP2' | 'TCP' | 'SSL' | 'GRPC';

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
  ...collection('backend-services'),
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

/** A backend service: where traffic goes, and how it is watched. */
export interface BackendServiceInit {
  readonly name: string;
  readonly scope: Scope;
  readonly scheme: LoadBalancingScheme;
  readonly protocol: BackendProtocol;
  /** The one health check, of this plan or there already; `null` where the backends can have none. */
  readonly healthCheck: ResourceId | null;
  readonly customRequestHeaders: readonly string[];
  /** Share of requests that is logged; `null` for no logging. */
  readonly loggingSampleRate: number | null;
}

/** Without the scope of the health check gcloud takes a global one, silently (gcloud-commands 10). */
function healthCheckFlags(id: ResourceId | null): readonly string[] {
  const parts = id === null ? null : partsOfId(id);
  if (parts === null) return [];
  const { scope, name } = parts;
  const place =
    scope.type === 'region' ? `--health-checks-region=${scope.region}` : '--global-health-checks';
  return [`--health-checks=${name}`, place];
}

export function backendService(init: BackendServiceInit): Resource {
  const { name, scope, scheme, protocol, healthCheck } = init;
  const { customRequestHeaders, loggingSampleRate } = init;
  const logging =
    loggingSampleRate === null
      ? []
      : ['--enable-logging', `--logging-sample-rate=${loggingSampleRate}`];
  const checked = healthCheck === null ? 'no health check' : healthCheck.split('/').at(-1);
  return {
    id: resourceId(scope, 'backendServices', name),
    kind: 'backendServices',
    scope,
    name,
    container: null,
    refs: healthCheck === null ? [] : [healthCheck],
    summary: `${scheme}, ${protocol}, ${checked}`,
    body: withoutEmpty({
      loadBalancingScheme: scheme,
      protocol,
      healthChecks: healthCheck === null ? undefined : [healthCheck],
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
        scopeFlag(scope),
        `--load-balancing-scheme=${scheme}`,
        `--protocol=${protocol}`,
        ...healthCheckFlags(healthCheck),
        ...customRequestHeaders.map((header) => `--custom-request-header=${header}`),
        ...logging,
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'backend-services', 'delete', name, scopeFlag(scope)] },
  };
}
