import { defineConfig } from 'vitest/config';
import { TARGETS } from './targets.ts';

/** Branch coverage of the same files that are mutated, by the fast tests. */
export default defineConfig({
  test: {
    include: [
      'test/{clean,io,lock}.test.ts',
      'test/{execute,gcloud,journal,rollback,state}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: '100%',
    exclude: ['test/journal/damage.test.ts'],
    reporters: ['dot'],
    coverage: {
      enabled: true,
      provider: 'v8',
      include: [...TARGETS],
      reporter: ['text'],
      thresholds: { branches: 100 },
    },
  },
});
