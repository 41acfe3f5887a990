import type { Commands } from '../command.ts';
import { removableCommands } from './collection.ts';

export const HEALTH_CHECKS: Commands = removableCommands({
  group: 'health-checks',
  collection: 'healthChecks',
  types: ['global', 'region'],
});
