import { isJsonObject, type JsonObject } from '../../src/json.ts';
import type { Preparation } from '../conformance/case.ts';
import type { World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';

const ZONE = 'zones/us-central1-a';

export function link(path: string): string {
  return `projects/demo/${path}`;
}

export type Scheme = 'EXTERNAL' | 'EXTERNAL_MANAGED' | 'INTERNAL_SELF_MANAGED';

function service(name: string, scheme: Scheme, more: JsonObject = {}): Preparation {
  return [
    'POST',
    'global/backendServices',
    {
      name,
      protocol: 'HTTP',
      loadBalancingScheme: scheme,
      healthChecks: [link('global/healthChecks/check')],
      backends: [
        {
          group: link(`${ZONE}/networkEndpointGroups/old-neg`),
          balancingMode: 'RATE',
          maxRatePerEndpoint: 100,
        },
      ],
      ...more,
    },
  ];
}

const SERVICES = 'global/backendServices';

/** A map that names `web` in every place that a map has, with shares and tests of its own beside. */
export function richMap(name: string, tests: boolean): JsonObject {
  return {
    name,
    description: 'yes',
    defaultService: link(`${SERVICES}/web`),
    headerAction: {
      requestHeadersToAdd: [{ headerName: 'X-Map', headerValue: 'yes', replace: true }],
    },
    hostRules: [
      { hosts: ['paths.example.com'], pathMatcher: 'paths' },
      { hosts: ['routes.example.com'], pathMatcher: 'routes' },
    ],
    pathMatchers: [
      {
        name: 'paths',
        defaultService: link(`${SERVICES}/other`),
        pathRules: [
          { paths: ['/web/*'], service: link(`${SERVICES}/web`) },
          {
            paths: ['/split/*'],
            routeAction: {
              timeout: { seconds: '30', nanos: 500 },
              weightedBackendServices: [
                { backendService: link(`${SERVICES}/other`), weight: 70 },
                {
                  backendService: link(`${SERVICES}/web`),
                  weight: 30,
                  headerAction: { requestHeadersToRemove: ['X-Debug'] },
                },
              ],
            },
          },
        ],
      },
      {
        name: 'routes',
        defaultRouteAction: {
          urlRewrite: { hostRewrite: 'web.example.com' },
          weightedBackendServices: [{ backendService: link(`${SERVICES}/web`), weight: 1000 }],
        },
        routeRules: [
          {
            priority: 1,
            matchRules: [
              {
                prefixMatch: '/header',
                headerMatches: [
                  { headerName: 'x-n', rangeMatch: { rangeStart: '1', rangeEnd: '9' } },
                  { headerName: 'x-yes', exactMatch: 'yes' },
                ],
              },
            ],
            service: link(`${SERVICES}/web`),
          },
        ],
      },
    ],
    ...(tests
      ? {
          tests: [
            {
              host: 'paths.example.com',
              path: '/web/a',
              service: link(`${SERVICES}/web`),
            },
          ],
        }
      : {}),
  };
}

/** What lets requests into a map. */
function frontEnd(map: string, scheme: Scheme): readonly Preparation[] {
  const mesh = { IPAddress: '0.0.0.0', network: link('global/networks/net') };
  return [
    [
      'POST',
      'global/targetHttpProxies',
      { name: `${map}-proxy`, urlMap: link(`global/urlMaps/${map}`) },
    ],
    [
      'POST',
      'global/forwardingRules',
      {
        name: `${map}-rule`,
        target: link(`global/targetHttpProxies/${map}-proxy`),
        loadBalancingScheme: scheme,
        IPProtocol: 'TCP',
        portRange: map === 'rich' ? '8080' : '80',
        ...(scheme === 'INTERNAL_SELF_MANAGED' ? mesh : {}),
      },
    ],
  ];
}

/** A project whose requests go to endpoints by their addresses: two maps lead to the service `web`. */
export function site(scheme: Scheme, maps?: readonly JsonObject[]): readonly Preparation[] {
  const all = maps ?? [
    richMap('rich', scheme === 'EXTERNAL_MANAGED'),
    { name: 'plain', defaultService: link(`${SERVICES}/web`) },
  ];
  return [
    ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }],
    [
      'POST',
      `${ZONE}/networkEndpointGroups`,
      {
        name: 'old-neg',
        networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT',
        network: link('global/networks/net'),
      },
    ],
    [
      'POST',
      `${ZONE}/networkEndpointGroups/old-neg/attachNetworkEndpoints`,
      {
        networkEndpoints: ['10.0.0.100', '10.0.0.101', '10.0.0.102'].map((ipAddress) => ({
          ipAddress,
          port: 8080,
        })),
      },
    ],
    [
      'POST',
      'global/healthChecks',
      { name: 'check', type: 'HTTP', httpHealthCheck: { port: 8080 } },
    ],
    service('web', scheme, { timeoutSec: 45, customRequestHeaders: ['X-Old: yes'] }),
    service('other', scheme),
    ...all.map((map): Preparation => ['POST', 'global/urlMaps', map]),
    ...all.flatMap((map) => frontEnd(String(map['name']), scheme)),
  ];
}

