import { BACKEND_SERVICES } from './backend-service.ts';
import { kind } from './kind.ts';
import { type Permission, toWait } from './permission.ts';
import { type Resource, type Scope, scopeFlag } from './resource.ts';

/** gcloud reads the whole service, and sends it back with other backends. */
function toChangeBackends(scope: Scope): readonly Permission[] {
  return [
    BACKEND_SERVICES.look(scope, 'get'),
    BACKEND_SERVICES.change(scope, 'update'),
    toWait(scope),
  ];
}

export const backendKind = kind({
  name: 'backends',
  title: 'backend',
  unsaid: { balancingMode: null, maxRatePerEndpoint: null, maxConnectionsPerEndpoint: null },
  typicalSeconds: { create: 10, remove: 10 },
  permissions: {
    create: toChangeBackends,
    remove: toChangeBackends,
    read: () => [],
    use: () => [],
  },
});

/** The flag of `add-backend` that says where the NEG lives; gcloud refuses to guess (`backend-service/neg-scope-flag`). */
function negScopeFlag(neg: Resource): string {
  switch (neg.scope.type) {
    case 'global':
      return '--global-network-endpoint-group';
    case 'region':
      return `--network-endpoint-group-region=${neg.scope.region}`;
    case 'zone':
      return `--network-endpoint-group-zone=${neg.scope.zone}`;
  }
}

/** The attachment of a NEG to a backend service, without balancing mode, as internet NEGs need it. */
export function backend(service: Resource, neg: Resource): Resource {
  const rest = [
    service.name,
    scopeFlag(service.scope),
    `--network-endpoint-group=${neg.name}`,
    negScopeFlag(neg),
  ];
  return {
    id: `${service.id}/backends/${neg.name}`,
    kind: 'backends',
    scope: service.scope,
    name: neg.name,
    container: service.id,
    refs: [service.id, neg.id],
    summary: `in ${service.name}`,
    body: { group: neg.id },
    create: { argv: ['compute', 'backend-services', 'add-backend', ...rest] },
    createReplaces: false,
    remove: { argv: ['compute', 'backend-services', 'remove-backend', ...rest] },
  };
}
