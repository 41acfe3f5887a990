import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const SOURCES = import.meta.dirname;

/** Variable with the path of programs on which gcloud is the one that everybody starts. */
export const COLD_PATH = 'NEGCTL_TEST_COLD_PATH';

/** Variable with the preloaded gcloud that all tests of a run share. */
export const WARM_PROGRAM = 'NEGCTL_TEST_WARM_PROGRAM';

/** The path of programs on which gcloud is the one that everybody starts. */
export function coldPath(): string {
  return process.env[COLD_PATH] ?? process.env['PATH'] ?? '';
}

/** A gcloud whose modules are loaded already. */
export interface WarmGcloud {
  /** To be started in the place of `gcloud`. */
  readonly program: string;
  close(): void;
}

/**
 * The real gcloud without its long start: its launcher starts an interpreter that loads its modules
 * once and forks for every command. Half a second of a core becomes a twentieth. What a command does
 * is gcloud's own code either way; that both ways are the same is tested where this is used.
 */
export async function warmGcloud(): Promise<WarmGcloud> {
  const shared = process.env[WARM_PROGRAM];
  if (shared !== undefined) return { program: shared, close: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'negctl-warm-'));
  const socket = join(folder, 'socket');
  const program = join(folder, 'gcloud');
  // The launcher splits its arguments for Python at blanks, which the path of a clone may have.
  copyFileSync(join(SOURCES, 'interpreter.py'), join(folder, 'interpreter.py'));
  copyFileSync(join(SOURCES, 'command.py'), join(folder, 'command.py'));
  const interpreter = spawn('gcloud', [socket], {
    env: { ...process.env, CLOUDSDK_PYTHON_ARGS: `-S ${folder}/interpreter.py`, VIRTUAL_ENV: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [python] = await Promise.race([once(interpreter.stdout, 'data'), failed(interpreter)]);
  const words = `'${String(python).trim()}' -IS '${folder}/command.py' '${socket}'`;
  writeFileSync(program, `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(program, 0o755);
  return {
    program,
    close: () => {
      interpreter.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function failed(interpreter: ReturnType<typeof spawn>): Promise<never> {
  const [code] = await once(interpreter, 'exit');
  throw new Error(`gcloud's interpreter did not start (exit code ${code})`);
}
