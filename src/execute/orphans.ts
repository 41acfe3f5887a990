import type { RunState } from '../journal/replay.ts';
import type { Ports } from './ports.ts';

const POLL_MILLISECONDS = 500;

/** Why nothing more is done while an earlier process's gcloud lives. */
export const ORPHAN_AT_WORK = 'a gcloud of this run is still at work';

/**
 * Waits for every gcloud that outlived the negctl that started it: until it has come to its end,
 * nothing can be said about what it did. `false` where one still runs after the time limit.
 */
export async function orphansGone(
  run: RunState,
  { isAlive, clock, emit }: Pick<Ports, 'isAlive' | 'clock' | 'emit'>,
  timeoutMilliseconds: number,
): Promise<boolean> {
  const deadline = clock.now().getTime() + timeoutMilliseconds;
  for (const [step, { process }] of run.steps) {
    if (process === null || !isAlive(process)) continue;
    emit({ event: 'waiting', step, because: `gcloud (pid ${process.pid}) is still at it` });
    while (isAlive(process)) {
      if (clock.now().getTime() > deadline) return false;
      await clock.sleep(POLL_MILLISECONDS);
    }
  }
  return true;
}
