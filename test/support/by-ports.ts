import type { RunEvent } from '../../src/execute/events.ts';
import { execute } from '../../src/execute/execute.ts';
import type { Execution } from '../../src/execute/execution.ts';
import type { Ports, RunOptions } from '../../src/execute/ports.ts';
import type { Command } from '../../src/gcloud/command.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { FIRST_HASH, type JournalRecord, nextRecord } from '../../src/journal/record.ts';
import { replay } from '../../src/journal/replay.ts';
import type { JsonObject } from '../../src/json.ts';
import { hashOf } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { SMALL } from './real-journals.ts';
import { virtualClock } from './stand-in/clock.ts';
import { documentIn, World } from './world.ts';

/** The plan of {@link SMALL} in an empty project. */
export async function smallPlan(): Promise<Plan> {
  const planned = documentIn(await new World().run(...SMALL, '--dry-run', '--format=json'));
  return parsePlan(JSON.stringify(planned['plan']));
}

/** The plan as that of a migration, with a header in the service that it makes which nobody may see. */
export function withHiddenHeader(plan: Plan, header: string): Plan {
  const steps = plan.steps.map((step) => {
    if (step.effect !== 'make' || step.resource.kind !== 'backendServices') return step;
    const body = { ...step.resource.body, customRequestHeaders: [header] };
    return { ...step, resource: { ...step.resource, body } };
  });
  const { hash: _hash, inputs, ...decisive } = { ...plan, verb: 'migrate' as const, steps };
  return { ...decisive, inputs, hash: hashOf(decisive) };
}

/** What a gcloud printed that succeeded. */
export function printed(stdout: string): GcloudResult {
  return { exitCode: 0, signal: null, stdout, stderr: '', timedOut: false, startError: null };
}

/** What a gcloud ends with that failed, by what it says. */
export function failed(stderr: string, result: Partial<GcloudResult> = {}): GcloudResult {
  return { ...printed(''), exitCode: 1, stderr: `ERROR: (gcloud.compute) ${stderr}\n`, ...result };
}

/** A call whose answer was lost on its way. */
export const LOST = failed("gcloud crashed (ConnectionError): ('Connection aborted.')");

/** What a gcloud ends with, or the list that it prints. */
export type Answer = GcloudResult | readonly JsonObject[];

export function resultOf(answer: Answer | undefined): GcloudResult {
  if (answer === undefined) return printed('[]');
  return 'exitCode' in answer ? answer : printed(JSON.stringify(answer));
}

/**
 * Answers to commands by how they begin, the first that fits: one after another, the last one for ever.
 * All others get an empty list.
 */
export function answering(
  answers: Readonly<Record<string, readonly Answer[]>>,
): (words: string) => GcloudResult {
  const queues = Object.entries(answers).map(([beginning, list]) => ({
    beginning,
    queue: [...list],
  }));
  return (words) => {
    const queue = queues.find(({ beginning }) => words.startsWith(beginning))?.queue ?? [];
    return resultOf(queue.length > 1 ? queue.shift() : queue[0]);
  };
}

/** A run by its ports alone, where even what gcloud prints is up to the test. */
export class Bench {
  readonly events: RunEvent[] = [];
  readonly entries: Entry[] = [];
  readonly commands: string[] = [];
  /** How long each command was given, in milliseconds. */
  readonly limits = new Map<string, number | undefined>();
  readonly clock = virtualClock();
  readonly #records: JournalRecord[] = [];

  constructor(plan: Plan, earlier: readonly Entry[] = []) {
    const start: Entry = {
      type: 'run.started',
      run: 'r-20260102-101500-k3v9qa',
      planHash: plan.hash,
      project: plan.project,
      name: plan.name,
      host: 'here',
      process: { pid: 1, started: '1' },
      version: '0',
    };
    for (const entry of [start, ...earlier]) this.#add(entry);
  }

  /** @param answer what gcloud prints for a command's words */
  execution(
    plan: Plan,
    answer: (words: string, command: Command) => GcloudResult | Promise<GcloudResult>,
    given: Partial<Pick<Ports, 'isAlive' | 'journal'>> & Partial<RunOptions> = {},
  ): Execution {
    const { isAlive = () => false, journal, ...options } = given;
    const gcloud: Gcloud = {
      run: async (command, { onStart, timeoutMilliseconds } = {}) => {
        const words = command.argv.slice(1).join(' ');
        // A gcloud is held until this has come to its end: what is refused there was not given.
        await onStart?.({ pid: 4_000_000, started: words });
        this.commands.push(words);
        this.limits.set(words, timeoutMilliseconds);
        return answer(words, command);
      },
    };
    return {
      plan,
      state: () => replay(this.#records),
      ports: {
        gcloud,
        context: { project: plan.project },
        journal: journal ?? {
          append: (entry) => {
            this.entries.push(entry);
            this.#add(entry);
            return Promise.resolve();
          },
        },
        clock: {
          now: () => new Date(this.clock.now()),
          sleep: (milliseconds) => this.clock.sleep(milliseconds),
        },
        emit: (event) => this.events.push(event),
        isAlive,
        gauge: () => Promise.resolve({ verdict: 'passed', said: '', errors: null }),
        promoted: () => Promise.resolve('no'),
        wanted: () => Promise.resolve(null),
        keepOutput: () => Promise.resolve(),
      },
      options: {
        maxParallel: 1,
        retries: 3,
        stepTimeoutMilliseconds: 60_000,
        rollbackOnFailure: true,
        until: 100,
        stop: new AbortController().signal,
        ...options,
      },
    };
  }

  #add(entry: Entry): void {
    const previous = this.#records.at(-1) ?? { seq: 0, hash: FIRST_HASH };
    this.#records.push(nextRecord(previous, entry, new Date(this.clock.now())));
  }
}

/**
 * The writes of a plan in their order, where the first one fails as given, and the second one ends while
 * it is read what the first has done; `read` stands where that read has come to its end.
 * @param second the beginning of the second write
 */
export async function writesAround(
  plan: Plan,
  second: string,
  answers: Readonly<Record<string, readonly Answer[]>>,
): Promise<readonly string[]> {
  const bench = new Bench(plan);
  const answer = answering(answers);
  const order: string[] = [];
  const reading = new Moment();
  const ended = new Moment();
  const execution = bench.execution(
    plan,
    async (words) => {
      if (!words.includes('list')) order.push(words.split(' ')[0] ?? '');
      if (words.startsWith(second)) await reading.come;
      if (words.startsWith('operations list')) {
        reading.now();
        await ended.come;
        order.push('read');
      }
      return answer(words);
    },
    { maxParallel: 2, retries: 1 },
  );
  const emit = (event: RunEvent): void => {
    if (event.event === 'step.finished') setImmediate(ended.now);
  };
  await execute({ ...execution, ports: { ...execution.ports, emit } });
  return order;
}

/** Something that happens once and can be waited for. */
class Moment {
  now: () => void = () => undefined;
  readonly come = new Promise<void>((resolve) => {
    this.now = resolve;
  });
}
