import type { Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Failure } from '../gcloud/classify.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import type { Entry } from '../journal/entry.ts';
import type { StepState } from '../journal/replay.ts';
import type { RemovingStep, RepointingStep } from '../plan/step.ts';
import type { StepEnd } from './perform.ts';
import type { StepContext } from './ports.ts';
import { Pursuit, type Sight, UNSETTLED } from './pursue.ts';
import { type Live, liveOf, look, operationsSettled } from './settle.ts';
import type { Gate } from './walk.ts';

type How = Extract<Entry, { type: 'step.done' }>['how'];

/** A step that acts on what is there already, instead of making something. */
export type ChangingStep = RemovingStep | RepointingStep;

const NOT_THE_ONE = 'it is no longer the one that the plan was made for';

/** What a read says about a step: whether it has happened, and whether what it is about is still that. */
export function sightOf({ effect, serverId }: ChangingStep, live: Live): Sight<How> {
  if (live.state === 'unreadable') return { state: 'unreachable', because: live.because };
  if (live.state === 'absent') {
    return effect === 'remove'
      ? { state: 'reached', how: 'gone' }
      : { state: 'unreachable', because: 'it is not there any more' };
  }
  // What has no id of its own is known by what it says.
  const isChanged = serverId === null && effect === 'remove' && !live.asPlanned;
  if (live.serverId !== serverId || isChanged) {
    return { state: 'unreachable', because: NOT_THE_ONE };
  }
  const done = effect === 'repoint' && live.asPlanned;
  return done ? { state: 'reached', how: 'settled' } : { state: 'open' };
}

/**
 * Deletes or repoints one thing: only the very one that the plan was made for, by its server id. What
 * is gone already is done.
 */
export class ChangeRun {
  readonly #step: ChangingStep;
  readonly #context: StepContext;
  readonly #before: StepState | undefined;
  readonly #gate: Gate;
  readonly #startedAt: number;

  constructor(step: ChangingStep, context: StepContext, before: StepState | undefined, gate: Gate) {
    this.#step = step;
    this.#context = context;
    this.#before = before;
    this.#gate = gate;
    this.#startedAt = context.ports.clock.now().getTime();
  }

  /** @param facts what was live when this process began */
  async perform(facts: Facts): Promise<StepEnd> {
    const { resource } = this.#step;
    const resumed = this.#before !== undefined;
    if (resumed && !(await operationsSettled(this.#context, resource))) {
      return this.#failed(UNSETTLED, null, 'unknown');
    }
    const live = resumed ? await look(this.#context, resource) : liveOf(facts, resource);
    const sight = sightOf(this.#step, live);
    if (sight.state === 'reached') return this.#done(sight.how);
    if (sight.state === 'unreachable') {
      return this.#failed(sight.because, null, live.state === 'unreadable' ? 'unknown' : 'foreign');
    }
    return this.#pursue();
  }

  async #pursue(): Promise<StepEnd> {
    const { id, effect, resource, run } = this.#step;
    const goal = {
      step: id,
      direction: 'forward',
      resource,
      command: run,
      byCommand: effect === 'remove' ? 'removed' : 'changed',
      seenIn: (live: Live) => sightOf(this.#step, live),
    } as const;
    const pursuit = new Pursuit<How>(goal, this.#context, this.#gate, this.#before?.attempts);
    const ended = await pursuit.run();
    if (ended.how !== null) return this.#done(ended.how);
    return this.#failed(ended.because, ended.failure, ended.known ? 'present' : 'unknown');
  }

  async #done(how: How): Promise<StepEnd> {
    const { ports } = this.#context;
    const seconds = (ports.clock.now().getTime() - this.#startedAt) / 1_000;
    const { id: step, serverId } = this.#step;
    await ports.journal.append({ type: 'step.done', step, serverId, how, seconds });
    ports.emit({ event: 'step.finished', direction: 'forward', step, seconds, how });
    return { end: 'done' };
  }

  async #failed(
    said: string,
    failure: Failure | null,
    left: 'present' | 'foreign' | 'unknown',
  ): Promise<StepEnd> {
    const { ports } = this.#context;
    const { id: step } = this.#step;
    const problem = this.#problem(said, failure);
    const found = failure?.class ?? 'unknown';
    await ports.journal.append({ type: 'step.failed', step, class: found, said, left });
    ports.emit({ event: 'step.failed', direction: 'forward', step, problem });
    return { end: 'failed', problem };
  }

  #problem(said: string, failure: Failure | null): Problem {
    const { title } = this.#step;
    const { project } = this.#context.ports.context;
    if (failure !== null) return problemOf(failure, { doing: title, project });
    return {
      code: 'NEG-6008',
      what: `cannot ${title}: ${said}`,
      why: 'a read showed it before anything was sent',
      fix: 'run `negctl delete` again: it plans anew from what is there now',
    };
  }
}
