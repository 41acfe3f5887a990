import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import {
  GLOBAL,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  scopeFlag,
} from './resource.ts';

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

/** What NEGs of every type with endpoints are told. */
interface NegInit {
  readonly scope: Scope;
  readonly name: string;
  readonly type: string;
  /** Name of the network; `null` for one on the internet. */
  readonly network: string | null;
  /** Of the region of the NEG; `null` where it has none. */
  readonly subnet: { readonly id: ResourceId; readonly name: string } | null;
  readonly defaultPort: number | undefined;
}

function negOf({ scope, name, type, network, subnet, defaultPort }: NegInit): Resource {
  const networkId = network === null ? undefined : resourceId(GLOBAL, 'networks', network);
  const words = ['compute', 'network-endpoint-groups'];
  return {
    id: resourceId(scope, 'networkEndpointGroups', name),
    kind: 'networkEndpointGroups',
    scope,
    name,
    container: null,
    refs: [networkId, subnet?.id].filter((id) => id !== undefined),
    summary: defaultPort === undefined ? type : `${type}, default port ${defaultPort}`,
    body: withoutEmpty({
      networkEndpointType: type,
      defaultPort,
      network: networkId,
      subnetwork: subnet?.id,
    }),
    create: {
      argv: [
        ...words,
        'create',
        name,
        scopeFlag(scope),
        `--network-endpoint-type=${type.toLowerCase().replaceAll('_', '-')}`,
        ...(network === null ? [] : [`--network=${network}`]),
        ...(subnet === null ? [] : [`--subnet=${subnet.name}`]),
        ...(defaultPort === undefined ? [] : [`--default-port=${defaultPort}`]),
      ],
    },
    createReplaces: false,
    remove: { argv: [...words, 'delete', name, scopeFlag(scope)] },
  };
}

export function internetNeg(init: InternetNegInit): Resource {
  return negOf({ ...init, subnet: null });
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

export function zonalNeg({ zone, subnet, ...told }: ZonalNegInit): Resource {
  const region = zone.replace(/-[^-]+$/, '');
  const around: Scope = { type: 'region', region };
  return negOf({
    ...told,
    scope: { type: 'zone', zone },
    subnet:
      subnet === null ? null : { name: subnet, id: resourceId(around, 'subnetworks', subnet) },
  });
}
