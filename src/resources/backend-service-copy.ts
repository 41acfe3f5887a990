import { DURATION, documentText, type Members } from '../gcloud/document.ts';
import { isJsonObject, type Json, type JsonObject, textAt } from '../json.ts';
import { backendServiceKind } from './backend-service.ts';
import { withIds } from './compare.ts';
import { idOfReference, type Resource, resourceId, type Scope, scopeFlag } from './resource.ts';

/** What a field of the old service is to the new one. */
type Treatment =
  | 'kept'
  /** Not copied, and nobody misses it: the server's own, or about the old backends. */
  | 'new'
  | { readonly dropped: string }
  | { readonly refused: string };

const PASSTHROUGH = 'it is for passthrough load balancers';
const OWN_CALL = 'it is attached by a call of its own, which this version does not make';
const SECRET = 'its secret cannot be read back, so the copy would not have it';
const INTERNET = 'global internet NEGs do not have it';

/** Fields that are treated the same whatever the load balancer is (rules.md e3). */
const FIELDS: Readonly<Record<string, Treatment>> = {
  backends: 'new',
  creationTimestamp: 'new',
  fingerprint: 'new',
  id: 'new',
  kind: 'new',
  name: 'new',
  region: 'new',
  selfLink: 'new',
  usedBy: 'new',
  // Named ports of instance groups: endpoints have their own.
  port: 'new',
  portName: 'new',
  cdnPolicy: 'kept',
  compressionMode: 'kept',
  connectionDraining: 'kept',
  customRequestHeaders: 'kept',
  customResponseHeaders: 'kept',
  description: 'kept',
  enableCDN: 'kept',
  iap: 'kept',
  ipAddressSelectionPolicy: 'kept',
  loadBalancingScheme: 'kept',
  logConfig: 'kept',
  maxStreamDuration: 'kept',
  metadatas: 'kept',
  protocol: 'kept',
  securitySettings: 'kept',
  timeoutSec: 'kept',
  tlsSettings: 'kept',
  customMetrics: { dropped: 'they are about the balancing of the old backends' },
  edgeSecurityPolicy: { refused: OWN_CALL },
  securityPolicy: { refused: OWN_CALL },
  serviceLbPolicy: { refused: OWN_CALL },
  connectionTrackingPolicy: { refused: PASSTHROUGH },
  failoverPolicy: { refused: PASSTHROUGH },
  haPolicy: { refused: PASSTHROUGH },
  network: { refused: PASSTHROUGH },
  networkPassThroughLbTrafficPolicy: { refused: PASSTHROUGH },
  subsetting: { refused: 'internet NEGs do not have it' },
  serviceBindings: { refused: 'a service has either bindings or backends' },
  dynamicForwarding: { refused: 'it is for backends that the request names' },
  vpcNetworkScope: { refused: 'it belongs to backends in a network' },
  externalManagedMigrationState: {
    refused: 'the load balancer itself is being migrated: finish that first',
  },
  externalManagedMigrationTestingPercentage: {
    refused: 'the load balancer itself is being migrated: finish that first',
  },
};

/** Fields that a service with an internet NEG has only where its proxies are the project's own Envoys. */
const OWN_PROXIES_ONLY = [
  'affinityCookieTtlSec',
  'circuitBreakers',
  'consistentHash',
  'healthChecks',
  'localityLbPolicies',
  'localityLbPolicy',
  'outlierDetection',
  'sessionAffinity',
  'strongSessionAffinityCookie',
] as const;

function treatmentOf(field: string, value: Json, ownProxies: boolean): Treatment {
  const known = FIELDS[field];
  if (OWN_PROXIES_ONLY.some((name) => name === field)) {
    if (ownProxies) return 'kept';
    return isUnset(value) || value === 'NONE' ? 'new' : { dropped: INTERNET };
  }
  if (known === undefined) return { refused: 'negctl does not know this field' };
  if (typeof known === 'object' && 'refused' in known && isUnset(value)) return 'new';
  return known === 'kept' ? keptIf(field, value) : known;
}

