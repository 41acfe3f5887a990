import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { call } from '../emulator/support.ts';
import { World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { untouched } from './shared.ts';
import { link, MIGRATE, type Scheme, siteIn } from './site.ts';

const WEB = link('global/backendServices/web');

/** What is said where the project is like the site, and different in one thing. */
async function refused(
  scheme: Scheme,
  maps: readonly JsonObject[] | undefined,
  change?: readonly ['PATCH' | 'POST', string, JsonObject],
): Promise<string> {
  const world = new World(maps === undefined ? { from: await untouched(scheme) } : {});
  if (maps !== undefined) await siteIn(world, scheme, maps);
  if (change !== undefined) await somebody(world, ...change);
  const before = world.state();
  const ended = await world.run(...MIGRATE, '--yes');
  expect(ended.exitCode, ended.err).toBe(6);
  expect(world.state()).toEqual(before);
  return ended.err.replace(/\s+/g, ' ');
}

function map(more: JsonObject): JsonObject {
  return { name: 'plain', defaultService: WEB, ...more };
}

it.each<[string, Scheme, JsonObject, string]>([
  [
    'a timeout that an import would clear',
    'INTERNAL_SELF_MANAGED',
    map({ defaultRouteAction: { timeout: { seconds: '5' } } }),
    'defaultRouteAction.timeout.seconds',
  ],
  [
    'a mirror, which a global internet NEG cannot be',
    'EXTERNAL_MANAGED',
    {
      name: 'plain',
      defaultService: link('global/backendServices/other'),
      defaultRouteAction: { requestMirrorPolicy: { backendService: WEB } },
    },
    'mirrors requests to web',
  ],
])('refuses %s before anything is made', async (_what, scheme, document, said) => {
  expect(await refused(scheme, [document])).toContain(said);
});

it.each<[string, readonly ['PATCH' | 'POST', string, JsonObject], string]>([
  [
    'session affinity',
    ['PATCH', 'global/backendServices/web', { sessionAffinity: 'GENERATED_COOKIE' }],
    'session affinity GENERATED_COOKIE',
  ],
  [
    'a security policy, which it would lose',
    ['PATCH', 'global/backendServices/web', { securityPolicy: 'global/securityPolicies/p' }],
    'securityPolicy of web cannot be copied',
  ],
  [
    'endpoints with several ports',
    [
      'POST',
      'zones/us-central1-a/networkEndpointGroups/old-neg/attachNetworkEndpoints',
      { networkEndpoints: [{ ipAddress: '10.0.0.103', port: 9090 }] },
    ],
    'have 2 ports',
  ],
])('refuses %s before anything is made', async (_what, change, said) => {
  expect(await refused('EXTERNAL_MANAGED', undefined, change)).toContain(said);
});

it('says so where nothing leads to the service, and where there is none of that name', async () => {
  expect(await refused('EXTERNAL_MANAGED', [])).toContain('no URL map sends requests to web');
  const world = new World({ from: await untouched('EXTERNAL_MANAGED') });
  const ended = await world.run(
    'migrate',
    'ip-to-fqdn',
    '--backend-service=wab',
    '--fqdn=a.test',
    '--project=demo',
  );
  expect(ended.exitCode).toBe(6);
  expect(ended.err).toContain('web');
});

it.each([
  [['--steps=50,25,100'], '--steps'],
  [['--gate=probe'], '--probe-url'],
  [['--gate=command'], '--gate-command'],
  [['--gate=luck'], 'luck'],
  [['--fqdn=not a name'], '--fqdn'],
  [['--dry-run'], '--dry-run=server'],
])('refuses %j without looking', async (words, said) => {
  const world = new World();
  const ended = await world.run(...MIGRATE, ...words);
  expect(ended.exitCode).toBe(2);
  expect(ended.err).toContain(said);
  expect(world.calls).toEqual([]);
});

it('names all that is missing', async () => {
  const ended = await new World().run('migrate', 'ip-to-fqdn', '--project=demo');
  expect(ended.exitCode).toBe(3);
  expect(ended.err).toContain('--backend-service');
  expect(ended.err).toContain('--fqdn');
});

it('brings a map with 1,000 path matchers there and back', async () => {
  const world = new World();
  const names = Array.from({ length: 1_000 }, (_none, index) => `m${index}`);
  const large = {
    name: 'plain',
    defaultService: WEB,
    hostRules: names.map((name) => ({ hosts: [`${name}.example.com`], pathMatcher: name })),
    pathMatchers: names.map((name) => ({
      name,
      defaultService: WEB,
      pathRules: [{ paths: ['/a/*'], service: WEB }],
    })),
  };
  await siteIn(world, 'EXTERNAL_MANAGED', [large]);
  const before = world.state();
  const ended = await world.run(...MIGRATE, '--yes', '--steps=50,100', '--soak=1s');
  expect(ended.exitCode, ended.err).toBe(12);
  expect((await world.run('rollback', '--yes')).exitCode).toBe(0);
  expect(world.state()).toEqual(before);
}, 60_000);

/** A mesh in which a route names a backend service, as Network Services writes it. */
async function routed(serviceName: string): Promise<World> {
  const world = new World({ from: await untouched('INTERNAL_SELF_MANAGED') });
  const path = '/networkservices/v1/projects/demo/locations/global/grpcRoutes?grpcRouteId=r';
  const destinations = [{ serviceName, weight: 5 }];
  await call(world.emulator, 'POST', path, { rules: [{ action: { destinations } }] });
  return world;
}

it('refuses a mesh whose routes send requests to the service beside URL maps', async () => {
  const world = await routed('projects/demo/locations/global/backendServices/web');
  const ended = await world.run(...MIGRATE, '--yes');
  expect(ended.exitCode).toBe(6);
  expect(ended.err).toContain('grpcRoutes/r sends requests to web');
});

it('moves a mesh whose routes lead elsewhere, and says which it could not read', async () => {
  const elsewhere = await routed('projects/demo/locations/global/backendServices/other');
  const planned = await elsewhere.run(...MIGRATE, '--dry-run=server');
  expect(planned.exitCode, planned.err).toBe(0);
  elsewhere.emulator.addFaults(['list:tcpRoutes=permissionx9']);
  const half = await elsewhere.run(...MIGRATE, '--dry-run=server');
  expect(half.exitCode, half.err).toBe(0);
  expect(half.err).toContain('Not checked: whether tcpRoutes lead to the service');
});

it.each([
  ['targetTcpProxies', 'TCP'],
  ['targetSslProxies', 'SSL'],
] as const)(
  'names one of the %s that leads to the service, whatever the steps',
  async (kind, protocol) => {
    const world = new World({ from: await untouched('EXTERNAL_MANAGED') });
    await somebody(world, 'POST', 'global/backendServices', {
      name: 'stream',
      protocol,
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      healthChecks: [link('global/healthChecks/check')],
      backends: [
        {
          group: link('zones/us-central1-a/networkEndpointGroups/old-neg'),
          balancingMode: 'CONNECTION',
          maxConnectionsPerEndpoint: 100,
        },
      ],
    });
    await somebody(world, 'POST', 'global/sslCertificates', {
      name: 'cert',
      type: 'MANAGED',
      managed: { domains: ['a.example.com'] },
    });
    const sslCertificates = [link('global/sslCertificates/cert')];
    await somebody(world, 'POST', `global/${kind}`, {
      name: 'front',
      service: link('global/backendServices/stream'),
      ...(kind === 'targetSslProxies' ? { sslCertificates } : {}),
    });
    const before = world.state();
    const words = MIGRATE.map((word) => word.replace('service=web', 'service=stream'));
    for (const steps of ['--steps=50,100', '--steps=100']) {
      const ended = await world.run(...words, steps, '--yes', '--confirm=stream');
      expect(ended.exitCode, ended.err).toBe(6);
      const said = ended.err.replace(/\s+/g, ' ');
      expect(said).toContain(`global/${kind}/front uses stream, and its requests cannot be moved`);
      expect(said).toContain('only URL maps have weights');
    }
    expect(world.state()).toEqual(before);
  },
);
