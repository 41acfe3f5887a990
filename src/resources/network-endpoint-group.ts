import { kind, listOf, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

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
  list: listOf('network-endpoint-groups'),
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

/** A global internet NEG; its type is one of the two that a global NEG can have (`neg/scope-for-type`). */
export interface InternetNegInit {
  readonly name: string;
  readonly type: 'INTERNET_FQDN_PORT' | 'INTERNET_IP_PORT';
  readonly defaultPort: number | undefined;
}

export function globalInternetNeg({ name, type, defaultPort }: InternetNegInit): Resource {
  const gcloudType = type.toLowerCase().replaceAll('_', '-');
  return {
    id: resourceId(GLOBAL, 'networkEndpointGroups', name),
    kind: 'networkEndpointGroups',
    scope: GLOBAL,
    name,
    container: null,
    refs: [],
    summary: defaultPort === undefined ? type : `${type}, default port ${defaultPort}`,
    body: withoutEmpty({ networkEndpointType: type, defaultPort }),
    create: {
      argv: [
        'compute',
        'network-endpoint-groups',
        'create',
        name,
        '--global',
        `--network-endpoint-type=${gcloudType}`,
        ...(defaultPort === undefined ? [] : [`--default-port=${defaultPort}`]),
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'network-endpoint-groups', 'delete', name, '--global'] },
  };
}
