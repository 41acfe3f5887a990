import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, say } from './job.ts';
import type { Mutant } from './mutants.ts';
import { work } from './worker.ts';

/** What came of one mutant: the test that failed, `null` where it survived. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly by: string | null;
  /** True where it was found by a test that did not end in its time. */
  readonly timed: boolean;
}

export interface TrialOptions {
  /** Where the mutated sources are, and everything else that this writes. */
  readonly folder: string;
  readonly workers: number;
  /** Every mutant in a process of its own, awake while the tests are loaded too. */
  readonly fresh: boolean;
  readonly told: (text: string) => void;
  readonly judged: (verdict: Verdict) => void;
}

interface Trial {
  readonly folder: string;
  readonly record: string;
  readonly claims: string;
  readonly heard: (line: Line) => void;
}

async function inParallel(count: number, job: (shard: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, shard) => job(shard)));
}

/** Runs every test once, without a mutant, and notes what it meets. */
async function recorded({ folder, workers, told }: TrialOptions): Promise<string> {
  const record = join(folder, 'record.ndjson');
  const lines: Line[] = [];
  await inParallel(workers, async (shard) => {
    const end = await work(folder, (out) => ({ do: 'record', shard, of: workers, out }));
    lines.push(...end.lines);
    if (!end.over) throw new Error('the tests hang without a mutant');
  });
  const tests = lines.filter((line) => line.say === 'test');
  const failing = tests.filter(({ error }) => error !== null);
  for (const { test, error } of failing) told(`fails without a mutant: ${test}: ${error}`);
  if (failing.length > 0 || tests.length === 0) {
    throw new Error(`${failing.length} of ${tests.length} tests fail without a mutant`);
  }
  for (const line of tests) say(record, line);
  const seconds = tests.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1_000;
  told(`${tests.length} tests, which take ${seconds.toFixed(0)} s one after another`);
  return record;
}

function hung(mutant: number): Line {
  return { say: 'verdict', mutant, by: 'a hang', tests: 0, timed: true };
}

/** Workers one after another, until every mutant has been taken. */
async function warm(trial: Trial, mutants: readonly number[]): Promise<void> {
  for (;;) {
    const { lines, hungAt, over } = await work(trial.folder, (out) => ({
      do: 'try',
      mutants: [...mutants],
      claims: trial.claims,
      record: trial.record,
      out,
      fromStart: 0,
    }));
    lines.forEach(trial.heard);
    if (hungAt !== null) trial.heard(hung(hungAt));
    else if (!over && lines.at(-1)?.say !== 'spoilt') throw new Error('a worker does not start');
    if (over) return;
  }
}

/** A process of its own for each, the mutant awake from its start. */
async function fresh(trial: Trial, queue: number[]): Promise<void> {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const number = mutant;
    const { lines } = await work(trial.folder, (out) => ({
      do: 'try',
      mutants: [number],
      claims: trial.claims,
      record: trial.record,
      out,
      fromStart: number,
    }));
    lines.forEach(trial.heard);
    const judged = lines.some(({ say: kind }) => kind === 'verdict');
    if (!judged) trial.heard(hung(number));
  }
}

/** Tries mutants by the tests that meet their places, until one fails. */
export async function tryMutants(
  mutants: readonly Mutant[],
  options: TrialOptions,
): Promise<readonly Verdict[]> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const record = await recorded(options);
  const claims = join(options.folder, 'claims');
  mkdirSync(claims);
  const verdicts: Verdict[] = [];
  const heard = (line: Line): void => {
    const mutant = line.say === 'verdict' ? byId.get(line.mutant) : undefined;
    if (line.say !== 'verdict' || mutant === undefined) return;
    const verdict = { mutant, by: line.by, timed: line.timed };
    verdicts.push(verdict);
    options.judged(verdict);
  };
  const trial = { folder: options.folder, record, claims, heard };
  const alone = ({ once }: Mutant): boolean => options.fresh || once;
  const idsOf = (chosen: readonly Mutant[]): number[] => chosen.map(({ id }) => id);
  const together = idsOf(mutants.filter((mutant) => !alone(mutant)));
  const queue = idsOf(mutants.filter(alone));
  await inParallel(options.workers, () => warm(trial, together));
  await inParallel(options.workers, () => fresh(trial, queue));
  return verdicts;
}
