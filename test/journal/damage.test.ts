import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DamagedJournalError, parseJournal } from '../../src/journal/record.ts';
import { type RunState, replay } from '../../src/journal/replay.ts';
import { good, killed, type Ran, rolledBack } from '../support/real-journals.ts';

const REAL = [
  ['a good run', good],
  ['a run that was rolled back', rolledBack],
  ['a run that was killed', killed],
] as const;

/** A state in a form that can be compared, maps included. */
function shown(state: RunState): string {
  return JSON.stringify({ ...state, steps: [...state.steps] });
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
