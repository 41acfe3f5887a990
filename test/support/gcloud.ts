import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { NEEDS_GCLOUD } from './left-out.ts';

const found = spawnSync('gcloud', ['--version'], { stdio: 'ignore' }).error === undefined;

/** Where the tests that need gcloud must not be left out, as in CI. */
const required = (process.env['NEGCTL_REQUIRE_GCLOUD'] ?? '') !== '';

/**
 * Tests that run the real gcloud. Where it is missing they are reported as skipped, with how to get it;
 * where it is required they fail.
 */
export function withGcloud(name: string, tests: () => void): void {
  const hint = found ? '' : ` ${NEEDS_GCLOUD}`;
  describe.skipIf(!found && !required)(`${name}${hint}`, tests);
}
