import { deploy } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';
import { NETWORK, withVms } from '../support/zonal.ts';
import { somebody } from '../taking-down/somebody.ts';
import type { Flags } from './cases.ts';
import { SERVERLESS_WORLD } from './serverless-cases.ts';
import type { Noun } from './trying.ts';

/** Two VMs in a network with two subnets, a network that routes in one region, and health checks of other people. */
async function withEndpoints(): Promise<World> {
  const world = new World();
  await withVms(world);
  await somebody(world, 'PATCH', 'global/networks/net', {
    routingConfig: { routingMode: 'GLOBAL' },
  });
  await somebody(world, 'POST', 'global/networks', {
    name: 'narrow',
    autoCreateSubnetworks: false,
    routingConfig: { routingMode: 'REGIONAL' },
  });
  await somebody(world, 'POST', 'regions/europe-west1/subnetworks', {
    name: 'other',
    network: NETWORK,
    ipCidrRange: '10.11.0.0/24',
  });
  const checks = [
    { name: 'serving', type: 'TCP', tcpHealthCheck: { portSpecification: 'USE_SERVING_PORT' } },
    { name: 'on-81', type: 'HTTP', httpHealthCheck: { port: 81 } },
    { name: 'of-dns', type: 'TCP', tcpHealthCheck: { port: 80 }, sourceRegions: ['us-east1'] },
    { name: 'proxied', type: 'TCP', tcpHealthCheck: { port: 80, proxyHeader: 'PROXY_V1' } },
    { name: 'by-grpc', type: 'GRPC', grpcHealthCheck: { port: 80 } },
  ];
  for (const check of checks) await somebody(world, 'POST', 'global/healthChecks', check);
  return world;
}

/** A network with subnets and a Cloud Run service that is ready, and a zone that has the name already. */
async function withServices(): Promise<World> {
  const world = new World();
  for (const [path, body] of SERVERLESS_WORLD) await somebody(world, 'POST', path, { ...body });
  const networkUrl = 'https://www.googleapis.com/compute/v1/projects/demo/global/networks/net';
  const zone = {
    name: 'first',
    description: '',
    dnsName: 'web.internal.example.com.',
    visibility: 'private',
    privateVisibilityConfig: { networks: [{ networkUrl }] },
  };
  const path = '/dns/v1/projects/demo/managedZones';
  await world.emulator.handle({ method: 'POST', path, body: JSON.stringify(zone) });
  await deploy(world.emulator, { name: 'web' });
  return world;
}

/** Networks, as a project begins with them, and nothing else. */
async function fresh(): Promise<World> {
  const world = new World({ start: { defaultNetwork: ['us-central1'] } });
  await world.run('list', '--project=demo');
  return world;
}

/** A network with a subnet, and a Cloud Run service. */
async function deployed(): Promise<World> {
  const world = new World();
  for (const [path, body] of SERVERLESS_WORLD) {
    if (['net', 'apps'].includes(body.name)) await somebody(world, 'POST', path, { ...body });
  }
  await deploy(world.emulator, { name: 'web' });
  return world;
}

/** The projects that cases about what is live begin in, each made once. */
export const SITES = {
  endpoints: withEndpoints(),
  services: withServices(),
  fresh: fresh(),
  deployed: deployed(),
} as const;

interface LiveBase {
  readonly site: keyof typeof SITES;
  readonly noun: Noun;
  readonly flags: Flags;
}

const REGIONAL: Flags = {
  domains: null,
  'frontend-protocol': 'HTTP',
  region: 'us-central1',
  network: 'net',
};
const TAKEN: Flags = { 'health-check': 'serving' };

/** Legal set-ups that between them meet every rule about what is live, and make none of those speak that only some do. */
export const LIVE_BASES: readonly LiveBase[] = [
  { site: 'services', noun: 'internet-neg', flags: {} },
  { site: 'services', noun: 'internet-neg', flags: { lb: 'regional-external', ...REGIONAL } },
  {
    site: 'services',
    noun: 'internet-neg',
    flags: { lb: 'regional-internal', ...REGIONAL, subnet: 'apps', nat: 'pool' },
  },
  { site: 'endpoints', noun: 'internet-neg', flags: { lb: 'mesh', domains: null, network: 'net' } },
  { site: 'endpoints', noun: 'zonal-neg', flags: TAKEN },
  { site: 'endpoints', noun: 'zonal-neg', flags: { lb: 'regional-internal' } },
  {
    site: 'endpoints',
    noun: 'hybrid-neg',
    flags: { lb: 'mesh', subnet: null, 'frontend-protocol': null, ...TAKEN },
  },
  { site: 'endpoints', noun: 'hybrid-neg', flags: { lb: 'regional-internal' } },
  { site: 'services', noun: 'serverless-ilb', flags: {} },
  {
    site: 'services',
    noun: 'serverless-ilb',
    flags: {
      'restrict-ingress': true,
      'cloud-run-service': null,
      'cloud-run-url-mask': '/app/<service>',
    },
  },
];
