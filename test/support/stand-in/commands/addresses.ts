import { like, NAME } from '../argv.ts';
import type { Commands } from '../command.ts';
import { collectionCommands, present } from './collection.ts';
import { subnetUrl } from './networks.ts';

export const ADDRESSES: Commands = collectionCommands({
  group: 'addresses',
  collection: 'addresses',
  types: ['global', 'region'],
  flags: {
    'ip-version': like(/^IPV[46]$/),
    'network-tier': like(/^(PREMIUM|STANDARD)$/),
    subnet: NAME,
    addresses: like(/^[0-9.]+$/),
    purpose: like(/^SHARED_LOADBALANCER_VIP$/),
  },
  body: (call, scope) => {
    const { flags } = call;
    const subnet = flags.text('subnet');
    const internal =
      subnet === undefined
        ? {}
        : {
            addressType: 'INTERNAL',
            purpose: flags.text('purpose') ?? 'GCE_ENDPOINT',
            subnetwork: subnetUrl(call, scope, subnet),
          };
    return present({
      ...internal,
      address: flags.text('addresses'),
      ipVersion: flags.text('ip-version') ?? (scope.type === 'global' ? 'IPV4' : undefined),
      networkTier: flags.text('network-tier'),
    });
  },
});
