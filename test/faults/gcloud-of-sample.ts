import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { coldPath, warmGcloud } from '../support/warm-gcloud/warm-gcloud.ts';

let program: Promise<string> | undefined;

/**
 * The gcloud that negctl starts in the sample: one whose modules are loaded already, which makes a case
 * several times as fast, or with `NEGCTL_FAULTS_GCLOUD=cold` the one that everybody starts.
 */
export function gcloudOfSample(): Promise<string> {
  program ??= process.env['NEGCTL_FAULTS_GCLOUD'] === 'cold' ? coldProgram() : warmProgram();
  return program;
}

async function coldProgram(): Promise<string> {
  const env = { ...process.env, PATH: coldPath() };
  const found = execFileSync('sh', ['-c', 'command -v gcloud'], { encoding: 'utf8', env });
  return realpathSync(found.trim());
}

async function warmProgram(): Promise<string> {
  return (await warmGcloud()).program;
}
