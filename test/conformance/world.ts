import type { Preparation } from './case.ts';

/* The global external chain as calls to the API, from the NEG up. */

export const NEG: Preparation = [
  'POST',
  'global/networkEndpointGroups',
  { name: 'neg', networkEndpointType: 'INTERNET_FQDN_PORT', defaultPort: 443 },
];
export const ENDPOINT: Preparation = [
  'POST',
  'global/networkEndpointGroups/neg/attachNetworkEndpoints',
  { networkEndpoints: [{ fqdn: 'api.example.com', port: 443 }] },
];
export const SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  { name: 'service', protocol: 'HTTPS', loadBalancingScheme: 'EXTERNAL_MANAGED' },
];
export const SERVICE_WITH_NEG: Preparation = [
  'POST',
  'global/backendServices',
  {
    name: 'service',
    protocol: 'HTTPS',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    customRequestHeaders: ['Host: api.example.com'],
    logConfig: { enable: true, sampleRate: 0.5 },
    backends: [{ group: 'projects/demo/global/networkEndpointGroups/neg' }],
  },
];
export const URL_MAP: Preparation = [
  'POST',
  'global/urlMaps',
  { name: 'map', defaultService: 'projects/demo/global/backendServices/service' },
];
export const CERTIFICATE: Preparation = [
  'POST',
  'global/sslCertificates',
  { name: 'certificate', type: 'MANAGED', managed: { domains: ['www.example.com'] } },
];
export const HTTP_PROXY: Preparation = [
  'POST',
  'global/targetHttpProxies',
  { name: 'http-proxy', urlMap: 'projects/demo/global/urlMaps/map' },
];
export const HTTPS_PROXY: Preparation = [
  'POST',
  'global/targetHttpsProxies',
  {
    name: 'https-proxy',
    urlMap: 'projects/demo/global/urlMaps/map',
    sslCertificates: ['projects/demo/global/sslCertificates/certificate'],
  },
];
export const ADDRESS: Preparation = ['POST', 'global/addresses', { name: 'address' }];
export const FORWARDING_RULE: Preparation = [
  'POST',
  'global/forwardingRules',
  {
    name: 'rule',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    IPAddress: 'projects/demo/global/addresses/address',
    portRange: '443',
    target: 'projects/demo/global/targetHttpsProxies/https-proxy',
  },
];

/** Everything up to the URL map. */
export const BACKEND: readonly Preparation[] = [NEG, ENDPOINT, SERVICE_WITH_NEG, URL_MAP];
/** All of the chain. */
export const CHAIN: readonly Preparation[] = [
  ...BACKEND,
  CERTIFICATE,
  HTTP_PROXY,
  HTTPS_PROXY,
  ADDRESS,
  FORWARDING_RULE,
];
