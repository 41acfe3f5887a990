import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NegctlError } from '../src/errors.ts';
import { colourLevel, speaksUnicode } from '../src/io/colour.ts';
import { stateDirectory } from '../src/io/directories.ts';
import { privateDirectory } from '../src/io/durable-file.ts';
import { gcloudProperty } from '../src/io/gcloud-config.ts';
import { JournalFile } from '../src/io/journal-file.ts';
import { LockFiles } from '../src/io/lock-file.ts';
import { identityOf, isAlive } from '../src/io/process-identity.ts';
import { temporaryDirectory } from './support/temporary.ts';

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (thrown) {
    return thrown instanceof NegctlError ? (thrown.problems[0]?.code ?? '') : String(thrown);
  }
}

describe('colour', () => {
  it.each([
    [{}, true, 1],
    [{}, false, 0],
    [{ NO_COLOR: '1' }, true, 0],
    [{ NO_COLOR: '' }, true, 1],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, 0],
    [{ FORCE_COLOR: '1' }, false, 1],
    [{ CLICOLOR_FORCE: '1' }, false, 1],
    [{ FORCE_COLOR: '0' }, true, 0],
    [{ CLICOLOR: '0' }, true, 0],
    [{ TERM: 'dumb' }, true, 0],
  ])('with %j on a terminal: %s gives %i', (environment, isTerminal, level) => {
    expect(colourLevel(environment, isTerminal)).toBe(level);
  });

  it.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'C' }, false],
  ])('signs beyond ASCII with %j: %s', (environment, unicode) => {
    expect(speaksUnicode(environment)).toBe(unicode);
  });
});

describe('directories', () => {
  it('are where the conventions put them', () => {
    expect(stateDirectory({ NEGCTL_STATE_DIR: '/a' })).toBe('/a');
    expect(stateDirectory({ XDG_STATE_HOME: '/b' })).toBe('/b/negctl');
    expect(stateDirectory({ XDG_STATE_HOME: 'relative' })).toMatch(/\.local\/state\/negctl$/);
  });

  it('that others may write to are refused', async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o777);
    expect(await codeOf(privateDirectory(directory))).toBe('NEG-5102');
    chmodSync(directory, 0o700);
    expect(await codeOf(privateDirectory(directory))).toBe('none');
  });
});

describe("gcloud's own settings, read without gcloud", () => {
  function configured(): string {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'configurations'));
    writeFileSync(join(directory, 'active_config'), 'work\n');
    writeFileSync(
      join(directory, 'configurations', 'config_work'),
      '[compute]\nproject = wrong\n[core]\naccount = a@example.com\nproject = of-work\n',
    );
    writeFileSync(
      join(directory, 'configurations', 'config_other'),
      '[core]\nproject = of-other\n',
    );
    return directory;
  }

  it('are those of the active configuration', () => {
    const environment = { CLOUDSDK_CONFIG: configured() };
    expect(gcloudProperty(environment, 'core/project', undefined)).toBe('of-work');
    expect(gcloudProperty(environment, 'core/account', undefined)).toBe('a@example.com');
  });

  it('a variable beats them, and so does another configuration by name', () => {
    const CLOUDSDK_CONFIG = configured();
    expect(
      gcloudProperty({ CLOUDSDK_CONFIG, CLOUDSDK_CORE_PROJECT: 'p' }, 'core/project', undefined),
    ).toBe('p');
    expect(
      gcloudProperty(
        { CLOUDSDK_CONFIG, CLOUDSDK_ACTIVE_CONFIG_NAME: 'other' },
        'core/project',
        undefined,
      ),
    ).toBe('of-other');
    expect(gcloudProperty({ CLOUDSDK_CONFIG }, 'core/project', 'other')).toBe('of-other');
  });

  it('are nothing where there are none, or the name is a path', () => {
    expect(
      gcloudProperty({ CLOUDSDK_CONFIG: '/nonexistent' }, 'core/project', undefined),
    ).toBeUndefined();
    expect(
      gcloudProperty({ CLOUDSDK_CONFIG: configured() }, 'core/project', '../../etc/passwd'),
    ).toBeUndefined();
  });
});

describe('the identity of a process', () => {
  it('knows this one, and not one that has ended or had its number before', async () => {
    const own = identityOf(process.pid);
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, started: '1' })).toBe(false);
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const identity = identityOf(child.pid ?? 0);
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(isAlive(identity)).toBe(false);
  });
});

describe('a lock', () => {
  it('keeps others out until it is released', async () => {
    const directory = temporaryDirectory();
    const locks = new LockFiles(directory);
    const held = await locks.acquire('demo', 'web', 0);
    expect(await codeOf(locks.acquire('demo', 'web', 0))).toBe('NEG-6004');
    expect(await codeOf(locks.acquire('demo', 'shop', 0))).toBe('none');
    expect(await codeOf(locks.acquire('other', 'web', 0))).toBe('none');
    const waiting = locks.acquire('demo', 'web', 10_000);
    await held.release();
    expect(await codeOf(waiting)).toBe('none');
  });

  function abandonedBy(host: string): string {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'locks'), { mode: 0o700 });
    const owner = {
      host,
      process: { pid: 2_000_000, started: '1' },
      since: '2026-01-01T00:00:00Z',
    };
    writeFileSync(join(directory, 'locks', 'demo--web.json'), JSON.stringify(owner));
    return directory;
  }

  it('of a dead owner on this host is taken over at once', async () => {
    const started = Date.now();
    expect(await codeOf(new LockFiles(abandonedBy(hostname())).acquire('demo', 'web', 0))).toBe(
      'none',
    );
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it('of another host is never taken over, and the owner is named', async () => {
    const locks = new LockFiles(abandonedBy('elsewhere'));
    await expect(locks.acquire('demo', 'web', 0)).rejects.toThrow(/pid 2000000 on elsewhere/);
  });

  it('is given to one of many that want it', async () => {
    const locks = new LockFiles(abandonedBy(hostname()));
    const codes = await Promise.all(
      Array.from({ length: 12 }, () => codeOf(locks.acquire('demo', 'web', 0))),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
  });
});

describe('a journal file', () => {
  const now = () => new Date('2026-01-02T10:15:00Z');

  it('is never written through a symbolic link', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'journal.ndjson');
    symlinkSync(join(directory, 'elsewhere'), path);
    expect(await codeOf(JournalFile.create(path, now))).toBe('NEG-5102');
  });

  it('takes nothing more once a write has failed', async () => {
    const path = join(temporaryDirectory(), 'journal.ndjson');
    const journal = await JournalFile.create(path, now);
    await journal.append({ type: 'undo.started', because: 'x' });
    await journal.close();
    expect(await codeOf(journal.append({ type: 'undo.started', because: 'y' }))).toBe('NEG-5102');
    expect(await codeOf(journal.append({ type: 'undo.started', because: 'z' }))).toBe('NEG-5102');
    expect(journal.records).toHaveLength(1);
  });
});
