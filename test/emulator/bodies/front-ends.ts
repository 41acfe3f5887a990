import { G, NET, R, SUB } from '../standing.ts';
import { OK, type Row } from './row.ts';

export const PROXIES: readonly Row[] = [
  [
    'an HTTPS proxy',
    'global/targetHttpsProxies',
    { name: 'x', urlMap: `${G}/urlMaps/managed`, sslCertificates: [`${G}/sslCertificates/cert`] },
    OK,
  ],
  [
    'an HTTPS proxy without certificate',
    'global/targetHttpsProxies',
    { name: 'x', urlMap: `${G}/urlMaps/managed` },
    'At least 1 SSL certificate must be specified for setting SSL certificates in TargetHttpsProxy.',
  ],
  [
    'an HTTPS proxy with a certificate map',
    'global/targetHttpsProxies',
    {
      name: 'x',
      urlMap: `${G}/urlMaps/managed`,
      certificateMap:
        '//certificatemanager.googleapis.com/projects/demo/locations/global/certificateMaps/m',
    },
    OK,
  ],
  [
    'a certificate of another scope',
    'global/targetHttpsProxies',
    { name: 'x', urlMap: `${G}/urlMaps/managed`, sslCertificates: [`${R}/sslCertificates/cert`] },
    'must be in the scope of the target proxy',
  ],
  [
    'a certificate in a mesh',
    'global/targetHttpsProxies',
    { name: 'x', urlMap: `${G}/urlMaps/mesh`, sslCertificates: [`${G}/sslCertificates/cert`] },
    'No SSL certificate can be specified in TargetHttpsProxy when using Traffic Director.',
  ],
  [
    'a URL map of another scope',
    'regions/us-central1/targetHttpProxies',
    { name: 'x', urlMap: `${G}/urlMaps/managed` },
    'must be in the scope of the target proxy',
  ],
  [
    'a keep-alive of 3 seconds',
    'global/targetHttpProxies',
    { name: 'x', urlMap: `${G}/urlMaps/managed`, httpKeepAliveTimeoutSec: 3 },
    'Must be greater than or equal to 5',
  ],
  [
    'a TCP proxy',
    'global/targetTcpProxies',
    { name: 'x', service: `${G}/backendServices/tcp` },
    OK,
  ],
  [
    'a TCP proxy to HTTP',
    'global/targetTcpProxies',
    { name: 'x', service: `${G}/backendServices/managed` },
    'Invalid backend service protocol HTTP for this target proxy.',
  ],
  ['no URL map', 'global/targetHttpProxies', { name: 'x' }, "Required field 'resource.urlMap'"],
];

const RULE = {
  name: 'x',
  loadBalancingScheme: 'EXTERNAL_MANAGED',
  portRange: '80',
  target: `${G}/targetHttpProxies/managed`,
};
const INSIDE = {
  name: 'x',
  loadBalancingScheme: 'INTERNAL_MANAGED',
  portRange: '80',
  target: `${R}/targetHttpProxies/internal`,
  network: NET,
  subnetwork: SUB,
};
const MESH = {
  name: 'x',
  loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
  portRange: '80',
  target: `${G}/targetHttpProxies/mesh`,
  network: NET,
  IPAddress: '0.0.0.0',
};

export const RULES: readonly Row[] = [
  [
    'a rule on a reserved address',
    'global/forwardingRules',
    { ...RULE, IPAddress: `${G}/addresses/ip` },
    OK,
  ],
  ['a rule on an address of Google’s choice', 'global/forwardingRules', RULE, OK],
  [
    'a rule on somebody else’s address',
    'global/forwardingRules',
    { ...RULE, IPAddress: '34.1.2.3' },
    "Invalid value for field 'resource.IPAddress': '34.1.2.3'. Invalid IP address specified.",
  ],
  [
    'a rule on a regional address',
    'global/forwardingRules',
    { ...RULE, IPAddress: `${R}/addresses/ip` },
    'Invalid IP address specified.',
  ],
  [
    'an address and a version',
    'global/forwardingRules',
    { ...RULE, IPAddress: `${G}/addresses/ip`, ipVersion: 'IPV4' },
    'Both IP Version and IP Address cannot be specified.',
  ],
  [
    'a range of ports',
    'global/forwardingRules',
    { ...RULE, portRange: '80-81' },
    'Exactly one port',
  ],
  [
    'a port above 65535',
    'global/forwardingRules',
    { ...RULE, portRange: '70000' },
    'Exactly one port',
  ],
  [
    'no port',
    'global/forwardingRules',
    { name: 'x', loadBalancingScheme: 'EXTERNAL_MANAGED', target: RULE.target },
    "Required field 'resource.portRange'",
  ],
  [
    'no target',
    'global/forwardingRules',
    { name: 'x', portRange: '80' },
    "Required field 'resource.target'",
  ],
  [
    'a global rule in Standard tier',
    'global/forwardingRules',
    { ...RULE, networkTier: 'STANDARD' },
    'must be PREMIUM',
  ],
  [
    'a managed rule over a classic service',
    'global/forwardingRules',
    { ...RULE, target: `${G}/targetHttpProxies/classic` },
    "Invalid value for field 'resource.backendService': ''. Load balancing scheme EXTERNAL_MANAGED does not match the backend service load balancing scheme EXTERNAL.",
  ],
  [
    'a classic rule over a managed service',
    'global/forwardingRules',
    { ...RULE, loadBalancingScheme: 'EXTERNAL' },
    OK,
  ],
  [
    'a mesh rule over a managed service',
    'global/forwardingRules',
    { ...MESH, target: `${G}/targetHttpProxies/managed` },
    'Load balancing scheme INTERNAL_SELF_MANAGED does not match the backend service load balancing scheme EXTERNAL_MANAGED.',
  ],
  [
    'a regional rule to a global proxy',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, target: `${G}/targetHttpProxies/managed` },
    'The target must be in the scope',
  ],
  ['an internal rule', 'regions/us-central1/forwardingRules', INSIDE, OK],
  [
    'an internal rule without subnet',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, subnetwork: null },
    "Required field 'resource.subnetwork'",
  ],
  [
    'an internal rule in the proxy-only subnet',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, subnetwork: `${R}/subnetworks/proxies` },
    "Forwarding rule's subnetwork must have purpose=PRIVATE.",
  ],
  [
    'an internal rule outside its subnet',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, IPAddress: '10.9.9.9' },
    "Address '10.9.9.9' is not in the subnetwork ranges of network 'net'.",
  ],
  [
    'an internal rule on the gateway',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, IPAddress: '10.1.2.1' },
    'is not in the subnetwork ranges',
  ],
  [
    'an internal rule on a reserved address',
    'regions/us-central1/forwardingRules',
    { ...INSIDE, IPAddress: `${R}/addresses/inside` },
    OK,
  ],
  ['a mesh rule', 'global/forwardingRules', MESH, OK],
  [
    'a mesh rule on a public address',
    'global/forwardingRules',
    { ...MESH, IPAddress: '8.8.8.8' },
    'Invalid IP address specified.',
  ],
  [
    'a mesh rule without address',
    'global/forwardingRules',
    { ...MESH, IPAddress: null },
    "Required field 'resource.IPAddress'",
  ],
];
