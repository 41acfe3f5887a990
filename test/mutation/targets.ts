import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, type Mutated, mutated } from './mutants.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Executor, journal, lock, undo, quoting and text cleaning: what no fault may get through. */
export const TARGETS: readonly string[] = [
  ...sourcesIn('src/execute'),
  ...sourcesIn('src/journal'),
  ...sourcesIn('src/rollback'),
  'src/io/journal-file.ts',
  'src/io/durable-file.ts',
  'src/io/run-store.ts',
  'src/io/lock-file.ts',
  'src/gcloud/quote.ts',
  'src/clean.ts',
];

/** A target with its mutants; `null` for every other file. */
export function mutatedTarget(file: string): Mutated | null {
  const place = TARGETS.indexOf(file);
  return place === -1 ? null : mutated(file, readFileSync(join(ROOT, file), 'utf8'), place + 1);
}

export function allMutants(): readonly Mutant[] {
  return TARGETS.flatMap((file) => mutatedTarget(file)?.mutants ?? []);
}
