import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import files from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { redacted } from '../../src/clean.ts';
import { NegctlError } from '../../src/errors.ts';
import { type OpenAppendFile, openAppendFile } from '../../src/io/journal-file.ts';
import { identityOf } from '../../src/io/process-identity.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import type { NewRun } from '../../src/journal/store.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { VERSION } from '../../src/version.ts';
import { whileReplaced } from '../support/builtins.ts';
import { withHiddenHeader } from '../support/by-ports.ts';
import { openUnder, syncedDuring } from '../support/synced.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { documentIn, World } from '../support/world.ts';

const now = () => new Date('2026-01-02T10:15:07.250Z');

async function planFor(name: string): Promise<NewRun['plan']> {
  const ended = await new World().run(
    'create',
    'internet-neg',
    name,
    '--project=demo',
    '--add-endpoint=fqdn=api.example.com,port=80',
    '--protocol=HTTP',
    '--frontend-protocol=HTTP',
    '--dry-run',
    '--format=json',
  );
  return parsePlan(JSON.stringify(documentIn(ended)['plan']));
}

const plan = await planFor('web');
const [firstStep = ''] = plan.steps.map(({ id }) => id);

const NEW: NewRun = {
  plan,
  target: { context: { project: 'demo', account: 'a@example.com' }, cloud: 'real' },
  spec: 'kind: InternetNeg\n',
  script: '#!/bin/sh\n',
};

/** A run as it is right after its start, and where it is kept. */
async function started(state = temporaryDirectory()) {
  const store = new RunFolders(state, now);
  const open = await store.create(NEW);
  return { state, store, open, run: open.run, folder: join(state, 'runs', open.run) };
}

async function refusal(work: Promise<unknown>): Promise<object> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof NegctlError)) throw new Error(`not refused: ${String(thrown)}`);
  return { ending: thrown.ending, ...thrown.problems[0] };
}

