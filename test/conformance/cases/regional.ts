import { externalAddress, internalAddress } from '../../../src/resources/address.ts';
import { backendService } from '../../../src/resources/backend-service.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { proxyOnlySubnet, type RegionScope } from '../../../src/resources/network.ts';
import { internetNeg } from '../../../src/resources/network-endpoint-group.ts';
import { type Resource, resourceId } from '../../../src/resources/resource.ts';
import { targetHttpProxy, targetTcpProxy } from '../../../src/resources/target-proxy.ts';
import type { Case, Preparation } from '../case.ts';

/* What regional load balancers are made of, and the network around them. */

const scope: RegionScope = { type: 'region', region: 'us-central1' };
const PLACE = 'regions/us-central1';
const NETWORK = 'projects/demo/global/networks/net';

const NET: Preparation = ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }];
const SUBNET: Preparation = [
  'POST',
  `${PLACE}/subnetworks`,
  { name: 'subnet', network: NETWORK, ipCidrRange: '10.0.0.0/24' },
];
const PROXIES: Preparation = [
  'POST',
  `${PLACE}/subnetworks`,
  {
    name: 'proxies',
    network: NETWORK,
    ipCidrRange: '10.129.0.0/23',
    purpose: 'REGIONAL_MANAGED_PROXY',
    role: 'ACTIVE',
  },
];
const HEALTH_CHECK: Preparation = [
  'POST',
  `${PLACE}/healthChecks`,
  { name: 'check', type: 'TCP', tcpHealthCheck: { port: 443 } },
];

function service(name: string, scheme: string, protocol: string): Preparation {
  return ['POST', `${PLACE}/backendServices`, { name, loadBalancingScheme: scheme, protocol }];
}

function urlMap(name: string, to: string): Preparation {
  const defaultService = `projects/demo/${PLACE}/backendServices/${to}`;
  return ['POST', `${PLACE}/urlMaps`, { name, defaultService }];
}

function proxy(name: string, map: string): Preparation {
  const link = `projects/demo/${PLACE}/urlMaps/${map}`;
  return ['POST', `${PLACE}/targetHttpProxies`, { name, urlMap: link }];
}

const subnet = proxyOnlySubnet({ scope, name: 'proxies', network: 'net', range: '10.129.0.0/23' });
const map = {
  ...externalAddress({ scope, name: 'map' }),
  id: resourceId(scope, 'urlMaps', 'map'),
  kind: 'urlMaps',
} as const;
const EXTERNAL: readonly Preparation[] = [
  NET,
  PROXIES,
  service('service', 'EXTERNAL_MANAGED', 'HTTP'),
  urlMap('map', 'service'),
];
const INTERNAL: readonly Preparation[] = [
  NET,
  SUBNET,
  PROXIES,
  service('service', 'INTERNAL_MANAGED', 'TCP'),
];
const tcp = backendService({
  scope,
  name: 'service',
  scheme: 'INTERNAL_MANAGED',
  protocol: 'TCP',
  healthCheck: resourceId(scope, 'healthChecks', 'check'),
  customRequestHeaders: [],
  loggingSampleRate: null,
});
const httpProxy = targetHttpProxy('proxy', map);
const tcpProxy = targetTcpProxy('tcp-proxy', tcp);

function creates(what: string, resource: Resource, before: readonly Preparation[]): Case {
  return { name: `create ${what}`, world: before, command: resource.create };
}

function lists(what: keyof typeof KINDS, before: readonly Preparation[]): readonly Case[] {
  const command = KINDS[what].list?.(scope);
  return command === undefined ? [] : [{ name: `list ${what}`, world: before, command }];
}

export const REGIONAL: readonly Case[] = [
  ...lists('networks', [NET]),
  ...lists('subnetworks', [NET, PROXIES]),
  creates('a proxy-only subnet', subnet, [NET]),
  { name: 'remove a proxy-only subnet', world: [NET, PROXIES], command: subnet.remove },
  creates('a regional external address', externalAddress({ scope, name: 'address' }), []),
  creates(
    'an internal address',
    internalAddress({ scope, name: 'address', subnet: 'subnet', ip: null, isShared: false }),
    [NET, SUBNET],
  ),
  creates(
    'an internal address that rules share',
    internalAddress({
      scope,
      name: 'address',
      subnet: 'subnet',
      ip: '10.0.0.9',
      isShared: true,
    }),
    [NET, SUBNET],
  ),
  creates(
    'a regional internet NEG',
    internetNeg({
      scope,
      name: 'neg',
      type: 'INTERNET_FQDN_PORT',
      network: 'net',
      defaultPort: 443,
    }),
    [NET],
  ),
  creates('a regional backend service with a health check', tcp, [HEALTH_CHECK]),
  creates('a regional target TCP proxy', tcpProxy, INTERNAL),
  creates(
    'a regional external forwarding rule',
    forwardingRule({
      scope,
      name: 'rule',
      scheme: 'EXTERNAL_MANAGED',
      address: resourceId(scope, 'addresses', 'address'),
      proxy: httpProxy,
      port: 80,
      network: { network: 'net', subnet: null },
      allowGlobalAccess: false,
      after: [],
    }),
    [
      ...EXTERNAL,
      proxy('proxy', 'map'),
      ['POST', `${PLACE}/addresses`, { name: 'address', networkTier: 'PREMIUM' }],
    ],
  ),
  creates(
    'a regional internal forwarding rule',
    forwardingRule({
      scope,
      name: 'rule',
      scheme: 'INTERNAL_MANAGED',
      address: null,
      proxy: tcpProxy,
      port: 3306,
      network: { network: 'net', subnet: 'subnet' },
      allowGlobalAccess: true,
      after: [],
    }),
    [
      ...INTERNAL,
      [
        'POST',
        `${PLACE}/targetTcpProxies`,
        { name: 'tcp-proxy', service: `projects/demo/${PLACE}/backendServices/service` },
      ],
    ],
  ),
];
