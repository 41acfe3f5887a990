import { expect, it, onTestFinished, vi } from 'vitest';
import { documentIn } from '../support/world.ts';
import { mapsOf, runIn, SHORT, untouched, watched } from './shared.ts';
import { MIGRATE } from './site.ts';

const SCHEME = 'EXTERNAL_MANAGED';

async function original(): Promise<string> {
  return mapsOf(await untouched(SCHEME));
}

it.each([
  ['the first share', '25'],
  ['the last share', '100'],
])('goes back where the program says no at %s, and keeps what it made', async (_what, percent) => {
  const world = await watched(SCHEME, {
    programs: (_program, environment) => ({
      exitCode: environment['NEGCTL_GATE_NEW_PERCENT'] === percent ? 1 : 0,
    }),
  });
  const ended = await world.run(...SHORT, '--format=json');
  expect(ended.exitCode, ended.err).toBe(9);
  world.expectServed();
  expect(await mapsOf(world)).toBe(await original());
  const document = documentIn(ended);
  expect(document).toMatchObject({ ending: 'gate', errors: [{ code: 'NEG-7001' }] });
  expect(JSON.stringify(document['leftovers'])).toContain('global/backendServices/web-fqdn-bes');
  const run = String(document['run']);
  const back = await world.run('rollback', run, '--yes');
  expect(back.exitCode, back.err).toBe(0);
  expect(world.state()).toEqual((await untouched(SCHEME)).state());
});

it.each([
  [[1, 0], 0],
  [[1, 1], 9],
  [[1, 75, 1], 9],
  [[1, 0, 1, 0], 0],
  [[75, 75, 0], 0],
])('takes a program that exits with %j for exit code %i', async (codes, exitCode) => {
  const left = [...codes];
  const world = await watched(SCHEME, { programs: () => ({ exitCode: left.shift() ?? 0 }) });
  const ended = await world.run(...SHORT);
  expect(ended.exitCode, ended.err).toBe(exitCode);
  world.expectServed();
});

it('asks nobody for ever: without a verdict it waits, and goes on where it is told to', async () => {
  const world = await watched(SCHEME, { programs: () => ({ exitCode: 75 }) });
  const ended = await world.run(...SHORT, '--max-hold=3m');
  expect(ended.exitCode, ended.err).toBe(12);
  expect(ended.err).toContain('NEG-7002');
  const promoted = await world.run('promote', '--yes');
  expect(promoted.exitCode, promoted.err).toBe(12);
  const last = await world.run('promote', '--yes');
  expect(last.exitCode, last.err).toBe(0);
  world.expectServed();
});

it('counts a program that cannot be started as nobody, not as a no', async () => {
  const world = await watched(SCHEME, { programs: () => ({ exitCode: null, because: 'ENOENT' }) });
  const ended = await world.run(...SHORT);
  expect(ended.exitCode, ended.err).toBe(12);
  expect(ended.err).toContain('ENOENT');
});

const PROBE = [
  ...MIGRATE,
  '--yes',
  '--steps=50,100',
  '--gate=probe',
  '--probe-url=http://web.test/',
];

it.each([
  ['answers', () => ({ status: 200 }), 0],
  ['says that it knows nothing', () => ({ status: 404 }), 0],
  ['fails', () => ({ status: 503 }), 9],
  ['cannot be reached', () => ({ status: null, because: 'ECONNREFUSED' }), 12],
] as const)('probes a front end that %s', async (_what, answering, exitCode) => {
  const world = await watched(SCHEME, { answering });
  const ended = await world.run(...PROBE);
  expect(ended.exitCode, ended.err).toBe(exitCode);
  world.expectServed();
});

it('fails a probe by one bad answer of twenty, and not by one of a hundred', async () => {
  const everyNth = (nth: number) => {
    let sent = 0;
    return () => {
      sent += 1;
      return { status: sent % nth === 0 ? 500 : 200 };
    };
  };
  expect((await (await watched(SCHEME, { answering: everyNth(20) })).run(...PROBE)).exitCode).toBe(
    9,
  );
  const world = await watched(SCHEME, { answering: everyNth(100) });
  expect((await world.run(...PROBE, '--probe-samples=100')).exitCode).toBe(0);
});

it('stops at every manual gate until somebody promotes it', async () => {
  const world = await watched(SCHEME);
  const ended = await world.run(...MIGRATE, '--yes', '--steps=10,100');
  expect(ended.exitCode, ended.err).toBe(12);
  expect(ended.err).toContain('NEG-7003');
  expect((await world.run('resume', '--yes')).exitCode).toBe(12);
  expect((await world.run('promote', '--yes')).exitCode).toBe(12);
  expect((await world.run('promote', '--yes')).exitCode).toBe(0);
  world.expectServed();
  expect(await mapsOf(world)).not.toContain('/web"');
});

it('asks in the terminal, and goes on by a yes', async () => {
  const world = await watched(SCHEME, { answers: ['yes', 'yes'] });
  const ended = await world.run(...MIGRATE, '--yes', '--steps=10,100');
  expect(ended.exitCode, ended.err).toBe(0);
});

it('does not count the time for which it waits for an answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const late = async (): Promise<string> => {
    vi.advanceTimersByTime(24 * 3_600_000);
    return 'yes';
  };
  const world = await watched(SCHEME, { answers: [late, late] });
  const ended = await world.run(...MIGRATE, '--yes', '--steps=10,100');
  expect(ended.exitCode, ended.err).toBe(0);
});

it('goes back from where it waits', async () => {
  const world = await watched(SCHEME);
  const run = runIn(await world.run(...MIGRATE, '--yes', '--steps=10,100'));
  const aborted = await world.run('abort', run, '--yes');
  expect(aborted.exitCode, aborted.err).toBe(0);
  world.expectServed();
  expect(await mapsOf(world)).toBe(await original());
  expect((await world.run('rollback', run, '--yes')).exitCode).toBe(0);
  expect(world.state()).toEqual((await untouched(SCHEME)).state());
});

it('promotes nothing that does not wait, and nothing but a migration', async () => {
  const world = await watched(SCHEME);
  const run = runIn(await world.run(...SHORT));
  expect((await world.run('promote', run, '--yes')).exitCode).toBe(6);
  const back = runIn(await world.run('rollback', run, '--yes'));
  expect((await world.run('abort', back, '--yes')).exitCode).toBe(6);
});

it('goes no further than it is told to, and on from there', async () => {
  const world = await watched(SCHEME);
  const words = [...MIGRATE, '--yes', '--gate=command', '--gate-command=check'];
  const first = await world.run(...words, '--until=30');
  expect(first.exitCode, first.err).toBe(12);
  expect(await mapsOf(world)).toContain('"weight":25');
  const second = await world.run('resume', '--yes', '--until=50');
  expect(second.exitCode, second.err).toBe(12);
  expect(await mapsOf(world)).toContain('"weight":50');
  const last = await world.run('resume', '--yes');
  expect(last.exitCode, last.err).toBe(0);
  world.expectServed();
});
