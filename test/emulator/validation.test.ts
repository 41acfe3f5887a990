import { beforeAll, describe, expect, test } from 'vitest';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { CERTIFICATE, G, KEY, NET, OTHER_KEY, R, SUB, standingState, Z } from './standing.ts';
import type { Doc } from './support.ts';
import { call, refusal } from './support.ts';

/** A body, where it is posted, and what the answer must say. */
type Row = readonly [title: string, path: string, body: Doc, answer: string];

const OK = '200 accepted';

const COMMON: readonly Row[] = [
  ['a name of 63 characters', 'global/backendServices', { name: `a${'b'.repeat(62)}` }, OK],
  [
    'a name of 64 characters',
    'global/backendServices',
    { name: `a${'b'.repeat(63)}` },
    "400 invalid: Invalid value for field 'resource.name'",
  ],
  [
    'a name with an underscore',
    'global/backendServices',
    { name: 'Bad_Name' },
    "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'",
  ],
  [
    'no name',
    'global/backendServices',
    {},
    "400 required: Required field 'resource.name' not specified",
  ],
  [
    'an unknown field',
    'global/backendServices',
    { name: 'x', nonsense: 1 },
    '400 badRequest: Invalid JSON payload received. Unknown name "nonsense": Cannot find field.',
  ],
  [
    'an unknown field further down',
    'global/backendServices',
    { name: 'x', logConfig: { on: true } },
    `Unknown name "on" at 'resource.logConfig': Cannot find field.`,
  ],
  [
    'an unknown word',
    'global/backendServices',
    { name: 'x', protocol: 'FOO' },
    `Invalid value at 'resource.protocol' (TYPE_ENUM), "FOO"`,
  ],
  [
    'a text for a number',
    'global/backendServices',
    { name: 'x', timeoutSec: 'soon' },
    `Invalid value at 'resource.timeoutSec' (TYPE_INT32), "soon"`,
  ],
  [
    'a number out of range',
    'global/backendServices',
    { name: 'x', timeoutSec: 0 },
    'Must be greater than or equal to 1',
  ],
  [
    'an unknown region',
    'regions/mars-north1/backendServices',
    { name: 'x' },
    "Invalid value for field 'region': 'mars-north1'",
  ],
];

const FQDN = { name: 'x', networkEndpointType: 'INTERNET_FQDN_PORT' };
const RUN = { name: 'x', networkEndpointType: 'SERVERLESS', cloudRun: { service: 's' } };
const VM = { name: 'x', networkEndpointType: 'GCE_VM_IP_PORT', network: NET, subnetwork: SUB };

const GROUPS: readonly Row[] = [
  ['a global FQDN group', 'global/networkEndpointGroups', FQDN, OK],
  [
    'a regional FQDN group',
    'regions/us-central1/networkEndpointGroups',
    { ...FQDN, network: NET },
    OK,
  ],
  [
    'a zonal FQDN group',
    'zones/us-central1-a/networkEndpointGroups',
    FQDN,
    'INTERNET_FQDN_PORT is only allowed in global or regional scope.',
  ],
  ['a serverless group', 'regions/us-central1/networkEndpointGroups', RUN, OK],
  [
    'a global serverless group',
    'global/networkEndpointGroups',
    RUN,
    'SERVERLESS is only allowed in regional scope.',
  ],
  [
    'a serverless group that calls nothing',
    'regions/us-central1/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'SERVERLESS' },
    'Exactly one of cloudRun, cloudFunction and appEngine',
  ],
  [
    'a serverless group that calls two',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, appEngine: {} },
    'Exactly one of cloudRun',
  ],
  [
    'a serverless group with a port',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, defaultPort: 80 },
    'Default port is not supported for network endpoint type SERVERLESS.',
  ],
  [
    'a serverless group in a network',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, network: NET },
    'has no network',
  ],
  [
    'a URL mask',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, cloudRun: { urlMask: 'example.com/<service>' } },
    OK,
  ],
  [
    'a PSC group without target',
    'regions/us-central1/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'PRIVATE_SERVICE_CONNECT' },
    "Required field 'resource.pscTargetService'",
  ],
  ['a zonal group', 'zones/us-central1-a/networkEndpointGroups', VM, OK],
  [
    'a zonal group of a custom network without subnet',
    'zones/us-central1-a/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'GCE_VM_IP_PORT', network: NET },
    "Required field 'resource.subnetwork'",
  ],
  [
    'a zonal group in another region than its subnet',
    'zones/us-east1-b/networkEndpointGroups',
    VM,
    'must be in the network and the region',
  ],
  [
    'a hybrid group in the default network that is not there',
    'zones/us-central1-a/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT' },
    "404 notFound: The resource 'projects/demo/global/networks/default' was not found",
  ],
  [
    'a port above 65535',
    'global/networkEndpointGroups',
    { ...FQDN, defaultPort: 70_000 },
    'Must be less than or equal to 65535',
  ],
];

