import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Line, say } from './job.ts';
import type { Mutant } from './mutants.ts';
import { allMutants } from './targets.ts';
import { work } from './worker.ts';

const equivalentSchema = z.array(
  z.strictObject({
    file: z.string(),
    code: z.string(),
    original: z.string(),
    replacement: z.string(),
    because: z.string().min(20),
  }),
);

type Equivalent = z.infer<typeof equivalentSchema>[number];

interface Verdict {
  readonly mutant: Mutant;
  readonly by: string | null;
}

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

function print(text: string): void {
  stdout.write(`${text}\n`);
}

/** A generator of numbers below one, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sampled(mutants: readonly Mutant[], size: number, seed: number): readonly Mutant[] {
  const next = numbersFrom(seed);
  return mutants
    .map((mutant) => ({ mutant, draw: next() }))
    .sort((one, other) => one.draw - other.draw)
    .slice(0, size)
    .map(({ mutant }) => mutant);
}

function isSame(known: Equivalent, mutant: Mutant): boolean {
  return (
    known.file === mutant.file &&
    known.code === mutant.code &&
    known.original === mutant.original &&
    known.replacement === mutant.replacement
  );
}

async function inParallel<T>(count: number, job: (shard: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, shard) => job(shard)));
}

/** Runs every test once, without a mutant, and notes what it meets. */
async function recorded(folder: string, workers: number): Promise<string> {
  const record = join(folder, 'record.ndjson');
  const ends = await inParallel(workers, (shard) =>
    work(folder, (out) => ({ do: 'record', shard, of: workers, out })),
  );
  const tests = ends.flatMap(({ lines }) => lines).filter((line) => line.say === 'test');
  const failing = tests.filter(({ error }) => error !== null);
  if (failing.length > 0 || tests.length === 0) {
    for (const { test, error } of failing) print(`fails without a mutant: ${test}: ${error}`);
    throw new Error(`${failing.length} of ${tests.length} tests fail without a mutant`);
  }
  for (const line of tests) say(record, line);
  const seconds = tests.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1_000;
  print(`${tests.length} tests, ${seconds.toFixed(0)} s of them`);
  return record;
}

interface Trial {
  readonly folder: string;
  readonly record: string;
  readonly claims: string;
  readonly told: (line: Line) => void;
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
    lines.forEach(trial.told);
    if (hungAt !== null) trial.told({ say: 'verdict', mutant: hungAt, by: 'a hang', tests: 0 });
    else if (!over && lines.at(-1)?.say !== 'spoilt') throw new Error('a worker does not start');
    if (over) return;
  }
}

/** A process of its own for each, the mutant awake from its start. */
async function fresh(trial: Trial, queue: number[]): Promise<void> {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const number = mutant;
    const { lines, over } = await work(trial.folder, (out) => ({
      do: 'try',
      mutants: [number],
      claims: trial.claims,
      record: trial.record,
      out,
      fromStart: number,
    }));
    lines.forEach(trial.told);
    const judged = lines.some(({ say: kind }) => kind === 'verdict');
    if (!judged) trial.told({ say: 'verdict', mutant: number, by: 'a hang', tests: 0 });
    else if (!over && lines.at(-1)?.say !== 'spoilt') throw new Error('a worker does not end');
  }
}

async function verdictsOn(
  mutants: readonly Mutant[],
  folder: string,
  workers: number,
): Promise<readonly Verdict[]> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const record = await recorded(folder, workers);
  const claims = join(folder, 'claims');
  mkdirSync(claims);
  const verdicts: Verdict[] = [];
  const told = (line: Line): void => {
    const mutant = line.say === 'verdict' ? byId.get(line.mutant) : undefined;
    if (line.say !== 'verdict' || mutant === undefined) return;
    verdicts.push({ mutant, by: line.by });
    if (line.by === null) print(`  survived  ${shown(mutant)}`);
  };
  const trial = { folder, record, claims, told };
  const alone = (mutant: Mutant): boolean => values.fresh || mutant.once;
  const queue = mutants.filter(alone).map(({ id }) => id);
  const others = mutants.filter((mutant) => !alone(mutant)).map(({ id }) => id);
  await inParallel(workers, () => warm(trial, others));
  await inParallel(workers, () => fresh(trial, queue));
  return verdicts;
}

function shown({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line}  ${original.slice(0, 90)}  →  ${replacement.slice(0, 90)}`;
}

async function main(): Promise<number> {
  const all = allMutants();
  const known = equivalentSchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'equivalent.json'), 'utf8')),
  );
  const stale = known.filter((entry) => !all.some((mutant) => isSame(entry, mutant)));
  for (const { file, code, replacement } of stale) {
    print(`equivalent.json: no such mutant: ${file}  ${code}  →  ${replacement}`);
  }
  const { file: files, sample, seed } = values;
  const wanted = all.filter(({ file }) => files?.some((part) => file.includes(part)) ?? true);
  const chosen = sample === undefined ? wanted : sampled(wanted, Number(sample), Number(seed));
  const started = Date.now();
  print(`${chosen.length} of ${all.length} mutants${sample === undefined ? '' : `, seed ${seed}`}`);
  const folder = mkdtempSync(join(tmpdir(), 'negctl-mutation-'));
  try {
    const verdicts = await verdictsOn(chosen, folder, Number(values.workers));
    const isKnown = ({ mutant }: Verdict): boolean => known.some((entry) => isSame(entry, mutant));
    const survived = verdicts.filter(({ by }) => by === null);
    const unexplained = survived.filter((verdict) => !isKnown(verdict));
    const killable = verdicts.filter(({ by }) => by !== null).filter(isKnown);
    for (const { mutant } of killable) print(`listed as equivalent, but found: ${shown(mutant)}`);
    print('');
    for (const { mutant } of unexplained) print(`SURVIVED  ${shown(mutant)}`);
    const found = verdicts.length - survived.length;
    const counted = verdicts.length - (survived.length - unexplained.length);
    const score = counted === 0 ? 100 : (100 * found) / counted;
    const minutes = ((Date.now() - started) / 60_000).toFixed(1);
    print(
      `mutation score ${score.toFixed(1)} %: ${found} of ${counted} mutants found, ` +
        `${survived.length - unexplained.length} equivalent, ${unexplained.length} survived, ` +
        `${chosen.length - verdicts.length} without a verdict, ${minutes} min`,
    );
    writeFileSync(join(tmpdir(), 'negctl-mutation-last.json'), JSON.stringify(verdicts));
    const bad = unexplained.length + killable.length + stale.length;
    return bad > 0 || verdicts.length !== chosen.length ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

exit(await main());
