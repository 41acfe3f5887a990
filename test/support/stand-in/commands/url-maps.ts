import { type FlagSpecs, NAME } from '../argv.ts';
import type { Commands } from '../command.ts';
import {
  type Reference,
  referenceScopeFlags,
  resolve,
  type ScopeType,
  scopeFlags,
} from '../scope.ts';
import { collectionCommands } from './collection.ts';
import { importUrlMap } from './import-url-map.ts';

const TYPES: readonly ScopeType[] = ['global', 'region'];

const DEFAULT_SERVICE: Reference = {
  flag: 'default-service',
  collection: 'backendServices',
  types: [],
  otherwise: 'own',
};

const createFlags: FlagSpecs = {
  [DEFAULT_SERVICE.flag]: NAME,
  ...referenceScopeFlags(DEFAULT_SERVICE),
};

export const URL_MAPS: Commands = {
  ...collectionCommands({
    group: 'url-maps',
    collection: 'urlMaps',
    types: TYPES,
    flags: createFlags,
    body: (call, scope) => {
      const name = call.flags.needed(DEFAULT_SERVICE.flag);
      return { defaultService: resolve(call, DEFAULT_SERVICE, scope, name).url };
    },
  }),
  'compute url-maps import': { flags: scopeFlags(TYPES), named: true, run: importUrlMap },
};