describe('a new run', () => {
  it('has a folder of its own with everything in it, for its owner only', async () => {
    const before = process.umask(0);
    try {
      const { open, run, folder, state } = await started();
      expect(run).toMatch(/^r-20260102-101507-[a-z0-9]{6}$/);
      expect(readdirSync(folder).sort()).toEqual([
        'journal.ndjson',
        'plan.json',
        'script.sh',
        'spec.yaml',
        'steps',
        'target.json',
      ]);
      for (const name of readdirSync(folder)) {
        const mode = statSync(join(folder, name)).mode & 0o777;
        expect(mode, name).toBe(name === 'steps' ? 0o700 : 0o600);
      }
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(state, 'runs')).mode & 0o777).toBe(0o700);
      expect(readFileSync(join(folder, 'spec.yaml'), 'utf8')).toBe(NEW.spec);
      expect(readFileSync(join(folder, 'script.sh'), 'utf8')).toBe(NEW.script);
      expect(parsePlan(readFileSync(join(folder, 'plan.json'), 'utf8'))).toEqual(plan);
      expect(readFileSync(join(folder, 'target.json'), 'utf8')).toBe(
        `${JSON.stringify(NEW.target, null, 2)}\n`,
      );
      await open.close();
    } finally {
      process.umask(before);
    }
  });

  it('is durable in all its parts before anything is done', async () => {
    const state = temporaryDirectory();
    mkdirSync(join(state, 'runs'), { mode: 0o700 });
    const synced = await syncedDuring(state, async () => {
      const { open } = await started(state);
      await open.close();
    });
    const directories = synced.filter(({ content }) => content === null).map(({ path }) => path);
    const [run = ''] = readdirSync(join(state, 'runs'));
    const draft = join(state, 'runs', `.${run}`);
    expect(directories.filter((path) => path === draft)).toHaveLength(5);
    expect(synced.at(-3)).toMatchObject({ path: join(draft, 'journal.ndjson') });
    expect(synced.at(-3)?.content).toContain('"run.started"');
    expect(synced.at(-2)).toEqual({ path: draft, content: null });
    expect(synced.at(-1)).toEqual({ path: join(state, 'runs'), content: null });
  });

  it.each(['append', 'sync'] as const)('leaves nothing where it cannot begin: %s', async (part) => {
    const state = temporaryDirectory();
    const failing: OpenAppendFile = async (path, isNew) => ({
      ...(await openAppendFile(path, isNew)),
      [part]: () => Promise.reject(new Error('ENOSPC')),
    });
    const store = new RunFolders(state, now, failing);
    expect(await refusal(store.create(NEW))).toMatchObject({ code: 'NEG-5102' });
    expect(readdirSync(join(state, 'runs'))).toEqual([]);
  });

  it('is none while its journal has not begun, whatever a crash left of it', async () => {
    const { state, store, open, run, folder } = await started();
    await open.close();
    renameSync(folder, join(state, 'runs', `.${run}`));
    expect(await store.list()).toEqual([]);
    expect(await refusal(store.read(run))).toMatchObject({ code: 'NEG-6002' });
  });

  it('begins its journal with what is run, by whom and where', async () => {
    const { open, run, store } = await started();
    const state = open.state();
    expect(state).toMatchObject({
      run,
      planHash: plan.hash,
      project: 'demo',
      name: 'web',
      host: hostname(),
      process: identityOf(process.pid),
      startedAt: now().toISOString(),
    });
    await open.close();
    const stored = await store.read(run);
    expect(stored.state).toEqual(state);
    expect(stored).toMatchObject({ run, plan, target: NEW.target });
    expect(stored.records[0]?.entry).toMatchObject({ type: 'run.started', version: VERSION });
    expect(open).toMatchObject({ plan, target: NEW.target });
  });

  it('is refused where the folder of the runs is a file', async () => {
    const state = temporaryDirectory();
    writeFileSync(join(state, 'runs'), '');
    expect(await refusal(started(state))).toMatchObject({ code: 'NEG-5102' });
    expect(await refusal(new RunFolders(state, now).list())).toMatchObject({
      ending: 'environment',
      code: 'NEG-5102',
      what: `cannot use ${join(state, 'runs')}`,
    });
  });
});

describe('a run that is opened again', () => {
  it('says so in its journal, and goes on in it', async () => {
    const { open, store, run } = await started();
    await open.append({ type: 'step.intent', step: firstStep, attempt: 1 });
    await open.close();
    const again = await store.open(run);
    expect(again).toMatchObject({ run, plan, target: NEW.target });
    expect(again.state().steps.get(firstStep)).toMatchObject({ status: 'intended', attempts: 1 });
    await again.append({ type: 'undo.started', because: 'asked for' });
    await again.close();
    const { records } = await store.read(run);
    expect(records.map(({ entry }) => entry.type)).toEqual([
      'run.started',
      'step.intent',
      'run.resumed',
      'undo.started',
    ]);
    expect(records[2]?.entry).toEqual({
      type: 'run.resumed',
      host: hostname(),
      process: identityOf(process.pid),
    });
  });

  it('that is closed takes nothing more', async () => {
    const { open } = await started();
    await open.close();
    const late = open.append({ type: 'undo.started', because: 'late' });
    expect(await refusal(late)).toMatchObject({ code: 'NEG-5102' });
  });
});

/** Files of journals that fail at something. */
function failingAt(method: 'append' | 'truncate'): OpenAppendFile {
  return async (path, isNew) => ({
    ...(await openAppendFile(path, isNew)),
    [method]: () => Promise.reject(new Error('ENOSPC: no space left on device')),
  });
}

