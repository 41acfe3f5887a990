import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { count } from './points.ts';
import { mapsOf, runIn, untouched, type WatchedWorld, watched } from './shared.ts';
import {
  BOTH,
  badAt,
  fatesIn,
  has,
  imports,
  MOVED,
  OTHER_STAYS,
  original,
  sharesOf,
} from './together.ts';

const SCHEME = 'EXTERNAL_MANAGED';

it('moves two services that share a map by one write a map and step, each asked about by itself', async () => {
  const asked: unknown[] = [];
  const world = await watched(SCHEME, {
    programs: (_program, environment) => {
      const { NEGCTL_GATE_SERVICE: service, NEGCTL_GATE_NEW_SERVICE: to } = environment;
      asked.push([environment['NEGCTL_GATE_NEW_PERCENT'], service, to, sharesOf(world)]);
      return { exitCode: 0 };
    },
  });
  const ended = await world.run(...BOTH, '--format=json');
  expect(ended.exitCode, ended.err).toBe(0);
  world.expectServed();
  expect(await mapsOf(world)).toBe(await original(MOVED));
  expect(imports(world)).toBe(6);
  const at25 = { other: 52, 'other-fqdn-bes': 18, web: 22, 'web-fqdn-bes': 8 };
  const at100 = { other: 0, 'other-fqdn-bes': 70, web: 0, 'web-fqdn-bes': 30 };
  expect(asked).toEqual([
    ['25', 'web', 'web-fqdn-bes', at25],
    ['25', 'other', 'other-fqdn-bes', at25],
    ['100', 'web', 'web-fqdn-bes', at100],
    ['100', 'other', 'other-fqdn-bes', at100],
  ]);
  expect(fatesIn(ended)).toMatchObject([
    { service: 'global/backendServices/web', became: 'moved', percent: 100 },
    { service: 'global/backendServices/other', became: 'moved', percent: 100 },
  ]);
  const back = await world.run('rollback', runIn(ended), '--yes');
  expect(back.exitCode, back.err).toBe(0);
  expect(world.state()).toEqual((await untouched(SCHEME)).state());
  world.expectServed();
});

it('says in words what has moved and what has gone back', async () => {
  const world = await watched(SCHEME, { programs: badAt('25') });
  const ended = await world.run(...BOTH);
  expect(ended.exitCode).toBe(9);
  expect(ended.err).toContain('Moved: global/backendServices/web ');
  expect(ended.err).toContain('Gone back, read back: global/backendServices/other');
  expect(ended.err).toContain('back   global/backendServices/other, alone');
});

it('goes back with the last one too, once the other has gone', async () => {
  const world = await watched(SCHEME, {
    programs: (_program, { NEGCTL_GATE_SERVICE: service, NEGCTL_GATE_NEW_PERCENT: percent }) => ({
      exitCode: service === 'other' || percent === '100' ? 1 : 0,
    }),
  });
  const ended = await world.run(...BOTH);
  expect(ended.exitCode, ended.err).toBe(9);
  expect(await mapsOf(world)).toBe(await original());
  world.expectServed();
});

it('deletes both, and the NEG that nobody else uses after both', async () => {
  const world = await watched(SCHEME);
  const ended = await world.run(...BOTH, '--delete-old', '--confirm=web,other');
  expect(ended.exitCode, ended.err).toBe(0);
  const deleted = world.calls.filter((argv) => argv[2] === 'delete').map((argv) => argv[3]);
  expect(deleted.toSorted()).toEqual(['old-neg', 'other', 'web']);
  expect(deleted.at(-1)).toBe('old-neg');
  world.expectServed();
});

it('finds the services by their URL map, and gives each the host name of its own', async () => {
  const world = await watched(SCHEME);
  const words = ['migrate', 'ip-to-fqdn', 'shop', '--project=demo', '--yes', '--steps=50,100'];
  const gate = ['--soak=90s', '--gate=command', '--gate-command=check'];
  const hosts = ['--fqdn=api.example.com', '--fqdn=other=other.example.com'];
  const ended = await world.run(...words, ...gate, ...hosts, '--all-on=rich');
  expect(ended.exitCode, ended.err).toBe(0);
  const state = JSON.stringify(world.emulator.state());
  expect(state).toContain('other.example.com');
  expect(state).toContain('api.example.com');
  expect(has(world, 'networkEndpointGroups/shop-other-neg')).toBe(true);
  expect(await mapsOf(world)).toBe(
    await original({ web: 'shop-web-bes', other: 'shop-other-bes' }),
  );
  world.expectServed();
});

