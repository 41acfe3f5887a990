import type { ProcessIdentity } from '../../../src/gcloud/gcloud.ts';

/** Beyond what Linux gives out by default, so that it is never the number of a real process. */
const FIRST_PID = 5_000_000;

/**
 * The gcloud processes of one machine. They outlive the negctl that started them: a second stand-in
 * that is given the same table is the same machine after negctl was started again.
 */
export class Processes {
  readonly #running = new Map<number, string>();
  readonly #waiting: (() => void)[] = [];
  #started = 0;

  start(): ProcessIdentity {
    this.#started += 1;
    const process = { pid: FIRST_PID + this.#started, started: `stand-in ${this.#started}` };
    this.#running.set(process.pid, process.started);
    return process;
  }

  end({ pid }: ProcessIdentity): void {
    this.#running.delete(pid);
    this.#wakeIfIdle();
  }

  /** The machine stops. */
  endAll(): void {
    this.#running.clear();
    this.#wakeIfIdle();
  }

  /** True while that very process runs; what {@link Ports} asks for. */
  isAlive({ pid, started }: ProcessIdentity): boolean {
    return this.#running.get(pid) === started;
  }

  /** Resolves once none runs any more. */
  idle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((wake) => {
      this.#waiting.push(wake);
    });
  }

  #wakeIfIdle(): void {
    if (this.#running.size === 0) for (const wake of this.#waiting.splice(0)) wake();
  }
}
