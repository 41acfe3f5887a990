import type { Command } from '../../src/gcloud/command.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';

/** A gcloud that does nothing but note what it is asked, and shows an empty project. */
export function listener(): { readonly gcloud: Gcloud; readonly heard: readonly Command[] } {
  const heard: Command[] = [];
  const ended = { exitCode: 0, signal: null, stderr: '', timedOut: false, startError: null };
  const run: Gcloud['run'] = (command) => {
    heard.push(command);
    return Promise.resolve({ ...ended, stdout: '[]' });
  };
  return { gcloud: { run }, heard };
}
