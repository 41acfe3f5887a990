import { type Ending, EXIT_CODES } from '../errors.ts';
import type { RunEvent } from '../execute/events.ts';
import { execute, moveBack, type Outcome, rollBack } from '../execute/execute.ts';
import type { Execution } from '../execute/execution.ts';
import type { GcloudContext } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import type { OpenRun } from '../journal/store.ts';
import { isReversible, type Plan } from '../plan/plan.ts';
import type { Progress } from '../progress/progress.ts';
import type { Monitoring } from '../traffic/monitoring.ts';
import type { App, Signal } from './app.ts';
import { canAsk } from './consent.ts';
import type { Ready } from './failing.ts';
import { gaugeFor } from './gauge.ts';
import { NOTHING, type Output, type Report } from './output.ts';
import { runArgument } from './run-argument.ts';
import type { Settings } from './settings.ts';

/** A run that is open for writing, and what it writes with. */
export interface OpenedRun {
  readonly run: OpenRun;
  /** The project of the run, and who gcloud acts as now. */
  readonly context: GcloudContext;
  readonly gcloud: Gcloud;
  readonly monitoring: Monitoring;
}

/** What a run is carried out with. */
export interface CarryOut extends OpenedRun {
  readonly app: App;
  readonly settings: Settings;
  readonly output: Output;
}

/** What every report on a run has; the result, and another ending, are for the command to add. */
export function reportOn({ run, plan }: OpenRun, outcome: Outcome): Report {
  const { ending, problems, leftovers } = outcome;
  return { ...NOTHING, ending, run, plan, problems, leftovers };
}

/** Forward: do what is left of the plan; back: take back what was made; abort: only move the requests back. */
export type Way = 'forward' | 'back' | 'abort';

const SIGNAL_ENDINGS: Readonly<Record<Signal, Ending>> = {
  SIGINT: 'interrupt',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
};

async function progressFor({ app, settings, output }: CarryOut): Promise<Progress | null> {
  if (settings.format === 'ndjson' || !settings.progress) return null;
  const commands = settings.verbosity === 'info' || settings.verbosity === 'debug';
  if (app.terminal.canRedraw && !settings.accessible) {
    const { ListrProgress } = await import('../progress/listr.ts');
    return new ListrProgress({ stream: process.stderr, commands });
  }
  const { plainProgress } = await import('../progress/plain.ts');
  const write = (text: string) => output.talk([text.trimEnd()]);
  return plainProgress({ write, now: () => app.clock.now(), commands });
}

const USUAL_DEADLINE = 3_600_000;

/** An hour, beside what a migration waits: how long is part of its plan. */
function usualDeadline({ steps }: Plan): number {
  const waits = steps.map((step) =>
    step.effect === 'judge' ? step.soakSeconds + step.limits.holdSeconds : 0,
  );
  return USUAL_DEADLINE + waits.reduce((sum, seconds) => sum + seconds * 1_000, 0);
}

/** Stops a run from outside: by a signal, or because its time is up. */
class Stop {
  readonly #controller = new AbortController();
  readonly #release: () => void;
  readonly #timer: NodeJS.Timeout;
  #because: Ending | null = null;

  constructor({ app, settings, output, run }: CarryOut, running: () => readonly string[]) {
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
    this.#timer = setTimeout(
      () => this.#stop('deadline'),
      settings.deadline ?? usualDeadline(run.plan),
    );
    this.#timer.unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was stopped; `null` where it was not. */
  get because(): Ending | null {
    return this.#because;
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#release();
  }

  #stop(because: Ending): void {
    this.#because ??= because;
    this.#controller.abort();
  }
}

interface Watch {
  readonly emit: (event: RunEvent) => void;
  readonly running: () => readonly string[];
  readonly end: () => Promise<void>;
}

async function watch(carryOut: CarryOut): Promise<Watch> {
  const progress = await progressFor(carryOut);
  const running = new Set<string>();
  return {
    emit: (event) => {
      if (event.event === 'step.started') running.add(event.step);
      if (event.event === 'step.finished' || event.event === 'step.failed')
        running.delete(event.step);
      carryOut.output.event(event);
      progress?.event(event);
    },
    running: () => [...running],
    end: async () => progress?.end(),
  };
}

/** Asks whether more traffic may be moved; where nobody can be asked, nobody has said so. */
async function promoted(ready: Ready, percent: number): Promise<boolean> {
  if (!canAsk(ready)) return false;
  const prompter = await ready.app.prompter(ready.settings.accessible);
  try {
    return await prompter.confirm(`${percent} % of the requests go to the new backend. Go on?`);
  } finally {
    prompter.close();
  }
}

function executionOf(
  { app, settings, output, run, context, gcloud, monitoring }: CarryOut,
  watching: Watch,
  stop: Stop,
): Execution {
  return {
    plan: run.plan,
    state: () => run.state(),
    ports: {
      gcloud,
      context,
      journal: run,
      clock: app.clock,
      emit: watching.emit,
      isAlive: app.isAlive,
      gauge: gaugeFor(app, monitoring, run.run, run.plan),
      promoted: (percent) => promoted({ app, settings, output }, percent),
      keepOutput: (step, { stdout, stderr }) => run.keepOutput(step, stdout, stderr),
    },
    options: {
      maxParallel: settings.maxParallel,
      retries: settings.retries,
      stepTimeoutMilliseconds: settings.stepTimeout,
      rollbackOnFailure: settings.rollbackOnFailure,
      until: settings.until,
      stop: stop.signal,
    },
  };
}

async function outcomeOf(
  way: Way,
  execution: Execution,
  onInterrupt: Settings['onInterrupt'],
): Promise<Outcome> {
  if (way === 'back') return rollBack(execution, [], 'asked for');
  if (way === 'abort') return moveBack(execution, [], 'asked for');
  const outcome = await execute(execution);
  const staysStopped = onInterrupt === 'stop' || !isReversible(execution.plan);
  if (outcome.ending !== 'interrupt' || staysStopped) return outcome;
  const undone = await rollBack(execution, outcome.problems, 'interrupted');
  return undone.ending === 'leftovers' ? undone : { ...undone, ending: 'interrupt' };
}

/** Carries a run out, shows its progress, and gives its outcome with the ending that counts. */
export async function carryOut(given: CarryOut, way: Way): Promise<Outcome> {
  const watching = await watch(given);
  const stop = new Stop(given, watching.running);
  try {
    const execution = executionOf(given, watching, stop);
    const outcome = await outcomeOf(way, execution, given.settings.onInterrupt);
    return outcome.ending === 'interrupt'
      ? { ...outcome, ending: stop.because ?? 'interrupt' }
      : outcome;
  } finally {
    await watching.end();
    stop.release();
  }
}
