import { describe, expect, it } from 'vitest';
import { Bucket } from '../../src/io/bucket.ts';
import { JournalObjects } from '../../src/io/journal-objects.ts';
import { parseJournal } from '../../src/journal/record.ts';
import { FULL } from '../support/set-ups.ts';
import { standIn } from '../support/stand-in/stand-in.ts';
import { documentIn } from '../support/world.ts';
import {
  bucketWrites,
  changeObject,
  dieAtBucketWrite,
  killed,
  machines,
  objectsOf,
  runsIn,
  STATE,
} from './machines.ts';

const CREATE = [...FULL, '--yes', STATE];
const UNLOCK = ['runs', 'unlock', 'web', '--project=demo', '--yes', '--confirm=web', STATE];

async function undisturbed(): Promise<{ readonly state: unknown; readonly writes: number }> {
  const { a } = await machines();
  const ended = await a.run(...CREATE);
  expect(ended.exitCode, ended.err).toBe(0);
  return { state: a.state(), writes: bucketWrites(a) };
}

const whole = await undisturbed();

describe('a run in a bucket', () => {
  it('is seen, described and taken back from another machine', async () => {
    const { a, b, emulator } = await machines();
    const before = a.state();
    const created = await a.run(...CREATE);
    const [run = ''] = runsIn(emulator);
    expect((await b.run('runs', 'list', STATE)).out).toMatch(`${run}  create internet-neg web`);
    const described = documentIn(await b.run('runs', 'describe', run, STATE, '--format=json'));
    expect(described['result']).toMatchObject({ run, ending: 'ok' });
    const [, line = ''] = /^Undo +negctl (.*)$/m.exec(created.out) ?? [];
    const undone = await b.run(...line.split(' '), '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(b.state()).toEqual(before);
    expect([...objectsOf(emulator).keys()].filter((name) => name.includes('/locks/'))).toEqual([]);
  });

  it('leaves nothing of it in the state directories but what gcloud printed', async () => {
    const { a, b, emulator } = await machines();
    expect((await a.run(...CREATE)).exitCode).toBe(0);
    const [run = ''] = runsIn(emulator);
    expect((await a.run('runs', 'list')).out).toBe('No runs yet.\n');
    expect((await a.run('runs', 'logs', run, '--step=1', STATE)).out).toContain('web-neg');
    const elsewhere = await b.run('runs', 'logs', run, STATE);
    expect(elsewhere.exitCode).toBe(0);
    expect(elsewhere.err).toContain('kept on the machine that ran it');
  });
});

const writes = Array.from({ length: whole.writes }, (_, index) => index + 1);

describe.each(writes)('killed on machine A at write %i to the bucket', (number) => {
  it.each(['before', 'after'] as const)(
    '%s it is there, machine B finishes the run once it is unlocked',
    async (when) => {
      const { a, b, emulator } = await machines();
      dieAtBucketWrite(a, number, when);
      await killed(a, ...CREATE);
      const objects = [...objectsOf(emulator).keys()];
      if (objects.some((name) => name.includes('/locks/'))) {
        const locked = await b.run(...CREATE);
        expect(locked.exitCode).toBe(10);
        expect(locked.err).toContain(`pid ${process.pid} on machine-a`);
        const unlocked = await b.run(...UNLOCK);
        expect(unlocked.exitCode, unlocked.err).toBe(0);
      }
      const begun = objects.some((name) => name.includes('/journal/'));
      const words = begun ? ['resume', '--yes', STATE] : CREATE;
      const resumed = await b.run(...words);
      if (!resumed.err.includes('no run is unfinished')) {
        expect(resumed.exitCode, resumed.err).toBe(0);
      }
      expect(b.state()).toEqual(whole.state);
    },
  );
});

describe('two machines', () => {
  it('at once on one set-up: the second is told who is at work, or waits', async () => {
    const { a, b } = await machines();
    const first = a.run(...CREATE);
    const [refused, waited] = await Promise.all([
      b.run(...CREATE),
      b.run(...CREATE, '--lock-timeout=60m'),
      first,
    ]);
    expect((await first).exitCode).toBe(0);
    expect(refused.exitCode).toBe(10);
    expect(refused.err).toMatch(
      /NEG-6004: "web" in project demo is locked by pid \d+ on machine-a/,
    );
    expect(waited.exitCode, waited.err).toBe(0);
    expect(waited.out).toContain('Nothing to do');
    expect(b.state()).toEqual(whole.state);
  });

  it('on different set-ups do not meet', async () => {
    const { a, b } = await machines();
    const other = CREATE.map((word) => (word === 'web' ? 'shop' : word));
    const ended = await Promise.all([a.run(...CREATE), b.run(...other)]);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  });

  it('a run whose lock was taken away starts no further step', async () => {
    const { a, b, emulator } = await machines();
    let writes = 0;
    let unlocked: Promise<unknown> = Promise.resolve();
    a.hook({
      until: () => unlocked,
      after: (argv) => {
        if (argv[0] !== 'compute' || !argv.includes('create')) return;
        writes += 1;
        if (writes === 2) unlocked = b.run(...UNLOCK);
      },
    });
    const ended = await a.run(...CREATE, '--max-parallel=1', '--format=json');
    expect(await unlocked).toMatchObject({ exitCode: 0 });
    expect(ended.exitCode, ended.err).toBe(10);
    expect(documentIn(ended)).toMatchObject({ ok: false, exitCode: 10, leftovers: [] });
    expect(ended.err).toContain('NEG-6012');
    expect(writes).toBe(2);
    const [run = ''] = runsIn(emulator);
    const resumed = await b.run('resume', run, '--yes', STATE);
    expect(resumed.exitCode, resumed.err).toBe(0);
    expect(b.state()).toEqual(whole.state);
  });

  it('a run whose lock is taken before its record is there never writes', async () => {
    const { a, b } = await machines();
    const before = a.state();
    let unlocking: Promise<unknown> = Promise.resolve();
    a.hook({
      before: (argv) => {
        if (argv[1] === 'project-info') unlocking = b.run(...UNLOCK);
      },
    });
    const ended = await a.run(...CREATE);
    await unlocking;
    expect(ended.exitCode, ended.err).toBe(10);
    expect(a.state()).toEqual(before);
  });
});

describe('what the bucket answers', () => {
  const objects = 60;

  it.each(Array.from({ length: objects / 6 }, (_, index) => 1 + index * 6))(
    'an answer lost at write %i is settled by asking, and nothing is written twice',
    async (number) => {
      const { a, emulator } = await machines();
      emulator.addFaults([`insert:objects=drop-after@${number}`]);
      const ended = await a.run(...CREATE);
      expect(ended.exitCode, ended.err).toBe(0);
      expect(a.state()).toEqual(whole.state);
    },
  );

  it('a precondition that does not hold is never taken for success', async () => {
    const { a, emulator } = await machines();
    emulator.addFaults(['start:objects=412@6']);
    const ended = await a.run(...CREATE);
    expect(ended.exitCode, ended.err).toBe(10);
    expect(ended.err).toContain('NEG-6012');
  });

  it('no such bucket: told before anything is touched', async () => {
    const { a } = await machines('another');
    const before = a.state();
    const ended = await a.run(...CREATE);
    expect(ended.exitCode).toBe(5);
    expect(ended.err).toMatch(/NEG-5105: cannot write gs:\/\/team\/negctl\/locks\/demo--web\.json/);
    expect(ended.err).toContain('there is no such bucket');
    expect(a.state()).toEqual(before);
    expect(a.calls.every(([group]) => group === 'storage')).toBe(true);
    expect((await a.run('runs', 'list', STATE)).exitCode).toBe(5);
  });

  it.each(['get', 'start', 'insert'])(
    'may not %s: told before anything is touched',
    async (verb) => {
      const { a, emulator } = await machines();
      const before = a.state();
      emulator.addFaults([`${verb}:objects=permission x*`]);
      const ended = await a.run(...CREATE);
      expect(ended.exitCode).toBe(4);
      expect(ended.err).toMatch(/NEG-3102: cannot write gs:\/\/team/);
      expect(ended.err).toMatch(/the account may not: storage\.objects\.(get|create)/);
      expect(a.state()).toEqual(before);
    },
  );

  it('may not delete: the run is done, and that its lock is left is told', async () => {
    const { a, emulator } = await machines();
    emulator.addFaults(['delete:objects=permission x*']);
    const ended = await a.run(...CREATE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toMatch(/NEG-3102: cannot remove gs:\/\/team\/negctl\/locks\/demo--web/);
    expect(a.state()).toEqual(whole.state);
  });

  it.each([
    ['run.json is deleted', 'run.json', null],
    ['run.json is another text', 'run.json', 'hello'],
    ['a group of entries is deleted', 'journal/00000004.ndjson', null],
    ['a group of entries is cut', 'journal/00000004.ndjson', '{"seq":4'],
    ['a group of entries is another text', 'journal/00000004.ndjson', 'hello\n'],
  ])('%s: it is named, and nothing is done on such a record', async (_what, part, content) => {
    const { a, b, emulator } = await machines();
    expect((await a.run(...CREATE, '--max-parallel=1')).exitCode).toBe(0);
    const [run = ''] = runsIn(emulator);
    const name = `negctl/runs/${run}/${part}`;
    expect([...objectsOf(emulator).keys()]).toContain(name);
    await changeObject(emulator, name, content);
    const before = b.state();
    const refused = await b.run('rollback', run, '--yes', STATE);
    expect(refused.exitCode).toBe(6);
    expect(refused.err).toContain(`NEG-6006: the record of run ${run} cannot be believed`);
    expect(refused.err).toContain(`look into gs://team/negctl/runs/${run}`);
    expect(b.state()).toEqual(before);
    expect((await b.run('runs', 'list', STATE)).out).toContain(run);
  });

  it('nothing secret is kept there', async () => {
    const { emulator } = await machines();
    const bucket = new Bucket({
      gcloud: standIn(emulator, {}),
      place: 'gs://team/negctl',
      pause: () => Promise.resolve(),
    });
    const journal = new JournalObjects(bucket, 'runs/r/journal', () => new Date(0));
    await journal.append({ type: 'undo.started', because: 'the token ya29.abc-def is refused' });
    const [kept = ''] = objectsOf(emulator).values();
    expect(kept).toContain('the token [redacted] is refused');
    const [, ...lines] = kept.split('\n');
    expect(parseJournal(lines.join('\n')).records).toHaveLength(1);
  });
});

describe('runs unlock', () => {
  it('does nothing without a name that is given twice', async () => {
    const { a, b, emulator } = await machines();
    dieAtBucketWrite(a, 4, 'after');
    await killed(a, ...CREATE);
    const before = objectsOf(emulator);
    const asked = await b.run(...UNLOCK.filter((word) => !word.startsWith('--confirm')));
    expect(asked.exitCode).toBe(3);
    expect(asked.err).toContain('on machine-a');
    expect(asked.err).toMatch(/--yes\s+--confirm=web/);
    expect((await b.run(...UNLOCK.filter((word) => word !== '--yes'))).exitCode).toBe(3);
    expect(objectsOf(emulator)).toEqual(before);
  });

  it('never takes a lock from a process that is seen to run', async () => {
    const { a, emulator } = await machines();
    dieAtBucketWrite(a, 4, 'after');
    await killed(a, ...CREATE);
    const before = objectsOf(emulator);
    const refused = await a.run(...UNLOCK);
    expect(refused.exitCode).toBe(10);
    expect(refused.err).toContain(`kill ${process.pid}`);
    expect(objectsOf(emulator)).toEqual(before);
  });

  it('says so where nothing is locked, and refuses what is no name', async () => {
    const { b } = await machines();
    expect((await b.run(...UNLOCK)).out).toBe('"web" in project demo is not locked.\n');
    const odd = UNLOCK.map((word) => (word === 'web' ? '*' : word));
    expect((await b.run(...odd)).exitCode).toBe(3);
  });
});

it.each(['gs://', 'gs://b', 's3://team/x', 'gs://team/a*', 'gs://team/../x', 'gs://team/x#1'])(
  '--state=%s is refused',
  async (place) => {
    const { a } = await machines();
    expect((await a.run('runs', 'list', `--state=${place}`)).exitCode).toBe(2);
  },
);
