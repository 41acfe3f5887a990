import { relative } from 'node:path';
import { env } from 'node:process';
import { defineConfig } from 'vitest/config';
import { ROOT, readMutated } from './targets.ts';

const folder = env['NEGCTL_MUTATION_FOLDER'] ?? '';

/** The suites in one process, every target with all its mutants in it. */
export default defineConfig({
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      load(id) {
        return readMutated(folder, relative(ROOT, id));
      },
    },
  ],
  test: {
    root: ROOT,
    include: ['test/mutation/suites.ts'],
    runner: 'test/mutation/runner.ts',
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 60_000,
    teardownTimeout: 1_000,
    passWithNoTests: true,
  },
});
