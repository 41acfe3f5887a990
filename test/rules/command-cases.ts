import { untouched } from '../migration/shared.ts';
import { link, MIGRATE, type Scheme, siteIn } from '../migration/site.ts';
import { deployAll } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';
import { NETWORK, SUBNET, withVms, ZONE } from '../support/zonal.ts';
import { somebody } from '../taking-down/somebody.ts';

/** For one rule: a project, a command that the rule accepts, and one about which it speaks. */
export interface CommandCase {
  readonly rule: string;
  /** What the refusal is called, where not by the rule. */
  readonly code?: string;
  readonly world: () => Promise<World>;
  /** What happens between the two. */
  readonly meanwhile?: (world: World) => Promise<unknown>;
  readonly accepted: readonly string[];
  readonly speaking: readonly string[];
}

async function withAddressNeg(): Promise<World> {
  const world = new World();
  await withVms(world);
  await somebody(world, 'POST', `zones/${ZONE}/networkEndpointGroups`, {
    name: 'vms',
    networkEndpointType: 'GCE_VM_IP',
    network: NETWORK,
    subnetwork: SUBNET,
  });
  return world;
}

const BOTH = ['--add-endpoint=instance=vm-1,port=80', '--add-endpoint=instance=vm-2,port=81'];
const NEGS = [
  ...['create', 'zonal-neg', 'web', '--project=demo', `--zone=${ZONE}`, '--lb=none'],
  ...['--network=net', '--subnet=sub'],
];

async function withBoth(): Promise<World> {
  const world = new World();
  await withVms(world);
  await world.run(...NEGS, ...BOTH, '--yes');
  return world;
}

const PLACE = ['--project=demo', '--region=us-central1'];
const UPDATE = ['update', 'serverless-ilb', 'web', ...PLACE, '--cloud-run-service=next'];
const CONSENT = ['--yes', '--confirm=web'];

async function inService(): Promise<World> {
  const world = new World();
  await deployAll(world.emulator, ['web', 'next']);
  await world.run(
    ...['create', 'serverless-ilb', 'web', ...PLACE, '--network=lb', '--create-network'],
    ...['--subnet=apps', '--subnet-range=10.1.2.0/24', '--cloud-run-service=web'],
    ...['--frontend-protocol=HTTP', '--yes'],
  );
  return world;
}

const ADD = ['endpoints', 'add', 'vms', '--project=demo', '--dry-run=server'];

const INTERNET = [
  ...['create', 'internet-neg', 'web', '--project=demo', '--lb=none'],
  '--add-endpoint=fqdn=api.example.com,port=443',
];

/** Rules about any project, which no recipe has by itself. */
const ANY_PROJECT: readonly CommandCase[] = [
  {
    rule: 'name/exists',
    code: 'NEG-6001',
    world: () => Promise.resolve(new World()),
    meanwhile: (world) =>
      somebody(world, 'POST', 'global/networkEndpointGroups', {
        name: 'web-neg',
        networkEndpointType: 'INTERNET_IP_PORT',
      }),
    accepted: [...INTERNET, '--dry-run=server'],
    speaking: [...INTERNET, '--yes'],
  },
  {
    rule: 'iam/roles',
    code: 'NEG-3103',
    world: () => Promise.resolve(new World()),
    meanwhile: (world) => Promise.resolve(world.emulator.allow(['compute.*.list'])),
    accepted: [...INTERNET, '--dry-run=server'],
    speaking: [...INTERNET, '--yes'],
  },
  {
    rule: 'iam/apis-enabled',
    code: 'NEG-4106',
    world: () => Promise.resolve(new World()),
    meanwhile: (world) => Promise.resolve(world.emulator.addFaults(['list:*=api-disabledx9'])),
    accepted: [...INTERNET, '--dry-run=server'],
    speaking: [...INTERNET, '--yes'],
  },
  {
    rule: 'neg/delete-in-use',
    code: 'NEG-6010',
    world: inService,
    accepted: ['describe', 'web', '--project=demo'],
    speaking: ['delete', 'neg', 'web-neg', '--project=demo', '--yes', '--confirm=web-neg'],
  },
];

const DRY = [...MIGRATE, '--dry-run=server'];

/** A migration that is refused once somebody has changed something. */
function migration(
  rule: string,
  meanwhile: CommandCase['meanwhile'],
  scheme: Scheme = 'EXTERNAL_MANAGED',
): CommandCase {
  const world = async (): Promise<World> => new World({ from: await untouched(scheme) });
  return {
    rule,
    code: 'NEG-6014',
    world,
    accepted: DRY,
    speaking: DRY,
    ...(meanwhile === undefined ? {} : { meanwhile }),
  };
}

const OLD = 'global/backendServices/web';

async function classic(): Promise<World> {
  const world = new World();
  await siteIn(world, 'EXTERNAL', [{ name: 'plain', defaultService: link(OLD) }]);
  return world;
}

