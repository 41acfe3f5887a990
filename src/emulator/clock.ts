/** Where the emulator takes its time from; tests pass one that they move by hand. */
export interface EmulatorClock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's clock. */
export function realClock(): EmulatorClock {
  return {
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

/** The machine's clock until `stop`; who sleeps then is never woken: a server that closes must not linger. */
export function stoppableClock(): EmulatorClock & { stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped) {
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, milliseconds);
      timers.add(timer);
    });
  const stop = (): void => {
    stopped = true;
    for (const timer of timers) {
      clearTimeout(timer);
    }
    timers.clear();
  };
  return { now: () => Date.now(), sleep, stop };
}

/** RFC 3339 with milliseconds and Pacific offset, as Compute writes its times (compute-api-behaviour.md 2.1). */
export function pacificTime(milliseconds: number): string {
  const offset = pacificOffset(milliseconds);
  const shifted = new Date(milliseconds + offset * 3_600_000).toISOString().slice(0, -1);
  return `${shifted}-${String(-offset).padStart(2, '0')}:00`;
}

function pacificOffset(milliseconds: number): number {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  const begins = sunday(year, 2, 2) + 10 * 3_600_000;
  const ends = sunday(year, 10, 1) + 9 * 3_600_000;
  return milliseconds >= begins && milliseconds < ends ? -7 : -8;
}

/** Midnight UTC of the n-th Sunday of a month: daylight saving begins and ends on Sundays. */
function sunday(year: number, month: number, nth: number): number {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - first) % 7) + (nth - 1) * 7);
}
