import type { JsonObject } from '../../../../src/json.ts';
import type { Scope } from '../../../../src/resources/resource.ts';
import { like, NAME } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { type Reference, referenceScopeFlags, resolve, type ScopeType } from '../scope.ts';
import { collectionCommands } from './collection.ts';

const TYPES: readonly ScopeType[] = ['global', 'region'];

const URL_MAP: Reference = {
  flag: 'url-map',
  collection: 'urlMaps',
  types: TYPES,
  otherwise: 'own',
};

const CERTIFICATES: Reference = {
  flag: 'ssl-certificates',
  collection: 'sslCertificates',
  types: TYPES,
  otherwise: 'own',
};

function urlMapOf(call: Call, scope: Scope): JsonObject {
  return { urlMap: resolve(call, URL_MAP, scope, call.flags.needed(URL_MAP.flag)).url };
}

function certificatesOf(call: Call, scope: Scope): JsonObject {
  const names = call.flags.needed(CERTIFICATES.flag).split(',');
  return { sslCertificates: names.map((name) => resolve(call, CERTIFICATES, scope, name).url) };
}

const urlMapFlags = { [URL_MAP.flag]: NAME, ...referenceScopeFlags(URL_MAP) };

export const TARGET_PROXIES: Commands = {
  ...collectionCommands({
    group: 'target-http-proxies',
    collection: 'targetHttpProxies',
    types: TYPES,
    flags: urlMapFlags,
    body: urlMapOf,
  }),
  ...collectionCommands({
    group: 'target-https-proxies',
    collection: 'targetHttpsProxies',
    types: TYPES,
    flags: {
      ...urlMapFlags,
      [CERTIFICATES.flag]: like(/^[a-z0-9-]+(,[a-z0-9-]+)*$/),
      ...referenceScopeFlags(CERTIFICATES),
    },
    body: (call, scope) => ({ ...urlMapOf(call, scope), ...certificatesOf(call, scope) }),
  }),
};