describe('a journal on a disk that fails', () => {
  const NO_SPACE = { code: 'NEG-5102', why: 'ENOSPC: no space left on device' };

  it('is not left open by a run that could not begin', async () => {
    const state = temporaryDirectory();
    const store = new RunFolders(state, now, failingAt('append'));
    expect(await refusal(store.create(NEW))).toMatchObject({
      ...NO_SPACE,
      what: expect.stringMatching(
        /^cannot use .*\/runs\/r-20260102-101507-\w{6}\/journal\.ndjson$/,
      ),
    });
    expect(openUnder(state)).toEqual([]);
    expect(readdirSync(join(state, 'runs'))).toEqual([]);
  });

  it('is told as what it is where a run has its name and that may not last', async () => {
    const state = temporaryDirectory();
    const runs = join(state, 'runs');
    let refused: object = {};
    await syncedDuring(
      state,
      async () => {
        refused = await refusal(new RunFolders(state, now).create(NEW));
      },
      ({ path }) => {
        if (path === runs) throw new Error('EIO: i/o error');
      },
    );
    expect(refused).toMatchObject({ code: 'NEG-5102', why: 'EIO: i/o error' });
    expect(openUnder(state)).toEqual([]);
  });

  it.each(['append', 'truncate'] as const)(
    'is not left open by a run that could not be opened or sealed (%s)',
    async (method) => {
      const { state, open, run } = await started();
      await open.close();
      const store = new RunFolders(state, now, failingAt(method));
      expect(await refusal(store.open(run))).toMatchObject(NO_SPACE);
      expect(await refusal(store.seal(run))).toMatchObject(NO_SPACE);
      expect(openUnder(state)).toEqual([]);
    },
  );

  it('is closed once a run is sealed', async () => {
    const { state, store, open, run } = await started();
    await open.close();
    await store.seal(run);
    expect(openUnder(state)).toEqual([]);
    const { records } = await store.read(run);
    expect(records.at(-1)?.entry).toEqual({
      type: 'run.unlocked',
      host: hostname(),
      process: identityOf(process.pid),
    });
  });
});

describe('what nobody may see in a plan', () => {
  const secret = withHiddenHeader(plan, 'X-Origin-Key:  s3cret-of-a-folder ');

  it('lies in a file of its own, comes back with the plan, and is known from then on', async () => {
    const state = temporaryDirectory();
    const store = new RunFolders(state, now);
    const open = await store.create({ ...NEW, plan: secret });
    await open.close();
    const folder = join(state, 'runs', open.run);
    expect(readFileSync(join(folder, 'plan.json'), 'utf8')).not.toContain('s3cret');
    expect(redacted('a s3cret-of-a-folder b')).toContain('s3cret');
    expect((await store.read(open.run)).plan).toEqual(secret);
    expect(redacted('a s3cret-of-a-folder b')).toBe('a [redacted] b');
  });

  it('is not taken for nothing where it cannot be read', async () => {
    const { store, open, run, folder } = await started();
    await open.close();
    mkdirSync(join(folder, 'kept.json'));
    expect(await refusal(store.read(run))).toMatchObject({
      code: 'NEG-6006',
      why: expect.stringMatching(/^EISDIR/),
    });
  });
});

