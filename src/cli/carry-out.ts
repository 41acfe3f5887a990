import type { RunEvent } from '../execute/events.ts';
import { execute } from '../execute/execute.ts';
import type { Execution } from '../execute/execution.ts';
import type { Outcome } from '../execute/outcome.ts';
import { moveBack, rollBack } from '../execute/roll-back.ts';
import type { GcloudContext } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { asideIn } from '../journal/replay.ts';
import type { OpenRun, Wish } from '../journal/store.ts';
import { NOBODY_ASIDE, withAside } from '../plan/aside.ts';
import { isReversible, type Plan } from '../plan/plan.ts';
import type { Progress } from '../progress/progress.ts';
import { isBeyondReturn } from '../rollback/undo-plan.ts';
import type { Monitoring } from '../traffic/monitoring.ts';
import type { App } from './app.ts';
import { canAsk } from './consent.ts';
import type { Ready } from './failing.ts';
import { gaugeFor } from './gauge.ts';
import { NOTHING, type Output, type Report } from './output.ts';
import { withSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

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

async function progressFor({ app, settings, output, run }: CarryOut): Promise<Progress | null> {
  if (settings.format === 'ndjson' || !settings.progress) return null;
  const commands = settings.verbosity === 'info' || settings.verbosity === 'debug';
  if (app.terminal.canRedraw && !settings.accessible && waits(run.plan)) {
    const { WaitingLine } = await import('../progress/waiting-line.ts');
    const { width, symbols } = output.talkStyle;
    return new WaitingLine({
      write: app.err,
      now: () => app.clock.now(),
      commands,
      width,
      ascii: symbols.done !== '✔',
      keys: hearsKeys({ app, settings, output }),
    });
  }
  if (app.terminal.canRedraw && !settings.accessible) {
    const { ListrProgress } = await import('../progress/listr.ts');
    return new ListrProgress({ stream: process.stderr, commands });
  }
  const { plainProgress } = await import('../progress/plain.ts');
  const write = (text: string) => output.talk([text.trimEnd()]);
  return plainProgress({ write, now: () => app.clock.now(), commands });
}

/** True for a plan in which something is waited for. */
function waits({ steps }: Plan): boolean {
  return steps.some(({ effect }) => effect === 'judge');
}

/** True where somebody sees the line that waits, and can press a key. */
function hearsKeys(ready: Ready): boolean {
  const { app, settings } = ready;
  return app.terminal.canRedraw && !settings.accessible && settings.progress && canAsk(ready);
}

const KEYS: Readonly<Record<string, Wish>> = { p: 'promote', a: 'abort' };

/** What is wanted of a wait: by a key at this terminal, or by a command at another one. */
class Wishes {
  readonly #run: OpenRun;
  readonly #release: () => void;
  #key: Wish | null = null;

  constructor({ app, settings, output, run }: CarryOut) {
    this.#run = run;
    const isHeard = waits(run.plan) && hearsKeys({ app, settings, output });
    this.#release = isHeard
      ? app.keys((key) => {
          this.#key = KEYS[key] ?? this.#key;
        })
      : () => undefined;
  }

  async next(): Promise<Wish | null> {
    const key = this.#key;
    this.#key = null;
    return key ?? this.#run.takeWish();
  }

  release(): void {
    this.#release();
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
async function promoted(ready: Ready, percent: number): Promise<'yes' | 'no' | 'by-key'> {
  if (!canAsk(ready)) return 'no';
  if (hearsKeys(ready)) return 'by-key';
  const prompter = await ready.app.prompter(ready.settings.accessible);
  try {
    const question = `${percent} % of the requests go to the new backend. Go on?`;
    return (await prompter.confirm(question)) ? 'yes' : 'no';
  } finally {
    prompter.close();
  }
}

/** Who watches a run, and what reaches it from outside. */
interface Attended {
  readonly watching: Watch;
  readonly stop: Stop;
  readonly wishes: Wishes;
}

/** The plan of a run as it is with the services aside that are so now. */
function changingPlan(run: OpenRun): () => Plan {
  let aside = NOBODY_ASIDE;
  let { plan } = run;
  return () => {
    const now = asideIn(run.state());
    if (now === aside) return plan;
    aside = now;
    plan = withAside(run.plan, now);
    return plan;
  };
}

function executionOf(
  { app, settings, output, run, context, gcloud, monitoring }: CarryOut,
  { watching, stop, wishes }: Attended,
): Execution {
  const planNow = changingPlan(run);
  return {
    get plan() {
      return planNow();
    },
    state: () => run.state(),
    ports: {
      gcloud: withSecrets(app, gcloud),
      context,
      journal: run,
      clock: app.clock,
      emit: watching.emit,
      isAlive: app.isAlive,
      gauge: gaugeFor(app, monitoring, run.run, run.plan),
      promoted: async (percent) => {
        stop.putOff();
        const answer = await promoted({ app, settings, output }, percent);
        if (answer !== 'by-key') stop.count();
        return answer;
      },
      wanted: async () => {
        const wish = await wishes.next();
        if (wish !== null) stop.count();
        return wish;
      },
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
  const { plan, state } = execution;
  const isFinal = !isReversible(plan) || isBeyondReturn(plan, state());
  const staysStopped = onInterrupt === 'stop' || isFinal;
  if (outcome.ending !== 'interrupt' || staysStopped) return outcome;
  const undone = await rollBack(execution, outcome.problems, 'interrupted');
  return undone.ending === 'leftovers' ? undone : { ...undone, ending: 'interrupt' };
}

/** Carries a run out, shows its progress, and gives its outcome with the ending that counts. */
export async function carryOut(given: CarryOut, way: Way): Promise<Outcome> {
  const watching = await watch(given);
  const stop = new Stop(given, watching.running);
  const wishes = new Wishes(given);
  try {
    const execution = executionOf(given, { watching, stop, wishes });
    const outcome = await outcomeOf(way, execution, given.settings.onInterrupt);
    return outcome.ending === 'interrupt'
      ? { ...outcome, ending: stop.because ?? 'interrupt' }
      : outcome;
  } finally {
    wishes.release();
    await watching.end();
    stop.release();
  }
}
