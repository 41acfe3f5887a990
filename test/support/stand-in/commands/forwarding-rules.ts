import type { JsonObject } from '../../../../src/json.ts';
import type { Scope } from '../../../../src/resources/resource.ts';
import { type FlagSpecs, like, NAME, SWITCH } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { type Reference, referenceScopeFlags, resolve, type ScopeType } from '../scope.ts';
import { collectionCommands, present } from './collection.ts';
import { networkUrl, subnetUrl } from './networks.ts';

const TYPES: readonly ScopeType[] = ['global', 'region'];

/** A regional rule without the proxy's scope points to the global proxy, silently (gcloud-commands 6). */
const PROXIES: readonly Reference[] = [
  { flag: 'target-http-proxy', collection: 'targetHttpProxies', types: TYPES, otherwise: 'global' },
  {
    flag: 'target-tcp-proxy',
    collection: 'targetTcpProxies',
    types: TYPES,
    otherwise: 'global',
  },
  { flag: 'target-ssl-proxy', collection: 'targetSslProxies', types: [], otherwise: 'global' },
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

/** An address by its value is sent as it is. */
const IP = /^\d+(\.\d+){3}$/;

function targetOf(call: Call, scope: Scope): string {
  const [proxy, other] = PROXIES.filter(({ flag }) => call.flags.has(flag));
  if (proxy === undefined || other !== undefined) throw new NotModelled('not exactly one target');
  return resolve(call, proxy, scope, call.flags.needed(proxy.flag)).url;
}

function addressOf(call: Call, scope: Scope): string | undefined {
  const name = call.flags.text(ADDRESS.flag);
  if (name === undefined || IP.test(name)) return name;
  return resolve(call, ADDRESS, scope, name).url;
}

function subnetOf(call: Call): string | undefined {
  const subnet = call.flags.text('subnet');
  if (subnet === undefined) return undefined;
  return subnetUrl(call, { type: 'region', region: call.flags.needed('subnet-region') }, subnet);
}

function body(call: Call, scope: Scope): JsonObject {
  const network = call.flags.text('network');
  return present({
    loadBalancingScheme: call.flags.needed('load-balancing-scheme'),
    networkTier: call.flags.text('network-tier'),
    IPAddress: addressOf(call, scope),
    portRange: call.flags.needed('ports'),
    target: targetOf(call, scope),
    network: network === undefined ? undefined : networkUrl(call, network),
    subnetwork: subnetOf(call),
    allowGlobalAccess: call.flags.has('allow-global-access') ? true : undefined,
  });
}

const flags: FlagSpecs = {
  'load-balancing-scheme': like(
    /^(EXTERNAL|EXTERNAL_MANAGED|INTERNAL_MANAGED|INTERNAL_SELF_MANAGED)$/,
  ),
  'network-tier': like(/^(PREMIUM|STANDARD)$/),
  ports: like(/^\d+$/),
  network: NAME,
  subnet: NAME,
  'subnet-region': NAME,
  'allow-global-access': SWITCH,
  [ADDRESS.flag]: like(/^([a-z][a-z0-9-]*|\d+(\.\d+){3})$/),
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