describe('the runs', () => {
  it('are not believed in a folder that others may write to', async () => {
    const { state, store, open, run } = await started();
    await open.close();
    const shared = { code: 'NEG-5102', what: `cannot use ${join(state, 'runs')}` };
    chmodSync(join(state, 'runs'), 0o777);
    expect(await refusal(store.list())).toMatchObject(shared);
    expect(await refusal(store.read(run))).toMatchObject(shared);
  });

  it('are none where none was made', async () => {
    expect(await new RunFolders(temporaryDirectory(), now).list()).toEqual([]);
  });

  it('are listed with the newest first, and nothing else that lies there', async () => {
    const state = temporaryDirectory();
    const names = [
      'r-20260102-101500-aaaaaa',
      'r-20260103-101500-aaaaaa',
      'r-20260101-101500-zzzzzz',
    ];
    for (const name of [...names, 'notes', 'r-1-2-abcdef', `${names[0]}.bak`, `x${names[0]}`]) {
      mkdirSync(join(state, 'runs', name), { recursive: true, mode: 0o700 });
    }
    expect(await new RunFolders(state, now).list()).toEqual([names[1], names[0], names[2]]);
  });

  it.each(['../../etc', '', 'r-20260102-101500-k3v9q', 'r-20260102-101500-K3V9QA', '.'])(
    'a name like %j is refused before any path is built from it',
    async (name) => {
      const store = new RunFolders(temporaryDirectory(), now);
      for (const work of [store.read(name), store.open(name), store.output(name, 'x')]) {
        expect(await refusal(work)).toEqual({
          ending: 'preflight',
          code: 'NEG-6002',
          what: `"${name}" is not the name of a run`,
          why: 'such names look like r-20260102-101500-k3v9qa',
          fix: 'see `negctl runs list`',
        });
      }
    },
  );

  it('one that does not exist is refused', async () => {
    const run = 'r-20260102-101500-k3v9qa';
    expect(await refusal(new RunFolders(temporaryDirectory(), now).read(run))).toEqual({
      ending: 'preflight',
      code: 'NEG-6002',
      what: `there is no run ${run}`,
      why: 'no journal has that name',
      fix: 'see `negctl runs list`; runs that are kept in a bucket take --state=gs://BUCKET/PREFIX',
    });
  });
});

describe('a run whose files are not as they were written', () => {
  const damages: readonly (readonly [string, string, RegExp])[] = [
    ['plan.json', 'no JSON', /^it is not JSON$/],
    ['plan.json', '{}', /./],
    ['target.json', '{"context":{"project":"demo"},"cloud":"moon"}', /cloud/],
    ['target.json', '{"context":{},"cloud":"real"}', /project/],
    ['target.json', '{"context":{"project":"demo","account":1},"cloud":"real"}', /account/],
    ['target.json', 'no JSON', /JSON/],
    ['journal.ndjson', '{}\n', /^line 1: its hash does not fit$/],
  ];

  it.each(damages)('%s with %j is not believed', async (file, text, why) => {
    const { open, store, run, folder } = await started();
    await open.close();
    writeFileSync(join(folder, file), text);
    expect(await refusal(store.read(run))).toEqual({
      ending: 'preflight',
      code: 'NEG-6006',
      what: `the record of run ${run} cannot be believed`,
      why: expect.stringMatching(why),
      fix: `look into ${folder}; nothing is done on such a record`,
    });
  });

  it('the plan of another run is not believed', async () => {
    const { open, store, run, folder, state } = await started();
    await open.close();
    const other = await store.create({ ...NEW, plan: await planFor('shop') });
    await other.close();
    copyFileSync(join(state, 'runs', other.run, 'plan.json'), join(folder, 'plan.json'));
    expect(await refusal(store.open(run))).toMatchObject({
      code: 'NEG-6006',
      why: 'the plan is not the one that was run',
    });
  });

  it('a missing file is told from a damaged one', async () => {
    const { open, store, run, folder } = await started();
    await open.close();
    rmSync(join(folder, 'target.json'));
    expect(await refusal(store.read(run))).toMatchObject({ code: 'NEG-6002' });
    mkdirSync(join(folder, 'target.json'));
    expect(await refusal(store.read(run))).toMatchObject({ code: 'NEG-6006' });
  });

  it.each([
    ['impersonateServiceAccount', 'sa@example.com'],
    ['billingProject', 'payer'],
    ['configuration', 'work'],
  ])('who it acts as is kept: %s', async (key, value) => {
    const store = new RunFolders(temporaryDirectory(), now);
    const context = { project: 'demo', [key]: value };
    const open = await store.create({ ...NEW, target: { context, cloud: 'emulator' } });
    await open.close();
    expect((await store.read(open.run)).target).toEqual({ context, cloud: 'emulator' });
  });
});

