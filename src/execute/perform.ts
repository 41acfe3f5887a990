import { NegctlError, type Problem, whatIn } from '../errors.ts';
import { classify, type Failure, isRetryable, wasRefused } from '../gcloud/classify.ts';
import { type Command, withLateValue } from '../gcloud/command.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { GcloudResult } from '../gcloud/result.ts';
import { succeeded } from '../gcloud/result.ts';
import type { StepState } from '../journal/replay.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { MakingStep } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import type { Direction } from './events.ts';
import type { StepContext } from './ports.ts';
import { restAfter } from './retry.ts';
import { type Live, liveValue, look, operationsSettled, type Seen } from './settle.ts';
import type { Gate } from './walk.ts';

/** What a step can end as. */
export type StepEnd =
  | { readonly end: 'done' }
  | { readonly end: 'failed'; readonly problem: Problem };

/** How far the clocks of this machine and of the API may be apart, in milliseconds. */
const CLOCK_SKEW = 120_000;

/**
 * What was absent before the first intent, is what was asked for, and was made after that intent, is
 * taken for the work of a call whose answer was lost.
 */
export function isOurs(live: Extract<Seen, { state: 'present' }>, firstIntentAt: Date): boolean {
  if (live.differences.length > 0 || live.isDescribed) return false;
  const { createdAt } = live;
  return createdAt === null || createdAt.getTime() > firstIntentAt.getTime() - CLOCK_SKEW;
}

/** The document that is meant in what gcloud printed; `null` where it is not there. */
function documentIn(stdout: string, isMeant: (document: JsonObject) => boolean): JsonObject | null {
  let parsed: Json;
  try {
    parsed = JSON.parse(stdout);
  } catch {
    return null;
  }
  const documents: readonly Json[] = Array.isArray(parsed) ? parsed : [parsed];
  return documents.filter(isJsonObject).find(isMeant) ?? null;
}

/** One attempt at doing a step, or at taking it back. */
export interface Attempt {
  readonly step: string;
  readonly direction: Direction;
  /** Its number, from 1. */
  readonly attempt: number;
  readonly command: Command;
}

/**
 * Makes one attempt. gcloud is held until its intent and its process are in the journal: one write makes
 * both durable, which counts where that is an upload.
 */
export async function runCommand(
  { ports, options }: StepContext,
  { step, direction, attempt, command }: Attempt,
): Promise<GcloudResult> {
  const kind = direction === 'forward' ? 'step' : 'undo';
  const { journal } = ports;
  const result = await ports.gcloud.run(command, {
    timeoutMilliseconds: options.stepTimeoutMilliseconds,
    onStart: async (process) => {
      await Promise.all([
        journal.append({ type: `${kind}.intent`, step, attempt }),
        journal.append({ type: `${kind}.process`, step, process }),
      ]);
      const line = shellCommand(command, ports.context);
      ports.emit({ event: 'step.started', direction, step, command: line });
    },
  });
  await ports.keepOutput(step, result);
  return result;
}

/** Performs one step that makes something: intent, command, outcome; after any failure a read decides what has happened. */
export class MakeRun {
  readonly #step: MakingStep;
  readonly #context: StepContext;
  readonly #gate: Gate;
  readonly #startedAt: Date;
  readonly #firstIntentAt: Date;
  #attempt: number;
  /** True once a call may have made the resource although gcloud did not say so. */
  #mayHaveHappened: boolean;

  /** @param gate closed while it is read what a failed call has done: nothing more is started that might have to be undone */
  constructor(step: MakingStep, context: StepContext, before: StepState | undefined, gate: Gate) {
    this.#step = step;
    this.#context = context;
    this.#gate = gate;
    this.#startedAt = context.ports.clock.now();
    this.#firstIntentAt = new Date(before?.firstIntentAt ?? this.#startedAt);
    this.#attempt = before?.attempts ?? 0;
    this.#mayHaveHappened = before !== undefined;
  }

