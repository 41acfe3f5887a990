import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createEmulator } from '../../src/emulator/emulator.ts';
import type { Json, JsonObject } from '../../src/emulator/json.ts';
import { hostileWords } from '../../src/emulator/refusals.ts';
import type { EmulatorState } from '../../src/emulator/state.ts';
import { LinePrompter } from '../../src/io/line-prompter.ts';
import { Machine } from '../support/real.ts';
import { FULL } from '../support/set-ups.ts';
import { type Ended, World, type WorldOptions } from '../support/world.ts';
import { isShowable } from './oracle.ts';

const HOSTILE = hostileWords();
const FORMATS = ['text', 'json', 'ndjson', 'yaml'] as const;
type Format = (typeof FORMATS)[number];

/** A line that GitHub's runner would obey, unless it is one of negctl's own annotations. */
function isForged(line: string): boolean {
  const isOwn = /^::(error|warning) title=[\w/.-]+::\S/.test(line);
  return (/^\s*::[a-z]/i.test(line) && !isOwn) || /##(vso)?\[/i.test(line);
}

/** What is wrong with a text on a terminal, a log or in a CI job; empty where nothing is. */
function harm(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !isShowable(line) || isForged(line))
    .map((line) => JSON.stringify(line.slice(0, 160)));
}

/** Both streams are harmless, the hostile words are in them, and machine formats are valid. */
function expectHarmless({ out, err }: Ended, format: Format, shows: string): void {
  expect(harm(out)).toEqual([]);
  expect(harm(err)).toEqual([]);
  expect(`${out}\n${err}`.includes(shows), `shows ${shows}: ${err.slice(-1_500)}`).toBe(true);
  if (format === 'json') expect(JSON.parse(out)).toHaveProperty('schema');
  if (format === 'yaml') expect(parse(out)).toHaveProperty('schema');
  if (format === 'ndjson') {
    for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  }
}

const IN_CI = { environment: { GITHUB_ACTIONS: 'true' } };

describe('hostile words of an API, in every format,', () => {
  it.each(FORMATS)('when a step is refused: %s', async (format) => {
    const world = new World(IN_CI);
    world.emulator.addFaults(['insert:urlMaps=hostile x*']);
    const words = [...FULL, '--yes', `--format=${format}`, '--verbosity=debug'];
    const ended = await world.run(...words);
    expect(ended.exitCode).toBe(7);
    expectHarmless(ended, format, 'Bad Request: hostile');
    const [run = ''] = readdirSync(join(world.directory, 'runs'));
    for (const command of [
      ['runs', 'list'],
      ['runs', 'describe', run],
      ['runs', 'logs', run],
    ]) {
      const shown = await world.run(...command, `--format=${format}`);
      const tells = command[1] === 'logs' && format === 'text';
      expectHarmless(shown, format, tells ? 'Bad Request: hostile' : '');
    }
  });

  it.each(FORMATS)('when the undo is refused: %s', async (format) => {
    const world = new World(IN_CI);
    world.emulator.addFaults(['insert:urlMaps=quota x*', 'delete:backendServices=hostile x*']);
    const ended = await world.run(...FULL, '--yes', `--format=${format}`);
    expect(ended.exitCode).toBe(8);
    expectHarmless(ended, format, 'the API refused a value');
  });

  it.each(FORMATS)('when the project cannot be read: %s', async (format) => {
    const world = new World(IN_CI);
    world.emulator.addFaults(['list:*=hostile x*']);
    const ended = await world.run(...FULL, '--yes', `--format=${format}`);
    expect(ended.exitCode).toBe(6);
    expectHarmless(ended, format, 'Bad Request: hostile');
  });
});

/** Every text in a resource replaced, or only those of the named fields. */
function tainted(fields: JsonObject, names: readonly string[]): JsonObject {
  const taint = (value: Json): Json => {
    if (typeof value === 'string') return `${value} ${HOSTILE}`;
    if (Array.isArray(value)) return value.map(taint);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, taint(member)]))
      : value;
  };
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, names.includes(key) ? taint(value) : value]),
  );
}

/** A project with a whole set-up in it, into whose resources somebody has written hostile words. */
async function taintedState(
  taints: Readonly<Record<string, readonly string[]>>,
): Promise<EmulatorState> {
  const world = new World();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  const state = world.emulator.state();
  const resources = Object.entries(state.resources).map(([path, resource]) => {
    const fields = tainted(resource.fields, taints[resource.collection] ?? []);
    return [path, { ...resource, fields: { ...fields, description: HOSTILE } }] as const;
  });
  return { ...state, resources: Object.fromEntries(resources) };
}

async function worldWith(
  taints: Parameters<typeof taintedState>[0],
  options: WorldOptions = {},
): Promise<World> {
  return new World({ ...options, emulator: createEmulator({ state: await taintedState(taints) }) });
}

