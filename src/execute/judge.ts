import type { Problem } from '../errors.ts';
import type { StepState } from '../journal/replay.ts';
import type { JudgedPart, JudgingStep } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';
import { decided, NO_ROUNDS, type OnFail, type Tally, tallied, worstOf } from '../traffic/gate.ts';
import type { Reading } from '../traffic/reading.ts';
import type { StepContext } from './ports.ts';

/** What a wait has to do with the rest of its run. */
export interface Companions {
  /** Rounds of earlier waits in which the gates of that service failed. */
  readonly failuresOf: (service: ResourceId) => number;
  /** The share before the one that is judged; 0 where there is none. */
  readonly below: number;
  /** Lets one of several services have a smaller share than the others. @returns what kept it from that */
  readonly setAside: (
    service: ResourceId,
    percent: number,
    because: string,
  ) => Promise<Problem | null>;
}

/** A service, and how its rounds have ended so far. */
interface Judging {
  readonly part: JudgedPart;
  readonly tally: Tally;
}

/** What the last round of a service has shown. */
interface Look extends Judging {
  readonly verdict: Reading['verdict'];
  readonly said: string;
}

function nameOf(service: ResourceId): string {
  return service.slice(service.lastIndexOf('/') + 1);
}

function saidOf(looks: readonly Look[]): string {
  return looks.map(({ said }) => said).join('; ');
}

function namesIn(looks: readonly Look[]): string {
  return looks.map(({ part }) => part.resource.name).join(', ');
}

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

/** Said where only a person is asked. */
const NO_OTHER_GATE = 'no gate but manual';

/** How often is looked whether somebody wants it to stop. */
const TICK_MILLISECONDS = 1_000;

/** One wait between two shifts: the soak, and then rounds of readings until they come to a verdict. */
export class Judgement {
  readonly #step: JudgingStep;
  readonly #context: StepContext;
  readonly #stop: AbortSignal;
  readonly #before: StepState | undefined;
  readonly #companions: Companions;

  constructor(
    step: JudgingStep,
    context: StepContext,
    stop: AbortSignal,
    before: StepState | undefined,
    companions: Companions,
  ) {
    this.#step = step;
    this.#context = context;
    this.#stop = stop;
    this.#before = before;
    this.#companions = companions;
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

  /** The services that are judged, of which nothing is known yet. */
  #unseen(): readonly Judging[] {
    const { parts, resource, gates } = this.#step;
    // The only one is known by what its requests go to.
    const all: readonly JudgedPart[] = parts ?? [{ service: resource.id, resource, gates }];
    return all.map((part) => {
      const failures = this.#companions.failuresOf(part.service);
      return { part, tally: { ...NO_ROUNDS, failures } };
    });
  }

  /** What tells one of several services from the others; nothing of the only one. */
  #about(service: ResourceId): { readonly service?: ResourceId } {
    return this.#step.parts === undefined ? {} : { service };
  }

  async #rounds(startedAt: Date, soakedAt: number): Promise<Judged> {
    const { limits } = this.#step;
    const { ports } = this.#context;
    let judging = this.#unseen();
    for (;;) {
      const seen: Look[] = [];
      for (const one of judging) seen.push(await this.#look(one, startedAt));
      const held = (ports.clock.now().getTime() - soakedAt) / 1_000;
      const endOf = ({ tally, verdict }: Look) => decided(tally, verdict, held, limits);
      const bad = seen.filter((look) => endOf(look) === 'back');
      const looks = seen.filter((look) => endOf(look) !== 'back');
      judging = looks;
      const end = bad.length === 0 ? null : await this.#failed(bad, looks.length > 0);
      if (end !== null) return end;
      const unclear = looks.filter((look) => endOf(look) === 'hold');
      if (unclear.length > 0) return { end: 'held', problem: this.#inconclusive(unclear) };
      if (looks.every((look) => endOf(look) === 'on')) return this.#approved(startedAt);
      const next = ports.clock.now().getTime() + limits.intervalSeconds * 1_000;
      const heard = await this.#endBefore(next, startedAt);
      if (heard !== null) return heard;
    }
  }

  /** One round of one service. */
  async #look({ part, tally }: Judging, since: Date): Promise<Look> {
    const { id: step, parts } = this.#step;
    const { ports } = this.#context;
    const { service } = part;
    const readings = await this.#readings(part, since);
    const verdict = worstOf(readings);
    const words = readings.map((reading) => reading.said).join('; ') || NO_OTHER_GATE;
    const said = parts === undefined ? words : `${nameOf(service)}: ${words}`;
    const about = this.#about(service);
    await ports.journal.append({ type: 'gate.verdict', step, verdict, said, ...about });
    ports.emit({ event: 'gate.verdict', step, verdict, said, ...about });
    return { part, tally: tallied(tally, verdict), verdict, said };
  }

  /** What every gate but whoever is asked says: they are asked last, knowing what the others said. */
  async #readings(
    { service, resource, gates }: JudgedPart,
    since: Date,
  ): Promise<readonly Reading[]> {
    const { percent, id, soakSeconds, parts } = this.#step;
    const { ports } = this.#context;
    const services = { old: nameOf(service), new: resource.name };
    const moment = { since, soakSeconds, percent, ...(parts === undefined ? {} : { services }) };
    const readings: Reading[] = [];
    for (const gate of gates) {
      if (gate.type === 'manual') continue;
      const reading = await ports.gauge(gate, { ...moment, now: ports.clock.now() });
      ports.emit({
        event: 'gate.sample',
        step: id,
        gate: gate.type,
        ...reading,
        ...this.#about(service),
      });
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

  /** What follows for services whose gates have failed; `null` where the others go on without them. */
  async #failed(bad: readonly Look[], othersGoOn: boolean): Promise<Judged | null> {
    const { onFail, percent } = this.#step;
    const problem: Problem = {
      code: 'NEG-7001',
      what: `a gate failed with ${percent} % of the requests at ${namesIn(bad)}`,
      why: saidOf(bad),
      fix: AFTER_FAILURE[onFail],
    };
    if (onFail === 'hold') return { end: 'held', problem };
    if (!othersGoOn) {
      await this.#hasFailed(problem);
      return { end: 'failed', problem };
    }
    const share = onFail === 'step-down' ? this.#companions.below : 0;
    for (const { part, said } of bad) {
      const obstacle = await this.#companions.setAside(part.service, share, said);
      if (obstacle === null) continue;
      await this.#hasFailed(obstacle);
      return { end: 'failed', problem: obstacle };
    }
    if (share === 0) return null;
    await this.#hasFailed(problem);
    return { end: 'held', problem };
  }

  /** Whoever goes on with this wait begins it anew. */
  async #hasFailed(problem: Problem): Promise<void> {
    const { ports } = this.#context;
    const { id: step } = this.#step;
    const { why: said } = problem;
    await ports.journal.append({ type: 'step.failed', step, class: 'gate', said, left: 'absent' });
    ports.emit({ event: 'step.failed', direction: 'forward', step, problem });
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

  #inconclusive(unclear: readonly Look[]): Problem {
    return {
      code: 'NEG-7002',
      what: `no gate has come to a verdict with ${this.#step.percent} % of the requests at ${namesIn(unclear)}`,
      why: saidOf(unclear),
      fix: 'negctl resume looks again, negctl promote goes on, negctl abort goes back',
    };
  }
}
