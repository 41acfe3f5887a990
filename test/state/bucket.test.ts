import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import type { Command } from '../../src/gcloud/command.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import { Bucket } from '../../src/io/bucket.ts';
import { shareState } from '../../src/io/shared-state.ts';
import { type Answer, answering, failed, LOST, printed } from '../support/by-ports.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const URL = 'gs://team/negctl/a/b.json';

interface Asked {
  readonly command: Command;
  readonly limit: number | undefined;
}

/** A bucket whose gcloud answers to commands that begin so; without its pauses. */
function bucketWith(
  answers: Readonly<Record<string, readonly Answer[]>>,
  place = 'gs://team/negctl',
) {
  const answer = answering(answers);
  const asked: Asked[] = [];
  const pauses: number[] = [];
  const bucket = new Bucket({
    gcloud: {
      run: (command, { timeoutMilliseconds } = {}) => {
        asked.push({ command, limit: timeoutMilliseconds });
        return Promise.resolve(answer(command.argv.join(' ')));
      },
    },
    place,
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  });
  const words = () => asked.map(({ command }) => command.argv.join(' '));
  return { bucket, asked, pauses, words };
}

const said = (stderr: string): GcloudResult => ({ ...printed(''), stderr });
const CREATED = said(`Copying...\nCreated: ${URL}#17\n`);
const UNMET = failed('HTTPError 412: conditionNotMet');
const NOTHING = failed('The following URLs matched no objects or files: x\nNOT_FOUND');
const titled = (name: string, text: string) => `{"object":"${name}"}\n${text}`;
const cat = (...texts: readonly string[]) => printed(`${texts.join('')}[]\n`);
const GENERATION = printed('{"generation":"9"}');

async function refusal(work: Promise<unknown>): Promise<object> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof NegctlError)) throw new Error(`not refused: ${String(thrown)}`);
  return { ending: thrown.ending, problems: thrown.problems };
}

describe('writing an object', () => {
  it('is one upload, made only where there is none', async () => {
    const { bucket, asked } = bucketWith({ 'storage cp': [CREATED] }, 'gs://team/negctl/');
    expect(await bucket.write('a/b.json', 'text\n')).toEqual({ end: 'done', generation: '17' });
    expect(asked).toEqual([
      {
        command: {
          argv: ['storage', 'cp', '-', URL, '--if-generation-match=0', '--print-created-message'],
          stdin: titled('a/b.json', 'text\n'),
        },
        limit: 30_000,
      },
    ]);
  });

  it('or in place of one generation', async () => {
    const { bucket, words } = bucketWith({ 'storage cp': [CREATED] });
    await bucket.write('a/b.json', 'text\n', '5');
    expect(words()[0]).toContain('--if-generation-match=5');
  });

  it.each([
    ['refused', UNMET],
    ['taken without a word of what was made', said('Copying...\n')],
  ])('that is %s, is done where its own content is found', async (_case, answer) => {
    const { bucket, words } = bucketWith({
      'storage cp': [answer],
      'storage objects describe': [GENERATION],
      'storage cat': [cat(titled('a/b.json', 'mine\n'))],
    });
    expect(await bucket.write('a/b.json', 'mine\n')).toEqual({ end: 'done', generation: '9' });
    expect(words().slice(1)).toEqual([`storage objects describe ${URL}`, `storage cat ${URL}#9`]);
  });

  it('that is refused, has not been done where something else is found, or nothing', async () => {
    const answers = { 'storage cp': [UNMET], 'storage objects describe': [GENERATION] };
    const other = cat(titled('a/b.json', 'theirs\n'));
    const { bucket } = bucketWith({ ...answers, 'storage cat': [other] });
    const found = { text: 'theirs\n', generation: '9' };
    expect(await bucket.write('a/b.json', 'mine\n')).toEqual({ end: 'unmet', found });
    const claimed = { ...UNMET, stderr: `${CREATED.stderr}${UNMET.stderr}` };
    const { bucket: claiming } = bucketWith({
      ...answers,
      'storage cp': [claimed],
      'storage cat': [other],
    });
    expect(await claiming.write('a/b.json', 'mine\n')).toEqual({ end: 'unmet', found });
    const gone = bucketWith({ ...answers, 'storage objects describe': [NOTHING] });
    expect(await gone.bucket.write('a/b.json', 'mine\n')).toEqual({ end: 'unmet', found: null });
  });
});

