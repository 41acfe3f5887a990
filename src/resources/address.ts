import type { JsonObject } from '../json.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { type Resource, type ResourceId, resourceId, type Scope, scopeFlag } from './resource.ts';

const ADDRESSES = new CollectionPermissions({ global: 'globalAddresses', region: 'addresses' }, [
  'roles/compute.publicIpAdmin',
  'roles/compute.loadBalancerAdmin',
  'roles/compute.networkAdmin',
]);

/** Those of a subnet, which the administrator of public addresses does not use. */
const INTERNAL_ADDRESSES = new CollectionPermissions({ region: 'addresses' }, [
  'roles/compute.loadBalancerAdmin',
  'roles/compute.networkAdmin',
]);

/** True for a forwarding rule inside a network: its address is of a subnet. */
function isInside(rule: JsonObject): boolean {
  return rule['loadBalancingScheme'] === 'INTERNAL_MANAGED';
}

export const addressKind = kind({
  name: 'addresses',
  title: 'address',
  ...collection('addresses'),
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['STATIC_ADDRESSES'],
  permissions: {
    ...usualPermissions(ADDRESSES),
    use: (scope, user) => [
      isInside(user)
        ? INTERNAL_ADDRESSES.beyond(scope, 'useInternal', ['roles/compute.instanceAdmin.v1'])
        : ADDRESSES.beyond(scope, 'use', ['roles/compute.instanceAdmin.v1']),
    ],
  },
});

function address(
  place: { readonly scope: Scope; readonly name: string },
  flags: readonly string[],
): Omit<Resource, 'refs' | 'summary' | 'body'> {
  const { scope, name } = place;
  return {
    id: resourceId(scope, 'addresses', name),
    kind: 'addresses',
    scope,
    name,
    container: null,
    create: { argv: ['compute', 'addresses', 'create', name, scopeFlag(scope), ...flags] },
    createReplaces: false,
    remove: { argv: ['compute', 'addresses', 'delete', name, scopeFlag(scope)] },
  };
}

/** An external IPv4 address on the Premium tier, the only one internet NEGs work with; gcloud takes the version only globally. */
export function externalAddress(place: { readonly scope: Scope; readonly name: string }): Resource {
  const version = place.scope.type === 'global' ? 'IPV4' : undefined;
  const flags = version === undefined ? [] : [`--ip-version=${version}`];
  return {
    ...address(place, [...flags, '--network-tier=PREMIUM']),
    refs: [],
    summary: 'external IPv4, Premium tier',
    body: withoutEmpty({ addressType: 'EXTERNAL', ipVersion: version, networkTier: 'PREMIUM' }),
  };
}

/** An internal address of a subnet. */
export interface InternalAddressInit {
  readonly scope: Scope;
  readonly name: string;
  /** Name of the subnet, in the same region. */
  readonly subnet: string;
  /** The address itself; `null` lets Google pick a free one. */
  readonly ip: string | null;
  /** True where several forwarding rules are to share it. */
  readonly isShared: boolean;
}

export function internalAddress(init: InternalAddressInit): Resource {
  const { scope, subnet, ip, isShared } = init;
  const purpose = isShared ? 'SHARED_LOADBALANCER_VIP' : 'GCE_ENDPOINT';
  const flags = [
    `--subnet=${subnet}`,
    ...(ip === null ? [] : [`--addresses=${ip}`]),
    ...(isShared ? [`--purpose=${purpose}`] : []),
  ];
  const subnetwork: ResourceId = resourceId(scope, 'subnetworks', subnet);
  return {
    ...address(init, flags),
    refs: [subnetwork],
    summary: `${ip ?? 'internal IPv4'} of ${subnet}`,
    body: withoutEmpty({
      addressType: 'INTERNAL',
      purpose,
      subnetwork,
      address: ip ?? undefined,
    }),
  };
}
