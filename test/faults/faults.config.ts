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
    // A negctl that died in a case keeps what its timers know until the process ends: gigabytes over all deaths.
    execArgv: ['--max-old-space-size=8192'],
    maxWorkers: '100%',
    maxConcurrency: 3,
  },
});
