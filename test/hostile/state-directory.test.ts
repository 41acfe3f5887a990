import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Machine } from '../support/real.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { World } from '../support/world.ts';
import { complaints } from './complaints.ts';

const SMALL = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--lb=none',
  '--yes',
];

/** Another set-up, for which there is something to do. */
const OTHER = SMALL.map((word) => (word === 'web' ? 'other' : word));

/** Every path below a directory. */
function below(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(directory, name),
  );
}

async function refusal(world: World, ...words: readonly string[]): Promise<string> {
  const before = world.state();
  const ended = await world.run(...words);
  expect(ended.exitCode, ended.err).toBe(5);
  expect(complaints({ ...ended, exitCode: 3, calls: 0 })).toEqual([]);
  expect(world.state()).toEqual(before);
  return ended.err;
}

/** A world with one finished run, so that every folder is there. */
async function used(): Promise<{ readonly world: World; readonly run: string }> {
  const world = new World();
  const ended = await world.run(...SMALL);
  expect(ended.exitCode, ended.err).toBe(0);
  const [run = ''] = readdirSync(join(world.directory, 'runs'));
  return { world, run };
}

const isRoot = process.getuid?.() === 0;

describe('a state directory', () => {
  it.each(['', 'locks', 'runs'])(
    'whose "%s" others may write to is used for nothing',
    async (name) => {
      const { world, run } = await used();
      for (const mode of [0o770, 0o702, 0o777, 0o1777]) {
        chmodSync(join(world.directory, name), mode);
        expect(await refusal(world, ...OTHER)).toContain('others may write to it');
        if (name === 'locks') continue;
        expect(await refusal(world, 'rollback', run, '--yes')).toContain('others may write to it');
        expect(await refusal(world, 'runs', 'list')).toContain('others may write to it');
      }
    },
  );

  it('is not led elsewhere by a link in it', async () => {
    const { world, run } = await used();
    const elsewhere = temporaryDirectory('memory');
    for (const name of ['locks', 'runs']) {
      const path = join(world.directory, name);
      renameSync(path, join(elsewhere, name));
      symlinkSync(join(elsewhere, name), path);
      expect(await refusal(world, ...OTHER)).toContain('it is not a directory itself');
      if (name === 'runs') {
        expect(await refusal(world, 'rollback', run, '--yes')).toContain('it is not a directory');
      }
      rmSync(path);
      renameSync(join(elsewhere, name), path);
    }
    renameSync(join(world.directory, 'runs', run), join(elsewhere, run));
    symlinkSync(join(elsewhere, run), join(world.directory, 'runs', run));
    expect(await refusal(world, 'rollback', run, '--yes')).toContain(
      'it is not a directory itself',
    );
  });

  it('may itself be reached by a link: where it is, is the owner’s to say', async () => {
    const machine = new Machine();
    const link = join(temporaryDirectory(), 'state');
    symlinkSync(machine.directory, link);
    const linked = new Machine({ NEGCTL_STATE_DIR: link });
    expect((await linked.run('runs', 'list')).exitCode).toBe(0);
  });

  it.runIf(isRoot)('that belongs to somebody else is used for nothing', async () => {
    const { world, run } = await used();
    for (const name of ['', 'runs', join('runs', run)]) {
      chownSync(join(world.directory, name), 65_534, 65_534);
      expect(await refusal(world, 'rollback', run, '--yes')).toContain(
        'it belongs to somebody else',
      );
      chownSync(join(world.directory, name), 0, 0);
    }
    chownSync(join(world.directory, 'locks'), 65_534, 65_534);
    expect(await refusal(world, ...OTHER)).toContain('it belongs to somebody else');
  });

  it('that is a file is refused', async () => {
    const world = new World();
    writeFileSync(join(world.directory, 'locks'), '');
    expect(await refusal(world, ...OTHER)).toContain('not a directory');
  });

  it.each(['answers', 'emulator'])(
    'whose "%s" others may write to is not read either',
    async (name) => {
      const machine = new Machine({ NEGCTL_GCLOUD: '/nowhere/gcloud' });
      mkdirSync(join(machine.directory, name));
      chmodSync(join(machine.directory, name), 0o777);
      const world = new World({ answers: [{ kind: 'quit' }] });
      mkdirSync(join(world.directory, 'answers'));
      chmodSync(join(world.directory, 'answers'), 0o777);
      const ended =
        name === 'answers'
          ? await world.run('create', 'internet-neg')
          : await machine.run(...SMALL, '--emulator');
      expect(ended.exitCode, ended.err).toBe(5);
      expect(ended.err).toContain('others may write to it');
    },
  );
});

describe('what is written', () => {
  it('is for its owner alone, also where the umask would let others in', async () => {
    const before = process.umask(0);
    try {
      const { world } = await used();
      await world.run('config', 'set', 'project', 'demo');
      await world.run(
        ...SMALL.slice(0, -1),
        '--dry-run',
        `--save-spec=${join(world.directory, 'web.yaml')}`,
      );
      const made = below(world.directory);
      expect(made.length).toBeGreaterThan(8);
      const open = made.filter((path) => (lstatSync(path).mode & 0o077) !== 0);
      expect(open).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it('by the real program with umask 000 is for its owner alone, its folders included', async () => {
    const before = process.umask(0);
    try {
      const home = join(temporaryDirectory(), 'a', 'b');
      const machine = new Machine({ NEGCTL_STATE_DIR: home, NEGCTL_GCLOUD: '/nowhere/gcloud' });
      const ended = await machine.run(...SMALL, '--emulator');
      expect(ended.exitCode, ended.err).toBe(5);
      const made = [home, ...below(home)];
      expect(made.length).toBeGreaterThan(3);
      expect(made.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it('goes into no file that a link was put in place of', async () => {
    const world = new World();
    const victim = join(temporaryDirectory(), 'victim');
    writeFileSync(victim, 'untouched');
    mkdirSync(join(world.directory, 'locks'), { mode: 0o700 });
    symlinkSync(victim, join(world.directory, 'locks', 'demo--web.json'));
    const ended = await world.run(...SMALL);
    expect(ended.exitCode).toBe(10);
    expect(world.calls).toEqual([]);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
  });
});
