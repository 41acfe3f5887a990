import type { JsonObject } from '../../../../src/json.ts';
import type { Scope } from '../../../../src/resources/resource.ts';
import { type FlagSpecs, like, NAME } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { type Reference, referenceScopeFlags, resolve, type ScopeType } from '../scope.ts';
import { collectionCommands, present } from './collection.ts';

const TYPES: readonly ScopeType[] = ['global', 'region'];

/** A regional rule without the proxy's scope points to the global proxy, silently (gcloud-commands 6). */
const PROXIES: readonly Reference[] = [
  { flag: 'target-http-proxy', collection: 'targetHttpProxies', types: TYPES, otherwise: 'global' },
  {
    flag: 'target-https-proxy',
    collection: 'targetHttpsProxies',
    types: TYPES,
    otherwise: 'global',
  },
];

const ADDRESS: Reference = {
  flag: 'address',
  collection: 'addresses',
  types: TYPES,
  otherwise: 'own',
};

function targetOf(call: Call, scope: Scope): string {
  const [proxy, other] = PROXIES.filter(({ flag }) => call.flags.has(flag));
  if (proxy === undefined || other !== undefined) throw new NotModelled('not exactly one target');
  return resolve(call, proxy, scope, call.flags.needed(proxy.flag)).url;
}

function addressOf(call: Call, scope: Scope): string | undefined {
  const name = call.flags.text(ADDRESS.flag);
  return name === undefined ? undefined : resolve(call, ADDRESS, scope, name).url;
}

function body(call: Call, scope: Scope): JsonObject {
  return present({
    loadBalancingScheme: call.flags.needed('load-balancing-scheme'),
    networkTier: call.flags.text('network-tier'),
    IPAddress: addressOf(call, scope),
    portRange: call.flags.needed('ports'),
    target: targetOf(call, scope),
  });
}

const flags: FlagSpecs = {
  'load-balancing-scheme': like(/^EXTERNAL(_MANAGED)?$/),
  'network-tier': like(/^(PREMIUM|STANDARD)$/),
  ports: like(/^\d+$/),
  [ADDRESS.flag]: NAME,
  ...referenceScopeFlags(ADDRESS),
  ...Object.fromEntries(PROXIES.map(({ flag }) => [flag, NAME])),
  ...Object.fromEntries(PROXIES.flatMap((proxy) => Object.entries(referenceScopeFlags(proxy)))),
};

export const FORWARDING_RULES: Commands = collectionCommands({
  group: 'forwarding-rules',
  collection: 'forwardingRules',
  types: TYPES,
  flags,
  body,
});
