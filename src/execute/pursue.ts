import { classify, type Failure, isRetryable } from '../gcloud/classify.ts';
import type { Command } from '../gcloud/command.ts';
import { succeeded } from '../gcloud/result.ts';
import type { Subject } from '../resources/resource.ts';
import type { Direction } from './events.ts';
import { runCommand } from './perform.ts';
import type { StepContext } from './ports.ts';
import { restAfter } from './retry.ts';
import { look, operationsSettled, type Seen } from './settle.ts';
import type { Gate } from './walk.ts';

/** What a read says about a goal: it is reached (and how), it is out of reach (and why), or neither. */
export type Sight<How> =
  | { readonly state: 'reached'; readonly how: How }
  | { readonly state: 'unreachable'; readonly because: string }
  | {
      readonly state: 'open';
      /** What is to be given, no more than what the read shows needs. */
      readonly command: Command;
    };

/** What a command is given for, until a read shows that it is reached, or that it never will be. */
export interface Goal<How> {
  readonly step: string;
  readonly direction: Direction;
  readonly resource: Subject;
  /** What is meant by gcloud's success. */
  readonly byCommand: How;
  readonly seenIn: (live: Seen) => Sight<How>;
  /** True where an operation that an earlier process asked for may still be under way. */
  readonly mayBeUnderWay: boolean;
}

/** How the pursuit of a goal ended. */
export type Pursued<How> =
  | { readonly how: How }
  | {
      /** `null` where it was not reached. */
      readonly how: null;
      readonly because: string;
      /** What gcloud said last, where it said anything. */
      readonly failure: Failure | null;
      /** What a read showed last: what is meant, something else, or nothing that could be told. */
      readonly left: 'present' | 'foreign' | 'unknown';
    };

/** Where an operation on the subject has not come to its end, nothing can be said of it. */
export const UNSETTLED = 'an operation on it has not come to its end';

/**
 * Gives a command until its goal is reached. Minutes may pass between two steps, and half a one between
 * two attempts: each command is given right after a read that shows what it is about to be what is
 * meant. What a read cannot tell ends it.
 */
export class Pursuit<How> {
  readonly #goal: Goal<How>;
  readonly #context: StepContext;
  readonly #gate: Gate | null;
  readonly #attemptsBefore: number;

  /** @param gate closed while it is read what a failed call has done */
  constructor(goal: Goal<How>, context: StepContext, gate: Gate | null = null, attemptsBefore = 0) {
    this.#goal = goal;
    this.#context = context;
    this.#gate = gate;
    this.#attemptsBefore = attemptsBefore;
  }

  async run(): Promise<Pursued<How>> {
    const { options } = this.#context;
    const { step, direction, mayBeUnderWay, byCommand } = this.#goal;
    let next = mayBeUnderWay ? await this.#nextBySettling(null) : await this.#nextByLooking(null);
    for (let attempt = 1; ; attempt += 1) {
      if ('how' in next) return next;
      const failure = await this.#attempt(this.#attemptsBefore + attempt, next);
      if (failure === null) return { how: byCommand };
      this.#gate?.close();
      const after = await this.#nextBySettling(failure);
      if ('how' in after) return after;
      const worthwhile = isRetryable(failure) || failure.class === 'in-use';
      if (!worthwhile || attempt > options.retries) {
        return unreached(failure.said, failure, 'present');
      }
      this.#gate?.open();
      await restAfter(this.#context, { step, direction, attempt, because: failure.said });
      next = await this.#nextByLooking(failure);
    }
  }

  /** What a read shows once no operation is under way: an end, or the command that is to be given. */
  async #nextBySettling(failure: Failure | null): Promise<Pursued<How> | Command> {
    if (await operationsSettled(this.#context, this.#goal.resource)) {
      return this.#nextByLooking(failure);
    }
    return unreached(UNSETTLED, failure, 'unknown');
  }

  /** What a read shows: an end, or the command that is to be given. */
  async #nextByLooking(failure: Failure | null): Promise<Pursued<How> | Command> {
    const { resource, seenIn, byCommand } = this.#goal;
    const live = await look(this.#context, resource);
    if (live.state === 'unreadable') return unreached(live.because, failure, 'unknown');
    const sight = seenIn(live);
    switch (sight.state) {
      case 'open':
        return sight.command;
      case 'unreachable':
        return unreached(sight.because, failure, 'foreign');
      case 'reached': {
        // What is absent now was there before the call that failed: that has had its effect.
        const byUs = failure !== null && live.state === 'absent';
        return { how: byUs ? byCommand : sight.how };
      }
    }
  }

  async #attempt(attempt: number, command: Command): Promise<Failure | null> {
    const { step, direction } = this.#goal;
    const result = await runCommand(this.#context, { step, direction, attempt, command });
    return succeeded(result) ? null : classify(result);
  }
}

function unreached(
  because: string,
  failure: Failure | null,
  left: 'present' | 'foreign' | 'unknown',
) {
  return { how: null, because, failure, left };
}