describe('a call that fails', () => {
  it('is not sent again at once where the state is shared', async () => {
    const answers = [failed('HTTPError 429'), NOTHING];
    const slept: number[] = [];
    const { locks } = shareState({
      gcloud: { run: () => Promise.resolve(answers.shift() ?? NOTHING) },
      place: 'gs://team',
      directory: temporaryDirectory(),
      clock: {
        now: () => new Date(0),
        sleep: (milliseconds) => {
          slept.push(milliseconds);
          return Promise.resolve();
        },
      },
    });
    expect(await locks.holder('demo', 'web')).toBeNull();
    expect(slept).toEqual([1_000]);
  });

  it.each([
    ['lost', LOST],
    ['asked to slow down', failed('HTTPError 429')],
    ['killed', failed('', { exitCode: null, signal: 'SIGKILL' })],
    ['too slow', failed('', { timedOut: true })],
    ['not ready', failed('RESOURCE_NOT_READY')],
  ])(
    'being %s, is sent again after a while, and given up after the third time',
    async (_case, answer) => {
      const { bucket, pauses, words } = bucketWith({ 'storage cp': [answer] });
      expect(await refusal(bucket.write('a/b.json', 'x'))).toMatchObject({
        ending: 'environment',
        problems: [
          {
            code: 'NEG-5105',
            what: `cannot write ${URL}`,
            why: expect.stringMatching(/^gcloud failed \([a-z-]+\)$/),
            fix: 'run the command again; the runs in the bucket are as they were',
          },
        ],
      });
      expect(pauses).toEqual([1_000, 3_000, 8_000]);
      expect(words()).toHaveLength(4);
    },
  );

  it.each([
    [
      failed("Required 'storage.objects.create' permission"),
      'auth',
      'NEG-3102',
      'the account may not: storage.objects.create',
      'have roles/storage.objectUser granted on the bucket, or use another --account',
    ],
    [
      failed('HTTPError 403'),
      'auth',
      'NEG-3102',
      'the account may not: a permission on the bucket is missing',
      'have roles/storage.objectUser granted on the bucket, or use another --account',
    ],
    [
      failed('HTTPError 401'),
      'auth',
      'NEG-3101',
      'nobody is logged in, or the login has expired or been revoked',
      'gcloud auth login',
    ],
    [
      failed('HTTPError 404: bucket'),
      'environment',
      'NEG-5105',
      'there is no such bucket',
      'create it (gcloud storage buckets create), or mend --state',
    ],
    [
      failed('no', { exitCode: 2 }),
      'internal',
      'NEG-5105',
      'gcloud failed (usage)',
      'run the command again; the runs in the bucket are as they were',
    ],
    [
      failed('', { startError: 'ENOENT' }),
      'environment',
      'NEG-5101',
      'gcloud failed (not-started)',
      'run the command again; the runs in the bucket are as they were',
    ],
  ])('for good, is not sent again, and says why: %#', async (answer, ending, code, why, fix) => {
    const { bucket, words } = bucketWith({ 'storage cp': [answer] });
    expect(await refusal(bucket.write('a/b.json', 'x'))).toMatchObject({
      ending,
      problems: [{ code, what: `cannot write ${URL}`, why, fix, said: expect.any(String) }],
    });
    expect(words()).toHaveLength(1);
  });
});

describe('removing an object', () => {
  it.each([
    ['done', printed('')],
    ['another generation by now', UNMET],
    ['gone already', NOTHING],
  ])('that is %s, ends well', async (_case, answer) => {
    const { bucket, words } = bucketWith({ 'storage rm': [answer] });
    await bucket.remove('a/b.json', '5');
    expect(words()).toEqual([`storage rm ${URL} --if-generation-match=5`]);
  });

  it('that is not allowed, says what could not be done', async () => {
    const { bucket } = bucketWith({ 'storage rm': [failed('HTTPError 403')] });
    expect(await refusal(bucket.remove('a/b.json', '5'))).toMatchObject({
      problems: [{ code: 'NEG-3102', what: `cannot remove ${URL}` }],
    });
  });
});

