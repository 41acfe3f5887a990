import { collection, kind } from './kind.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

export const addressKind = kind({
  name: 'addresses',
  title: 'address',
  ...collection('addresses'),
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['STATIC_ADDRESSES'],
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
