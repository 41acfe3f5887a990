import type { Problem } from '../errors.ts';
import type { StepState } from '../journal/replay.ts';
import type { JudgingStep } from '../plan/step.ts';
import { decided, type Gate, NO_ROUNDS, type Tally, tallied, worstOf } from '../traffic/gate.ts';
import type { Reading } from '../traffic/reading.ts';
import type { StepContext } from './ports.ts';

/** What a judgement came to. `held`: nothing is wrong, and nothing goes on by itself. */
export type Judged =
  | { readonly end: 'done' }
  | { readonly end: 'failed'; readonly problem: Problem }
  | { readonly end: 'held'; readonly problem: Problem }
  | { readonly end: 'stopped' };

/** How often is looked whether somebody wants it to stop. */
const TICK_MILLISECONDS = 1_000;

/** One wait between two shifts: the soak, and then rounds of readings until they come to a verdict. */
export class Judgement {
  readonly #step: JudgingStep;
  readonly #context: StepContext;
  readonly #stop: AbortSignal;
  readonly #before: StepState | undefined;
  /** Rounds of earlier waits of the same run that failed. */
  readonly #failuresBefore: number;

  constructor(
    step: JudgingStep,
    context: StepContext,
    stop: AbortSignal,
    before: StepState | undefined,
    failuresBefore: number,
  ) {
    this.#step = step;
    this.#context = context;
    this.#stop = stop;
    this.#before = before;
    this.#failuresBefore = failuresBefore;
  }

  async run(): Promise<Judged> {
    const { id, soakSeconds } = this.#step;
    const { ports } = this.#context;
    if (this.#before?.promoted === true) return this.#done(new Date(this.#before.firstIntentAt));
    const begun = this.#before?.firstIntentAt;
    if (begun === undefined) {
      await ports.journal.append({ type: 'step.intent', step: id, attempt: 1 });
    }
    const startedAt = begun === undefined ? ports.clock.now() : new Date(begun);
    const until = startedAt.getTime() + soakSeconds * 1_000;
    const seconds = Math.max(0, Math.ceil((until - ports.clock.now().getTime()) / 1_000));
    ports.emit({ event: 'gate.started', step: id, percent: this.#step.percent, seconds });
    if (!(await this.#waitUntil(until))) return { end: 'stopped' };
    return this.#rounds(startedAt, until);
  }

  async #rounds(startedAt: Date, soakedAt: number): Promise<Judged> {
    const { id, limits } = this.#step;
    const { ports } = this.#context;
    let tally: Tally = { ...NO_ROUNDS, failures: this.#failuresBefore };
    for (;;) {
      const readings = await this.#readings(startedAt);
      if (readings === null) return { end: 'held', problem: this.#unpromoted() };
      const verdict = worstOf(readings);
      tally = tallied(tally, verdict);
      const said = readings.map((reading) => reading.said).join('; ');
      await ports.journal.append({ type: 'gate.verdict', step: id, verdict, said });
      ports.emit({ event: 'gate.verdict', step: id, verdict, said });
      const held = (ports.clock.now().getTime() - soakedAt) / 1_000;
      switch (decided(tally, verdict, held, limits)) {
        case 'on':
          return this.#done(startedAt);
        case 'back':
          return this.#failed(said);
        case 'hold':
          return { end: 'held', problem: this.#inconclusive(said) };
        case 'again':
          break;
      }
      const next = ports.clock.now().getTime() + limits.intervalSeconds * 1_000;
      if (!(await this.#waitUntil(next))) return { end: 'stopped' };
    }
  }

  /** What every gate says; `null` where somebody has to say something and nobody does. */
  async #readings(since: Date): Promise<readonly Reading[] | null> {
    const { gates, percent, id, soakSeconds } = this.#step;
    const { ports } = this.#context;
    const readings: Reading[] = [];
    // Who is asked is asked last, knowing what the others said.
    for (const gate of [...gates].sort((one, other) => rank(one) - rank(other))) {
      if (gate.type !== 'manual') {
        const moment = { now: ports.clock.now(), since, soakSeconds, percent };
        const reading = await ports.gauge(gate, moment);
        ports.emit({ event: 'gate.sample', step: id, gate: gate.type, ...reading });
        readings.push(reading);
        continue;
      }
      if (worstOf(readings) !== 'passed') continue;
      if (!(await this.#promoted(id, percent))) return null;
      readings.push({ verdict: 'passed', said: 'promoted', errors: null });
    }
    return readings;
  }

  async #promoted(step: string, percent: number): Promise<boolean> {
    const { ports } = this.#context;
    if (!(await ports.promoted(percent))) return false;
    await ports.journal.append({ type: 'gate.promoted', step });
    return true;
  }

  /** `false` where it was stopped meanwhile. */
  async #waitUntil(time: number): Promise<boolean> {
    const { clock } = this.#context.ports;
    for (;;) {
      if (this.#stop.aborted) return false;
      const left = time - clock.now().getTime();
      if (left <= 0) return true;
      await clock.sleep(Math.min(left, TICK_MILLISECONDS));
    }
  }

  async #done(startedAt: Date): Promise<Judged> {
    const { ports } = this.#context;
    const { id: step } = this.#step;
    const seconds = (ports.clock.now().getTime() - startedAt.getTime()) / 1_000;
    const how = 'passed';
    await ports.journal.append({ type: 'step.done', step, serverId: null, how, seconds });
    ports.emit({ event: 'step.finished', direction: 'forward', step, seconds, how });
    return { end: 'done' };
  }

  async #failed(said: string): Promise<Judged> {
    const { ports } = this.#context;
    const { id: step, percent, resource } = this.#step;
    const problem: Problem = {
      code: 'NEG-7001',
      what: `a gate failed with ${percent} % of the requests at ${resource.name}`,
      why: said,
      fix: 'the requests go where they went before; mend the new backend, then migrate again',
    };
    await ports.journal.append({
      type: 'step.failed',
      step,
      class: 'gate',
      said,
      left: 'absent',
    });
    ports.emit({ event: 'step.failed', direction: 'forward', step, problem });
    return { end: 'failed', problem };
  }

  #unpromoted(): Problem {
    const { percent, resource } = this.#step;
    return {
      code: 'NEG-7003',
      what: `${percent} % of the requests go to ${resource.name}, and nobody has said that it may go on`,
      why: 'a manual gate is waited for, and nobody can be asked',
      fix: 'negctl promote goes on, negctl abort goes back',
    };
  }

  #inconclusive(said: string): Problem {
    const { percent, resource } = this.#step;
    return {
      code: 'NEG-7002',
      what: `no gate has come to a verdict with ${percent} % of the requests at ${resource.name}`,
      why: said,
      fix: 'negctl resume looks again, negctl promote goes on, negctl abort goes back',
    };
  }
}

function rank({ type }: Gate): number {
  return type === 'manual' ? 1 : 0;
}