describe('reading an object', () => {
  it('that is replaced meanwhile, reads what is there now', async () => {
    const { bucket, words } = bucketWith({
      'storage objects describe': [GENERATION, printed('{"generation":"10"}')],
      'storage cat': [NOTHING, cat(titled('a/b.json', 'new\n'))],
    });
    expect(await bucket.read('a/b.json')).toEqual({ text: 'new\n', generation: '10' });
    expect(words()).toHaveLength(4);
  });

  it('that holds another name, is an empty one', async () => {
    const { bucket } = bucketWith({
      'storage objects describe': [GENERATION],
      'storage cat': [cat(titled('elsewhere', 'x'))],
    });
    expect(await bucket.read('a/b.json')).toEqual({ text: '', generation: '9' });
  });

  it.each(['{}', '[]', 'null', '{"generation":"x9"}', '{"generation":"9x"}', '{"generation":9}'])(
    'with %s for its generation is not believed',
    async (stdout) => {
      const { bucket } = bucketWith({ 'storage objects describe': [printed(stdout)] });
      expect(await refusal(bucket.read('a/b.json'))).toMatchObject({
        problems: [
          {
            code: 'NEG-5105',
            what: 'cannot read the generation of an object',
            why: 'gcloud failed (unknown)',
            said: stdout,
          },
        ],
      });
    },
  );

  it('that may not be read says so', async () => {
    const { bucket } = bucketWith({ 'storage objects describe': [failed('HTTPError 403')] });
    expect(await refusal(bucket.read('a/b.json'))).toMatchObject({
      problems: [{ what: `cannot read ${URL}` }],
    });
  });
});

describe('reading many objects', () => {
  it('is one call, and gives each by its name', async () => {
    const { bucket, words } = bucketWith({
      'storage cat': [cat(titled('a', 'one\n'), titled('b', ''), titled('c', 'x\n{"object":1}\n'))],
    });
    expect(await bucket.readAll('runs/**', 'locks/**')).toEqual(
      new Map([
        ['a', 'one\n'],
        ['b', ''],
        ['c', 'x\n{"object":1}\n'],
      ]),
    );
    expect(words()).toEqual(['storage cat gs://team/negctl/runs/** gs://team/negctl/locks/**']);
  });

  it('of which there are none, is an empty map', async () => {
    expect(await bucketWith({ 'storage cat': [NOTHING] }).bucket.readAll('x/**')).toEqual(
      new Map(),
    );
    expect(await bucketWith({ 'storage cat': [cat()] }).bucket.readAll('x/**')).toEqual(new Map());
  });

  it('that may not be read says so', async () => {
    const { bucket } = bucketWith({ 'storage cat': [failed('HTTPError 403')] });
    expect(await refusal(bucket.readAll('x/**', 'y/**'))).toMatchObject({
      problems: [{ code: 'NEG-3102', what: 'cannot read gs://team/negctl/x/**' }],
    });
  });

  const ALL = /^cannot read gs:\/\/\S+x\/\*\*$/;
  const NAMELESS = /^cannot read what has no name$/;
  const UNKNOWN = /^gcloud failed \(unknown\)$/;

  it.each([
    ['cut off', printed(titled('a', 'one')), titled('a', 'one'), ALL, UNKNOWN],
    ['without a name', cat('one\n', titled('a', 'x')), 'one\n', NAMELESS, UNKNOWN],
    ['without any name', cat('one\n'), 'one\n', NAMELESS, UNKNOWN],
    ['of no bucket', failed('NOT_FOUND: bucket'), 'NOT_FOUND: bucket', ALL, /no such bucket/],
  ])('%s, is refused', async (_case, answer, words, what, why) => {
    const { bucket } = bucketWith({ 'storage cat': [answer] });
    expect(await refusal(bucket.readAll('x/**'))).toMatchObject({
      ending: 'environment',
      problems: [
        {
          code: 'NEG-5105',
          what: expect.stringMatching(what),
          why: expect.stringMatching(why),
          said: words,
        },
      ],
    });
  });
});
