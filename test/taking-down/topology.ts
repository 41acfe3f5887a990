import fc from 'fast-check';
import { createEmulator, type EmulatorState } from '../../src/emulator/emulator.ts';
import type { Preparation } from '../conformance/case.ts';
import { readFixture } from '../emulator/support.ts';

/** A choice among however many there are. */
const pick = fc.nat({ max: 11 });

const chain = fc.record({
  services: fc.array(fc.record({ groups: fc.array(pick, { maxLength: 2 }), check: pick }), {
    minLength: 1,
    maxLength: 4,
  }),
  maps: fc.array(fc.record({ service: pick, also: fc.array(pick, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  proxies: fc.array(
    fc.record({ https: fc.boolean(), map: pick, certificates: fc.tuple(pick, pick) }),
    { minLength: 1, maxLength: 4 },
  ),
  rules: fc.array(fc.record({ proxy: pick, address: pick }), { minLength: 1, maxLength: 5 }),
});

/** What there is in a project, by small numbers: parts are shared wherever two numbers meet. */
export const topologies = fc.record({
  global: chain,
  regional: chain,
  passing: fc.array(
    fc.record({ group: pick, check: pick, ssl: fc.boolean(), certificate: pick, rules: pick }),
    { maxLength: 2 },
  ),
  /** Names in DNS, by the addresses that they lead to. */
  records: fc.array(
    fc.record({ zone: pick, data: fc.array(pick, { minLength: 1, maxLength: 2 }) }),
    {
      minLength: 2,
      maxLength: 6,
    },
  ),
  /** Which of the load balancers and front ends is to go. */
  target: fc.nat(),
});

export type Topology = typeof topologies extends fc.Arbitrary<infer T> ? T : never;

type Chain = Topology['global'];

const REGION = 'regions/us-central1';
const ZONE = 'zones/us-central1-a';
const certificate = readFixture('certificates/certificate.pem');
const privateKey = readFixture('certificates/key.pem');

function link(path: string): string {
  return `projects/demo/${path}`;
}

/** The member of a list that a number means. */
function at<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

const PARTS: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }],
  [
    'POST',
    `${REGION}/subnetworks`,
    { name: 'sub', network: link('global/networks/net'), ipCidrRange: '10.1.2.0/24' },
  ],
  [
    'POST',
    `${REGION}/subnetworks`,
    {
      name: 'proxies',
      network: link('global/networks/net'),
      ipCidrRange: '10.129.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
  ],
  ...['one', 'two'].flatMap((name): readonly Preparation[] => [
    ['POST', 'global/networkEndpointGroups', { name, networkEndpointType: 'INTERNET_FQDN_PORT' }],
    [
      'POST',
      `${REGION}/networkEndpointGroups`,
      { name, networkEndpointType: 'SERVERLESS', cloudRun: { service: name } },
    ],
    [
      'POST',
      `${ZONE}/networkEndpointGroups`,
      {
        name,
        networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT',
        network: link('global/networks/net'),
      },
    ],
    ['POST', 'global/healthChecks', { name, type: 'TCP', tcpHealthCheck: { port: 80 } }],
    ['POST', `${REGION}/healthChecks`, { name, type: 'TCP', tcpHealthCheck: { port: 80 } }],
    ['POST', 'global/addresses', { name }],
    [
      'POST',
      `${REGION}/addresses`,
      { name, addressType: 'INTERNAL', subnetwork: link(`${REGION}/subnetworks/sub`) },
    ],
    ['POST', 'global/sslCertificates', { name, certificate, privateKey }],
    ['POST', `${REGION}/sslCertificates`, { name, certificate, privateKey }],
  ]),
];

const NAMES = ['one', 'two'] as const;

interface Place {
  /** Where the chain is. */
  readonly scope: string;
  readonly scheme: string;
  readonly backendsOf: (groups: readonly number[], check: number) => object;
  readonly ruleOf: (address: number) => object;
}

const GLOBAL_PLACE: Place = {
  scope: 'global',
  scheme: 'EXTERNAL_MANAGED',
  backendsOf: (groups) => {
    const [group] = groups;
    if (group === undefined) return {};
    const place = group % 2 === 0 ? 'global' : REGION;
    return {
      backends: [{ group: link(`${place}/networkEndpointGroups/${at(NAMES, group >> 1)}`) }],
    };
  },
  ruleOf: (address) =>
    address % 3 === 2 ? {} : { IPAddress: link(`global/addresses/${at(NAMES, address)}`) },
};

const REGIONAL_PLACE: Place = {
  scope: REGION,
  scheme: 'INTERNAL_MANAGED',
  backendsOf: (groups, check) => ({
    healthChecks: [link(`${REGION}/healthChecks/${at(NAMES, check)}`)],
    backends: [...new Set(groups.map((group) => at(NAMES, group)))].map((name) => ({
      group: link(`${ZONE}/networkEndpointGroups/${name}`),
      balancingMode: 'RATE',
      maxRatePerEndpoint: 100,
    })),
  }),
  ruleOf: (address) => ({
    network: link('global/networks/net'),
    subnetwork: link(`${REGION}/subnetworks/sub`),
    ...(address % 3 === 2 ? {} : { IPAddress: link(`${REGION}/addresses/${at(NAMES, address)}`) }),
  }),
};

function servicesOf(
  { services }: Chain,
  { scope, scheme, backendsOf }: Place,
): readonly Preparation[] {
  return services.map(({ groups, check }, index) => [
    'POST',
    `${scope}/backendServices`,
    {
      name: `service-${index}`,
      protocol: 'HTTPS',
      loadBalancingScheme: scheme,
      ...backendsOf(groups, check),
    },
  ]);
}

function mapsOf({ services, maps }: Chain, { scope }: Place): readonly Preparation[] {
  const service = (number: number) =>
    link(`${scope}/backendServices/service-${number % services.length}`);
  return maps.map((map, index) => [
    'POST',
    `${scope}/urlMaps`,
    {
      name: `map-${index}`,
      defaultService: service(map.service),
      hostRules: map.also.map((_, other) => ({
        hosts: [`h${other}.example.com`],
        pathMatcher: `m${other}`,
      })),
      pathMatchers: map.also.map((number, other) => ({
        name: `m${other}`,
        defaultService: service(number),
      })),
    },
  ]);
}

function collectionOf({ https }: Chain['proxies'][number]): string {
  return https ? 'targetHttpsProxies' : 'targetHttpProxies';
}

function frontEndsOf({ maps, proxies, rules }: Chain, place: Place): readonly Preparation[] {
  const { scope, scheme, ruleOf } = place;
  const made = proxies.map((proxy, index): Preparation => {
    const urlMap = link(`${scope}/urlMaps/map-${proxy.map % maps.length}`);
    const names = new Set(proxy.certificates.map((number) => at(NAMES, number)));
    const sslCertificates = [...names].map((name) => link(`${scope}/sslCertificates/${name}`));
    const secure = proxy.https ? { sslCertificates } : {};
    return [
      'POST',
      `${scope}/${collectionOf(proxy)}`,
      { name: `proxy-${index}`, urlMap, ...secure },
    ];
  });
  const led = rules.map((rule, index): Preparation => {
    const number = rule.proxy % proxies.length;
    const proxy = at(proxies, number);
    return [
      'POST',
      `${scope}/forwardingRules`,
      {
        name: `rule-${index}`,
        loadBalancingScheme: scheme,
        portRange: String(proxy.https ? 443 : 8000 + index),
        target: link(`${scope}/${collectionOf(proxy)}/proxy-${number}`),
        ...ruleOf(rule.address),
      },
    ];
  });
  return [...made, ...led];
}

/** Proxy load balancers that pass connections on: no URL map, the certificate shared with the others. */
function passingOf({ passing }: Topology): readonly Preparation[] {
  return passing.flatMap((one, index): readonly Preparation[] => {
    const name = `passing-${index}`;
    const collection = one.ssl ? 'targetSslProxies' : 'targetTcpProxies';
    const secure = {
      sslCertificates: [link(`global/sslCertificates/${at(NAMES, one.certificate)}`)],
    };
    const rules = Array.from(
      { length: one.rules % 3 },
      (_, rule): Preparation => [
        'POST',
        'global/forwardingRules',
        {
          name: `${name}-rule-${rule}`,
          loadBalancingScheme: 'EXTERNAL_MANAGED',
          portRange: String(9000 + 10 * index + rule),
          target: link(`global/${collection}/${name}`),
          ...GLOBAL_PLACE.ruleOf(rule),
        },
      ],
    );
    return [
      [
        'POST',
        'global/backendServices',
        {
          name,
          protocol: one.ssl ? 'SSL' : 'TCP',
          loadBalancingScheme: 'EXTERNAL_MANAGED',
          healthChecks: [link(`global/healthChecks/${at(NAMES, one.check)}`)],
          backends: [
            {
              group: link(`${ZONE}/networkEndpointGroups/${at(NAMES, one.group)}`),
              balancingMode: 'CONNECTION',
              maxConnectionsPerEndpoint: 10,
            },
          ],
        },
      ],
      [
        'POST',
        `global/${collection}`,
        { name, service: link(`global/backendServices/${name}`), ...(one.ssl ? secure : {}) },
      ],
      ...rules,
    ];
  });
}

function preparationsOf(topology: Topology): readonly Preparation[] {
  const { global, regional } = topology;
  const chains = [[global, GLOBAL_PLACE] as const, [regional, REGIONAL_PLACE] as const];
  return [
    ...chains.flatMap(([one, place]) => [
      ...servicesOf(one, place),
      ...mapsOf(one, place),
      ...frontEndsOf(one, place),
    ]),
    ...passingOf(topology),
  ];
}

const DNS = '/dns/v1/projects/demo/managedZones';

/** A zone for everybody, one for the network of the load balancers, one for that and another one. */
const ZONES: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'other', autoCreateSubnetworks: false }],
  ['POST', DNS, { name: 'everybody', dnsName: 'example.com.' }],
  ...[['net'], ['net', 'other'], ['other']].map(
    (networks): Preparation => [
      'POST',
      DNS,
      {
        name: `from-${networks.join('-')}`,
        dnsName: 'example.com.'.replace('example', networks.join('-')),
        visibility: 'private',
        privateVisibilityConfig: {
          networks: networks.map((name) => ({ networkUrl: link(`global/networks/${name}`) })),
        },
      },
    ],
  ),
];