const REGION = 'regions/us-central1';
const REGIONAL = `${REGION}/backendServices`;

/** A project with an internal load balancer in a region, whose requests go to endpoints by their addresses. */
export const REGIONAL_SITE: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }],
  ...[
    { name: 'sub', ipCidrRange: '10.1.0.0/24' },
    {
      name: 'proxies',
      ipCidrRange: '10.2.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
  ].map(
    (subnet): Preparation => [
      'POST',
      `${REGION}/subnetworks`,
      { ...subnet, network: link('global/networks/net') },
    ],
  ),
  [
    'POST',
    `${ZONE}/networkEndpointGroups`,
    {
      name: 'old-neg',
      networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT',
      network: link('global/networks/net'),
    },
  ],
  [
    'POST',
    `${ZONE}/networkEndpointGroups/old-neg/attachNetworkEndpoints`,
    { networkEndpoints: [{ ipAddress: '192.168.0.7', port: 8080 }] },
  ],
  [
    'POST',
    `${REGION}/healthChecks`,
    { name: 'check', type: 'HTTP', httpHealthCheck: { port: 8080 } },
  ],
  [
    'POST',
    REGIONAL,
    {
      name: 'web',
      protocol: 'HTTP',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      localityLbPolicy: 'LEAST_REQUEST',
      healthChecks: [link(`${REGION}/healthChecks/check`)],
      backends: [
        {
          group: link(`${ZONE}/networkEndpointGroups/old-neg`),
          balancingMode: 'RATE',
          maxRatePerEndpoint: 100,
        },
      ],
    },
  ],
  ['POST', `${REGION}/urlMaps`, { name: 'plain', defaultService: link(`${REGIONAL}/web`) }],
  [
    'POST',
    `${REGION}/targetHttpProxies`,
    { name: 'plain-proxy', urlMap: link(`${REGION}/urlMaps/plain`) },
  ],
  [
    'POST',
    `${REGION}/forwardingRules`,
    {
      name: 'plain-rule',
      target: link(`${REGION}/targetHttpProxies/plain-proxy`),
      loadBalancingScheme: 'INTERNAL_MANAGED',
      network: link('global/networks/net'),
      subnetwork: link(`${REGION}/subnetworks/sub`),
      IPProtocol: 'TCP',
      portRange: '80',
    },
  ],
];

/** The command that moves them. */
export const MIGRATE = [
  'migrate',
  'ip-to-fqdn',
  '--backend-service=web',
  '--fqdn=api.example.com',
  '--project=demo',
] as const;

/** Sets the project up in a world. */
export async function siteIn(
  world: World,
  scheme: Scheme,
  maps?: readonly JsonObject[],
): Promise<void> {
  await prepare(world, site(scheme, maps));
}

/** Makes what a project has before. */
export async function prepare(world: World, all: readonly Preparation[]): Promise<void> {
  for (const [method, path, body] of all) {
    await somebody(world, method, path, isJsonObject(body) ? body : undefined);
  }
}
