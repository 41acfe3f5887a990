import { cleanLine } from '../clean.ts';
import type { Lock } from '../execute/lock.ts';
import type { Ready } from './failing.ts';

/**
 * Takes the lock of a set-up, and says whom it waits for.
 * @throws {NegctlError} `NEG-6004` where somebody else has it until `--lock-timeout` is up
 */
export async function acquireLock(
  { app, settings, output }: Pick<Ready, 'app' | 'settings' | 'output'>,
  project: string,
  name: string,
): Promise<Lock> {
  const locks = await app.locks();
  return locks.acquire(project, name, settings.lockTimeout, ({ pid, host, since }) => {
    output.talk([
      `Waiting for pid ${pid} on ${cleanLine(host)}, at work since ${cleanLine(since)} …`,
    ]);
  });
}
