import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import {
  DamagedJournalError,
  FIRST_HASH,
  type JournalRecord,
  lineOf,
  nextRecord,
  parseJournal,
} from '../../src/journal/record.ts';
import { replay } from '../../src/journal/replay.ts';

const START: Entry = {
  type: 'run.started',
  run: 'r-20260102-101500-k3v9qa',
  planHash: 'sha256:00',
  project: 'demo',
  name: 'web',
  host: 'here',
  process: { pid: 1, started: '1' },
  version: '0.1.0',
};

const ENTRIES: readonly Entry[] = [
  START,
  { type: 'step.intent', step: 'addresses.web-ip', attempt: 1 },
  { type: 'step.process', step: 'addresses.web-ip', process: { pid: 42, started: '7' } },
  { type: 'step.intent', step: 'urlMaps.web-map', attempt: 1 },
  { type: 'step.done', step: 'addresses.web-ip', serverId: '17', how: 'created', seconds: 1.5 },
  { type: 'step.failed', step: 'urlMaps.web-map', class: 'quota', said: 'Quota…', left: 'absent' },
  { type: 'undo.started', because: 'a step failed' },
  { type: 'undo.intent', step: 'addresses.web-ip', attempt: 1 },
  { type: 'undo.done', step: 'addresses.web-ip', how: 'removed' },
  { type: 'run.finished', ending: 'rolled-back' },
];

function journalOf(entries: readonly Entry[]): string {
  let previous: Pick<JournalRecord, 'seq' | 'hash'> = { seq: 0, hash: FIRST_HASH };
  return entries
    .map((entry) => {
      const record = nextRecord(previous, entry, new Date('2026-01-02T10:15:00Z'));
      const line = lineOf(record, previous.hash);
      previous = record;
      return line;
    })
    .join('');
}

const TEXT = journalOf(ENTRIES);

/** The journal read: the entries, or that it was refused. */
function read(text: string): readonly Entry[] | 'refused' {
  try {
    return parseJournal(text).records.map(({ entry }) => entry);
  } catch (thrown) {
    if (thrown instanceof DamagedJournalError) return 'refused';
    throw thrown;
  }
}

describe('a journal', () => {
  it('gives back what was written', () => {
    expect(read(TEXT)).toEqual(ENTRIES);
  });

  it('cut off at any byte, gives a beginning of what was written, never anything else', () => {
    const bytes = Buffer.from(TEXT);
    for (let length = 0; length <= bytes.length; length += 1) {
      const whole = bytes.subarray(0, length).toString('latin1').split('\n').length - 1;
      expect(read(bytes.subarray(0, length).toString('utf8'))).toEqual(ENTRIES.slice(0, whole));
    }
  });

  it('with any one byte changed, is refused or gives a beginning of what was written', () => {
    const bytes = Buffer.from(TEXT);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          const found = read(damaged.toString('utf8'));
          if (found !== 'refused') expect(found).toEqual(ENTRIES.slice(0, found.length));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('with a record left out, doubled or moved, is refused', () => {
    const lines = TEXT.split('\n').slice(0, -1);
    const without = [...lines.slice(0, 3), ...lines.slice(4)];
    const doubled = [...lines.slice(0, 4), ...lines.slice(3)];
    const moved = [...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)];
    for (const changed of [without, doubled, moved]) {
      expect(read(`${changed.join('\n')}\n`)).toBe('refused');
    }
  });

  it('says where it ends, so that a torn line can be cut off before the next record', () => {
    const torn = `${TEXT}{"seq":11,"at"`;
    expect(parseJournal(torn).bytes).toBe(Buffer.byteLength(TEXT));
  });
});

describe('replaying a journal', () => {
  const stateAfter = (count: number) =>
    replay(parseJournal(journalOf(ENTRIES.slice(0, count))).records);

  it('knows nothing without a start', () => {
    expect(replay([])).toBeNull();
    expect(replay(parseJournal(journalOf(ENTRIES.slice(1))).records)).toBeNull();
  });

  it('an intent without outcome is open, with the gcloud that was started for it', () => {
    const step = stateAfter(3)?.steps.get('addresses.web-ip');
    expect(step).toMatchObject({ status: 'intended', attempts: 1, process: { pid: 42 } });
  });

  it('a done step has its server id, and no process any more', () => {
    const step = stateAfter(5)?.steps.get('addresses.web-ip');
    expect(step).toMatchObject({ status: 'done', serverId: '17', process: null });
  });

  it('a failed step says what it left behind', () => {
    expect(stateAfter(6)?.steps.get('urlMaps.web-map')).toMatchObject({
      status: 'failed',
      left: 'absent',
    });
  });

  it('turns round with the undo, and ends as it was recorded', () => {
    expect(stateAfter(6)?.direction).toBe('forward');
    expect(stateAfter(7)?.direction).toBe('undo');
    expect(stateAfter(9)?.ending).toBeNull();
    expect(stateAfter(10)).toMatchObject({ ending: 'rolled-back' });
    expect(stateAfter(10)?.steps.get('addresses.web-ip')?.status).toBe('undone');
  });
});
