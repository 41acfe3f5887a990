import { G, R, Z } from '../standing.ts';
import type { Doc } from '../support.ts';
import { OK, type Row } from './row.ts';

const MANAGED = { name: 'x', loadBalancingScheme: 'EXTERNAL_MANAGED' };
const INTERNAL = { name: 'x', loadBalancingScheme: 'INTERNAL_MANAGED' };
const RATE = { balancingMode: 'RATE', maxRatePerEndpoint: 100 };

function behind(...groups: readonly string[]): { readonly backends: readonly Doc[] } {
  return { backends: groups.map((group) => ({ group })) };
}

export const SERVICES: readonly Row[] = [
  [
    'TLS settings over HTTPS',
    'regions/us-central1/backendServices',
    { ...MANAGED, protocol: 'HTTPS', tlsSettings: { sni: 'a.example.com' } },
    OK,
  ],
  [
    'TLS settings over HTTP',
    'regions/us-central1/backendServices',
    { ...MANAGED, protocol: 'HTTP', tlsSettings: { sni: 'a.example.com' } },
    'TLS settings can be specified only with protocol SSL, HTTPS or HTTP2.',
  ],
  [
    'six names for a certificate',
    'regions/us-central1/backendServices',
    {
      ...MANAGED,
      protocol: 'HTTPS',
      tlsSettings: { subjectAltNames: Array.from({ length: 6 }, () => ({ dnsName: 'a.b' })) },
    },
    'At most 5 subject alternative names can be specified.',
  ],
  [
    'an FQDN group',
    'global/backendServices',
    { ...MANAGED, ...behind(`${G}/networkEndpointGroups/fqdn`) },
    OK,
  ],
  [
    'two global internet groups',
    'global/backendServices',
    {
      ...MANAGED,
      ...behind(`${G}/networkEndpointGroups/fqdn`, `${G}/networkEndpointGroups/fqdn2`),
    },
    'only one global network endpoint group',
  ],
  [
    'the same group twice',
    'global/backendServices',
    { ...MANAGED, ...behind(`${G}/networkEndpointGroups/fqdn`, `${G}/networkEndpointGroups/fqdn`) },
    'is a backend of the backend service already',
  ],
  [
    'a global group behind a regional service',
    'regions/us-central1/backendServices',
    { ...INTERNAL, ...behind(`${G}/networkEndpointGroups/fqdn`) },
    'Invalid load balancing scheme for regional backend service with Internet network endpoint group.',
  ],
  [
    'a regional group behind a regional service',
    'regions/us-central1/backendServices',
    { ...INTERNAL, ...behind(`${R}/networkEndpointGroups/fqdn`) },
    OK,
  ],
  [
    'a regional internet group behind a global service',
    'global/backendServices',
    { ...MANAGED, ...behind(`${R}/networkEndpointGroups/fqdn`) },
    'Invalid load balancing scheme for global backend service with Internet network endpoint group.',
  ],
  [
    'a serverless group behind a regional classic service',
    'regions/us-central1/backendServices',
    { name: 'x', loadBalancingScheme: 'EXTERNAL', ...behind(`${R}/networkEndpointGroups/run`) },
    'Invalid load balancing scheme for regional backend service with Serverless network endpoint group.',
  ],
  [
    'a group of another region',
    'regions/us-central1/backendServices',
    { ...INTERNAL, ...behind('projects/demo/regions/us-east1/networkEndpointGroups/run') },
    'must be in the region of the backend service',
  ],
  [
    'a health check over a global internet group',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      ...behind(`${G}/networkEndpointGroups/fqdn`),
    },
    "Invalid value for field 'resource.healthChecks': ''. Backend services with global network endpoint groups can have health checks only for INTERNAL_SELF_MANAGED load balancing scheme and INTERNET_FQDN_PORT endpoint type.",
  ],
  [
    'a health check over a mesh FQDN group',
    'global/backendServices',
    {
      name: 'x',
      loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
      healthChecks: [`${G}/healthChecks/hc`],
      ...behind(`${G}/networkEndpointGroups/fqdn`),
    },
    OK,
  ],
  [
    'an IP group in the mesh',
    'global/backendServices',
    {
      name: 'x',
      loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
      ...behind(`${G}/networkEndpointGroups/ip`),
    },
    'INTERNET_IP_PORT is not supported',
  ],
  [
    'a health check over a serverless group',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      ...behind(`${R}/networkEndpointGroups/run`),
    },
    'A backend service cannot have a healthcheck with Serverless network endpoint group backends.',
  ],
  [
    'a timeout over a serverless group',
    'global/backendServices',
    { ...MANAGED, timeoutSec: 120, ...behind(`${R}/networkEndpointGroups/run`) },
    "Invalid value for field 'resource.timeoutSec': '120'. Timeout sec is not supported for a backend service with Serverless network endpoint groups.",
  ],
  [
    'a port name over a serverless group',
    'global/backendServices',
    { ...MANAGED, portName: 'my-port', ...behind(`${R}/networkEndpointGroups/run`) },
    "Invalid value for field 'resource.portName': 'my-port'. Port name is not supported for a backend service with Serverless network endpoint groups.",
  ],
  [
    'a utilization over a serverless group',
    'global/backendServices',
    { ...MANAGED, backends: [{ group: `${R}/networkEndpointGroups/run`, maxUtilization: 1 }] },
    "Invalid value for field 'resource.backends[0].maxUtilization': '1.0'. Max utilization is not supported for Serverless network endpoint groups.",
  ],
  [
    'a balancing mode over a serverless group',
    'global/backendServices',
    { ...MANAGED, backends: [{ group: `${R}/networkEndpointGroups/run`, balancingMode: 'RATE' }] },
    "Invalid value for field 'resource.backends[0].balancingMode': 'RATE'. Balancing mode is not supported for Serverless network endpoint groups.",
  ],
  [
    'a balancing mode over an internet group',
    'global/backendServices',
    { ...MANAGED, backends: [{ group: `${G}/networkEndpointGroups/fqdn`, ...RATE }] },
    'Balancing mode is not supported for Internet network endpoint groups.',
  ],
  [
    'serverless groups of two regions',
    'global/backendServices',
    {
      ...MANAGED,
      ...behind(
        `${R}/networkEndpointGroups/run`,
        'projects/demo/regions/us-east1/networkEndpointGroups/run',
      ),
    },
    OK,
  ],
  [
    'serverless groups of two platforms',
    'global/backendServices',
    {
      ...MANAGED,
      ...behind(
        `${R}/networkEndpointGroups/run`,
        'projects/demo/regions/us-east1/networkEndpointGroups/app',
      ),
    },
    'must be of the same platform',
  ],
  [
    'two serverless groups of one region',
    'global/backendServices',
    { ...MANAGED, ...behind(`${R}/networkEndpointGroups/run`, `${R}/networkEndpointGroups/run2`) },
    'Only one Serverless network endpoint group per region',
  ],
  [
    'serverless beside internet',
    'global/backendServices',
    { ...MANAGED, ...behind(`${R}/networkEndpointGroups/run`, `${G}/networkEndpointGroups/fqdn`) },
    'cannot be mixed',
  ],
  [
    'zonal beside hybrid',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      backends: [
        { group: `${Z}/networkEndpointGroups/vm`, ...RATE },
        { group: `${Z}/networkEndpointGroups/hybrid`, ...RATE },
      ],
    },
    OK,
  ],
  [
    'a zonal group without health check',
    'global/backendServices',
    { ...MANAGED, backends: [{ group: `${Z}/networkEndpointGroups/vm`, ...RATE }] },
    'must have a health check',
  ],
  [
    'a zonal group with utilization',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      backends: [{ group: `${Z}/networkEndpointGroups/vm`, balancingMode: 'UTILIZATION' }],
    },
    'UTILIZATION balancing mode is not supported for network endpoint groups.',
  ],
  [
    'a zonal group by connections behind HTTP',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      backends: [
        {
          group: `${Z}/networkEndpointGroups/vm`,
          balancingMode: 'CONNECTION',
          maxConnectionsPerEndpoint: 1,
        },
      ],
    },
    'CONNECTION balancing mode is not supported for protocol HTTP',
  ],
  [
    'a rate without its limit',
    'global/backendServices',
    {
      ...MANAGED,
      healthChecks: [`${G}/healthChecks/hc`],
      backends: [{ group: `${Z}/networkEndpointGroups/vm`, balancingMode: 'RATE' }],
    },
    'Either maxRate or maxRatePerEndpoint should be set with RATE mode.',
  ],
  [
    'two health checks',
    'global/backendServices',
    { ...MANAGED, healthChecks: [`${G}/healthChecks/hc`, `${G}/healthChecks/hc2`] },
    'At most one health check',
  ],
  [
    'a global health check of a regional service',
    'regions/us-central1/backendServices',
    { ...INTERNAL, healthChecks: [`${G}/healthChecks/hc`] },
    'must be in the same scope',
  ],
  [
    'gRPC probes of internet endpoints',
    'regions/us-central1/backendServices',
    {
      ...INTERNAL,
      healthChecks: [`${R}/healthChecks/grpc`],
      ...behind(`${R}/networkEndpointGroups/fqdn`),
    },
    'is not supported for Internet network endpoint group backends',
  ],
  [
    'TCP to a global internet group',
    'global/backendServices',
    { ...MANAGED, protocol: 'TCP', ...behind(`${G}/networkEndpointGroups/fqdn`) },
    'Protocol is not supported for a backend service with Internet network endpoint groups.',
  ],
  [
    'TCP to a regional internet group',
    'regions/us-central1/backendServices',
    { ...INTERNAL, protocol: 'TCP', ...behind(`${R}/networkEndpointGroups/fqdn`) },
    OK,
  ],
  [
    'UDP behind a managed scheme',
    'global/backendServices',
    { ...MANAGED, protocol: 'UDP' },
    'Protocol is not supported for load balancing scheme EXTERNAL_MANAGED.',
  ],
  [
    'HTTP behind INTERNAL',
    'regions/us-central1/backendServices',
    { name: 'x', loadBalancingScheme: 'INTERNAL', protocol: 'HTTP' },
    'Protocol for an INTERNAL backend service must be one of TCP/UDP.',
  ],
  [
    'a regional mesh service',
    'regions/us-central1/backendServices',
    { name: 'x', loadBalancingScheme: 'INTERNAL_SELF_MANAGED' },
    'Invalid load balancing scheme for regional backend service.',
  ],
  [
    'a group that is not there',
    'global/backendServices',
    { ...MANAGED, ...behind(`${G}/networkEndpointGroups/no`) },
    "404 notFound: The resource 'projects/demo/global/networkEndpointGroups/no' was not found",
  ],
];

export const CHECKS: readonly Row[] = [
  [
    'a probe without its block',
    'global/healthChecks',
    { name: 'x', type: 'HTTP' },
    "Required field 'resource.httpHealthCheck'",
  ],
  [
    'a probe with a foreign block',
    'global/healthChecks',
    { name: 'x', type: 'HTTP', httpHealthCheck: {}, tcpHealthCheck: {} },
    'Only httpHealthCheck can be specified',
  ],
  [
    'a timeout as long as the interval',
    'global/healthChecks',
    { name: 'x', type: 'TCP', tcpHealthCheck: {}, timeoutSec: 5, checkIntervalSec: 5 },
    OK,
  ],
  [
    'a timeout longer than the interval',
    'global/healthChecks',
    { name: 'x', type: 'TCP', tcpHealthCheck: {}, timeoutSec: 6, checkIntervalSec: 5 },
    'Must be less than or equal to checkIntervalSec',
  ],
];