const ASKED = ['migrate', 'ip-to-fqdn', '--project=demo', '--dry-run=server'];

it.each([
  [
    ['--backend-service=web,other', '--fqdn=web=a.example.com'],
    3,
    'no host name is given for other',
  ],
  [
    ['--backend-service=web', '--fqdn=a.example.com', '--fqdn=wen=b.example.com'],
    3,
    'gives a host name to wen',
  ],
  [['--backend-service=web', '--all-on=rich', '--fqdn=a.example.com'], 2, 'are both given'],
  [['--all-on=nothing', '--fqdn=a.example.com'], 6, 'no URL map is called "nothing"'],
  [
    ['--backend-service=web,other', '--fqdn=a.example.com', '--test-host=t.example.com'],
    2,
    '--test-host is for one service',
  ],
])('refuses %j', async (words, exitCode, said) => {
  const world = await watched(SCHEME);
  const ended = await world.run(...ASKED, ...words);
  expect(ended.exitCode, ended.err).toBe(exitCode);
  expect(ended.err.replace(/\s+/g, ' ')).toContain(said);
});

it('moves what a spec lists, and probes each service where the spec says', async () => {
  const requested: string[] = [];
  const world = await watched(SCHEME, {
    answering: (url) => {
      requested.push(url);
      return { status: url.includes('other') ? 503 : 200 };
    },
  });
  writeFileSync(
    join(world.directory, 'migration.yaml'),
    `apiVersion: negctl/v1
kind: IpToFqdnMigration
project: demo
backendService: [web, other]
fqdn: [web=web.example.com, other=other.example.com]
steps: [50, 100]
soak: 90s
gate: [probe]
probeUrl: [other=http://other.test/?a=b, http://web.test/]
probeSamples: 2
`,
  );
  const file = `--file=${join(world.directory, 'migration.yaml')}`;
  const ended = await world.run('migrate', 'ip-to-fqdn', file, '--yes');
  expect(ended.exitCode, ended.err).toBe(9);
  const gates = requested.filter((url) => url.includes('.test/'));
  expect(new Set(gates)).toEqual(new Set(['http://web.test/', 'http://other.test/?a=b']));
  expect(await mapsOf(world)).toBe(await original(OTHER_STAYS));
  world.expectServed();
});

it('compares in Cloud Monitoring each new service with its own old one', async () => {
  const world = await watched(SCHEME);
  const from = world.clock.now();
  const time = { from, minutes: 60 };
  await count(
    world.emulator,
    { service: 'web', code: '200', perMinute: 500, ...time },
    { service: 'web-fqdn-bes', code: '200', perMinute: 500, ...time },
    // Bad, and no worse than what it stands for.
    { service: 'other', code: '200', perMinute: 400, ...time },
    { service: 'other', code: '500', perMinute: 100, ...time },
    { service: 'other-fqdn-bes', code: '200', perMinute: 400, ...time },
    { service: 'other-fqdn-bes', code: '500', perMinute: 100, ...time },
  );
  const words = BOTH.filter((word) => !/soak|gate/.test(word));
  const ended = await world.run(...words, '--gate=metrics', '--soak=8m');
  expect(ended.exitCode, ended.err).toBe(0);
  world.expectServed();
});

it('asks for as many services as are wanted, and for the host name of each', async () => {
  const answers = [
    'global/backendServices/web',
    'global/backendServices/other',
    'web.example.com',
    'other.example.com',
    'yes',
    'yes',
    'yes',
  ];
  const world: WatchedWorld = await watched(SCHEME, { answers });
  const ended = await world.run('migrate', 'ip-to-fqdn', '--project=demo', '--steps=50,100');
  expect(ended.exitCode, ended.err).toBe(0);
  expect(await mapsOf(world)).toBe(await original(MOVED));
  expect(JSON.stringify(world.emulator.state())).toContain('other.example.com');
  world.expectServed();
});
