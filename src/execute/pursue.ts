import { classify, type Failure, isRetryable } from '../gcloud/classify.ts';
import type { Command } from '../gcloud/command.ts';
import { succeeded } from '../gcloud/result.ts';
import type { Subject } from '../resources/resource.ts';
import type { Direction } from './events.ts';
import { runCommand } from './perform.ts';
import type { StepContext } from './ports.ts';
import { restAfter } from './retry.ts';
import { type Live, look, operationsSettled } from './settle.ts';
import type { Gate } from './walk.ts';

/** What a read says about a goal: it is reached (and how), it is out of reach (and why), or neither. */
export type Sight<How> =
  | { readonly state: 'reached'; readonly how: How }
  | { readonly state: 'unreachable'; readonly because: string }
  | { readonly state: 'open' };

/** A command that is given until a read shows what it is for, or shows that it never will. */
export interface Goal<How> {
  readonly step: string;
  readonly direction: Direction;
  readonly resource: Subject;
  readonly command: Command;
  /** The command as far as what a read has just shown needs it; `null` where it is needed whole. */
  readonly narrowed?: (live: Live) => Command | null;
  /** What is meant by gcloud's success. */
  readonly byCommand: How;
  readonly seenIn: (live: Live) => Sight<How>;
  /** True where an operation that an earlier process asked for may still be under way. */
  readonly mayBeUnderWay: boolean;
}

/** How the pursuit of a goal ended. */
export type Pursued<How> =
  | { readonly end: 'reached'; readonly how: How }
  | {
      readonly end: 'unreached';
      readonly because: string;
      /** What gcloud said last, where it said anything. */
      readonly failure: Failure | null;
      /** What a read showed last: what is meant, something else, or nothing that could be told. */
      readonly left: 'present' | 'foreign' | 'unknown';
    };

/** Where an operation on the subject has not come to its end, nothing can be said of it. */
const UNSETTLED = 'an operation on it has not come to its end';

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
  #command: Command;

  /** @param gate closed while it is read what a failed call has done */
  constructor(goal: Goal<How>, context: StepContext, gate: Gate | null = null, attemptsBefore = 0) {
    this.#goal = goal;
    this.#context = context;
    this.#gate = gate;
    this.#attemptsBefore = attemptsBefore;
    this.#command = goal.command;
  }

  async run(): Promise<Pursued<How>> {
    const { options } = this.#context;
    const { step, direction, mayBeUnderWay, byCommand } = this.#goal;
    const before = mayBeUnderWay ? await this.#endBySettling(null) : await this.#endByLooking(null);
    if (before !== null) return before;
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#attempt(this.#attemptsBefore + attempt);
      if (failure === null) return { end: 'reached', how: byCommand };
      this.#gate?.close();
      const after = await this.#endBySettling(failure);
      if (after !== null) return after;
      const worthwhile = isRetryable(failure) || failure.class === 'in-use';
      if (!worthwhile || attempt > options.retries) {
        return unreached(failure.said, failure, 'present');
      }
      this.#gate?.open();
      await restAfter(this.#context, { step, direction, attempt, because: failure.said });
      const meanwhile = await this.#endByLooking(failure);
      if (meanwhile !== null) return meanwhile;
    }
  }

  /** What a read shows once no operation is under way; `null` where the command is to be given. */
  async #endBySettling(failure: Failure | null): Promise<Pursued<How> | null> {
    if (await operationsSettled(this.#context, this.#goal.resource)) {
      return this.#endByLooking(failure);
    }
    return unreached(UNSETTLED, failure, 'unknown');
  }

  /** What a read shows; `null` where the command is to be given. */
  async #endByLooking(failure: Failure | null): Promise<Pursued<How> | null> {
    const { resource, seenIn, byCommand, command, narrowed } = this.#goal;
    const live = await look(this.#context, resource);
    if (live.state === 'unreadable') return unreached(live.because, failure, 'unknown');
    const sight = seenIn(live);
    switch (sight.state) {
      case 'open':
        this.#command = narrowed?.(live) ?? command;
        return null;
      case 'unreachable':
        return unreached(sight.because, failure, 'foreign');
      case 'reached': {
        // What is absent now was there before the call that failed: that has had its effect.
        const byUs = failure !== null && live.state === 'absent';
        return { end: 'reached', how: byUs ? byCommand : sight.how };
      }
    }
  }

  async #attempt(attempt: number): Promise<Failure | null> {
    const { step, direction } = this.#goal;
    const command = this.#command;
    const result = await runCommand(this.#context, { step, direction, attempt, command });
    return succeeded(result) ? null : classify(result);
  }
}

function unreached(
  because: string,
  failure: Failure | null,
  left: 'present' | 'foreign' | 'unknown',
) {
  return { end: 'unreached', because, failure, left } as const;
}
