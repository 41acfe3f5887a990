import { kind, listOf } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

const ADDRESSES = new CollectionPermissions({ global: 'globalAddresses', region: 'addresses' }, [
  'roles/compute.publicIpAdmin',
  'roles/compute.loadBalancerAdmin',
  'roles/compute.networkAdmin',
]);

export const addressKind = kind({
  name: 'addresses',
  title: 'address',
  list: listOf('addresses'),
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['STATIC_ADDRESSES'],
  permissions: {
    ...usualPermissions(ADDRESSES),
    use: (scope) => [ADDRESSES.beyond(scope, 'use', ['roles/compute.instanceAdmin.v1'])],
  },
});

/** A global external IPv4 address on the Premium tier, the only one internet NEGs work with. */
export function globalAddress(name: string): Resource {
  return {
    id: resourceId(GLOBAL, 'addresses', name),
    kind: 'addresses',
    scope: GLOBAL,
    name,
    container: null,
    refs: [],
    summary: 'external IPv4, Premium tier',
    body: { addressType: 'EXTERNAL', ipVersion: 'IPV4', networkTier: 'PREMIUM' },
    create: {
      argv: [
        'compute',
        'addresses',
        'create',
        name,
        '--global',
        '--ip-version=IPV4',
        '--network-tier=PREMIUM',
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'addresses', 'delete', name, '--global'] },
  };
}
