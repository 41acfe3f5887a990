/** A project whose requests go to endpoints by their addresses: two URL maps with four references. */

const ZONE = 'zones/us-central1-a';
const PROJECT = 'demo';

function link(path: string): string {
  return `projects/${PROJECT}/${path}`;
}

const OLD = link('global/backendServices/shop');

function service(name: string): readonly [string, object] {
  return [
    'global/backendServices',
    {
      name,
      protocol: 'HTTP',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      timeoutSec: 45,
      healthChecks: [link('global/healthChecks/shop-check')],
      backends: [
        {
          group: link(`${ZONE}/networkEndpointGroups/shop-servers`),
          balancingMode: 'RATE',
          maxRatePerEndpoint: 100,
        },
      ],
    },
  ];
}

function frontEnd(name: string): readonly (readonly [string, object])[] {
  return [
    [
      'global/targetHttpProxies',
      { name: `${name}-proxy`, urlMap: link(`global/urlMaps/${name}-map`) },
    ],
    [
      'global/forwardingRules',
      {
        name: `${name}-rule`,
        target: link(`global/targetHttpProxies/${name}-proxy`),
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        IPProtocol: 'TCP',
        portRange: '80',
      },
    ],
  ];
}

const BEFORE: readonly (readonly [string, object])[] = [
  ['global/networks', { name: 'net', autoCreateSubnetworks: false }],
  [
    `${ZONE}/networkEndpointGroups`,
    {
      name: 'shop-servers',
      networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT',
      network: link('global/networks/net'),
    },
  ],
  [
    `${ZONE}/networkEndpointGroups/shop-servers/attachNetworkEndpoints`,
    {
      networkEndpoints: ['10.0.0.100', '10.0.0.101', '10.0.0.102'].map((ipAddress) => ({
        ipAddress,
        port: 8080,
      })),
    },
  ],
  [
    'global/healthChecks',
    { name: 'shop-check', type: 'HTTP', httpHealthCheck: { port: 8080, requestPath: '/healthz' } },
  ],
  service('shop'),
  service('blog'),
  [
    'global/urlMaps',
    {
      name: 'www-map',
      defaultService: OLD,
      hostRules: [{ hosts: ['www.example.com'], pathMatcher: 'www' }],
      pathMatchers: [
        {
          name: 'www',
          defaultService: link('global/backendServices/blog'),
          pathRules: [
            { paths: ['/shop/*'], service: OLD },
            {
              paths: ['/search'],
              routeAction: {
                weightedBackendServices: [
                  { backendService: link('global/backendServices/blog'), weight: 70 },
                  { backendService: OLD, weight: 30 },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
  ['global/urlMaps', { name: 'api-map', defaultService: OLD }],
  ...frontEnd('www'),
  ...frontEnd('api'),
];

// gcloud works in between for longer than an idle connection lives.
const HEADERS = { authorization: 'Bearer emulator', connection: 'close' };

/** Makes the project in an emulator. */
export async function prepareProject(url: string): Promise<void> {
  const compute = `${url}/compute/v1/projects/${PROJECT}`;
  for (const [path, body] of BEFORE) {
    const sent = { method: 'POST', headers: HEADERS, body: JSON.stringify(body) };
    const answer = await fetch(`${compute}/${path}`, sent);
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
    while (await anyRunning(compute)) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function anyRunning(compute: string): Promise<boolean> {
  const lists = await Promise.all(
    ['global', ZONE].map(async (scope) => {
      const answer = await fetch(`${compute}/${scope}/operations`, { headers: HEADERS });
      return answer.text();
    }),
  );
  return lists.some((text) => /"status": "(RUNNING|PENDING)"/.test(text));
}

/** Both URL maps as the API shows them, their fingerprints aside. */
export async function urlMaps(url: string): Promise<string> {
  const maps = await Promise.all(
    ['www-map', 'api-map'].map(async (name) => {
      const path = `${url}/compute/v1/projects/${PROJECT}/global/urlMaps/${name}`;
      const answer = await fetch(path, { headers: HEADERS });
      return answer.text();
    }),
  );
  return maps.join('').replace(/"fingerprint": "[^"]*"/g, '');
}

/** What moves the requests; how they are judged is for the caller to add. */
export const MIGRATE = [
  'migrate',
  'ip-to-fqdn',
  '--backend-service=shop',
  '--fqdn=shop.example.com',
  `--project=${PROJECT}`,
  '--emulator',
  '--yes',
  '--soak=2s',
  '--gate-interval=1s',
] as const;
