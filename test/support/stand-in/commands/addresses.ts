import { like } from '../argv.ts';
import type { Commands } from '../command.ts';
import { collectionCommands, present } from './collection.ts';

export const ADDRESSES: Commands = collectionCommands({
  group: 'addresses',
  collection: 'addresses',
  types: ['global', 'region'],
  flags: { 'ip-version': like(/^IPV[46]$/), 'network-tier': like(/^(PREMIUM|STANDARD)$/) },
  body: ({ flags }, scope) =>
    present({
      ipVersion: flags.text('ip-version') ?? (scope.type === 'global' ? 'IPV4' : undefined),
      networkTier: flags.text('network-tier'),
    }),
});
