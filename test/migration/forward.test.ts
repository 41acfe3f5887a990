import { expect, it } from 'vitest';
import { documentIn } from '../support/world.ts';
import { requestClasses } from './requests.ts';
import { document, mapsOf, runIn, SHORT, untouched, watched } from './shared.ts';
import { MIGRATE } from './site.ts';

const GATE = ['--gate=command', '--gate-command=check'];

it.each(['EXTERNAL_MANAGED', 'INTERNAL_SELF_MANAGED'] as const)(
  'moves all requests of a %s service by weights, and leaves the maps plain',
  async (scheme) => {
    const world = await watched(scheme);
    const before = await mapsOf(await untouched(scheme));
    const ended = await world.run(...MIGRATE, '--yes', ...GATE, '--format=ndjson');
    expect(ended.exitCode, ended.err).toBe(0);
    world.expectServed();
    expect(await mapsOf(world)).toBe(before.replaceAll('/web"', '/web-fqdn-bes"'));
    const events = ended.out
      .trim()
      .split('\n')
      .map((line): { event: string; percent?: number } => JSON.parse(line));
    const shares = events.filter(({ event }) => event === 'weight.changed');
    expect([...new Set(shares.map(({ percent }) => percent))]).toEqual([5, 25, 50, 100]);
    expect(events.filter(({ event }) => event === 'gate.verdict')).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({ event: 'run.finished', exitCode: 0 });
  },
);

it('gives each place its share, and leaves the shares beside it alone', async () => {
  const seen: unknown[] = [];
  const world = await watched('EXTERNAL_MANAGED', {
    programs: (_program, environment) => {
      const shares = requestClasses(world.emulator.state()).map(({ targets }) =>
        Object.fromEntries(targets),
      );
      seen.push([environment['NEGCTL_GATE_NEW_PERCENT'], ...shares]);
      return { exitCode: 0 };
    },
  });
  await world.run(...SHORT);
  expect(seen).toEqual([
    [
      '25',
      { web: 75, 'web-fqdn-bes': 25 },
      { other: 1 },
      { web: 75, 'web-fqdn-bes': 25 },
      { other: 70, web: 22, 'web-fqdn-bes': 8 },
      { web: 750, 'web-fqdn-bes': 250 },
      { web: 75, 'web-fqdn-bes': 25 },
      { web: 75, 'web-fqdn-bes': 25 },
    ],
    [
      '100',
      { web: 0, 'web-fqdn-bes': 100 },
      { other: 1 },
      { web: 0, 'web-fqdn-bes': 100 },
      { other: 70, web: 0, 'web-fqdn-bes': 30 },
      { web: 0, 'web-fqdn-bes': 1000 },
      { web: 0, 'web-fqdn-bes': 100 },
      { web: 0, 'web-fqdn-bes': 100 },
    ],
  ]);
});

it('makes the new service like the old one, as far as it can be', async () => {
  const mesh = await watched('INTERNAL_SELF_MANAGED');
  await mesh.run(...SHORT);
  const old = await document(mesh, 'global/backendServices/web');
  const made = await document(mesh, 'global/backendServices/web-fqdn-bes');
  for (const field of ['healthChecks', 'timeoutSec', 'customRequestHeaders', 'protocol']) {
    expect(made[field], field).toEqual(old[field]);
  }
  const external = await watched('EXTERNAL_MANAGED');
  const ended = await external.run(...SHORT);
  expect(ended.err).toContain('web-fqdn-bes is made without healthChecks');
});

it('puts everything back after it has ended, and removes what it made', async () => {
  const world = await watched('EXTERNAL_MANAGED');
  const before = (await untouched('EXTERNAL_MANAGED')).state();
  const run = runIn(await world.run(...SHORT));
  const back = await world.run('rollback', run, '--yes');
  expect(back.exitCode, back.err).toBe(0);
  world.expectServed();
  expect(world.state()).toEqual(before);
});

it('only reads where it is asked what it would do', async () => {
  const world = await watched('EXTERNAL_MANAGED');
  const shown = await world.run(...MIGRATE, '--dry-run=server', '--format=json');
  expect(shown.exitCode).toBe(0);
  expect(documentIn(shown)['plan']).toMatchObject({ verb: 'migrate', recipe: 'ip-to-fqdn' });
  expect(world.state()).toEqual((await untouched('EXTERNAL_MANAGED')).state());
});

it.each([
  ['answers', { status: 204 }, 'Probe http://api.example.com:8080/ answers 204 from here'],
  ['fails', { status: 503 }, 'Note http://api.example.com:8080/ answers 503 from here'],
  [
    'cannot be reached',
    { status: null, because: 'ETIMEDOUT' },
    'Not checked: whether http://api.example.com:8080/ answers where the load balancer asks; from here: ETIMEDOUT',
  ],
] as const)('says before anything is asked that the new host %s', async (_what, answer, said) => {
  const world = await watched('EXTERNAL_MANAGED', { answering: () => answer });
  const shown = await world.run(...MIGRATE, '--dry-run=server');
  expect(shown.exitCode, shown.err).toBe(0);
  expect(shown.err.replace(/\s+/g, ' ')).toContain(said);
});
