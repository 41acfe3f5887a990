import type { Problem } from '../errors.ts';
import type { Failure } from '../gcloud/classify.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import type { Entry } from '../journal/entry.ts';
import type { StepState } from '../journal/replay.ts';
import type { RemovingStep, RepointingStep } from '../plan/step.ts';
import type { StepEnd } from './perform.ts';
import type { StepContext } from './ports.ts';
import { type Pursued, Pursuit, type Sight } from './pursue.ts';
import type { Seen } from './settle.ts';
import type { Gate } from './walk.ts';

type How = Extract<Entry, { type: 'step.done' }>['how'];

type Unreached = Extract<Pursued<How>, { how: null }>;

/** A step that acts on what is there already, instead of making something. */
export type ChangingStep = RemovingStep | RepointingStep;

const NOT_THE_ONE = 'it is no longer the one that the plan was made for';

/**
 * What a read says about a step: whether it has happened, and whether what it is about is still that.
 *
 * @param earlier what the journal knows of the step: what the run itself has pointed elsewhere once, and
 * somebody else again, has been told to the operator, who goes on with the run
 */
export function sightOf(
  step: ChangingStep,
  live: Seen,
  earlier: StepState | undefined,
): Sight<How> {
  if (live.state === 'absent') {
    return step.effect === 'remove'
      ? { state: 'reached', how: 'gone' }
      : { state: 'unreachable', because: 'it is not there any more' };
  }
  if (!isMeant(step, live)) return { state: 'unreachable', because: NOT_THE_ONE };
  if (step.effect === 'remove') return { state: 'open', command: step.run };
  if (live.differences.length === 0) return { state: 'reached', how: 'settled' };
  const wasDone = earlier !== undefined && earlier.serverId !== null;
  const because = wasDone ? null : pointedElsewhere(step, live);
  return because === null
    ? { state: 'open', command: step.run }
    : { state: 'unreachable', because };
}

/**
 * What is attached has no id of its own: that of what it is attached to, where the plan knows it. What
 * else has none is known by what it says.
 */
function isMeant(
  { resource, serverId }: ChangingStep,
  live: Extract<Seen, { state: 'present' }>,
): boolean {
  if (resource.container === null) {
    return live.serverId === serverId && (serverId !== null || live.differences.length === 0);
  }
  return serverId === null || live.containerId === serverId;
}

/** What is about to be pointed elsewhere must still refer to what it referred to when it was planned. */
function pointedElsewhere(
  { resource }: RepointingStep,
  { differences }: Extract<Seen, { state: 'present' }>,
): string | null {
  const foreign = differences.find(({ live }) => !resource.refs.some((ref) => ref === live));
  if (foreign === undefined) return null;
  return `somebody else has changed it since: its ${foreign.field} is ${JSON.stringify(foreign.live)}`;
}

/**
 * Deletes or repoints one thing: only the very one that the plan was made for, by its server id, as a
 * read shows right before. What is gone already is done.
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

  async perform(): Promise<StepEnd> {
    const { id, effect, resource } = this.#step;
    const goal = {
      step: id,
      direction: 'forward',
      resource,
      byCommand: effect === 'remove' ? 'removed' : 'changed',
      seenIn: (live: Seen) => sightOf(this.#step, live, this.#before),
      mayBeUnderWay: this.#before !== undefined,
    } as const;
    const pursuit = new Pursuit<How>(goal, this.#context, this.#gate, this.#before?.attempts);
    const ended = await pursuit.run();
    return ended.how === null ? this.#failed(ended) : this.#done(ended.how);
  }

  async #done(how: How): Promise<StepEnd> {
    const { ports } = this.#context;
    const seconds = (ports.clock.now().getTime() - this.#startedAt) / 1_000;
    const { id: step, serverId } = this.#step;
    await ports.journal.append({ type: 'step.done', step, serverId, how, seconds });
    ports.emit({ event: 'step.finished', direction: 'forward', step, seconds, how });
    return { end: 'done' };
  }

  async #failed(ended: Unreached): Promise<StepEnd> {
    const { because: said, failure, left } = ended;
    const { ports } = this.#context;
    const { id: step } = this.#step;
    const problem =
      failure === null || left === 'foreign'
        ? this.#seen(said, left, failure)
        : problemOf(failure, { doing: this.#step.title, project: ports.context.project });
    const found = failure?.class ?? 'unknown';
    await ports.journal.append({ type: 'step.failed', step, class: found, said, left });
    ports.emit({ event: 'step.failed', direction: 'forward', step, problem });
    return { end: 'failed', problem };
  }

  /** A read, and no word of gcloud, decided against it. */
  #seen(because: string, left: Unreached['left'], failure: Failure | null): Problem {
    return {
      code: 'NEG-6008',
      what: `cannot ${this.#step.title}: ${because}`,
      why:
        left === 'unknown'
          ? 'it could not be told what is there, so nothing more was sent'
          : 'a read showed it before anything more was sent',
      fix: 'run `negctl delete` again: it plans anew from what is there now',
      ...(failure === null ? {} : { said: failure.said }),
    };
  }
}
