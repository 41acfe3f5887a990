import { NegctlError } from '../errors.ts';
import type { Lock } from '../execute/lock.ts';
import type { StoredRun, Wish } from '../journal/store.ts';
import type { Ready } from './failing.ts';
import { acquireLock } from './lock.ts';

const WISH_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 500;

/** Asks the process that carries the run out, which has the lock; it hears within a second while it waits. */
async function wished(ready: Ready, { run }: StoredRun, wish: Wish): Promise<void> {
  const { app, output } = ready;
  const store = await app.runs();
  await store.leaveWish(run, wish);
  const until = app.clock.now().getTime() + WISH_MILLISECONDS;
  while (await store.hasWish(run)) {
    if (app.clock.now().getTime() >= until) {
      output.result([`${run} is at work and will ${wish} at its next wait.`]);
      return;
    }
    await app.clock.sleep(POLL_MILLISECONDS);
  }
  output.result([`${run} was waiting, and does it: ${wish}. See negctl runs describe ${run}`]);
}

/**
 * The lock; `null` where a live process has it, and was told what is wanted.
 *
 * @throws {NegctlError} where it is held, and nothing can be wanted of whoever holds it
 */
export async function lockOrWish(
  ready: Ready,
  stored: StoredRun,
  asked: string,
  consent: () => Promise<void>,
): Promise<Lock | null> {
  const { project, name } = stored.plan;
  try {
    return await acquireLock(ready, project, name);
  } catch (thrown) {
    const isHeld = thrown instanceof NegctlError && thrown.problems[0]?.code === 'NEG-6004';
    const wish = asked === 'promote' || asked === 'abort' ? asked : null;
    if (!isHeld || wish === null || ready.settings.state !== null) throw thrown;
    if (wish === 'abort') await consent();
    await wished(ready, stored, wish);
    return null;
  }
}