function attach(group: string, ...networkEndpoints: readonly Doc[]): readonly [string, Doc] {
  return [`${group.replace('projects/demo/', '')}/attachNetworkEndpoints`, { networkEndpoints }];
}

const ENDPOINTS: readonly Row[] = [
  [
    'one endpoint on a global internet group',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', port: 443 }),
    OK,
  ],
  [
    'the same endpoint again',
    ...attach(`${G}/networkEndpointGroups/fqdn`, { fqdn: 'one.example.com', port: 443 }),
    OK,
  ],
  [
    'a second endpoint on a global internet group',
    ...attach(`${G}/networkEndpointGroups/fqdn`, { fqdn: 'a.example.com', port: 443 }),
    'Exceeded the limit of 1 network endpoint',
  ],
  [
    'two endpoints at once on a global internet group',
    ...attach(
      `${G}/networkEndpointGroups/fqdn2`,
      { fqdn: 'a.example.com' },
      { fqdn: 'b.example.com' },
    ),
    'Exceeded the limit of 1',
  ],
  [
    'two endpoints on a regional internet group',
    ...attach(
      `${R}/networkEndpointGroups/fqdn`,
      { fqdn: 'a.example.com', port: 443 },
      { fqdn: 'b.example.com', port: 443 },
    ),
    OK,
  ],
  [
    'a regional endpoint without any port',
    ...attach(`${R}/networkEndpointGroups/fqdn`, { fqdn: 'a.example.com' }),
    "Required field 'networkEndpoints[0].port'",
  ],
  [
    'port 0',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', port: 0 }),
    "Invalid value for field 'networkEndpoints[0].port': '0'. Must be greater than or equal to 1",
  ],
  [
    'no name for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'not_a_name' }),
    'Must be a fully qualified domain name',
  ],
  [
    'a URL for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'https://a.example.com/x' }),
    'Must be a fully qualified domain name',
  ],
  [
    'an address for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: '34.1.2.3' }),
    'Must be a fully qualified domain name',
  ],
  [
    'the key of another type',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { ipAddress: '34.1.2.3' }),
    "Required field 'networkEndpoints[0].fqdn'",
  ],
  [
    'a key too many',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', instance: 'vm' }),
    'Not supported for network endpoints of type INTERNET_FQDN_PORT',
  ],
  [
    'a public address',
    ...attach(`${G}/networkEndpointGroups/ip`, { ipAddress: '34.1.2.3', port: 80 }),
    OK,
  ],
  [
    'a private address on the internet',
    ...attach(`${G}/networkEndpointGroups/ip`, { ipAddress: '10.0.0.5' }),
    'Must be a publicly routable IP address',
  ],
  [
    'a private hybrid address',
    ...attach(`${Z}/networkEndpointGroups/hybrid`, { ipAddress: '10.9.0.5', port: 80 }),
    OK,
  ],
  [
    'an endpoint of a serverless group',
    ...attach(`${R}/networkEndpointGroups/run`, { fqdn: 'a.example.com' }),
    'cannot be attached to a network endpoint group of type SERVERLESS',
  ],
  [
    '501 endpoints at once',
    ...attach(
      `${Z}/networkEndpointGroups/hybrid`,
      ...Array.from({ length: 501 }, (_, n) => ({
        ipAddress: `10.9.${n >> 8}.${n % 256}`,
        port: 80,
      })),
    ),
    'At most 500 network endpoints',
  ],
  [
    'detaching what is not there',
    'global/networkEndpointGroups/fqdn/detachNetworkEndpoints',
    { networkEndpoints: [{ fqdn: 'other.example.com', port: 443 }] },
    'not attached',
  ],
];

const MANAGED = { name: 'x', loadBalancingScheme: 'EXTERNAL_MANAGED' };
const INTERNAL = { name: 'x', loadBalancingScheme: 'INTERNAL_MANAGED' };
const RATE = { balancingMode: 'RATE', maxRatePerEndpoint: 100 };

function behind(...groups: readonly string[]): { readonly backends: readonly Doc[] } {
  return { backends: groups.map((group) => ({ group })) };
}

