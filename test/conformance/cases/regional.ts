import { readFileSync } from 'node:fs';
import { externalAddress, internalAddress } from '../../../src/resources/address.ts';
import { backendService } from '../../../src/resources/backend-service.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { healthCheck } from '../../../src/resources/health-check.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { proxyOnlySubnet, type RegionScope } from '../../../src/resources/network.ts';
import { networkEndpoint } from '../../../src/resources/network-endpoint.ts';
import { internetNeg } from '../../../src/resources/network-endpoint-group.ts';
import { type Resource, resourceId } from '../../../src/resources/resource.ts';
import { managedProxyNat, router } from '../../../src/resources/router.ts';
import {
  targetHttpProxy,
  targetHttpsProxy,
  targetTcpProxy,
} from '../../../src/resources/target-proxy.ts';
import type { Case, Preparation } from '../case.ts';
import { pemFile } from '../resources.ts';

/* What regional load balancers are made of, and the network around them. */

export const scope: RegionScope = { type: 'region', region: 'us-central1' };
export const PLACE = 'regions/us-central1';
const NETWORK = 'projects/demo/global/networks/net';

export const NET: Preparation = [
  'POST',
  'global/networks',
  { name: 'net', autoCreateSubnetworks: false },
];
export const SUBNET: Preparation = [
  'POST',
  `${PLACE}/subnetworks`,
  { name: 'subnet', network: NETWORK, ipCidrRange: '10.0.0.0/24' },
];
export const PROXIES: Preparation = [
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

export function service(name: string, scheme: string, protocol: string): Preparation {
  return ['POST', `${PLACE}/backendServices`, { name, loadBalancingScheme: scheme, protocol }];
}

export function urlMap(name: string, to: string): Preparation {
  const defaultService = `projects/demo/${PLACE}/backendServices/${to}`;
  return ['POST', `${PLACE}/urlMaps`, { name, defaultService }];
}

export function proxy(name: string, map: string): Preparation {
  const link = `projects/demo/${PLACE}/urlMaps/${map}`;
  return ['POST', `${PLACE}/targetHttpProxies`, { name, urlMap: link }];
}

const subnet = proxyOnlySubnet(
  { scope, name: 'proxies', network: 'net', range: '10.129.0.0/23' },
  'REGIONAL_MANAGED_PROXY',
);
export const map = {
  ...externalAddress({ scope, name: 'map' }),
  id: resourceId(scope, 'urlMaps', 'map'),
  kind: 'urlMaps',
} as const;
export const EXTERNAL: readonly Preparation[] = [
  NET,
  PROXIES,
  service('service', 'EXTERNAL_MANAGED', 'HTTP'),
  urlMap('map', 'service'),
];
export const INTERNAL: readonly Preparation[] = [
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
export const httpProxy = targetHttpProxy('proxy', map);
export const tcpProxy = targetTcpProxy('tcp-proxy', tcp);

export function creates(what: string, resource: Resource, before: readonly Preparation[]): Case {
  return { name: `create ${what}`, world: before, command: resource.create };
}

function lists(what: keyof typeof KINDS, before: readonly Preparation[]): readonly Case[] {
  const command = KINDS[what].list?.(scope);
  return command === undefined ? [] : [{ name: `list ${what}`, world: before, command }];
}

const ROUTER: Preparation = ['POST', `${PLACE}/routers`, { name: 'router', network: NETWORK }];
const cloudRouter = router({ scope, name: 'router', network: 'net' });
const automatic = managedProxyNat({ router: cloudRouter, name: 'nat', addresses: null });
const pooled = managedProxyNat({
  router: cloudRouter,
  name: 'nat',
  addresses: ['one', 'two'].map((name) => resourceId(scope, 'addresses', name)),
});

function withNats(...names: readonly string[]): Preparation {
  const nats = names.map((name) => ({
    name,
    endpointTypes: ['ENDPOINT_TYPE_VM'],
    natIpAllocateOption: 'AUTO_ONLY',
    sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
  }));
  return ['POST', `${PLACE}/routers`, { name: 'router', network: NETWORK, nats }];
}

const NATS: readonly Case[] = [
  creates('a Cloud Router', cloudRouter, [NET]),
  { ...creates('a Cloud Router that is there', cloudRouter, [NET, ROUTER]), ends: 'exists' },
  ...lists('routers', [NET, ROUTER]),
  { name: 'remove a Cloud Router', world: [NET, ROUTER], command: cloudRouter.remove },
  creates('a NAT with automatic addresses', automatic, [NET, ROUTER]),
  creates('a NAT with reserved addresses beside another', pooled, [
    NET,
    withNats('other'),
    ['POST', `${PLACE}/addresses`, { name: 'one' }],
    ['POST', `${PLACE}/addresses`, { name: 'two' }],
  ]),
  { ...creates('a NAT where there is no router', automatic, [NET]), ends: 'not-found' },
  { name: 'remove the only NAT', world: [NET, withNats('nat')], command: automatic.remove },
  { name: 'remove one of two NATs', world: [NET, withNats('nat', 'b')], command: automatic.remove },
  {
    name: 'remove a NAT that is not there',
    world: [NET, ROUTER],
    command: automatic.remove,
    ends: 'not-found',
  },
];

const addressNeg = internetNeg({
  scope,
  name: 'neg',
  type: 'INTERNET_IP_PORT',
  network: 'net',
  defaultPort: undefined,
});
const REGIONAL_NEG: Preparation = [
  'POST',
  `${PLACE}/networkEndpointGroups`,
  { name: 'neg', networkEndpointType: 'INTERNET_IP_PORT', network: NETWORK },
];
const REGIONAL_ENDPOINT: Preparation = [
  'POST',
  `${PLACE}/networkEndpointGroups/neg/attachNetworkEndpoints`,
  { networkEndpoints: [{ ipAddress: '8.8.8.8', port: 443 }] },
];
const logged = {
  scope,
  name: 'service',
  scheme: 'EXTERNAL_MANAGED',
  protocol: 'HTTPS',
  customRequestHeaders: [],
  loggingSampleRate: 1,
} as const;
const httpsRule = {
  scope,
  name: 'rule',
  scheme: 'EXTERNAL_MANAGED',
  port: 443,
  network: { network: 'net', subnet: null },
  allowGlobalAccess: false,
  after: [],
} as const;
export const OWN_CERTIFICATE: Preparation = [
  'POST',
  `${PLACE}/sslCertificates`,
  {
    name: 'own',
    certificate: readFileSync(pemFile('certificate.pem'), 'utf8'),
    privateKey: readFileSync(pemFile('key.pem'), 'utf8'),
  },
];

/** The forms that the regional set-ups have beside those above. */
const FORMS: readonly Case[] = [
  creates('a regional NEG of addresses', addressNeg, [NET]),
  {
    name: 'remove an endpoint of a regional NEG',
    world: [NET, REGIONAL_NEG, REGIONAL_ENDPOINT],
    command: networkEndpoint(addressNeg, { ip: '8.8.8.8', port: 443 }).remove,
  },
  creates(
    'a regional health check that asks for a path each minute',
    healthCheck({
      scope,
      name: 'check',
      probe: { protocol: 'HTTPS', requestPath: '/up' },
      port: 'serving',
      checkInterval: 60,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      logging: false,
    }),
    [],
  ),
  creates(
    'a regional backend service that logs',
    backendService({ ...logged, healthCheck: null }),
    [],
  ),
  creates(
    'a regional backend service that logs and probes',
    backendService({ ...logged, healthCheck: resourceId(scope, 'healthChecks', 'check') }),
    [HEALTH_CHECK],
  ),
  creates(
    'a regional rule at an ephemeral address',
    forwardingRule({ ...httpsRule, address: null, proxy: httpProxy }),
    [...EXTERNAL, proxy('proxy', 'map')],
  ),
  creates(
    'a regional rule to an HTTPS proxy',
    forwardingRule({
      ...httpsRule,
      address: resourceId(scope, 'addresses', 'address'),
      proxy: targetHttpsProxy('https-proxy', map, [resourceId(scope, 'sslCertificates', 'own')]),
    }),
    [
      ...EXTERNAL,
      OWN_CERTIFICATE,
      [
        'POST',
        `${PLACE}/targetHttpsProxies`,
        {
          name: 'https-proxy',
          urlMap: `projects/demo/${PLACE}/urlMaps/map`,
          sslCertificates: [`projects/demo/${PLACE}/sslCertificates/own`],
        },
      ],
      ['POST', `${PLACE}/addresses`, { name: 'address', networkTier: 'PREMIUM' }],
    ],
  ),
];

export const REGIONAL: readonly Case[] = [
  ...FORMS,
  ...NATS,
  ...lists('networks', [NET]),
  ...lists('subnetworks', [NET, PROXIES]),
  {
    name: 'list the subnets of every region',
    world: [NET, PROXIES],
    command: { argv: ['compute', 'networks', 'subnets', 'list'] },
  },
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
      network: { network: 'net', subnet: { scope, name: 'subnet' } },
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
