import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { mapsOf, runIn, SHORT, WatchedWorld } from '../migration/shared.ts';
import { link, siteIn } from '../migration/site.ts';
import { type Ended, World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { machines, objectsOf, STATE } from './machines.ts';

const WEB = link('global/backendServices/web');

/** What nobody may see, one for each place of a map or a service that can hold it. */
const SECRETS = ['map', 'weight', 'rule', 'match', 'test', 'service'].map(
  (place) => `s3cret-of-the-${place}-0123456789`,
);
const [ofMap = '', ofWeight = '', ofRule = '', ofMatch = '', ofTest = '', ofService = ''] = SECRETS;

function header(headerValue: string): JsonObject {
  return {
    requestHeadersToAdd: [{ headerName: 'X-Origin-Key', headerValue, replace: true }],
  };
}

const RICH: JsonObject = {
  name: 'rich',
  defaultService: WEB,
  headerAction: header(ofMap),
  hostRules: [{ hosts: ['a.example.com'], pathMatcher: 'a' }],
  pathMatchers: [
    {
      name: 'a',
      defaultRouteAction: {
        weightedBackendServices: [
          { backendService: WEB, weight: 100, headerAction: header(ofWeight) },
        ],
      },
      routeRules: [
        {
          priority: 1,
          matchRules: [
            { prefixMatch: '/', headerMatches: [{ headerName: 'x-key', exactMatch: ofMatch }] },
          ],
          service: WEB,
          headerAction: header(ofRule),
        },
      ],
    },
  ],
  tests: [
    {
      host: 'a.example.com',
      path: '/',
      headers: [{ name: 'x-key', value: ofMatch }],
      service: WEB,
    },
    {
      host: 'b.example.com',
      path: '/',
      headers: [{ name: 'x-key', value: ofTest }],
      service: WEB,
    },
  ],
};

async function keyed(options: { readonly exitCode: number }): Promise<WatchedWorld> {
  const from = new World();
  await siteIn(from, 'EXTERNAL_MANAGED', [RICH, { name: 'plain', defaultService: WEB }]);
  await somebody(from, 'PATCH', 'global/backendServices/web', {
    customRequestHeaders: [`X-Origin-Key: ${ofService}`, 'Host: web.example.com'],
  });
  const { exitCode } = options;
  return new WatchedWorld({ from, programs: () => ({ exitCode }) });
}

/** Every file that a world has written. */
function filesIn({ directory }: World): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** No secret in any byte that was shown or written, but in the one file that going back needs. */
function expectUnseen(world: World, ...ends: readonly Ended[]): void {
  const files = filesIn(world).filter((path) => basename(path) !== 'kept.json');
  const seen = [
    ...files.map((path) => readFileSync(path, 'utf8')),
    ...ends.flatMap(({ out, err }) => [out, err]),
    world.calls.flat().join(' '),
  ];
  for (const text of seen) {
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  }
}

it('shows and writes no header of a live map or service, and puts every one back', async () => {
  const world = await keyed({ exitCode: 0 });
  const before = await mapsOf(world);
  const state = world.state();
  const shown = await world.run(...SHORT, '--dry-run=server', '--format=json');
  const script = await world.run(...SHORT, '--dry-run=server', '--format=script');
  expect(script.out).toContain('"X-Origin-Key"');
  expect(script.out).toContain("grep -q '@@kept:[0-9]'");
  const ended = await world.run(...SHORT, '--format=ndjson', '--verbosity=debug');
  expect(ended.exitCode, ended.err).toBe(0);
  const [kept, ...more] = filesIn(world).filter((path) => basename(path) === 'kept.json');
  expect(more).toEqual([]);
  expect(statSync(kept ?? '').mode & 0o777).toBe(0o600);
  for (const secret of SECRETS) expect(readFileSync(kept ?? '', 'utf8')).toContain(secret);
  const made = JSON.stringify(world.emulator.state().resources);
  expect(made.split(ofService)).toHaveLength(3);
  const run = runIn(ended);
  const described = await world.run('runs', 'describe', run, '--format=json');
  const logs = await world.run('runs', 'logs', run);
  const back = await world.run('rollback', run, '--yes', '--format=json');
  expect(back.exitCode, back.err).toBe(0);
  expect(await mapsOf(world)).toBe(before);
  expect(world.state()).toEqual(state);
  expectUnseen(world, shown, script, ended, described, logs, back);
  world.expectServed();
});

it('keeps what somebody else wrote without what their headers say', async () => {
  const world = await keyed({ exitCode: 75 });
  const theirs = 's3cret-of-somebody-else-0123456789';
  const waiting = await world.run(...SHORT, '--max-hold=2m');
  expect(waiting.exitCode, waiting.err).toBe(12);
  await somebody(world, 'PATCH', 'global/urlMaps/rich', { headerAction: header(theirs) });
  const ended = await world.run('abort', '--yes');
  expect(ended.exitCode, ended.err).toBe(8);
  const logs = await world.run('runs', 'logs', runIn(waiting));
  expect(`${logs.out}${logs.err}`).toContain('X-Origin-Key');
  expectUnseen(world, ended, logs);
  for (const text of [ended.out, ended.err, logs.out, logs.err]) {
    expect(text).not.toContain(theirs);
  }
  for (const path of filesIn(world)) expect(readFileSync(path, 'utf8')).not.toContain(theirs);
});

it('refuses a run whose kept headers were changed', async () => {
  const world = await keyed({ exitCode: 75 });
  const ended = await world.run(...SHORT, '--max-hold=2m');
  expect(ended.exitCode, ended.err).toBe(12);
  const [kept = ''] = filesIn(world).filter((path) => basename(path) === 'kept.json');
  const text = readFileSync(kept, 'utf8');
  writeFileSync(kept, text.replace(ofMap, 'another-secret-0123456789'));
  const refused = await world.run('abort', '--yes');
  expect(refused.exitCode).toBe(6);
  rmSync(kept);
  mkdirSync(kept);
  expect((await world.run('abort', '--yes')).exitCode).toBe(6);
  rmdirSync(kept);
  writeFileSync(kept, text);
  const back = await world.run('abort', '--yes');
  expect(back.exitCode, back.err).toBe(0);
});

/** The object of a run, but for the part that going back needs. */
function withoutKept(head: string): string {
  const { kept: _kept, ...rest }: { readonly kept: string } = JSON.parse(head);
  return JSON.stringify(rest);
}

it('lie in a bucket with the run, in no other object, and another machine puts them back', async () => {
  const { a, b, emulator } = await machines();
  await siteIn(a, 'EXTERNAL_MANAGED', [RICH, { name: 'plain', defaultService: WEB }]);
  const before = await mapsOf(a);
  const ended = await a.run(...SHORT, STATE);
  expect(ended.exitCode, ended.err).toBe(0);
  const heads: string[] = [];
  for (const [name, text] of objectsOf(emulator)) {
    const [, body = ''] = text.split('\n');
    if (name.endsWith('run.json')) heads.push(body);
    const shown = name.endsWith('run.json') ? withoutKept(body) : text;
    for (const secret of SECRETS) expect(shown, name).not.toContain(secret);
  }
  expect(heads).toHaveLength(1);
  expect(heads[0]).toContain(ofMap);
  const back = await b.run('rollback', runIn(ended), '--yes', STATE);
  expect(back.exitCode, back.err).toBe(0);
  expect(await mapsOf(b)).toBe(before);
  expectUnseen(a, ended);
  expectUnseen(b, back);
});