describe('what the gclouds of a step printed', () => {
  it('is kept, all attempts one after another, without secrets', async () => {
    const { open, store, run, folder } = await started();
    expect(await store.output(run, firstStep)).toBeNull();
    await open.keepOutput(firstStep, 'out one\n', 'ya29.secret\n');
    await open.keepOutput(firstStep, 'ya29.secret\n', 'err two\n');
    expect(await store.output(run, firstStep)).toEqual({
      stdout: 'out one\n[redacted]\n',
      stderr: '[redacted]\nerr two\n',
    });
    const last = plan.steps.at(-1)?.id ?? '';
    await open.keepOutput(last, '', '');
    await open.close();
    const number = String(plan.steps.length).padStart(2, '0');
    expect(readdirSync(join(folder, 'steps')).sort()).toEqual([
      `01-${firstStep}.err`,
      `01-${firstStep}.out`,
      `${number}-${last}.err`,
      `${number}-${last}.out`,
    ]);
  });

  it('that cannot be read is no output that is missing', async () => {
    const { open, store, run, folder } = await started();
    await open.close();
    const base = join(folder, 'steps', `01-${firstStep}`);
    mkdirSync(`${base}.out`);
    writeFileSync(`${base}.err`, '');
    expect(await refusal(store.output(run, firstStep))).toMatchObject({
      ending: 'environment',
      code: 'NEG-5102',
      what: `cannot use ${base}`,
    });
  });
});

describe('a wish that another terminal leaves with a run', () => {
  it('is heard once, the last one that was left', async () => {
    const { open, store, run, folder } = await started();
    expect(await store.hasWish(run)).toBe(false);
    expect(await open.takeWish()).toBeNull();
    await store.leaveWish(run, 'promote');
    await store.leaveWish(run, 'abort');
    expect(await store.hasWish(run)).toBe(true);
    expect(await open.takeWish()).toBe('abort');
    expect(await store.hasWish(run)).toBe(false);
    expect(await open.takeWish()).toBeNull();
    await store.leaveWish(run, 'promote');
    expect(await open.takeWish()).toBe('promote');
    await open.close();
    expect(readdirSync(join(folder, 'steps'))).toEqual([]);
  });

  it('is none of a process that opens the run later', async () => {
    const { open, store, run } = await started();
    await open.close();
    await store.leaveWish(run, 'abort');
    const again = await store.open(run);
    expect(await again.takeWish()).toBeNull();
    await store.leaveWish(run, 'promote');
    expect(await again.takeWish()).toBe('promote');
    await again.close();
  });

  it('at the moment at which another one is taken, is not lost', async () => {
    const { open, store, run } = await started();
    await store.leaveWish(run, 'promote');
    const { readFile } = files;
    const reading = vi.spyOn(files, 'readFile').mockImplementationOnce(async (...given) => {
      const text = await readFile(...given);
      await store.leaveWish(run, 'abort');
      return text;
    });
    await whileReplaced([reading], async () => {
      const heard = [await open.takeWish(), await open.takeWish()];
      expect(heard).toContain('abort');
    });
    await open.close();
  });

  it('is none where a file says something else', async () => {
    const { open, store, run, folder } = await started();
    writeFileSync(join(folder, 'steps', 'wish'), 'delete\n');
    expect(await store.hasWish(run)).toBe(false);
    expect(await open.takeWish()).toBeNull();
    await open.close();
  });

  it('that cannot be read is not taken for none', async () => {
    const { open, store, run, folder } = await started();
    const path = join(folder, 'steps', 'wish');
    mkdirSync(path);
    const unreadable = { ending: 'environment', code: 'NEG-5102', what: `cannot use ${path}` };
    expect(await refusal(store.hasWish(run))).toMatchObject(unreadable);
    expect(await refusal(open.takeWish())).toMatchObject(unreadable);
    await open.close();
  });

  it.each(['../../etc', ''])('is refused for a run named %j', async (name) => {
    const store = new RunFolders(temporaryDirectory(), now);
    for (const work of [store.leaveWish(name, 'abort'), store.hasWish(name)]) {
      expect(await refusal(work)).toMatchObject({ code: 'NEG-6002' });
    }
  });
});
