import { type JsonObject, objectsAt, textAt } from '../json.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { networkId, type RegionScope } from './network.ts';
import { CollectionPermissions, type Permission, toWait, usualPermissions } from './permission.ts';
import { type Resource, type ResourceId, resourceId, type Scope } from './resource.ts';

const ROUTERS = new CollectionPermissions({ region: 'routers' }, ['roles/compute.networkAdmin']);

/** Adding a router changes how its network routes. */
const TO_CHANGE_ROUTING: Permission = {
  name: 'compute.networks.updatePolicy',
  roles: ['roles/compute.networkAdmin'],
};

const usual = usualPermissions(ROUTERS);

export const routerKind = kind({
  name: 'routers',
  title: 'Cloud Router',
  ...collection('routers'),
  listAll: null,
  typicalSeconds: { create: 6, remove: 6 },
  quotaMetrics: ['ROUTERS'],
  permissions: {
    ...usual,
    create: (scope) => [...usual.create(scope), TO_CHANGE_ROUTING],
  },
});

/** gcloud reads the router, and sends it back with other NATs. */
function toChangeNats(scope: Scope): readonly Permission[] {
  return [ROUTERS.look(scope, 'get'), ROUTERS.change(scope, 'update'), toWait(scope)];
}

/** Lists in the order in which they were given are told apart from no lists, not from other orders. */
function normalise(document: JsonObject): JsonObject {
  const { natIps } = document;
  return Array.isArray(natIps) ? { ...document, natIps: [...natIps].sort() } : document;
}

export const routerNatKind = kind({
  inContainer: (router, { name }) => {
    const nats = router === null ? [] : objectsAt(router, 'nats');
    return nats.find((nat) => textAt(nat, 'name') === name) ?? null;
  },
  name: 'routerNats',
  title: 'Cloud NAT',
  normalise,
  unsaid: { drainNatIps: null, logConfig: null, natIps: null, type: 'PUBLIC' },
  typicalSeconds: { create: 6, remove: 6 },
  permissions: {
    create: toChangeNats,
    remove: toChangeNats,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

/** A resource whose region its attachments have to name. */
type RegionalResource = Resource & { readonly scope: RegionScope };

/** A Cloud Router that only carries NATs. */
interface RouterInit {
  readonly scope: RegionScope;
  readonly name: string;
  readonly network: string;
}

export function router({ scope, name, network }: RouterInit): RegionalResource {
  const region = `--region=${scope.region}`;
  return {
    id: resourceId(scope, 'routers', name),
    kind: 'routers',
    scope,
    name,
    container: null,
    refs: [networkId(network)],
    summary: `of ${network}`,
    body: { network: networkId(network) },
    create: { argv: ['compute', 'routers', 'create', name, region, `--network=${network}`] },
    createReplaces: true,
    remove: { argv: ['compute', 'routers', 'delete', name, region] },
  };
}

/** The one NAT of a network and region that gives managed proxies their way to the internet (`nat/endpoint-type`). */
export interface ManagedProxyNatInit {
  readonly router: RegionalResource;
  readonly name: string;
  /** Ids of the reserved external addresses it uses; `null` lets Google allocate them. */
  readonly addresses: readonly ResourceId[] | null;
}

export function managedProxyNat({ router, name, addresses }: ManagedProxyNatInit): Resource {
  const place = [`--router=${router.name}`, `--region=${router.scope.region}`];
  const words = ['compute', 'routers', 'nats'];
  const names = (addresses ?? []).map((id) => id.split('/').at(-1) ?? '');
  const source =
    addresses === null
      ? '--auto-allocate-nat-external-ips'
      : `--nat-external-ip-pool=${names.join(',')}`;
  return {
    id: `${router.id}/nats/${name}`,
    kind: 'routerNats',
    scope: router.scope,
    name,
    container: router.id,
    refs: [router.id, ...(addresses ?? [])],
    summary: `for managed proxies, ${addresses === null ? 'automatic addresses' : names.join(', ')}`,
    body: withoutEmpty({
      name,
      endpointTypes: ['ENDPOINT_TYPE_MANAGED_PROXY_LB'],
      natIpAllocateOption: addresses === null ? 'AUTO_ONLY' : 'MANUAL_ONLY',
      natIps: addresses === null ? undefined : [...addresses].sort(),
      sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    }),
    create: {
      argv: [
        ...words,
        'create',
        name,
        ...place,
        '--endpoint-types=ENDPOINT_TYPE_MANAGED_PROXY_LB',
        '--nat-all-subnet-ip-ranges',
        source,
      ],
    },
    createReplaces: false,
    remove: { argv: [...words, 'delete', name, ...place] },
  };
}
