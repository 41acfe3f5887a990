import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { Bucket } from '../../src/io/bucket.ts';
import { identityOf } from '../../src/io/process-identity.ts';
import { RunObjects } from '../../src/io/run-objects.ts';
import { FIRST_HASH, lineOf, nextRecord } from '../../src/journal/record.ts';
import { planTexts } from '../../src/plan/plan-file.ts';
import { failed, printed, smallPlan, withHiddenHeader } from '../support/by-ports.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const plan = await smallPlan();
const target = { context: { project: 'demo' }, cloud: 'real' } as const;
const RUN = 'r-20260102-101507-k3v9qa';
const NOTHING = failed('The following URLs matched no objects or files: x\nNOT_FOUND');

/** What a bucket holds: texts by the names of its objects. */
type Objects = Readonly<Record<string, string>>;

/** A bucket that holds the objects given, and refuses uploads whose names match. */
function bucketOf(objects: Objects, refused = /(?!)/) {
  const texts = new Map(
    Object.entries(objects).map(([name, text]) => [name, `{"object":"${name}"}\n${text}`]),
  );
  const bucket = new Bucket({
    gcloud: {
      run: ({ argv, stdin = '' }) => {
        const words = argv.join(' ');
        if (words.startsWith('storage cat')) {
          const all = [...texts.values()].join('');
          return Promise.resolve(texts.size === 0 ? NOTHING : printed(`${all}[]\n`));
        }
        if (!words.startsWith('storage cp')) return Promise.resolve(NOTHING);
        if (refused.test(words)) return Promise.resolve(failed('HTTPError 412'));
        texts.set(String(argv[3]).slice('gs://team/'.length), stdin);
        return Promise.resolve({ ...printed(''), stderr: 'Created: gs://team/x#1\n' });
      },
    },
    place: 'gs://team',
    pause: () => Promise.resolve(),
  });
  return { bucket, texts };
}

/** The runs of a bucket, and of which set-ups the lock was confirmed. */
function runsOf(bucket: Bucket, confirmed: string[] = []): RunObjects {
  return new RunObjects({
    bucket,
    directory: temporaryDirectory(),
    now: () => new Date('2026-01-02T10:15:07Z'),
    here: { host: 'here', boot: 'b', processes: 'p' },
    confirm: (project, name) => {
      confirmed.push(`${project} ${name}`);
      return Promise.resolve();
    },
  });
}

function runsIn(objects: Objects, refused?: RegExp): RunObjects {
  return runsOf(bucketOf(objects, refused).bucket);
}

async function problemOf(work: Promise<unknown>): Promise<object | undefined> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return { ending: thrown.ending, ...thrown.problems[0] };
  }
  return undefined;
}

const HEAD = `${JSON.stringify({
  plan: planTexts(plan).plan,
  target: JSON.stringify(target),
  spec: 'kind: x\n',
  script: '',
})}\n`;

function journalOf(run: string): readonly [string, string] {
  const process = { pid: 1, started: '1' };
  const { hash: planHash, project, name } = plan;
  const start = {
    type: 'run.started',
    run,
    planHash,
    project,
    name,
    host: 'h',
    process,
    version: '0',
  } as const;
  const first = nextRecord({ seq: 0, hash: FIRST_HASH }, start, new Date(0));
  const second = nextRecord(first, { type: 'undo.started', because: 'x' }, new Date(0));
  return [lineOf(first, FIRST_HASH), lineOf(second, first.hash)];
}

const [FIRST, SECOND] = journalOf(RUN);
const JOURNAL = {
  // As a listing may come, not in the order of the numbers.
  [`runs/${RUN}/journal/00000002.ndjson`]: SECOND,
  [`runs/${RUN}/journal/00000001.ndjson`]: FIRST,
};
const WHOLE = { [`runs/${RUN}/run.json`]: HEAD, ...JOURNAL };