const OUTSIDE = '203.0.113.9';

/** Whatever has an address in a state, and one that nothing has. */
function addressesOf({ resources }: EmulatorState): readonly string[] {
  const found = Object.values(resources).flatMap(({ fields }) =>
    [fields['address'], fields['IPAddress']].filter((value) => typeof value === 'string'),
  );
  return [...new Set([...found, OUTSIDE])].sort();
}

function recordsOf({ records }: Topology, state: EmulatorState): readonly Preparation[] {
  const addresses = addressesOf(state);
  const zones = Object.values(state.resources).filter((one) => one.collection === 'managedZones');
  return records.map(({ zone: number, data }, index): Preparation => {
    const zone = at(zones, number);
    const rrdatas = [...new Set(data.map((one) => at(addresses, one)))];
    const name = `www${index}.${String(zone.fields['dnsName'])}`;
    return ['POST', `${DNS}/${zone.name}/rrsets`, { name, type: 'A', ttl: 60, rrdatas }];
  });
}

async function made(
  preparations: readonly Preparation[],
  state?: EmulatorState,
): Promise<EmulatorState> {
  const emulator = createEmulator(state === undefined ? {} : { state });
  for (const [method, path, body] of preparations) {
    const full = path.startsWith('/') ? path : `/compute/v1/projects/demo/${path}`;
    await emulator.handle({ method, path: full, body: JSON.stringify(body) });
    // A read brings about what the operation was for.
    await emulator.handle({ method: 'GET', path: full, body: '' });
  }
  return emulator.state();
}

const parts = made([...PARTS, ...ZONES]);

/** The project with all of a topology made; what the API refuses (an address taken twice) is not in it. */
export async function stateOf(topology: Topology): Promise<EmulatorState> {
  const standing = await made(preparationsOf(topology), await parts);
  return made(recordsOf(topology, standing), standing);
}
