import { execute } from '../../src/execute/execute.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import { type Answer, answering, Bench, printed } from './by-ports.ts';
import { ADDRESS, intent, planOf } from './undoing.ts';

/** A plan of the one address. */
export const plan = planOf(ADDRESS);

/** The address as it is live; made at that time of the bench's clock. */
export function address(made: number, given: JsonObject = {}): JsonObject {
  return {
    name: 'web-ip',
    id: '4711',
    creationTimestamp: new Date(made).toISOString(),
    addressType: 'EXTERNAL',
    ipVersion: 'IPV4',
    networkTier: 'PREMIUM',
    ...given,
  };
}

interface Answers {
  readonly create?: readonly GcloudResult[];
  /** Lists of addresses, one after another; the last one for ever. */
  readonly live?: readonly Answer[];
  readonly operations?: readonly Answer[];
}

/** Executes a plan of the one address with what gcloud and the API answer. */
export async function done(answers: (now: number) => Answers, earlier: readonly Entry[] = []) {
  const bench = new Bench(plan, earlier);
  const given = answers(bench.clock.now());
  const execution = bench.execution(
    plan,
    answering({
      'addresses create': given.create ?? [printed('{}')],
      'addresses list': given.live ?? [],
      'operations list': given.operations ?? [],
    }),
  );
  const outcome = await execute({ ...execution, options: { ...execution.options, retries: 1 } });
  const ends = bench.entries.filter(({ type }) => type === 'step.done' || type === 'step.failed');
  return { bench, outcome, end: ends[0] };
}

/** An earlier process was about to make it. */
export const INTENT: Entry = intent(ADDRESS);