const MIGRATIONS: readonly CommandCase[] = [
  migration('migration/single-port', (world) =>
    somebody(
      world,
      'POST',
      'zones/us-central1-a/networkEndpointGroups/old-neg/attachNetworkEndpoints',
      {
        networkEndpoints: [{ ipAddress: '10.0.0.103', port: 9090 }],
      },
    ),
  ),
  migration('migration/affinity', (world) =>
    somebody(world, 'PATCH', OLD, { sessionAffinity: 'GENERATED_COOKIE' }),
  ),
  migration('url-map/weights-no-affinity', (world) =>
    somebody(world, 'PATCH', OLD, { sessionAffinity: 'CLIENT_IP' }),
  ),
  migration(
    'migration/copy-settings',
    (world) => somebody(world, 'PATCH', OLD, { securityPolicy: 'global/securityPolicies/p' }),
    'INTERNAL_SELF_MANAGED',
  ),
  migration('url-map/mirror-backend', (world) =>
    somebody(world, 'PATCH', 'global/urlMaps/plain', {
      defaultRouteAction: { requestMirrorPolicy: { backendService: link(OLD) } },
    }),
  ),
  migration('url-map/import-clears', (world) =>
    somebody(world, 'PATCH', 'global/urlMaps/plain', {
      defaultRouteAction: { timeout: { seconds: '5' } },
    }),
  ),
  migration(
    'mesh/legacy-apis',
    (world) =>
      somebody(
        world,
        'POST',
        '/networkservices/v1/projects/demo/locations/global/grpcRoutes?grpcRouteId=r',
        {
          rules: [
            {
              action: {
                destinations: [{ serviceName: `projects/demo/locations/${OLD}`, weight: 5 }],
              },
            },
          ],
        },
      ),
    'INTERNAL_SELF_MANAGED',
  ),
  ...['migration/weights-support', 'url-map/weighted-supported'].map(
    (rule): CommandCase => ({
      ...migration(rule, undefined),
      world: classic,
      accepted: [...DRY, '--steps=100'],
      speaking: [...DRY, '--steps=25,100'],
    }),
  ),
  {
    ...migration('migration/stage-order', undefined),
    code: 'NEG-1001',
    accepted: [...DRY, '--steps=25,50,100'],
    speaking: [...DRY, '--steps=50,25,100'],
  },
  {
    rule: 'migration/verify-stage',
    world: async () => new World({ from: await untouched('EXTERNAL_MANAGED') }),
    accepted: [...DRY, '--soak=6m'],
    speaking: [...DRY, '--soak=30s'],
  },
  migration('migration/secrets-not-readable', (world) =>
    somebody(world, 'PATCH', OLD, { iap: { enabled: true, oauth2ClientId: 'id' } }),
  ),
  {
    ...migration('migration/target-supported', (world) =>
      somebody(world, 'POST', 'global/backendServices', {
        name: 'cross',
        protocol: 'HTTP',
        loadBalancingScheme: 'INTERNAL_MANAGED',
      }),
    ),
    speaking: [
      ...['migrate', 'ip-to-fqdn', '--backend-service=cross', '--fqdn=api.example.com'],
      ...['--project=demo', '--dry-run=server'],
    ],
  },
  {
    ...migration('migration/source-type', undefined),
    meanwhile: async (world) => {
      const network = link('global/networks/net');
      await somebody(world, 'POST', 'regions/us-central1/subnetworks', {
        name: 'sub',
        network,
        ipCidrRange: '10.7.0.0/24',
      });
      await somebody(world, 'POST', 'zones/us-central1-a/networkEndpointGroups', {
        name: 'vms',
        networkEndpointType: 'GCE_VM_IP_PORT',
        network,
        subnetwork: link('regions/us-central1/subnetworks/sub'),
      });
      await somebody(world, 'PATCH', OLD, {
        backends: [
          {
            group: link('zones/us-central1-a/networkEndpointGroups/vms'),
            balancingMode: 'RATE',
            maxRatePerEndpoint: 1,
          },
        ],
      });
    },
  },
  migration('migration/find-references', async (world) => {
    for (const [map, proxy] of [
      ['plain', 'plain-proxy'],
      ['rich', 'rich-proxy'],
    ]) {
      await somebody(world, 'DELETE', `global/forwardingRules/${map}-rule`);
      await somebody(world, 'DELETE', `global/targetHttpProxies/${proxy}`);
      await somebody(world, 'DELETE', `global/urlMaps/${map}`);
    }
  }),
];

/** Rules that commands check which change what is there. */
export const COMMAND_CASES: readonly CommandCase[] = [
  ...ANY_PROJECT,
  ...MIGRATIONS,
  {
    rule: 'endpoint/gce-vm-ip-no-port',
    world: withAddressNeg,
    accepted: [...ADD, '--add-endpoint=instance=vm-1'],
    speaking: [...ADD, '--add-endpoint=instance=vm-1,port=80'],
  },
  {
    rule: 'endpoint/others-there',
    world: withBoth,
    accepted: [...NEGS, ...BOTH, '--yes'],
    speaking: [...NEGS, ...BOTH.slice(1), '--yes'],
  },
  {
    rule: 'serverless/update-backend',
    world: inService,
    accepted: [...UPDATE, '--dry-run=server'],
    speaking: [...UPDATE, '--backend-service-name=nowhere', ...CONSENT],
  },
  {
    rule: 'serverless/update-settings',
    world: inService,
    meanwhile: (world) =>
      somebody(world, 'PATCH', 'regions/us-central1/backendServices/web-bes', {
        outlierDetection: { consecutiveErrors: 3 },
      }),
    accepted: [...UPDATE, '--dry-run=server'],
    speaking: [...UPDATE, ...CONSENT],
  },
];
