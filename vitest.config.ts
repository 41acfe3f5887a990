import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LeftOut } from './test/support/left-out.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/gcloud-of-tests.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', new LeftOut()],
    pool: 'forks',
    // Some tests wait for operations and for gcloud: one more than there are cores keeps these busy.
    maxWorkers: availableParallelism() + 1,
  },
});