function isUnset(value: Json): boolean {
  if (isJsonObject(value)) return Object.values(value).every((member) => member === 'NONE');
  return value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

/** Secrets that the API never shows cannot be copied, and what needs them must not be copied without. */
function keptIf(field: string, value: Json): Treatment {
  if (!isJsonObject(value)) return 'kept';
  if (field === 'iap') {
    if (value['enabled'] !== true) return 'new';
    return textAt(value, 'oauth2ClientId') ? { refused: SECRET } : 'kept';
  }
  const secret = field === 'cdnPolicy' ? 'signedUrlKeyNames' : 'awsV4Authentication';
  return value[secret] === undefined ? 'kept' : { refused: SECRET };
}

/** A field that is not on the copy, and why. */
export interface LeftOut {
  readonly field: string;
  readonly because: string;
}

/** What a copy of a backend service would be, and what it would lack. */
export interface ServiceCopy {
  readonly document: JsonObject;
  /** Fields that the new service cannot have; it is made without them. */
  readonly dropped: readonly LeftOut[];
  /** Fields without which it would not do what the old one does: it is not made. */
  readonly refused: readonly LeftOut[];
}

/**
 * The document of a new service that does what the old one does, for another kind of backend.
 *
 * @param ownProxies whether its proxies are Envoys in a region or a mesh, not Google's global front ends
 */
export function copyOf(old: JsonObject, name: string, ownProxies: boolean): ServiceCopy {
  const treated = Object.entries(old).map(([field, value]) => ({
    field,
    value,
    treatment: treatmentOf(field, value, ownProxies),
  }));
  const kept = treated.filter(({ treatment }) => treatment === 'kept');
  const dropped: LeftOut[] = [];
  const refused: LeftOut[] = [];
  for (const { field, treatment } of treated) {
    if (typeof treatment !== 'object') continue;
    if ('dropped' in treatment) dropped.push({ field, because: treatment.dropped });
    else refused.push({ field, because: treatment.refused });
  }
  const fields = Object.fromEntries(kept.map(({ field, value }) => [field, value]));
  return { document: { ...fields, name }, dropped, refused };
}

/** The 64-bit numbers of a backend service. */
const LONGS: Members = {
  cdnPolicy: { members: { signedUrlCacheMaxAgeSec: 'long' } },
  circuitBreakers: { members: { connectTimeout: DURATION } },
  consistentHash: {
    members: { httpCookie: { members: { ttl: DURATION } }, minimumRingSize: 'long' },
  },
  maxStreamDuration: DURATION,
  outlierDetection: { members: { interval: DURATION, baseEjectionTime: DURATION } },
  strongSessionAffinityCookie: { members: { ttl: DURATION } },
};

function bodyOf(document: JsonObject): JsonObject {
  const body = withIds(backendServiceKind.normalise(document));
  return isJsonObject(body) ? body : {};
}

/**
 * A new backend service with the fields of another one. gcloud has no flags for many of them: the
 * document is imported, and an import replaces what is there, so the executor reads first.
 */
export function copiedService(document: JsonObject, scope: Scope, name: string): Resource {
  const { healthChecks: checks, securitySettings: settings } = document;
  const policy =
    settings !== undefined && isJsonObject(settings)
      ? textAt(settings, 'clientTlsPolicy')
      : undefined;
  const refs = [...(Array.isArray(checks) ? checks : []), policy ?? null]
    .filter((reference) => typeof reference === 'string')
    .map(idOfReference);
  const flag = scopeFlag(scope);
  const { loadBalancingScheme: scheme, protocol } = document;
  return {
    id: resourceId(scope, 'backendServices', name),
    kind: 'backendServices',
    scope,
    name,
    container: null,
    refs,
    summary: `${String(scheme)}, ${String(protocol)}, a copy`,
    body: bodyOf(document),
    create: {
      argv: ['compute', 'backend-services', 'import', name, flag],
      stdin: documentText(document, LONGS),
    },
    createReplaces: true,
    remove: { argv: ['compute', 'backend-services', 'delete', name, flag] },
  };
}
