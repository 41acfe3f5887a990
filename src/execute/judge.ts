import type { Problem } from '../errors.ts';
import type { StepState } from '../journal/replay.ts';
import type { JudgingStep } from '../plan/step.ts';
import { decided, NO_ROUNDS, type OnFail, type Tally, tallied, worstOf } from '../traffic/gate.ts';
import type { Reading } from '../traffic/reading.ts';
import type { StepContext } from './ports.ts';

/** What a judgement came to. `held`: nothing is wrong, and nothing goes on by itself. */
export type Judged =
  | { readonly end: 'done' }
  | { readonly end: 'failed'; readonly problem: Problem }
  | { readonly end: 'held'; readonly problem: Problem }
  /** Somebody wants the requests to go back. */
  | { readonly end: 'aborted' }
  | { readonly end: 'stopped' };

/** What can be done where the requests are then. */
const AFTER_FAILURE: Readonly<Record<OnFail, string>> = {
  rollback: 'the requests go where they went before; mend the new backend, then migrate again',
  hold: 'the shares stay as they are: negctl promote goes on all the same, negctl abort goes back',
  'step-down':
    'the share before this one is put back: negctl resume tries again, negctl abort goes back to the first',
};

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
    const startedAt = await this.#begin();
    if (this.#before?.promoted === true) return this.#done(startedAt);
    const until = startedAt.getTime() + soakSeconds * 1_000;
    const seconds = Math.max(0, Math.ceil((until - ports.clock.now().getTime()) / 1_000));
    ports.emit({ event: 'gate.started', step: id, percent: this.#step.percent, seconds });
    return (await this.#endBefore(until, startedAt)) ?? this.#rounds(startedAt, until);
  }

  /** Since when the share is waited with: a process that died does not begin anew, a failure does. */
  async #begin(): Promise<Date> {
    const { ports } = this.#context;
    if (this.#before?.status === 'intended') return new Date(this.#before.firstIntentAt);
    const attempt = (this.#before?.attempts ?? 0) + 1;
    await ports.journal.append({ type: 'step.intent', step: this.#step.id, attempt });
    return ports.clock.now();
  }

  async #rounds(startedAt: Date, soakedAt: number): Promise<Judged> {
    const { id, limits } = this.#step;
    const { ports } = this.#context;
    let tally: Tally = { ...NO_ROUNDS, failures: this.#failuresBefore };
    for (;;) {
      const readings = await this.#readings(startedAt);
      const verdict = worstOf(readings);
      tally = tallied(tally, verdict);
      const said = readings.map((reading) => reading.said).join('; ');
      await ports.journal.append({ type: 'gate.verdict', step: id, verdict, said });
      ports.emit({ event: 'gate.verdict', step: id, verdict, said });
      const held = (ports.clock.now().getTime() - soakedAt) / 1_000;
      switch (decided(tally, verdict, held, limits)) {
        case 'on':
          return this.#approved(startedAt);
        case 'back':
          return this.#failed(said);
        case 'hold':
          return { end: 'held', problem: this.#inconclusive(said) };
        case 'again': {
          const next = ports.clock.now().getTime() + limits.intervalSeconds * 1_000;
          const end = await this.#endBefore(next, startedAt);
          if (end !== null) return end;
        }
      }
    }
  }

  /** What every gate but whoever is asked says: they are asked last, knowing what the others said. */
  async #readings(since: Date): Promise<readonly Reading[]> {
    const { gates, percent, id, soakSeconds } = this.#step;
    const { ports } = this.#context;
    const readings: Reading[] = [];
    for (const gate of gates) {
      if (gate.type === 'manual') continue;
      const moment = { now: ports.clock.now(), since, soakSeconds, percent };
      const reading = await ports.gauge(gate, moment);
      ports.emit({ event: 'gate.sample', step: id, gate: gate.type, ...reading });
      readings.push(reading);
    }
    return readings;
  }

  /** Once the other gates have passed. */
  async #approved(startedAt: Date): Promise<Judged> {
    const { gates, percent } = this.#step;
    if (!gates.some(({ type }) => type === 'manual')) return this.#done(startedAt);
    switch (await this.#context.ports.promoted(percent)) {
      case 'yes':
        return this.#promoted(startedAt);
      case 'no':
        return { end: 'held', problem: this.#unpromoted() };
      case 'by-key':
        return this.#endByWish(startedAt);
    }
  }

  async #promoted(startedAt: Date): Promise<Judged> {
    await this.#context.ports.journal.append({ type: 'gate.promoted', step: this.#step.id });
    return this.#done(startedAt);
  }

  /** Waits, and hears meanwhile what is wanted; `null` once the time is up. */
  async #endBefore(time: number, startedAt: Date): Promise<Judged | null> {
    const { clock } = this.#context.ports;
    for (;;) {
      const heard = await this.#heard(startedAt);
      if (heard !== null) return heard;
      const left = time - clock.now().getTime();
      if (left <= 0) return null;
      await clock.sleep(Math.min(left, TICK_MILLISECONDS));
    }
  }

  /** Waits until something is wanted. */
  async #endByWish(startedAt: Date): Promise<Judged> {
    for (;;) {
      const heard = await this.#heard(startedAt);
      if (heard !== null) return heard;
      await this.#context.ports.clock.sleep(TICK_MILLISECONDS);
    }
  }

  /** What somebody wants now; `null` where nobody wants anything. */
  async #heard(startedAt: Date): Promise<Judged | null> {
    if (this.#stop.aborted) return { end: 'stopped' };
    switch (await this.#context.ports.wanted()) {
      case 'promote':
        return this.#promoted(startedAt);
      case 'abort':
        return { end: 'aborted' };
      case null:
        return null;
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
    const { id: step, percent, resource, onFail } = this.#step;
    const problem: Problem = {
      code: 'NEG-7001',
      what: `a gate failed with ${percent} % of the requests at ${resource.name}`,
      why: said,
      fix: AFTER_FAILURE[onFail],
    };
    if (onFail === 'hold') return { end: 'held', problem };
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
