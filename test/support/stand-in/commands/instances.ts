import type { Commands } from '../command.ts';
import { listCommand } from './collection.ts';

/** negctl looks at VMs and changes nothing about them. */
export const INSTANCES: Commands = {
  'compute instances list': listCommand({
    group: 'instances',
    collection: 'instances',
    types: ['zone'],
  }),
};
