import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { warmGcloud } from '../support/warm-gcloud/warm-gcloud.ts';

let program: Promise<string> | undefined;

/**
 * The gcloud that negctl starts in the sample: one whose modules are loaded already, which makes a case
 * several times as fast, or with `NEGCTL_FAULTS_GCLOUD=cold` the one that everybody starts.
 */
export function gcloudOfSample(): Promise<string> {
  const { NEGCTL_FAULTS_GCLOUD: wish, NEGCTL_TEST_GCLOUD: found } = process.env;
  program ??= wish === 'cold' || found === 'warm' ? gcloudOnPath() : warmProgram();
  return program;
}

async function gcloudOnPath(): Promise<string> {
  return realpathSync(execFileSync('sh', ['-c', 'command -v gcloud'], { encoding: 'utf8' }).trim());
}

async function warmProgram(): Promise<string> {
  return (await warmGcloud()).program;
}
