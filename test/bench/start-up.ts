import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FULL } from '../support/set-ups.ts';

const NEGCTL = join(import.meta.dirname, '..', '..', 'bin', 'negctl.js');

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What is timed, and how many times `node -e 0` it may take. */
const PROGRAMS: readonly (readonly [name: string, words: readonly string[], limit: number])[] = [
  ['node -e 0', ['-e', '0'], 1],
  ['negctl --version', [NEGCTL, '--version'], 1.3],
  ['negctl --help', [NEGCTL, '--help'], 2],
  ['create --dry-run', [NEGCTL, ...FULL, '--dry-run'], 3],
];

const ROUNDS = 20;

function milliseconds(words: readonly string[]): number {
  const started = process.hrtime.bigint();
  spawnSync(process.execPath, words, { stdio: 'ignore' });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

export interface StartUp {
  readonly name: string;
  readonly milliseconds: number;
  readonly ratio: number;
  readonly limit: number;
}

/** Start-up times, taken in turn so that all meet the machine in the same state. */
export function measureStartUp(): readonly StartUp[] {
  const times = PROGRAMS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [, words]] of PROGRAMS.entries()) times[index]?.push(milliseconds(words));
  }
  const medians = times.map(median);
  const base = medians[0] ?? 1;
  return PROGRAMS.map(([name, , limit], index) => {
    const taken = medians[index] ?? 0;
    return { name, milliseconds: taken, ratio: taken / base, limit };
  });
}
