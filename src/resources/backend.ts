import type { Command } from '../gcloud/command.ts';
import { type JsonObject, objectsAt, textAt } from '../json.ts';
import { BACKEND_SERVICES } from './backend-service.ts';
import { kind } from './kind.ts';
import { type Permission, toWait } from './permission.ts';
import {
  idOfReference,
  type Resource,
  type ResourceId,
  type Scope,
  type Subject,
  scopeFlag,
  scopePath,
} from './resource.ts';

/** gcloud reads the whole service, and sends it back with other backends. */
export function toChangeBackends(scope: Scope): readonly Permission[] {
  return [
    BACKEND_SERVICES.look(scope, 'get'),
    BACKEND_SERVICES.change(scope, 'update'),
    toWait(scope),
  ];
}
export const backendKind = kind({
  name: 'backends',
  title: 'backend',
  inContainer: (service, { body }) => {
    const backends = service === null ? [] : objectsAt(service, 'backends');
    const joins = (one: JsonObject): boolean =>
      idOfReference(textAt(one, 'group') ?? '') === body['group'];
    return backends.find(joins) ?? null;
  },
  unsaid: {
    balancingMode: null,
    capacityScaler: 1,
    maxConnections: null,
    maxConnectionsPerEndpoint: null,
    maxRate: null,
    maxRatePerEndpoint: null,
  },
  typicalSeconds: { create: 10, remove: 10 },
  permissions: {
    create: toChangeBackends,
    remove: toChangeBackends,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

/** The flag of `add-backend` that says where the NEG lives; gcloud refuses to guess (`backend-service/neg-scope-flag`). */
function negScopeFlag(neg: Place): string {
  const { scope } = neg;
  if (scope.type === 'region') return `--network-endpoint-group-region=${scope.region}`;
  if (scope.type === 'zone') return `--network-endpoint-group-zone=${scope.zone}`;
  return '--global-network-endpoint-group';
}

/** A backend service or a NEG, planned or live: where it is and how it is called. */
type Place = Pick<Resource, 'id' | 'scope' | 'name'>;

/** NEGs of one name in several zones are attached to one service side by side. */
function attachmentId(service: Place, neg: Place): ResourceId {
  const place = neg.scope.type === 'global' ? '' : `${scopePath(neg.scope)}/`;
  return `${service.id}/backends/${place}${neg.name}`;
}

function wordsFor(verb: string, service: Place, neg: Place): Command {
  const group = [`--network-endpoint-group=${neg.name}`, negScopeFlag(neg)];
  const flags = [scopeFlag(service.scope), ...group];
  return { argv: ['compute', 'backend-services', verb, service.name, ...flags] };
}

/** The command that takes a NEG off a backend service, with the flag that says where the NEG lives (seed 003). */
export function detachment(service: Place, neg: Place): Command {
  return wordsFor('remove-backend', service, neg);
}

/** A NEG that is attached to a backend service, as what a step is about. */
export function attachedNeg(service: Place, neg: Place): Subject {
  return {
    id: attachmentId(service, neg),
    kind: 'backends',
    scope: service.scope,
    name: neg.name,
    container: service.id,
    refs: [service.id, neg.id],
    summary: `in ${service.name}`,
    body: { group: neg.id },
  };
}

/**
 * How much a NEG takes before traffic goes to others: requests or connections, by the endpoint or for
 * the whole NEG. UTILIZATION is for instance groups alone (`backend-service/no-utilization-for-negs`).
 */
export type Balancing =
  | {
      readonly mode: 'RATE';
      readonly capacity: 'maxRatePerEndpoint' | 'maxRate';
      readonly most: number;
    }
  | {
      readonly mode: 'CONNECTION';
      readonly capacity: 'maxConnectionsPerEndpoint' | 'maxConnections';
      readonly most: number;
    };

const CAPACITY_FLAGS: Readonly<Record<Balancing['capacity'], string>> = {
  maxRate: 'max-rate',
  maxRatePerEndpoint: 'max-rate-per-endpoint',
  maxConnections: 'max-connections',
  maxConnectionsPerEndpoint: 'max-connections-per-endpoint',
};

/**
 * The attachment of a NEG to a backend service. Zonal and hybrid NEGs need a balancing mode; internet,
 * serverless and PSC NEGs must not have one (`backend-service/balancing-mode-forbidden`).
 */
export function backend(
  service: Resource,
  neg: Resource,
  balancing: Balancing | null = null,
): Resource {
  const attached = attachedNeg(service, neg);
  const { argv } = wordsFor('add-backend', service, neg);
  const common = { createReplaces: false, remove: detachment(service, neg) } as const;
  if (balancing === null) return { ...attached, ...common, create: { argv } };
  const { mode, capacity, most } = balancing;
  const flags = [`--balancing-mode=${mode}`, `--${CAPACITY_FLAGS[capacity]}=${most}`];
  return {
    ...attached,
    ...common,
    summary: `${attached.summary}, ${mode}, ${capacity} ${most}`,
    body: { ...attached.body, balancingMode: mode, [capacity]: most },
    create: { argv: [...argv, ...flags] },
  };
}
