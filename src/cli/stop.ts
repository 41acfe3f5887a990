import { type Ending, EXIT_CODES } from '../errors.ts';
import type { OpenRun } from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import type { App, Signal } from './app.ts';
import type { Output } from './output.ts';
import { runArgument } from './run-argument.ts';
import type { Settings } from './settings.ts';

const SIGNAL_ENDINGS: Readonly<Record<Signal, Ending>> = {
  SIGINT: 'interrupt',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
};

const USUAL_DEADLINE = 3_600_000;

/** An hour, beside what a migration waits: how long is part of its plan. */
function usualDeadline({ steps }: Plan): number {
  const waits = steps.map((step) =>
    step.effect === 'judge' ? step.soakSeconds + step.limits.holdSeconds : 0,
  );
  return USUAL_DEADLINE + waits.reduce((sum, seconds) => sum + seconds * 1_000, 0);
}

/** A run that can be stopped, and who is told. */
interface Stoppable {
  readonly app: App;
  readonly settings: Settings;
  readonly output: Output;
  readonly run: OpenRun;
}

/** Stops a run from outside: by a signal, or because its time is up. */
export class Stop {
  readonly #controller = new AbortController();
  readonly #release: () => void;
  #timer: NodeJS.Timeout | null = null;
  /** Milliseconds that are left of its time, and since when they are counted. */
  #left: number;
  #since = 0;
  #because: Ending | null = null;

  constructor({ app, settings, output, run }: Stoppable, running: () => readonly string[]) {
    const resume = `negctl resume ${runArgument(run.run, settings)}`;
    this.#release = app.onSignal((signal) => {
      if (this.#because !== null) {
        output.talk([`Left at once; resume: ${resume}`]);
        app.leave(EXIT_CODES[SIGNAL_ENDINGS[signal]]);
        return;
      }
      const steps = running();
      const finishing =
        steps.length === 0 ? '' : ` after ${steps.join(', ')} (gcloud is finishing)`;
      output.talk([`Stopping${finishing}. Ctrl-C again: leave now.`]);
      this.#stop(SIGNAL_ENDINGS[signal]);
    });
    this.#left = settings.deadline ?? usualDeadline(run.plan);
    this.count();
  }

  /** Counts its time, from the start, or on from where that was put off. */
  count(): void {
    if (this.#timer !== null) return;
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.#stop('deadline'), this.#left);
    this.#timer.unref();
  }

  /** Counts nothing while a person is waited for. */
  putOff(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#left -= Date.now() - this.#since;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was stopped; `null` where it was not. */
  get because(): Ending | null {
    return this.#because;
  }

  release(): void {
    this.putOff();
    this.#release();
  }

  #stop(because: Ending): void {
    this.#because ??= because;
    this.#controller.abort();
  }
}
