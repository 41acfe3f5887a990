import { internalAddress } from '../../../src/resources/address.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { resourceId } from '../../../src/resources/resource.ts';
import { targetHttpsProxy } from '../../../src/resources/target-proxy.ts';
import type { Case, Preparation } from '../case.ts';
import {
  creates,
  EXTERNAL,
  httpProxy,
  INTERNAL,
  map,
  NET,
  OWN_CERTIFICATE,
  PLACE,
  PROXIES,
  proxy,
  SUBNET,
  scope,
  service,
  tcpProxy,
  urlMap,
} from './regional.ts';

/* The forms of regional forwarding rules: inside and outside, to each proxy, at a reserved address or none. */

const TCP_PROXY: Preparation = [
  'POST',
  `${PLACE}/targetTcpProxies`,
  { name: 'tcp-proxy', service: `projects/demo/${PLACE}/backendServices/service` },
];
const HTTPS_PROXY: Preparation = [
  'POST',
  `${PLACE}/targetHttpsProxies`,
  {
    name: 'https-proxy',
    urlMap: `projects/demo/${PLACE}/urlMaps/map`,
    sslCertificates: [`projects/demo/${PLACE}/sslCertificates/own`],
  },
];
const httpsProxy = targetHttpsProxy('https-proxy', map, [
  resourceId(scope, 'sslCertificates', 'own'),
]);

const APPLICATION: readonly Preparation[] = [
  NET,
  SUBNET,
  PROXIES,
  service('service', 'INTERNAL_MANAGED', 'HTTP'),
  urlMap('map', 'service'),
  proxy('proxy', 'map'),
  OWN_CERTIFICATE,
  HTTPS_PROXY,
];
const OUTSIDE: readonly Preparation[] = [
  ...EXTERNAL.slice(0, 2),
  service('service', 'EXTERNAL_MANAGED', 'TCP'),
  TCP_PROXY,
];

const address = resourceId(scope, 'addresses', 'address');
const RESERVED: Preparation = [
  'POST',
  `${PLACE}/addresses`,
  {
    name: 'address',
    addressType: 'INTERNAL',
    subnetwork: `projects/demo/${PLACE}/subnetworks/subnet`,
  },
];
const PREMIUM: Preparation = [
  'POST',
  `${PLACE}/addresses`,
  { name: 'address', networkTier: 'PREMIUM' },
];

const common = { scope, name: 'rule', port: 443, allowGlobalAccess: false, after: [] } as const;
const inside = {
  ...common,
  scheme: 'INTERNAL_MANAGED',
  network: { network: 'net', subnet: { scope, name: 'subnet' } },
} as const;
const outside = {
  ...common,
  scheme: 'EXTERNAL_MANAGED',
  network: { network: 'net', subnet: null },
} as const;

export const REGIONAL_FRONT_ENDS: readonly Case[] = [
  creates(
    'an address of a subnet for a rule and its redirect',
    internalAddress({ scope, name: 'address', subnet: 'subnet', ip: null, isShared: true }),
    [NET, SUBNET],
  ),
  creates(
    'an internal rule to an HTTP proxy at any address',
    forwardingRule({ ...inside, address: null, proxy: httpProxy }),
    APPLICATION,
  ),
  creates(
    'an internal rule to an HTTP proxy at a reserved address',
    forwardingRule({ ...inside, address, proxy: httpProxy }),
    [...APPLICATION, RESERVED],
  ),
  creates(
    'an internal rule to an HTTPS proxy at a reserved address',
    forwardingRule({ ...inside, address, proxy: httpsProxy }),
    [...APPLICATION, RESERVED],
  ),
  creates(
    'an internal rule to a TCP proxy at any address',
    forwardingRule({ ...inside, address: null, proxy: tcpProxy }),
    [...INTERNAL, TCP_PROXY],
  ),
  creates(
    'an internal rule to a TCP proxy at a reserved address',
    forwardingRule({ ...inside, address, proxy: tcpProxy }),
    [...INTERNAL, TCP_PROXY, RESERVED],
  ),
  creates(
    'an external rule to a TCP proxy at any address',
    forwardingRule({ ...outside, address: null, proxy: tcpProxy }),
    OUTSIDE,
  ),
  creates(
    'an external rule to a TCP proxy at a reserved address',
    forwardingRule({ ...outside, address, proxy: tcpProxy }),
    [...OUTSIDE, PREMIUM],
  ),
];
