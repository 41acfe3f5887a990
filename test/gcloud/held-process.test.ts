import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { gcloudProcess } from '../../src/io/gcloud-process.ts';
import { isAlive } from '../../src/io/process-identity.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** A program in the place of gcloud that leaves a mark, and repeats its input and its words. */
function stage(program = 'gcloud'): { readonly gcloud: Gcloud; readonly mark: string } {
  const directory = temporaryDirectory();
  const mark = join(directory, 'mark');
  writeFileSync(join(directory, 'gcloud'), `#!/bin/sh\ntouch ${mark}\ncat\nprintf '%s|' "$@"\n`);
  chmodSync(join(directory, 'gcloud'), 0o755);
  const context = { project: 'demo' };
  const { env: environment } = process;
  return {
    gcloud: gcloudProcess({ program: join(directory, program), context, environment }),
    mark,
  };
}

test('gcloud begins only after its process has been noted, with its words and its input', async () => {
  const { gcloud, mark } = stage();
  const seen: boolean[] = [];
  const command = { argv: ['a b', '$(x)', "it's"], stdin: 'line 1\nline 2\n' };
  const { exitCode, stdout } = await gcloud.run(command, {
    onStart: async (identity) => {
      seen.push(isAlive(identity), existsSync(mark));
    },
  });
  expect(seen).toEqual([true, false]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe("line 1\nline 2\na b|$(x)|it's|--project=demo|--quiet|--format=json|");
  expect(existsSync(mark)).toBe(true);
});

test('gcloud never begins where its process cannot be noted', async () => {
  const { gcloud, mark } = stage();
  const full = async (): Promise<void> => {
    throw new Error('the disk is full');
  };
  await expect(gcloud.run({ argv: ['x'] }, { onStart: full })).rejects.toThrow('the disk is full');
  expect(existsSync(mark)).toBe(false);
});

test.each([{ onStart: async () => undefined }, {}])(
  'a gcloud that is missing was not started',
  async (options) => {
    const { gcloud } = stage('missing');
    expect((await gcloud.run({ argv: ['x'] }, options)).startError).toBe('ENOENT');
  },
);

/** A negctl that gives gcloud a document larger than a pipe holds, and is killed while gcloud waits. */
const KILLED = `
  const { gcloudProcess } = await import(process.argv[1]);
  const gcloud = gcloudProcess({
    program: process.argv[2],
    context: { project: 'demo' },
    environment: process.env,
  });
  await gcloud.run({ argv: [], stdin: 'x'.repeat(1_000_000) });
`;

test('gcloud gets the whole of its document even where negctl is killed before it reads', async () => {
  const directory = temporaryDirectory();
  const [program, began, read] = ['gcloud', 'began', 'read'].map((name) => join(directory, name));
  const script = `#!/bin/sh\nmkfifo ${read}.go\ntouch ${began}\nread -r go <${read}.go\nwc -c >${read}.part\nmv ${read}.part ${read}\n`;
  writeFileSync(program ?? '', script, { mode: 0o755 });
  const module = new URL('../../src/io/gcloud-process.ts', import.meta.url).href;
  const words = ['--import=tsx', '--input-type=module', '-e', KILLED, module, program ?? ''];
  const negctl = spawn(process.execPath, words, { stdio: 'ignore' });
  await vi.waitUntil(() => existsSync(began ?? ''), { timeout: 20_000 });
  const gone = new Promise((resolve) => negctl.once('exit', resolve));
  negctl.kill('SIGKILL');
  await gone;
  writeFileSync(`${read}.go`, 'go\n');
  await vi.waitUntil(() => existsSync(read ?? ''), { timeout: 20_000 });
  expect(readFileSync(read ?? '', 'utf8').trim()).toBe('1000000');
});
