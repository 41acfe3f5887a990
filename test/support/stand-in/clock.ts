/**
 * Time as the stand-in needs it. It fits the emulator's clock, so that both can share one. A clock
 * that does not heed `signal` leaves sleepers behind that nobody waits for any more.
 */
export interface StandInClock {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A clock that nobody waits for: as soon as nothing else is left to do, its time jumps to where the
 * next sleeper wakes. Sleepers wake in the order of their times, so work side by side interleaves as
 * it would in real time. Work that waits for the disk does not hold the time back.
 */
export function virtualClock(start: number = Date.UTC(2026, 0, 5, 12)): StandInClock {
  const sleepers = new Set<Sleeper>();
  let now = start;
  let jumping = false;
  const jump = (): void => {
    const [next] = [...sleepers].sort((one, other) => one.until - other.until);
    jumping = next !== undefined;
    if (next === undefined) return;
    sleepers.delete(next);
    now = Math.max(now, next.until);
    next.wake();
    setImmediate(jump);
  };
  const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((wake) => {
      const sleeper = { until: now + milliseconds, wake };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', () => sleepers.delete(sleeper), { once: true });
      if (jumping) return;
      jumping = true;
      setImmediate(jump);
    });
  return { now: () => now, sleep };
}
