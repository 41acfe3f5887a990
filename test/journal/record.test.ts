import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entrySchema } from '../../src/journal/entry.ts';
import {
  DamagedJournalError,
  FIRST_HASH,
  type JournalRecord,
  lineOf,
  nextRecord,
  parseJournal,
} from '../../src/journal/record.ts';
import { asideIn, replay } from '../../src/journal/replay.ts';

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

const IP = 'addresses.web-ip';
const MAP = 'urlMaps.web-map';

/** What a run of one service writes, in an order in which it may. */
const ENTRIES: readonly Entry[] = [
  START,
  { type: 'step.intent', step: IP, attempt: 1 },
  { type: 'step.process', step: IP, process: { pid: 42, started: '7' } },
  { type: 'step.intent', step: MAP, attempt: 1 },
  { type: 'step.done', step: IP, serverId: '17', how: 'created', seconds: 1.5 },
  { type: 'step.failed', step: MAP, class: 'quota', said: 'Quota…', left: 'absent' },
  { type: 'run.resumed', host: 'there', process: { pid: 2, started: '2' } },
  { type: 'step.intent', step: MAP, attempt: 2 },
  { type: 'step.process', step: MAP, process: { pid: 43, started: '8' } },
  { type: 'step.failed', step: MAP, class: 'quota', said: 'Quota again', left: 'unknown' },
  { type: 'undo.started', because: 'a step failed' },
  { type: 'undo.intent', step: IP, attempt: 1 },
  { type: 'undo.process', step: IP, process: { pid: 44, started: '9' } },
  { type: 'undo.done', step: IP, how: 'removed' },
  { type: 'undo.kept', step: MAP, because: 'in use' },
  { type: 'run.finished', ending: 'leftovers' },
];

/** All else that entries may say. */
const OTHERS: readonly Entry[] = [
  { type: 'run.unlocked', host: 'there', process: { pid: 2, started: '2' } },
  ...(['settled', 'removed', 'gone', 'changed', 'passed'] as const).map(
    (how): Entry => ({ type: 'step.done', step: MAP, serverId: null, how, seconds: 0 }),
  ),
  ...(['present', 'foreign'] as const).map(
    (left): Entry => ({ type: 'step.failed', step: MAP, class: 'gate', said: '', left }),
  ),
  ...(['passed', 'failed', 'inconclusive', 'error'] as const).map(
    (verdict): Entry => ({ type: 'gate.verdict', step: MAP, verdict, said: 'x' }),
  ),
  { type: 'gate.verdict', step: MAP, verdict: 'passed', said: 'x', service: 'web' },
  { type: 'gate.promoted', step: MAP },
  { type: 'service.aside', service: 'web', percent: 25, because: 'x', again: [MAP] },
  { type: 'service.rejoined', service: 'web', again: [MAP] },
  ...(['gone', 'with-container', 'never-made', 'not-ours', 'restored'] as const).map(
    (how): Entry => ({ type: 'undo.done', step: MAP, how }),
  ),
];

/** The time of the n-th record. */
function timeOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 2, 10, 15, index)).toISOString();
}