describe('hostile words in resources, in every format,', () => {
  it.each([
    ['networkEndpointGroups', ['networkEndpointType'], 'INTERNET_FQDN_PORT Bad Request'],
    ['networkEndpointGroups', ['endpoints'], 'api.example.com Bad Request'],
    ['backendServices', ['protocol'], 'HTTPS Bad Request'],
    ['backendServices', ['customRequestHeaders'], 'Bad Request'],
    ['urlMaps', ['defaultService'], 'differs'],
    ['targetHttpsProxies', ['sslCertificates'], 'differs'],
    ['sslCertificates', ['managed', 'subjectAlternativeNames'], 'Bad Request'],
    ['forwardingRules', ['portRange', 'IPAddress'], 'Bad Request'],
  ] as const)('that are in the way: %s %j', async (collection, names, shows) => {
    for (const format of FORMATS) {
      const world = await worldWith({ [collection]: names }, IN_CI);
      const ended = await world.run(...FULL, '--yes', `--format=${format}`);
      expect(ended.exitCode, ended.err).toBe(6);
      expectHarmless(ended, format, shows);
    }
  });

  it.each(FORMATS)('beside those that are taken as they are: %s', async (format) => {
    const world = await worldWith({}, IN_CI);
    const ended = await world.run(...FULL, '--yes', `--format=${format}`);
    expect(ended.exitCode, ended.err).toBe(0);
    expectHarmless(ended, format, '');
    const script = await world.run(...FULL, '--dry-run=server', '--format=script');
    expect(harm(script.out)).toEqual([]);
  });

  it('as choices of the wizard', async () => {
    const state = await taintedState({
      addresses: ['address', 'addressType'],
      sslCertificates: ['subjectAlternativeNames', 'expireTime', 'type'],
      networkEndpointGroups: ['endpoints', 'networkEndpointType'],
    });
    const world = new World({
      emulator: createEmulator({ state }),
      answers: [
        'new',
        'demo',
        'global-external',
        ':new',
        'api.example.com:443',
        'HTTPS',
        'client',
        'HTTPS',
        'existing',
        'web-cert',
        'false',
        { kind: 'quit' },
      ],
    });
    await world.run('create', 'internet-neg');
    let shown = '';
    const prompter = new LinePrompter(Readable.from([]), (text) => {
      shown += text;
    });
    for (const question of world.questions) {
      if ('choices' in question) await prompter.choose(question);
      else await prompter.text(question);
    }
    expect(shown).toContain('Bad Request: hostile');
    expect(shown).toContain('not possible');
    expect(harm(shown)).toEqual([]);
  });

  it('as the state of the emulator', async () => {
    const machine = new Machine();
    const state = await taintedState({
      networkEndpointGroups: ['endpoints', 'networkEndpointType'],
      sslCertificates: ['subjectAlternativeNames', 'expireTime'],
      addresses: ['address'],
      urlMaps: ['defaultService'],
    });
    mkdirSync(join(machine.directory, 'emulator'), { mode: 0o700 });
    const { writeStateFile } = await import('../../src/emulator/state-file.ts');
    writeStateFile(join(machine.directory, 'emulator', 'state.json'), state);
    for (const format of ['text', 'json', 'yaml'] as const) {
      const ended = await machine.run('emulator', 'state', `--format=${format}`);
      expect(ended.exitCode, ended.err).toBe(0);
      expectHarmless({ ...ended, exitCode: 0 }, format, 'hostile');
    }
  });
});

describe('hostile words of the outside world, in every format,', () => {
  it.each<readonly [string, WorldOptions, number]>([
    ['a DNS answer code', { resolution: { status: 'refused', rcode: HOSTILE } }, 3],
    ['why DNS did not answer', { resolution: { status: 'unreachable', reason: HOSTILE } }, 0],
    ['a certificate', { tls: { status: 'untrusted', reason: HOSTILE } }, 0],
    ['why TLS did not answer', { tls: { status: 'unreachable', reason: HOSTILE } }, 0],
  ])('%s', async (_what, options, exitCode) => {
    for (const format of FORMATS) {
      const world = new World({ ...options, ...IN_CI });
      const ended = await world.run(...FULL, '--yes', `--format=${format}`);
      expect([exitCode, 6]).toContain(ended.exitCode);
      expectHarmless(ended, format, 'hostile');
      const runs = await world.run('runs', 'list', `--format=${format}`);
      expectHarmless(runs, format, '');
    }
  });

  it.each(FORMATS)('a spec and its name: %s', async (format) => {
    const world = new World(IN_CI);
    const file = join(world.directory, 'we\u202e b ::error::forged ##[error]x.yaml');
    writeFileSync(file, JSON.stringify({ [HOSTILE]: HOSTILE, kind: HOSTILE, name: HOSTILE }));
    for (const words of [
      ['check', '-f', file],
      [...FULL, '-f', file],
    ]) {
      const ended = await world.run(...words, `--format=${format}`);
      expect([2, 3]).toContain(ended.exitCode);
      expectHarmless(ended, format, 'forged');
    }
    const plain = join(world.directory, 'web.yaml');
    writeFileSync(
      plain,
      JSON.stringify({ [HOSTILE]: HOSTILE, kind: 'InternetNeg', name: HOSTILE }),
    );
    const ended = await world.run('check', '-f', plain, `--format=${format}`);
    expect(ended.exitCode).toBe(3);
    expectHarmless(ended, format, 'hostile');
  });
});
