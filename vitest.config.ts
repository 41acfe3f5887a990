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
    maxWorkers: '100%',
  },
});
