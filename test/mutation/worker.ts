import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, kill, env as ownEnvironment } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type Line, linesIn } from './job.ts';
import { ROOT } from './targets.ts';

const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const CONFIG = join(ROOT, 'test', 'mutation', 'mutation.config.ts');

const POLL = 100;
/** A process that loads the suites says its first word within this, in milliseconds, however busy the machine. */
const START = 900_000;
/** One that is between two tests says nothing for less than this, in milliseconds, however busy the machine. */
const SILENCE = 120_000;
/** One whose test has had its time says so within this, in milliseconds, or the test lets nothing else run. */
const SLACK = 12_000;

let started = 0;
const running = new Set<ChildProcess>();

/** Ends all workers at once. */
export function endWorkers(): void {
  for (const child of running) endGroup(child);
}

/** How a worker came to its end. */
export interface Ended {
  readonly lines: readonly Line[];
  /** The mutant at which it hung; `null` where it did not. */
  readonly hungAt: number | null;
  /** True where it did all that it was told. */
  readonly over: boolean;
}

function endGroup(child: ChildProcess): void {
  running.delete(child);
  const { pid } = child;
  if (pid === undefined) return;
  try {
    kill(-pid, 'SIGKILL');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}

/** How long a worker may go on saying nothing. */
function patience(lines: readonly Line[]): number {
  const last = lines.at(-1);
  if (last === undefined) return START;
  return last.say === 'alive' ? last.within + SLACK : SILENCE;
}

/** The mutant that was begun and has no verdict. */
function openMutant(lines: readonly Line[]): number | null {
  const told = lines.findLast(({ say }) => say === 'begin' || say === 'verdict');
  return told?.say === 'begin' ? told.mutant : null;
}

/** Runs one vitest process, until it is over, hung, or wants to be replaced. */
export async function work(folder: string, job: (out: string) => Job): Promise<Ended> {
  started += 1;
  const base = join(folder, `worker-${started}`);
  const out = `${base}.ndjson`;
  writeFileSync(`${base}.json`, JSON.stringify(job(out)));
  const child = spawn(execPath, [VITEST, 'run', '--config', CONFIG, '--reporter=dot'], {
    cwd: ROOT,
    env: {
      ...ownEnvironment,
      NEGCTL_MUTATION_JOB: `${base}.json`,
      NEGCTL_MUTATION_FOLDER: folder,
      TMPDIR: folder,
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = `${printed}${chunk.toString()}`.slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  running.add(child);
  let said = 0;
  let since = Date.now();
  for (;;) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    const lines = linesIn(out);
    const last = lines.at(-1)?.say;
    if (last === 'over' || last === 'spoilt') {
      endGroup(child);
      return { lines, hungAt: null, over: last === 'over' };
    }
    if (ended) throw new Error(`a worker ended early:\n${printed}`);
    if (lines.length > said) since = Date.now();
    said = lines.length;
    if (Date.now() - since > patience(lines)) {
      endGroup(child);
      return { lines, hungAt: openMutant(lines), over: false };
    }
    await sleep(POLL);
  }
}
