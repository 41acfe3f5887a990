import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutated } from './mutants.ts';

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
  'src/io/bucket.ts',
  'src/io/durable-file.ts',
  'src/io/error-code.ts',
  'src/io/group-journal.ts',
  'src/io/journal-file.ts',
  'src/io/journal-objects.ts',
  'src/io/lock-file.ts',
  'src/io/lock-objects.ts',
  'src/io/lock-owner.ts',
  'src/io/run-objects.ts',
  'src/io/run-store.ts',
  'src/io/shared-state.ts',
  'src/io/step-outputs.ts',
  'src/io/stored-run.ts',
  'src/io/this-machine.ts',
  'src/io/wish-file.ts',
  'src/gcloud/quote.ts',
  'src/clean.ts',
];

function snapshotOf(folder: string, file: string): string {
  return join(folder, file.replaceAll('/', '-'));
}

/** Writes every target with all its mutants into a folder: what is edited meanwhile changes nothing. */
export function writeMutated(folder: string): readonly Mutant[] {
  return TARGETS.flatMap((file, place) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const { code, mutants } = mutated(file, text, place + 1);
    writeFileSync(snapshotOf(folder, file), code);
    return mutants;
  });
}

/** A target as {@link writeMutated} wrote it; `null` for every other file. */
export function readMutated(folder: string, file: string): string | null {
  return TARGETS.includes(file) ? readFileSync(snapshotOf(folder, file), 'utf8') : null;
}
