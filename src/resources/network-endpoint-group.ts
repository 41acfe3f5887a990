import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId, type Scope, scopeFlag } from './resource.ts';

/** Permissions on NEGs, also to change which endpoints are in them. */
export const NETWORK_ENDPOINT_GROUPS = new CollectionPermissions(
  {
    global: 'globalNetworkEndpointGroups',
    region: 'regionNetworkEndpointGroups',
    zone: 'networkEndpointGroups',
  },
  ['roles/compute.instanceAdmin.v1', 'roles/compute.loadBalancerAdmin'],
);

export const networkEndpointGroupKind = kind({
  name: 'networkEndpointGroups',
  title: 'network endpoint group',
  ...collection('network-endpoint-groups'),
  unsaid: { defaultPort: null, network: null, subnetwork: null },
  typicalSeconds: { create: 4, remove: 4 },
  quotaMetrics: ['NETWORK_ENDPOINT_GROUPS'],
  permissions: {
    ...usualPermissions(NETWORK_ENDPOINT_GROUPS),
    // The endpoints are listed by a call on the group itself.
    read: (scope) => [
      NETWORK_ENDPOINT_GROUPS.look(scope, 'list'),
      NETWORK_ENDPOINT_GROUPS.look(scope, 'get'),
    ],
    use: (scope) => [NETWORK_ENDPOINT_GROUPS.beyond(scope, 'use', ['roles/compute.networkAdmin'])],
  },
});

/** An internet NEG: global, or regional in a network (`neg/scope-for-type`). */
export interface InternetNegInit {
  readonly scope: Scope;
  readonly name: string;
  readonly type: 'INTERNET_FQDN_PORT' | 'INTERNET_IP_PORT';
  /** Name of the network of a regional NEG; `null` for a global one. */
  readonly network: string | null;
  readonly defaultPort: number | undefined;
}

export function internetNeg(init: InternetNegInit): Resource {
  const { scope, name, type, network, defaultPort } = init;
  const gcloudType = type.toLowerCase().replaceAll('_', '-');
  const networkId = network === null ? undefined : resourceId(GLOBAL, 'networks', network);
  return {
    id: resourceId(scope, 'networkEndpointGroups', name),
    kind: 'networkEndpointGroups',
    scope,
    name,
    container: null,
    refs: networkId === undefined ? [] : [networkId],
    summary: defaultPort === undefined ? type : `${type}, default port ${defaultPort}`,
    body: withoutEmpty({ networkEndpointType: type, defaultPort, network: networkId }),
    create: {
      argv: [
        'compute',
        'network-endpoint-groups',
        'create',
        name,
        scopeFlag(scope),
        `--network-endpoint-type=${gcloudType}`,
        ...(network === null ? [] : [`--network=${network}`]),
        ...(defaultPort === undefined ? [] : [`--default-port=${defaultPort}`]),
      ],
    },
    createReplaces: false,
    remove: {
      argv: ['compute', 'network-endpoint-groups', 'delete', name, scopeFlag(scope)],
    },
  };
}

/** A zonal NEG: of VMs in a subnet, or of endpoints outside that a network reaches (`neg/scope-for-type`). */
export interface ZonalNegInit {
  readonly zone: string;
  readonly name: string;
  readonly type: 'GCE_VM_IP_PORT' | 'NON_GCP_PRIVATE_IP_PORT';
  /** Name of the network. */
  readonly network: string;
  /** Name of the subnet of a NEG of VMs, in the region of the zone; hybrid NEGs have none. */
  readonly subnet: string | null;
  readonly defaultPort: number | undefined;
}

export function zonalNeg(init: ZonalNegInit): Resource {
  const { zone, name, type, network, subnet, defaultPort } = init;
  const scope: Scope = { type: 'zone', zone };
  const region = zone.replace(/-[^-]+$/, '');
  const networkId = resourceId(GLOBAL, 'networks', network);
  const subnetId =
    subnet === null ? undefined : resourceId({ type: 'region', region }, 'subnetworks', subnet);
  return {
    id: resourceId(scope, 'networkEndpointGroups', name),
    kind: 'networkEndpointGroups',
    scope,
    name,
    container: null,
    refs: subnetId === undefined ? [networkId] : [networkId, subnetId],
    summary: defaultPort === undefined ? type : `${type}, default port ${defaultPort}`,
    body: withoutEmpty({
      networkEndpointType: type,
      defaultPort,
      network: networkId,
      subnetwork: subnetId,
    }),
    create: {
      argv: [
        'compute',
        'network-endpoint-groups',
        'create',
        name,
        scopeFlag(scope),
        `--network-endpoint-type=${type.toLowerCase().replaceAll('_', '-')}`,
        `--network=${network}`,
        ...(subnet === null ? [] : [`--subnet=${subnet}`]),
        ...(defaultPort === undefined ? [] : [`--default-port=${defaultPort}`]),
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'network-endpoint-groups', 'delete', name, scopeFlag(scope)] },
  };
}
