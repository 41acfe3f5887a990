import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from './tally.ts';

/** `npm run test:faults`: every case in this process, and the sample with real processes. */
export default defineConfig({
  root: join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/faults/*.test.ts', 'test/faults/sample.ts'],
    env: { NEGCTL_FAULTS: 'all' },
    globalSetup: ['test/support/build.ts'],
    reporters: ['verbose', new TallyReporter()],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: '100%',
    maxConcurrency: 3,
  },
});
