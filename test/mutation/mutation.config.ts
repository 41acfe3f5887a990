import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { mutatedTarget, ROOT } from './targets.ts';

/** The suites in one process, every target with all its mutants in it. */
export default defineConfig({
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      load(id) {
        return mutatedTarget(relative(ROOT, id))?.code ?? null;
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