  async perform(): Promise<StepEnd> {
    const { options } = this.#context;
    const { createReplaces } = this.#step.resource;
    for (let mustLook = this.#mayHaveHappened || createReplaces; ; mustLook = createReplaces) {
      const found = mustLook ? await this.#endByLooking() : null;
      if (found !== null) return found;
      const command = await this.#command();
      if ('end' in command) return command;
      this.#attempt += 1;
      const { id: step } = this.#step;
      const attempt = { step, direction: 'forward', attempt: this.#attempt, command } as const;
      const result = await runCommand(this.#context, attempt);
      if (succeeded(result)) return this.#done('created', await this.#createdId(result));
      const failure = classify(result);
      this.#gate.close();
      const end = await this.#endAfter(failure);
      if (end !== null) return end;
      if (this.#attempt > options.retries) return this.#failed(failure, 'absent');
      this.#gate.open();
      await restAfter(this.#context, {
        step: this.#step.id,
        direction: 'forward',
        attempt: this.#attempt,
        because: failure.said,
      });
    }
  }

  /** The command with every value in it, or how the step ended because there is none. */
  async #command(): Promise<Command | StepEnd> {
    const { run } = this.#step;
    if (run.late === undefined) return run;
    const { of } = run.late;
    try {
      const value = await liveValue(this.#context, of);
      if (value !== null) return withLateValue(run, value);
      return await this.#unsent(`${of.resource} shows no ${of.field}`);
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      return this.#unsent(whatIn(thrown));
    }
  }

  #unsent(said: string): Promise<StepEnd> {
    return this.#failed({ class: 'unknown', said }, 'absent');
  }

  /** gcloud's answer names the id of what it made; where it does not, a read does. */
  async #createdId(result: GcloudResult): Promise<string | null> {
    const { resource } = this.#step;
    const { nameIn, identityIn } = KINDS[resource.kind];
    if (resource.container !== null || identityIn === null) return null;
    const printed = documentIn(result.stdout, (document) => nameIn(document) === resource.name);
    const told = printed === null ? null : identityIn(printed);
    if (told !== null) return told;
    const live = await this.#look();
    return live.state === 'present' ? live.serverId : null;
  }

  #look(): Promise<Live> {
    return look(this.#context, this.#step.resource);
  }

  /** After a failure: how the step ended, or `null` where nothing happened and it may be tried again. */
  async #endAfter(failure: Failure): Promise<StepEnd | null> {
    if (failure.class === 'not-started' || failure.class === 'usage') {
      return this.#failed(failure, 'absent');
    }
    const { createReplaces } = this.#step.resource;
    if (failure.class === 'exists' && !this.#mayHaveHappened && !createReplaces) {
      return this.#failed(failure, 'foreign');
    }
    this.#mayHaveHappened = true;
    const settled = wasRefused(failure) || (await this.#settled());
    const live = await this.#look();
    if (live.state === 'present') {
      return isOurs(live, this.#firstIntentAt)
        ? this.#done('settled', live.serverId)
        : this.#failed(failure, 'unknown');
    }
    if (!settled || live.state === 'unreadable') return this.#failed(failure, 'unknown');
    return isRetryable(failure) ? null : this.#failed(failure, 'absent');
  }

  #settled(): Promise<boolean> {
    return operationsSettled(this.#context, this.#step.resource);
  }

  /** Before the first attempt of a resumed step, and before each of a write that would replace what is there. */
  async #endByLooking(): Promise<StepEnd | null> {
    const tried = this.#mayHaveHappened;
    if (tried && !(await this.#settled())) return this.#unsettled('its operation did not end');
    const live = await this.#look();
    if (live.state === 'absent') return null;
    if (live.state === 'unreadable') return this.#unsettled(live.because);
    if (tried && isOurs(live, this.#firstIntentAt)) return this.#done('settled', live.serverId);
    const said = 'it was not there when the project was read';
    return this.#failed({ class: 'exists', said }, 'foreign');
  }

  #unsettled(said: string): Promise<StepEnd> {
    return this.#failed({ class: 'unknown', said }, 'unknown');
  }

  async #done(how: 'created' | 'settled', serverId: string | null): Promise<StepEnd> {
    const { ports } = this.#context;
    const seconds = (ports.clock.now().getTime() - this.#startedAt.getTime()) / 1_000;
    const step = this.#step.id;
    await ports.journal.append({ type: 'step.done', step, serverId, how, seconds });
    ports.emit({ event: 'step.finished', direction: 'forward', step, seconds, how });
    return { end: 'done' };
  }

  async #failed(failure: Failure, left: 'absent' | 'foreign' | 'unknown'): Promise<StepEnd> {
    const { ports } = this.#context;
    const step = this.#step.id;
    const problem = problemOf(failure, {
      doing: this.#step.title,
      project: ports.context.project,
    });
    await ports.journal.append({
      type: 'step.failed',
      step,
      class: failure.class,
      said: failure.said,
      left,
    });
    ports.emit({ event: 'step.failed', direction: 'forward', step, problem });
    return { end: 'failed', problem };
  }
}