function journalOf(entries: readonly Entry[]): string {
  let previous: Pick<JournalRecord, 'seq' | 'hash'> = { seq: 0, hash: FIRST_HASH };
  return entries
    .map((entry, index) => {
      const record = nextRecord(previous, entry, new Date(timeOf(index)));
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
    const { records } = parseJournal(TEXT);
    expect(records.map(({ seq }) => seq)).toEqual(ENTRIES.map((_entry, index) => index + 1));
    expect(records.map(({ at }) => at)).toEqual(ENTRIES.map((_entry, index) => timeOf(index)));
    expect(read(journalOf(OTHERS))).toEqual(OTHERS);
  });

  it('is one line of JSON a record, each with the hash of the one before', () => {
    const lines = TEXT.split('\n').slice(0, -1);
    const hashes = parseJournal(TEXT).records.map(({ hash }) => hash);
    expect(FIRST_HASH).toMatch(/^0{64}$/);
    lines.forEach((line, index) => {
      expect(JSON.parse(line)).toEqual({
        seq: index + 1,
        at: timeOf(index),
        prev: index === 0 ? FIRST_HASH : hashes[index - 1],
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        entry: ENTRIES[index],
      });
    });
  });

  it('has hashes that do not change between versions', () => {
    // sha256 of {"at":"2026-01-02T10:15:00.000Z","entry":{"ending":"ok","type":"run.finished"},
    // "prev":"000…","seq":1}, keys sorted, by sha256sum.
    const record = nextRecord(
      { seq: 0, hash: FIRST_HASH },
      { type: 'run.finished', ending: 'ok' },
      new Date('2026-01-02T10:15:00Z'),
    );
    expect(record.hash).toBe('3efc236016395d47b8e7c8d4df1072ddbdecd7c5a6fdd61f6637c5ea939f615c');
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
      { numRuns: 1_000 },
    );
  });

  it('with a record left out, doubled or moved, is refused: it says which one, and why', () => {
    const lines = TEXT.split('\n').slice(0, -1);
    const without = [...lines.slice(0, 3), ...lines.slice(4)];
    const doubled = [...lines.slice(0, 4), ...lines.slice(3)];
    const moved = [...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)];
    for (const [changed, line] of [
      [without, 4],
      [doubled, 5],
      [moved, 4],
      [lines.slice(1), 1],
    ] as const) {
      expect(() => parseJournal(`${changed.join('\n')}\n`)).toThrow(
        new DamagedJournalError(line, 'it does not follow the record before it'),
      );
    }
  });

  it('with a record of the same number from another journal, is refused', () => {
    const others = journalOf(
      ENTRIES.map((entry) => (entry === START ? { ...START, name: 'other' } : entry)),
    );
    const lines = TEXT.split('\n');
    const mixed = [...lines.slice(0, 3), ...others.split('\n').slice(3)].join('\n');
    expect(() => parseJournal(mixed)).toThrow(/^line 4: it does not follow the record before it$/);
  });

  it('with a right hash and a wrong number, is refused', () => {
    const misnumbered = nextRecord({ seq: 4, hash: FIRST_HASH }, START, new Date());
    expect(() => parseJournal(lineOf(misnumbered, FIRST_HASH))).toThrow(/does not follow/);
  });

  it.each([
    ['no JSON\n', 'not JSON'],
    ['\n', 'not JSON'],
    ['[]\n', 'not a record'],
    ['null\n', 'not a record'],
    ['{}\n', 'its hash does not fit'],
    ['{"hash":"0"}\n', 'its hash does not fit'],
  ])('%j is no journal: %s', (text, reason) => {
    const refused = new DamagedJournalError(1, reason);
    expect(() => parseJournal(text)).toThrow(refused);
    expect(refused.message).toBe(`line 1: ${reason}`);
    expect(refused).toMatchObject({ name: 'DamagedJournalError', line: 1 });
  });

  it.each([
    [{ ...START, process: { pid: 0, started: '1' } }],
    [{ ...START, process: { pid: 1.5, started: '1' } }],
    [{ type: 'step.intent', step: '../etc', attempt: 1 }],
    [{ type: 'step.intent', step: '', attempt: 1 }],
    [{ type: 'step.intent', step: IP, attempt: 0 }],
    [{ type: 'undo.intent', step: IP, attempt: -1 }],
    [{ type: 'step.done', step: IP, serverId: 17, how: 'created', seconds: 1 }],
    [{ type: 'step.done', step: IP, serverId: '17', how: 'guessed', seconds: 1 }],
    [{ type: 'step.failed', step: IP, class: 'x', said: '', left: 'something' }],
    [{ type: 'undo.done', step: IP, how: 'perhaps' }],
    [{ type: 'something.new' }],
  ])('an entry like %j is not known', (entry) => {
    expect(entrySchema.safeParse(entry).success).toBe(false);
  });

  it.each(['created', 'settled', 'removed', 'gone', 'changed'])(
    'a step may be done as %s',
    (how) => {
      const entry = { type: 'step.done', step: IP, serverId: null, how, seconds: 1 };
      expect(entrySchema.parse(entry)).toEqual(entry);
    },
  );

  it.each(['absent', 'present', 'foreign', 'unknown'])(
    'a failed step may have left what is %s',
    (left) => {
      const entry = { type: 'step.failed', step: IP, class: 'x', said: 'y', left };
      expect(entrySchema.parse(entry)).toEqual(entry);
    },
  );

  it.each(['removed', 'gone', 'with-container', 'never-made', 'not-ours'])(
    'a step may be undone as %s',
    (how) => {
      const entry = { type: 'undo.done', step: IP, how };
      expect(entrySchema.parse(entry)).toEqual(entry);
    },
  );

  it('whose chain is right and whose entry is of a later version, is refused', () => {
    const later = lineOf(nextRecord({ seq: 0, hash: FIRST_HASH }, START, new Date()), FIRST_HASH);
    const { hash: _hash, ...body } = JSON.parse(later);
    const changed = { ...body, entry: { ...START, type: 'run.paused' } };
    const known = nextRecord({ seq: 0, hash: FIRST_HASH }, changed.entry, new Date(body.at));
    expect(() => parseJournal(lineOf(known, FIRST_HASH))).toThrow(
      /^line 1: an entry that this version does not know$/,
    );
  });

  it('says where it ends, so that a torn line can be cut off before the next record', () => {
    const torn = `${TEXT}{"seq":11,"at"`;
    expect(parseJournal(torn).bytes).toBe(Buffer.byteLength(TEXT));
    expect(parseJournal('')).toEqual({ records: [], bytes: 0 });
  });
});

