import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedJournalError, parseJournal } from '../../src/journal/record.ts';
import { type RunState, replay } from '../../src/journal/replay.ts';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { World } from '../support/world.ts';

/** A set-up with few parts, so that every byte of its journal can be tried. */
const SMALL = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=80',
  '--protocol=HTTP',
  '--frontend-protocol=HTTP',
  '--yes',
];

interface Ran {
  readonly world: World;
  readonly run: string;
  readonly path: string;
  readonly bytes: Buffer;
}

function ranIn(world: World): Ran {
  const runs = join(world.directory, 'runs');
  const [run = ''] = readdirSync(runs);
  const path = join(runs, run, 'journal.ndjson');
  return { world, run, path, bytes: readFileSync(path) };
}

async function good(): Promise<Ran> {
  const world = new World();
  expect((await world.run(...SMALL)).exitCode).toBe(0);
  return ranIn(world);
}

/** The last step fails; what gcloud said of it goes beyond ASCII, as texts from outside may. */
async function rolledBack(): Promise<Ran> {
  const world = new World();
  world.emulator.addFaults(['insert:forwardingRules/web-fr=quota']);
  expect((await world.run(...SMALL)).exitCode).toBe(7);
  return ranIn(world);
}

async function killed(): Promise<Ran> {
  const world = new World();
  world.dieAtAppend(14, 'after');
  await expect(world.run(...SMALL)).rejects.toBeInstanceOf(NegctlDied);
  await world.idle();
  return ranIn(world);
}

const REAL = [
  ['a good run', good],
  ['a run that was rolled back', rolledBack],
  ['a run that was killed', killed],
] as const;

/** A state in a form that can be compared, maps included. */
function shown(state: RunState | null): string {
  return JSON.stringify(state === null ? null : { ...state, steps: [...state.steps] });
}

/** What the journal is read as; `null` where it is refused with a word. */
function read(bytes: Buffer): RunState | null {
  try {
    return replay(parseJournal(bytes.toString('utf8')).records);
  } catch (thrown) {
    if (!(thrown instanceof DamagedJournalError)) throw thrown;
    expect(thrown.message).toMatch(/^line \d+: \w/);
    return null;
  }
}

/** The states after each whole record of a journal. */
function honestStates({ bytes }: Ran): ReadonlySet<string> {
  const { records } = parseJournal(bytes.toString('utf8'));
  return new Set(records.map((_record, index) => shown(replay(records.slice(0, index + 1)))));
}

/** What a byte may turn into: one bit of it, and those that mean something where it stands. */
function flipsOf(byte: number, at: number): readonly number[] {
  const meaning = ['"', '0', '9', ' ', '\\', '}'].map((sign) => sign.charCodeAt(0));
  const flips = [byte ^ (1 << (at % 8)), 0x0a, meaning[at % meaning.length] ?? 0];
  return [...new Set(flips)].filter((value) => value !== byte);
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = value;
  return damaged;
}

describe.each(REAL)('the journal of %s', (_name, made) => {
  it('cut off at any byte, gives the state after a beginning of its records', async () => {
    const ran = await made();
    const honest = honestStates(ran);
    for (let length = 0; length <= ran.bytes.length; length += 1) {
      const state = read(ran.bytes.subarray(0, length));
      const start = ran.bytes.indexOf('\n') + 1;
      if (state === null) expect(length).toBeLessThan(start);
      else expect(honest.has(shown(state)), `cut at ${length}`).toBe(true);
    }
  });

  it('with any one byte changed, is refused or gives such a state', async () => {
    const ran = await made();
    const honest = honestStates(ran);
    let refused = 0;
    let tried = 0;
    for (const [at, byte] of ran.bytes.entries()) {
      for (const value of flipsOf(byte, at)) {
        const state = read(withByte(ran.bytes, at, value));
        tried += 1;
        if (state === null) refused += 1;
        else expect(honest.has(shown(state)), `byte ${at} as ${value}`).toBe(true);
      }
    }
    const endings = 3;
    expect(refused).toBeGreaterThanOrEqual(tried - endings);
  });

  it('damaged in any record, is acted on by no command: it is called damaged', async () => {
    const { world, run, path, bytes } = await made();
    const before = world.state();
    const records = bytes.toString('utf8').split('\n').slice(0, -1);
    let start = 0;
    for (const [index, record] of records.entries()) {
      const length = Buffer.byteLength(record);
      const at = start + ((index * 37) % length);
      start += length + 1;
      writeFileSync(path, withByte(bytes, at, (bytes[at] ?? 0) ^ 1));
      world.calls.length = 0;
      for (const words of [
        ['runs', 'describe', run],
        ['runs', 'logs', run],
        ['resume', run, '--yes'],
        ['rollback', run, '--yes'],
      ]) {
        const ended = await world.run(...words);
        expect(ended.exitCode, ended.err).toBe(6);
        expect(ended.err).toContain('NEG-6006');
        expect(ended.err).toContain(`the record of run ${run} cannot be believed`);
        expect(ended.err).toContain(`line ${index + 1}: `);
      }
      expect((await world.run('runs', 'list')).out).toMatch(/damaged$/m);
      const unnamed = await world.run('rollback', '--yes');
      expect(unnamed.err).toContain(`the record of ${run} is damaged; it is left alone`);
      expect(unnamed.exitCode).toBe(6);
      expect(world.calls).toEqual([]);
    }
    expect(world.state()).toEqual(before);
  });
});

describe('a journal that lost its end', () => {
  it('is taken up where it ends, and makes nothing twice', async () => {
    const { world, path, bytes } = await killed();
    writeFileSync(path, bytes.subarray(0, -40));
    const ended = await world.run('resume', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    const undisturbed = await good();
    expect(world.state()).toEqual(undisturbed.world.state());
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect(() => parseJournal(`${lines.join('\n')}\n`)).not.toThrow();
    expect(lines.length).toBeGreaterThan(bytes.toString('utf8').split('\n').length);
  });

  it('that lost all of it, is no journal', async () => {
    const { world, run, path } = await killed();
    writeFileSync(path, '');
    const ended = await world.run('resume', run, '--yes');
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('line 1: the start of the run is missing');
  });
});

describe('a journal in the wrong place', () => {
  it('of another run of the same plan, is refused', async () => {
    const world = new World();
    expect((await world.run(...SMALL)).exitCode).toBe(0);
    const first = ranIn(world);
    expect((await world.run('rollback', first.run, '--yes')).exitCode).toBe(0);
    const undone = readFileSync(first.path);
    expect((await world.run(...SMALL)).exitCode).toBe(0);
    const runs = join(world.directory, 'runs');
    const second = readdirSync(runs).find((name) => name !== first.run) ?? '';
    writeFileSync(join(runs, second, 'journal.ndjson'), undone);
    const before = world.state();
    const ended = await world.run('rollback', second, '--yes');
    expect(ended.exitCode, ended.err).toBe(6);
    expect(ended.err).toContain(`it is the journal of ${first.run}`);
    expect(world.state()).toEqual(before);
  });
});
