import { dirname } from 'node:path';
import { warmGcloud } from './warm-gcloud/warm-gcloud.ts';

/**
 * With `NEGCTL_TEST_GCLOUD=warm` all tests find a gcloud that is loaded already. CI does so where only
 * the Node is another one: what gcloud does was tried before as everybody starts it.
 */
export async function setup(): Promise<() => void> {
  if (process.env['NEGCTL_TEST_GCLOUD'] !== 'warm') return () => undefined;
  const { program, close } = await warmGcloud();
  process.env['PATH'] = `${dirname(program)}:${process.env['PATH'] ?? ''}`;
  return close;
}