const SERVICES: readonly Row[] = [
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

const CHECKS: readonly Row[] = [
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

const SPLIT = {
  weightedBackendServices: [
    { backendService: `${G}/backendServices/managed`, weight: 95 },
    { backendService: `${G}/backendServices/managed2`, weight: 5 },
  ],
};
const MAP = { name: 'x', defaultService: `${G}/backendServices/managed` };

function matcher(more: Doc): Doc {
  return {
    ...MAP,
    hostRules: [{ hosts: ['a.example.com'], pathMatcher: 'm' }],
    pathMatchers: [{ name: 'm', defaultService: `${G}/backendServices/managed`, ...more }],
  };
}

const MAPS: readonly Row[] = [
  ['a service', 'global/urlMaps', MAP, OK],
  [
    'a redirect',
    'global/urlMaps',
    { name: 'x', defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } },
    OK,
  ],
  ['weights', 'global/urlMaps', { name: 'x', defaultRouteAction: SPLIT }, OK],
  [
    'no default at all',
    'global/urlMaps',
    { name: 'x' },
    "Required field 'resource.defaultService'",
  ],
  [
    'a service and weights',
    'global/urlMaps',
    { ...MAP, defaultRouteAction: SPLIT },
    'Only one of defaultService and defaultRouteAction.weightedBackendServices',
  ],
  [
    'a service and a redirect',
    'global/urlMaps',
    { ...MAP, defaultUrlRedirect: { httpsRedirect: true } },
    'Only one of defaultService and defaultUrlRedirect',
  ],
  [
    'a weight of 1000',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 1000 }],
      },
    },
    OK,
  ],
  [
    'a weight of 1001',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 1001 }],
      },
    },
    'Must be less than or equal to 1000',
  ],
  [
    'a negative weight',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: -1 }],
      },
    },
    'Must be greater than or equal to 0',
  ],
  [
    'weights of 0 only',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 0 }],
      },
    },
    'The sum of weights must be greater than 0.',
  ],
  [
    'weights over classic services',
    'global/urlMaps',
    {
      name: 'x',
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/classic`, weight: 1 }],
      },
    },
    "Invalid value for field 'resource.defaultService': 'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices/classic'. Advanced routing rules are not supported for scheme EXTERNAL",
  ],
  [
    'a rewrite over classic services',
    'global/urlMaps',
    {
      name: 'x',
      defaultService: `${G}/backendServices/classic`,
      defaultRouteAction: { urlRewrite: { hostRewrite: 'a.example.com' } },
    },
    OK,
  ],
  [
    'a service of another scope',
    'global/urlMaps',
    { name: 'x', defaultService: `${R}/backendServices/internal` },
    'must be in the scope of the URL map',
  ],
  [
    'services of two schemes',
    'global/urlMaps',
    { ...matcher({ defaultService: `${G}/backendServices/mesh` }) },
    'must have one load balancing scheme',
  ],
  [
    'a service that speaks TCP',
    'global/urlMaps',
    { name: 'x', defaultService: `${G}/backendServices/tcp` },
    'Invalid backend service protocol TCP',
  ],
  [
    'path rules',
    'global/urlMaps',
    matcher({
      pathRules: [{ paths: ['/api', '/api/*'], service: `${G}/backendServices/managed2` }],
    }),
    OK,
  ],
  [
    'a path that ends in a*',
    'global/urlMaps',
    matcher({ pathRules: [{ paths: ['/a*'], service: `${G}/backendServices/managed2` }] }),
    'Invalid path pattern',
  ],
  [
    'a path twice',
    'global/urlMaps',
    matcher({ pathRules: [{ paths: ['/a', '/a'], service: `${G}/backendServices/managed2` }] }),
    "Duplicate path: '/a'",
  ],
  [
    'a rule with two actions',
    'global/urlMaps',
    matcher({
      pathRules: [
        {
          paths: ['/a'],
          service: `${G}/backendServices/managed2`,
          urlRedirect: { httpsRedirect: true },
        },
      ],
    }),
    'Only one of service and urlRedirect',
  ],
  [
    'path and route rules',
    'global/urlMaps',
    matcher({
      pathRules: [{ paths: ['/a'], service: `${G}/backendServices/managed2` }],
      routeRules: [
        {
          priority: 1,
          matchRules: [{ prefixMatch: '/' }],
          service: `${G}/backendServices/managed2`,
        },
      ],
    }),
    'Only one of pathRules and routeRules',
  ],
  [
    'a matcher without default',
    'global/urlMaps',
    matcher({ defaultService: null }),
    "Required field 'resource.pathMatchers[0].defaultService'",
  ],
  [
    'a host in two rules',
    'global/urlMaps',
    { ...matcher({}), hostRules: [{ hosts: ['a', 'a'], pathMatcher: 'm' }] },
    "Duplicate host: 'a'",
  ],
  [
    'a matcher that is not there',
    'global/urlMaps',
    { ...MAP, hostRules: [{ hosts: ['a'], pathMatcher: 'no' }] },
    'The path matcher does not exist',
  ],
  [
    'a matcher nobody uses',
    'global/urlMaps',
    { ...matcher({}), hostRules: [] },
    'is not used by any host rule',
  ],
  [
    'a test that holds',
    'global/urlMaps',
    {
      ...matcher({ pathRules: [{ paths: ['/b/*'], service: `${G}/backendServices/managed2` }] }),
      tests: [{ host: 'a.example.com', path: '/b/c', service: `${G}/backendServices/managed2` }],
    },
    OK,
  ],
  [
    'a test that fails',
    'global/urlMaps',
    {
      ...MAP,
      tests: [{ host: 'a.example.com', path: '/', service: `${G}/backendServices/managed2` }],
    },
    'Test failure',
  ],
];

const PROXIES: readonly Row[] = [
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

const RULES: readonly Row[] = [
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

const NETWORKS: readonly Row[] = [
  [
    'a subnet',
    'regions/us-central1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.2.0.0/24' },
    OK,
  ],
  [
    'host bits in a range',
    'regions/us-central1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.2.0.1/24' },
    "Invalid value for field 'resource.ipCidrRange'",
  ],
  [
    'a range that is taken',
    'regions/us-east1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.1.0.0/16' },
    "Invalid IPCidrRange: 10.1.0.0/16 conflicts with existing subnetwork 'sub' in region 'us-central1'.",
  ],
  [
    'a proxy-only subnet elsewhere',
    'regions/us-east1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/26',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    OK,
  ],
  [
    'a proxy-only subnet without role',
    'regions/us-east1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.3.0.0/23', purpose: 'REGIONAL_MANAGED_PROXY' },
    "Invalid value for field 'resource.role': 'UNSPECIFIED_ROLE'. Subnetwork role must be specified when purpose set to REGIONAL_MANAGED_PROXY.",
  ],
  [
    'a proxy-only subnet of 32 addresses',
    'regions/us-east1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/27',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    'at least 64 addresses',
  ],
  [
    'a second active proxy-only subnet',
    'regions/us-central1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    'exists already in the network and region',
  ],
  [
    'a backup proxy-only subnet',
    'regions/us-central1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'BACKUP',
    },
    OK,
  ],
  [
    'a global address in Standard tier',
    'global/addresses',
    { name: 'x', networkTier: 'STANDARD' },
    'PREMIUM network tier only',
  ],
  [
    'an internal address without subnet',
    'regions/us-central1/addresses',
    { name: 'x', addressType: 'INTERNAL' },
    "Required field 'resource.subnetwork'",
  ],
  [
    'an internal address that is taken',
    'regions/us-central1/addresses',
    { name: 'x', addressType: 'INTERNAL', subnetwork: SUB, address: '10.1.2.50' },
    'already reserved',
  ],
];

const CERTIFICATES: readonly Row[] = [
  [
    'a certificate and its key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: KEY },
    OK,
  ],
  [
    'a certificate and another key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: OTHER_KEY },
    '400 invalid: The SSL certificate and key do not match.',
  ],
  [
    'no certificate',
    'global/sslCertificates',
    { name: 'x', certificate: 'rubbish', privateKey: KEY },
    '400 invalid: The SSL certificate could not be parsed.',
  ],
  [
    'no key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: 'rubbish' },
    '400 invalid: The SSL key could not be parsed.',
  ],
  [
    'a managed certificate',
    'global/sslCertificates',
    { name: 'x', type: 'MANAGED', managed: { domains: ['a.example.com'] } },
    OK,
  ],
  [
    'a regional managed certificate',
    'regions/us-central1/sslCertificates',
    { name: 'x', type: 'MANAGED', managed: { domains: ['a.example.com'] } },
    'not supported for regional',
  ],
];

let standing: EmulatorState;

beforeAll(async () => {
  standing = await standingState();
});

describe.each([
  ['what every kind has', COMMON],
  ['a network endpoint group', GROUPS],
  ['a network endpoint', ENDPOINTS],
  ['a health check', CHECKS],
  ['a backend service', SERVICES],
  ['a URL map', MAPS],
  ['a target proxy', PROXIES],
  ['a forwarding rule', RULES],
  ['networks and addresses', NETWORKS],
  ['a certificate', CERTIFICATES],
])('%s', (_kind, rows) => {
  test.each(rows)('%s', async (_title, path, body, answer) => {
    const emulator = createEmulator({ state: standing });
    expect(refusal(await call(emulator, 'POST', path, body))).toContain(answer);
  });
});
