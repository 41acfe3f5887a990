import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NegctlError } from '../src/errors.ts';
import { colourLevel, speaksUnicode } from '../src/io/colour.ts';
import { stateDirectory } from '../src/io/directories.ts';
import { privateDirectory } from '../src/io/durable-file.ts';
import { gcloudProperty } from '../src/io/gcloud-config.ts';
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
