import { readFileSync } from 'node:fs';
import { backendService } from '../../../src/resources/backend-service.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { certificateForAllRegions } from '../../../src/resources/managed-certificate.ts';
import { proxyOnlySubnet } from '../../../src/resources/network.ts';
import { GLOBAL, resourceId } from '../../../src/resources/resource.ts';
import { targetHttpsProxy } from '../../../src/resources/target-proxy.ts';
import { urlMapToService } from '../../../src/resources/url-map.ts';
import type { Case, Preparation } from '../case.ts';
import { pemFile } from '../resources.ts';

/* Cross-region internal load balancers, and the certificates of Certificate Manager that they show. */

const scope = { type: 'region', region: 'us-central1' } as const;
const OFF = { disabledApis: ['certificatemanager.googleapis.com'] };

const certificate = certificateForAllRegions('certificate', {
  certificateFile: pemFile('certificate.pem'),
  privateKeyFile: pemFile('key.pem'),
  sha256: '0',
});
const service = backendService({
  scope: GLOBAL,
  healthCheck: null,
  name: 'service',
  scheme: 'INTERNAL_MANAGED',
  protocol: 'HTTP',
  customRequestHeaders: [],
  loggingSampleRate: null,
});
const map = urlMapToService('map', service);
const proxy = targetHttpsProxy('proxy', map, [certificate.id]);
const rule = forwardingRule({
  scope: GLOBAL,
  name: 'rule',
  scheme: 'INTERNAL_MANAGED',
  address: resourceId(scope, 'addresses', 'address'),
  proxy,
  port: 443,
  network: { network: 'net', subnet: { scope, name: 'subnet' } },
  allowGlobalAccess: false,
  after: [],
});
const list = KINDS.certificates.list?.(GLOBAL) ?? certificate.create;

const CERTIFICATE: Preparation = [
  'POST',
  '/certificatemanager/v1/projects/demo/locations/global/certificates?certificateId=certificate',
  {
    scope: 'ALL_REGIONS',
    selfManaged: {
      pemCertificate: readFileSync(pemFile('certificate.pem'), 'utf8'),
      pemPrivateKey: readFileSync(pemFile('key.pem'), 'utf8'),
    },
  },
];
const SHOWN = '//certificatemanager.googleapis.com/projects/demo/locations/global/certificates/';
const BEHIND: readonly Preparation[] = [
  [
    'POST',
    'global/backendServices',
    { name: 'service', loadBalancingScheme: 'INTERNAL_MANAGED', protocol: 'HTTP' },
  ],
  [
    'POST',
    'global/urlMaps',
    { name: 'map', defaultService: 'projects/demo/global/backendServices/service' },
  ],
];
const PROXY: Preparation = [
  'POST',
  'global/targetHttpsProxies',
  {
    name: 'proxy',
    urlMap: 'projects/demo/global/urlMaps/map',
    sslCertificates: [`${SHOWN}certificate`],
  },
];
const NETWORK: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }],
  [
    'POST',
    'regions/us-central1/subnetworks',
    { name: 'subnet', network: 'projects/demo/global/networks/net', ipCidrRange: '10.1.2.0/24' },
  ],
];
const PROXIES: Preparation = [
  'POST',
  'regions/us-central1/subnetworks',
  {
    name: 'proxies',
    network: 'projects/demo/global/networks/net',
    ipCidrRange: '10.129.0.0/23',
    purpose: 'GLOBAL_MANAGED_PROXY',
    role: 'ACTIVE',
  },
];
const ADDRESS: Preparation = [
  'POST',
  'regions/us-central1/addresses',
  {
    name: 'address',
    addressType: 'INTERNAL',
    subnetwork: 'projects/demo/regions/us-central1/subnetworks/subnet',
  },
];

export const CROSS_REGION: readonly Case[] = [
  { name: 'cross-region: create a certificate', command: certificate.create },
  {
    name: 'cross-region: create a certificate that exists',
    world: [CERTIFICATE],
    command: certificate.create,
    ends: 'exists',
  },
  {
    name: 'cross-region: create a certificate with the API off',
    settings: OFF,
    command: certificate.create,
    ends: 'api-disabled',
  },
  { name: 'cross-region: list certificates', world: [CERTIFICATE], command: list },
  {
    name: 'cross-region: list certificates with the API off',
    settings: OFF,
    command: list,
    ends: 'api-disabled',
  },
  { name: 'cross-region: delete a certificate', world: [CERTIFICATE], command: certificate.remove },
  {
    name: 'cross-region: delete a certificate that is not there',
    command: certificate.remove,
    ends: 'not-found',
  },
  {
    name: 'cross-region: delete a certificate in use',
    world: [CERTIFICATE, ...BEHIND, PROXY],
    command: certificate.remove,
    ends: 'in-use',
  },
  {
    name: 'cross-region: create a proxy-only subnet',
    world: NETWORK,
    command: proxyOnlySubnet(
      { scope, name: 'proxies', network: 'net', range: '10.129.0.0/23' },
      'GLOBAL_MANAGED_PROXY',
    ).create,
  },
  {
    name: 'cross-region: create an HTTPS proxy',
    world: [CERTIFICATE, ...BEHIND],
    command: proxy.create,
  },
  {
    name: 'cross-region: create an HTTPS proxy with a certificate that is not there',
    world: BEHIND,
    command: proxy.create,
    ends: 'not-found',
  },
  {
    name: 'cross-region: create a rule at an address of a region',
    world: [CERTIFICATE, ...BEHIND, PROXY, ...NETWORK, PROXIES, ADDRESS],
    command: rule.create,
  },
];
