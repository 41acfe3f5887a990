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
  /** What is meant by gcloud's success. */
  readonly byCommand: How;
  readonly seenIn: (live: Live) => Sight<How>;
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
      /** False where it is not known what is live. */
      readonly known: boolean;
    };

/** Where an operation on the subject has not come to its end, nothing can be said of it. */
export const UNSETTLED = 'an operation on it has not come to its end';

/**
 * Gives a command until its goal is reached. No attempt follows another without a read between them;
 * what a read cannot tell ends it.
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
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#attempt(this.#attemptsBefore + attempt);
      if (failure === null) return { how: this.#goal.byCommand };
      this.#gate?.close();
      const end = await this.#endAfter(failure);
      if (end !== null) return end;
      const worthwhile = isRetryable(failure) || failure.class === 'in-use';
      if (!worthwhile || attempt > options.retries) return unreached(failure.said, failure, true);
      this.#gate?.open();
      const { step, direction } = this.#goal;
      await restAfter(this.#context, { step, direction, attempt, because: failure.said });
    }
  }

  /** What a read shows after a failure; `null` where nothing has happened and it may be tried again. */
  async #endAfter(failure: Failure): Promise<Pursued<How> | null> {
    const { resource, seenIn } = this.#goal;
    if (!(await operationsSettled(this.#context, resource)))
      return unreached(UNSETTLED, failure, false);
    const live = await look(this.#context, resource);
    if (live.state === 'unreadable') return unreached(live.because, failure, false);
    const sight = seenIn(live);
    if (sight.state === 'reached') {
      // What is absent now was there before: the call that failed has had its effect.
      const how = live.state === 'absent' ? this.#goal.byCommand : sight.how;
      return { how };
    }
    return sight.state === 'unreachable' ? unreached(sight.because, failure, true) : null;
  }

  async #attempt(attempt: number): Promise<Failure | null> {
    const { step, direction, command } = this.#goal;
    const result = await runCommand(this.#context, { step, direction, attempt, command });
    return succeeded(result) ? null : classify(result);
  }
}

function unreached(because: string, failure: Failure | null, known: boolean) {
  return { how: null, because, failure, known };
}
