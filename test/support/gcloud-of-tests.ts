import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import process from 'node:process';
import { COLD_PATH, WARM_PROGRAM, warmGcloud } from './warm-gcloud/warm-gcloud.ts';

/**
 * Tests find a gcloud that is loaded already, those aside that ask for the one that everybody starts
 * (`Machine.cold`, cases of the conformance). With `NEGCTL_TEST_GCLOUD=cold` all take that one.
 */
export async function setup(): Promise<() => void> {
  const isThere = spawnSync('gcloud', ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!isThere || process.env['NEGCTL_TEST_GCLOUD'] === 'cold') return () => undefined;
  const { program, close } = await warmGcloud();
  const path = process.env['PATH'] ?? '';
  Object.assign(process.env, {
    [COLD_PATH]: path,
    [WARM_PROGRAM]: program,
    PATH: `${dirname(program)}:${path}`,
  });
  return close;
}