describe('replaying a journal', () => {
  const stateAfter = (count: number) =>
    replay(parseJournal(journalOf(ENTRIES.slice(0, count))).records);
  const stepAfter = (count: number, step: string) => stateAfter(count).steps.get(step);

  it('is refused without a start', () => {
    const missing = new DamagedJournalError(1, 'the start of the run is missing');
    expect(() => replay([])).toThrow(missing);
    expect(() => replay(parseJournal(journalOf(ENTRIES.slice(1))).records)).toThrow(missing);
  });

  it('knows the run from its start on, and who wrote last and when', () => {
    const { type: _type, version: _version, ...told } = START;
    expect(stateAfter(1)).toEqual({
      ...told,
      startedAt: timeOf(0),
      lastAt: timeOf(0),
      steps: new Map(),
      direction: 'forward',
      failuresOf: new Map(),
      asides: [new Map()],
      ending: null,
    });
    expect(stateAfter(6)).toMatchObject({ host: 'here', process: { pid: 1 }, lastAt: timeOf(5) });
    expect(stateAfter(7)).toMatchObject({
      host: 'there',
      process: { pid: 2, started: '2' },
      startedAt: timeOf(0),
      lastAt: timeOf(6),
    });
  });

  it('knows of several services who is aside and was, what is to be done again, and how often each failed', () => {
    const [web, other] = ['global/backendServices/web', 'global/backendServices/other'];
    const verdict = (service: string, word: 'failed' | 'passed'): Entry => ({
      type: 'gate.verdict',
      step: IP,
      verdict: word,
      said: '',
      service,
    });
    const lower = { percent: 25, because: 'bad' };
    const entries: readonly Entry[] = [
      START,
      { type: 'step.intent', step: MAP, attempt: 1 },
      { type: 'step.done', step: MAP, serverId: '17', how: 'changed', seconds: 1 },
      verdict(other, 'failed'),
      verdict(other, 'failed'),
      verdict(web, 'passed'),
      { type: 'step.done', step: IP, serverId: null, how: 'passed', seconds: 1 },
      { type: 'service.aside', service: other, ...lower, again: [MAP] },
      { type: 'service.rejoined', service: other, again: [IP] },
    ];
    const before = replay(parseJournal(journalOf(entries.slice(0, -1))).records);
    expect(before.steps.get(IP)?.status).toBe('done');
    const state = replay(parseJournal(journalOf(entries)).records);
    expect(state.asides).toEqual([new Map(), new Map([[other, lower]]), new Map()]);
    expect(asideIn(state)).toEqual(new Map());
    expect(state.failuresOf).toEqual(new Map([[other, 2]]));
    expect(state.steps.get(MAP)).toMatchObject({ status: 'intended', serverId: '17', attempts: 1 });
    expect(state.steps.get(IP)?.status).toBe('intended');
  });

  it('a second start changes nothing but the time', () => {
    const second = { ...START, name: 'other', host: 'there', process: { pid: 2, started: '2' } };
    const twice = journalOf([START, second]);
    expect(replay(parseJournal(twice).records)).toEqual({ ...stateAfter(1), lastAt: timeOf(1) });
  });

  it('an intent without outcome is open, with the gcloud that was started for it', () => {
    expect(stepAfter(2, IP)).toEqual({
      status: 'intended',
      serverId: null,
      attempts: 1,
      firstIntentAt: timeOf(1),
      process: null,
      because: '',
      seconds: 0,
      left: null,
      promoted: false,
    });
    expect(stepAfter(3, IP)?.process).toEqual({ pid: 42, started: '7' });
  });

  it('a gcloud without an intent may have made something all the same', () => {
    const process: Entry = { type: 'step.process', step: IP, process: { pid: 42, started: '7' } };
    const { steps } = replay(parseJournal(journalOf([START, process])).records);
    expect(steps.get(IP)).toMatchObject({
      status: 'intended',
      attempts: 0,
      process: { pid: 42 },
      left: null,
    });
  });

  it('a done step has its server id and time, and no process any more', () => {
    expect(stepAfter(5, IP)).toEqual({
      ...stepAfter(2, IP),
      status: 'done',
      serverId: '17',
      seconds: 1.5,
    });
    expect(stepAfter(5, MAP)).toMatchObject({ status: 'intended', serverId: null });
  });

  it('a failed step says why, and what it left behind', () => {
    expect(stepAfter(6, MAP)).toEqual({
      ...stepAfter(4, MAP),
      status: 'failed',
      because: 'Quota…',
      left: 'absent',
    });
    expect(stepAfter(10, MAP)).toMatchObject({ left: 'unknown', process: null });
  });

  it('a step that is tried again is open again', () => {
    expect(stepAfter(8, MAP)).toMatchObject({
      status: 'intended',
      attempts: 2,
      process: null,
      left: null,
    });
    const process = { pid: 43, started: '8' };
    expect(stepAfter(9, MAP)).toEqual({ ...stepAfter(8, MAP), process });
    const again: Entry = { type: 'step.intent', step: IP, attempt: 2 };
    const twice = replay(parseJournal(journalOf([...ENTRIES.slice(0, 3), again])).records);
    expect(twice.steps.get(IP)).toMatchObject({ attempts: 2, process: null });
  });

  it.each([
    ['absent', 3],
    ['foreign', 3],
    ['unknown', 1],
  ] as const)('what is %s after a failure, was not made before record %i', (left, first) => {
    const failed: Entry = { type: 'step.failed', step: IP, class: 'x', said: '', left };
    const intent: Entry = { type: 'step.intent', step: IP, attempt: 1 };
    const entries: readonly Entry[] = [START, intent, failed, intent];
    const { steps } = replay(parseJournal(journalOf(entries)).records);
    expect(steps.get(IP)?.firstIntentAt).toBe(timeOf(first));
    const again = replay(parseJournal(journalOf([...entries, intent])).records);
    expect(again.steps.get(IP)?.firstIntentAt).toBe(timeOf(first));
  });

  it('a step that is taken back keeps its id until it is gone', () => {
    expect(stepAfter(12, IP)).toEqual({ ...stepAfter(5, IP), status: 'undoing' });
    const process = { pid: 44, started: '9' };
    expect(stepAfter(13, IP)).toEqual({ ...stepAfter(12, IP), process });
    expect(stepAfter(14, IP)).toEqual({ ...stepAfter(5, IP), status: 'undone' });
    const again: Entry = { type: 'undo.intent', step: IP, attempt: 2 };
    const twice = replay(parseJournal(journalOf([...ENTRIES.slice(0, 13), again])).records);
    expect(twice.steps.get(IP)?.process).toBeNull();
  });

  it('a step that could not be taken back says why', () => {
    expect(stepAfter(15, MAP)).toEqual({
      ...stepAfter(10, MAP),
      status: 'kept',
      because: 'in use',
    });
    const process: Entry = { type: 'undo.process', step: MAP, process: { pid: 9, started: '9' } };
    const kept: Entry = { type: 'undo.kept', step: MAP, because: 'in use' };
    const run = replay(parseJournal(journalOf([...ENTRIES.slice(0, 11), process, kept])).records);
    expect(run.steps.get(MAP)?.process).toBeNull();
  });

  it('gates that failed are counted, and nothing else changes but that somebody let it go on', () => {
    const verdict = (found: 'passed' | 'failed' | 'inconclusive'): Entry => ({
      type: 'gate.verdict',
      step: IP,
      verdict: found,
      said: 'x',
    });
    const until = (...more: readonly Entry[]) =>
      replay(parseJournal(journalOf([...ENTRIES.slice(0, 2), ...more])).records);
    const begun = stepAfter(2, IP);
    const passed = until(verdict('passed'), verdict('inconclusive'));
    expect(passed.failuresOf).toEqual(new Map());
    expect(passed.steps.get(IP)).toEqual(begun);
    const failed = until(verdict('failed'), verdict('passed'), verdict('failed'));
    expect(failed.failuresOf).toEqual(new Map([[null, 2]]));
    expect(failed.steps.get(IP)).toEqual(begun);
    const promoted = until({ type: 'gate.promoted', step: IP });
    expect(promoted.failuresOf).toEqual(new Map());
    expect(promoted.steps.get(IP)).toEqual({ ...begun, promoted: true });
  });

  it('turns round with the undo, and ends as it was recorded', () => {
    expect(stateAfter(10).direction).toBe('forward');
    expect(stateAfter(11).direction).toBe('undo');
    expect(stateAfter(15).ending).toBeNull();
    expect(stateAfter(16)).toMatchObject({ ending: 'leftovers', lastAt: timeOf(15) });
  });

  it.each([
    { type: 'run.resumed', host: 'there', process: { pid: 2, started: '2' } },
    { type: 'undo.started', because: 'asked for' },
  ] as const)('an ended run is open again after $type', (entry) => {
    const run = replay(parseJournal(journalOf([...ENTRIES, entry])).records);
    expect(run.ending).toBeNull();
  });
});
