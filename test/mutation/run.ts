import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { isAbout, knownEquivalents } from './equivalent.ts';
import type { Mutant } from './mutants.ts';
import { sampled } from './sample.ts';
import { writeMutated } from './targets.ts';
import { tryMutants, type Verdict } from './trials.ts';
import { endWorkers } from './worker.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    workers: { type: 'string', default: String(availableParallelism()) },
    file: { type: 'string', multiple: true },
    fresh: { type: 'boolean', default: false },
  },
});

/** Where files are in memory, as far as this system has such a place: tests write and sync a lot. */
const MEMORY = '/dev/shm';

const known = knownEquivalents();

function print(text: string): void {
  stdout.write(`${text}\n`);
}

function shown({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line}  ${original.slice(0, 90)}  →  ${replacement.slice(0, 90)}`;
}

function isKnown({ mutant }: Verdict): boolean {
  return known.some((entry) => isAbout(entry, mutant));
}

/** Entries of the list that are about no mutant any more. */
function staleEntries(all: readonly Mutant[]): number {
  const stale = known.filter((entry) => !all.some((mutant) => isAbout(entry, mutant)));
  for (const { file, code, replacement } of stale) {
    print(`equivalent.json is about no mutant: ${file}  ${code}  →  ${replacement}`);
  }
  return stale.length;
}

/**
 * How many mutants of each file were found, of how many that were tried and that a test can tell
 * from the original; and how many were not tried.
 */
function printFiles(verdicts: readonly Verdict[], chosen: readonly Mutant[]): void {
  for (const file of [...new Set(chosen.map((mutant) => mutant.file))].sort()) {
    const own = verdicts.filter(({ mutant }) => mutant.file === file);
    const found = own.filter(({ by }) => by !== null);
    const equivalent = own.filter((verdict) => verdict.by === null && isKnown(verdict));
    const untried = chosen.filter((mutant) => mutant.file === file).length - own.length;
    const rest = untried === 0 ? '' : `, ${untried} not tried`;
    print(`${file}  ${found.length}/${own.length - equivalent.length}${rest}`);
  }
}

/** Says what came of the mutants. @returns how many of them are a reason to fail */
function report(verdicts: readonly Verdict[], chosen: readonly Mutant[]): number {
  const survived = verdicts.filter(({ by }) => by === null);
  const unexplained = survived.filter((verdict) => !isKnown(verdict));
  const noticed = verdicts.filter((verdict) => verdict.by !== null && isKnown(verdict));
  for (const { mutant } of noticed) print(`is no equivalent, a test notices it: ${shown(mutant)}`);
  for (const { mutant } of unexplained) print(`SURVIVED  ${shown(mutant)}`);
  printFiles(verdicts, chosen);
  const equivalent = survived.length - unexplained.length;
  const timed = verdicts.filter((verdict) => verdict.timed).length;
  const counted = chosen.length - equivalent;
  const untried = chosen.length - verdicts.length;
  const found = verdicts.length - survived.length;
  const score = counted === 0 ? 100 : (100 * found) / counted;
  print(
    `mutation score ${score.toFixed(1)} %: ${found} of ${counted} mutants found ` +
      `(${timed} because a test did not end), ` +
      `${unexplained.length} survived, ${untried} not tried, ${equivalent} equivalent`,
  );
  return noticed.length + unexplained.length + untried;
}

async function main(folder: string): Promise<number> {
  const started = Date.now();
  const all = writeMutated(folder);
  const stale = staleEntries(all);
  const { file: files, sample, seed } = values;
  const wanted = all.filter(({ file }) => files?.some((part) => file.includes(part)) ?? true);
  const chosen = sample === undefined ? wanted : sampled(wanted, Number(sample), Number(seed));
  print(`${chosen.length} of ${all.length} mutants${sample === undefined ? '' : `, seed ${seed}`}`);
  const verdicts: Verdict[] = [];
  const conclude = (): number => {
    const bad = stale + report(verdicts, chosen);
    print(`${((Date.now() - started) / 60_000).toFixed(1)} min with ${values.workers} workers`);
    return bad === 0 ? 0 : 1;
  };
  whenEnded(conclude);
  await tryMutants(chosen, {
    folder,
    workers: Number(values.workers),
    fresh: values.fresh,
    told: print,
    judged: (verdict) => {
      verdicts.push(verdict);
      if (verdict.by === null && !isKnown(verdict)) print(`  survived  ${shown(verdict.mutant)}`);
    },
  });
  return conclude();
}

const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'negctl-mutation-'));

function cleanUp(): void {
  endWorkers();
  rmSync(folder, { recursive: true, force: true });
}

/** A run of hours that is ended by hand still tells what it had found. */
function whenEnded(conclude: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      conclude();
      cleanUp();
      exit(1);
    });
  }
}

try {
  process.exitCode = await main(folder);
} finally {
  cleanUp();
}