describe('a run in a bucket', () => {
  it('comes back from its objects as it was, what nobody may see in the plan included', async () => {
    const { bucket, texts } = bucketOf({});
    const secret = withHiddenHeader(plan, 'X-Origin-Key: s3cret-0123456789');
    const made = { plan: secret, target, spec: 'kind: x\n', script: '#!/bin/sh\n' };
    const confirmed: string[] = [];
    const open = await runsOf(bucket, confirmed).create(made);
    expect(open).toMatchObject({ plan: secret, target });
    expect(confirmed).toEqual(['demo web']);
    expect(JSON.parse(texts.get(`runs/${open.run}/run.json`)?.split('\n')[1] ?? '')).toMatchObject({
      spec: made.spec,
      script: made.script,
    });
    expect([...texts.keys()].sort()).toEqual([
      `runs/${open.run}/journal/00000001.ndjson`,
      `runs/${open.run}/run.json`,
    ]);
    const read = await runsOf(bucket).read(open.run);
    expect(read).toMatchObject({ plan: secret, target });
    expect(await runsOf(bucket).list()).toEqual([open.run]);
  });

  it('is gone on with where its lock is held, and says by whom', async () => {
    const { bucket } = bucketOf(WHOLE);
    const confirmed: string[] = [];
    const open = await runsOf(bucket, confirmed).open(RUN);
    expect(open).toMatchObject({ run: RUN, plan, target });
    expect(confirmed).toEqual(['demo web']);
    await open.append({ type: 'run.finished', ending: 'as-before' });
    const { records } = await runsOf(bucket).read(RUN);
    expect(records.slice(2).map(({ entry }) => entry)).toEqual([
      { type: 'run.resumed', host: 'here', process: identityOf(process.pid) },
      { type: 'run.finished', ending: 'as-before' },
    ]);
  });

  it('is sealed by whoever unlocks it', async () => {
    const { bucket } = bucketOf(WHOLE);
    await runsOf(bucket).seal(RUN);
    const { records } = await runsOf(bucket).read(RUN);
    expect(records.at(-1)?.entry).toEqual({
      type: 'run.unlocked',
      host: 'here',
      process: identityOf(process.pid),
    });
  });

  it('is not begun where one of its name is there', async () => {
    const create = runsIn({}, /run\.json/).create({ plan, target, spec: '', script: '' });
    expect(await problemOf(create)).toMatchObject({
      ending: 'locked',
      code: 'NEG-6012',
      what: expect.stringMatching(/^run r-20260102-101507-\w{6} was made by somebody else$/),
    });
  });

  it('is not begun where its journal was written by somebody else', async () => {
    const create = runsIn({}, /journal/).create({ plan, target, spec: '', script: '' });
    expect(await problemOf(create)).toMatchObject({
      code: 'NEG-6012',
      what: expect.stringMatching(
        /^gs:\/\/team\/runs\/\S+\/journal\/00000001\.ndjson was written by somebody else$/,
      ),
    });
  });

  it('is read from its objects, the journal in the order of its numbers', async () => {
    const read = await runsIn(WHOLE).read(RUN);
    expect(read).toMatchObject({ run: RUN, plan, target, state: { direction: 'undo' } });
    expect(read.records).toHaveLength(2);
  });

  it('is listed, the newest first, and nothing else that lies there', async () => {
    const named = (run: string): Objects =>
      Object.fromEntries(
        Object.entries(WHOLE).map(([name, text]) => [name.replace(RUN, run), text]),
      );
    const [newer, newest] = ['r-20260103-101507-k3v9qa', 'r-20260103-101508-k3v9qa'];
    const foreign = { 'runs/no-run/x': '', 'runs/no-run/y': '', 'runs/x': '' };
    const runs = runsIn({ ...named(newer), ...foreign, ...WHOLE, ...named(newest) });
    expect(await runs.list()).toEqual([newest, newer, RUN]);
  });

  it('is read once without another call after it was listed, and then as it is', async () => {
    const { bucket, texts } = bucketOf(WHOLE);
    const runs = runsOf(bucket);
    expect(await runs.list()).toEqual([RUN]);
    const last = `runs/${RUN}/journal/00000002.ndjson`;
    texts.delete(last);
    expect((await runs.read(RUN)).records).toHaveLength(2);
    expect((await runs.read(RUN)).records).toHaveLength(1);
    expect(await runs.list()).toEqual([RUN]);
    texts.clear();
    expect(await runs.list()).toEqual([]);
    expect(await problemOf(runs.read(RUN))).toMatchObject({ code: 'NEG-6002' });
  });

  it.each([
    ['without its head', JOURNAL, 'run.json is missing'],
    [
      'without a journal',
      { [`runs/${RUN}/run.json`]: HEAD, [`runs/${RUN}/other`]: '' },
      'line 0: it is cut off',
    ],
    [
      'whose journal is cut off',
      {
        [`runs/${RUN}/run.json`]: HEAD,
        [`runs/${RUN}/journal/00000001.ndjson`]: FIRST,
        [`runs/${RUN}/journal/00000002.ndjson`]: SECOND.slice(0, -1),
      },
      'line 2: it is cut off',
    ],
    [
      'with the journal of another one',
      { ...WHOLE, [`runs/${RUN}/journal/00000001.ndjson`]: journalOf('r-x')[0] },
      'line 2: it does not follow the record before it',
    ],
  ])('%s, is damaged, and where it is is said', async (_case, objects, why) => {
    expect(await problemOf(runsIn(objects).read(RUN))).toEqual({
      ending: 'preflight',
      code: 'NEG-6006',
      what: `the record of run ${RUN} cannot be believed`,
      why,
      fix: `look into gs://team/runs/${RUN}; nothing is done on such a record`,
    });
  });

  it.each([
    ['its head', { [`runs/${RUN}/run.json`]: HEAD }],
    ['the beginning of its journal', { [`runs/${RUN}/journal/00000001.ndjson`]: FIRST }],
  ])('that died with only %s written has done nothing: it is none', async (_part, objects) => {
    const runs = runsIn(objects);
    expect(await runs.list()).toEqual([]);
    expect(await problemOf(runs.read(RUN))).toMatchObject({ code: 'NEG-6002' });
  });

  it('that is not there, is unknown; what is no name is never looked for', async () => {
    expect(await problemOf(runsIn({}).read(RUN))).toEqual({
      ending: 'preflight',
      code: 'NEG-6002',
      what: `there is no run ${RUN}`,
      why: 'no journal has that name',
      fix: 'see `negctl runs list`; runs that are kept in a bucket take --state=gs://BUCKET/PREFIX',
    });
    expect(await problemOf(runsIn(WHOLE).read('../x'))).toEqual({
      ending: 'preflight',
      code: 'NEG-6002',
      what: '"../x" is not the name of a run',
      why: 'such names look like r-20260102-101500-k3v9qa',
      fix: 'see `negctl runs list`',
    });
  });

  it('has the wishes of this machine alone, and none of before it was opened', async () => {
    const runs = runsIn(WHOLE);
    await runs.leaveWish(RUN, 'promote');
    expect(await runs.hasWish(RUN)).toBe(true);
    expect(await runsIn(WHOLE).hasWish(RUN)).toBe(false);
    const open = await runs.open(RUN);
    expect(await open.takeWish()).toBeNull();
    await runs.leaveWish(RUN, 'abort');
    expect(await open.takeWish()).toBe('abort');
    expect(await runs.hasWish(RUN)).toBe(false);
    expect(await problemOf(runs.leaveWish('../x', 'abort'))).toMatchObject({ code: 'NEG-6002' });
    expect(await problemOf(runs.hasWish('../x'))).toMatchObject({ code: 'NEG-6002' });
    await open.close();
  });
});
