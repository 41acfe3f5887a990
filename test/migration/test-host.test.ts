import { expect, it } from 'vitest';
import { requestClasses } from './requests.ts';
import { mapsOf, SHORT, untouched, type WatchedWorld, watched } from './shared.ts';

const SCHEME = 'EXTERNAL_MANAGED';
const HOST = 'canary.example.com';
const TEST = [
  ...SHORT,
  `--test-host=${HOST}`,
  '--probe-url=http://192.0.2.7/healthz',
  '--probe-samples=3',
] as const;

/** Where the new service has any requests, at the moment. */
function newClasses(world: WatchedWorld): readonly string[] {
  return requestClasses(world.emulator.state())
    .filter(({ targets }) => targets.has('web-fqdn-bes'))
    .map(({ name }) => name);
}

it('requests a host that nobody uses before any request of users is moved, and takes it away', async () => {
  const asked: unknown[] = [];
  const world: WatchedWorld = await watched(SCHEME, {
    answering: (url, host) => {
      asked.push([url, host, newClasses(world)]);
      return { status: 200 };
    },
  });
  const before = await mapsOf(await untouched(SCHEME));
  const ended = await world.run(...TEST);
  expect(ended.exitCode, ended.err).toBe(0);
  const classes = ['rich-rule/rich/negctl-test-host', 'plain-rule/plain/negctl-test-host'];
  const look = ['http://api.example.com:8080/', null, []];
  const each = ['http://192.0.2.7/healthz', HOST, expect.toSatisfy(sameNames(classes))];
  expect(asked).toEqual([look, each, each, each]);
  expect(await mapsOf(world)).toBe(before.replaceAll('/web"', '/web-fqdn-bes"'));
  world.expectServed();
});

function sameNames(wanted: readonly string[]) {
  return (names: readonly string[]): boolean =>
    JSON.stringify([...names].sort()) === JSON.stringify([...wanted].sort());
}

it('goes back without having moved any request where the test fails', async () => {
  const world = await watched(SCHEME, { answering: () => ({ status: 502 }) });
  const ended = await world.run(...TEST, '--on-fail=step-down');
  expect(ended.exitCode, ended.err).toBe(9);
  expect(ended.err).toContain('probe: 3 of 3 requests failed');
  expect(await mapsOf(world)).toBe(await mapsOf(await untouched(SCHEME)));
  expect(ended.err).not.toContain(': 25 % to the new backend');
  world.expectServed();
});

it('needs a host that the maps do not know', async () => {
  const world = await watched(SCHEME);
  const ended = await world.run(...TEST, '--test-host=paths.example.com');
  expect(ended.exitCode).toBe(6);
  expect(ended.err).toContain('it has a rule for paths.example.com already');
  const unreachable = await world.run(...SHORT, `--test-host=${HOST}`);
  expect(unreachable.exitCode).toBe(2);
  expect(unreachable.err).toContain('--probe-url');
});
