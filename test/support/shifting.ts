import { execute } from '../../src/execute/execute.ts';
import type { Execution } from '../../src/execute/execution.ts';
import type { Ports, RunOptions } from '../../src/execute/ports.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import type { JudgingStep, RevisingStep } from '../../src/plan/step.ts';
import type { Moment, Reading } from '../../src/traffic/reading.ts';
import { link, MIGRATE, siteIn } from '../migration/site.ts';
import { type Answer, answering, Bench } from './by-ports.ts';
import { documentIn, World } from './world.ts';

const world = new World();
await siteIn(world, 'EXTERNAL_MANAGED', [
  { name: 'plain', defaultService: link('global/backendServices/web') },
]);
const planned = await world.run(
  ...MIGRATE,
  '--steps=25,100',
  '--soak=90s',
  '--gate=command',
  '--gate-command=check',
  '--dry-run=server',
  '--format=json',
);

/** A migration by ports: its plan made from what is live in a world, with one URL map. */
export const migration: Plan = parsePlan(JSON.stringify(documentIn(planned)['plan']));

export const NEW_SERVICE = 'backendServices.web-fqdn-bes';
export const FIRST = 'urlMaps.plain.at-25';
export const WAIT = `${NEW_SERVICE}.at-25`;
export const SECOND = 'urlMaps.plain.at-100';
export const LAST_WAIT = `${NEW_SERVICE}.at-100`;
export const LAST = 'urlMaps.plain.settled';

/** The migration with these steps alone. */
export function only(...ids: readonly string[]): Plan {
  return { ...migration, steps: migration.steps.filter(({ id }) => ids.includes(id)) };
}

function shift(id: string): RevisingStep {
  const step = migration.steps.find((other) => other.id === id);
  if (step?.effect !== 'revise') throw new Error(`no such step: ${id}`);
  return step;
}

/** The map as it was, and as each shift leaves it. */
export const BEFORE: JsonObject = shift(FIRST).from;
export const AT_25: JsonObject = shift(FIRST).to;
export const AT_100: JsonObject = shift(SECOND).to;
export const SERVER_ID = shift(FIRST).serverId;
export const THEIRS: JsonObject = { ...BEFORE, description: 'theirs' };

/** The migration with these steps alone, its waits changed as given. */
export function waiting(changes: Partial<JudgingStep> = {}, ...ids: readonly string[]): Plan {
  const { steps, ...rest } = only(...(ids.length === 0 ? [WAIT] : ids));
  return {
    ...rest,
    steps: steps.map((step) => (step.effect === 'judge' ? { ...step, ...changes } : step)),
  };
}

/** What the journal says of a shift that was done. */
export const shifted = (step: string): readonly Entry[] => [
  { type: 'step.intent', step, attempt: 1 },
  { type: 'step.done', step, serverId: SERVER_ID, how: 'changed', seconds: 1 },
];

/** A document that was kept with the run, and the step with which it was. */
export interface Kept {
  readonly step: string;
  readonly result: GcloudResult;
}

/** An execution of a plan with what gcloud answers to commands that begin so. */
export function begun(
  plan: Plan,
  answers: Readonly<Record<string, readonly Answer[]>>,
  earlier: readonly Entry[] = [],
  given: Partial<Pick<Ports, 'gauge' | 'promoted' | 'wanted'>> & Partial<RunOptions> = {},
): { readonly bench: Bench; readonly kept: Kept[]; readonly execution: Execution } {
  const bench = new Bench(plan, earlier);
  const { gauge, promoted, wanted, ...options } = given;
  const execution = bench.execution(plan, answering(answers), { retries: 1, ...options });
  const kept: Kept[] = [];
  const ports: Ports = {
    ...execution.ports,
    ...(gauge === undefined ? {} : { gauge }),
    ...(promoted === undefined ? {} : { promoted }),
    ...(wanted === undefined ? {} : { wanted }),
    keepOutput: (step, result) => {
      kept.push({ step, result });
      return Promise.resolve();
    },
  };
  return { bench, kept, execution: { ...execution, ports } };
}

/** Carries out a plan with what gcloud answers to commands that begin so. */
export async function done(...given: Parameters<typeof begun>) {
  const { bench, kept, execution } = begun(...given);
  const outcome = await execute(execution);
  const ends = bench.entries.filter(({ type }) => type === 'step.done' || type === 'step.failed');
  const writes = bench.commands.filter((words) => words.includes('import'));
  return { bench, outcome, ends, writes, kept };
}

/** A gate that asks a program. */
export const COMMAND = { type: 'command', program: 'check' } as const;
export const PASSED: Reading = { verdict: 'passed', said: 'good', errors: null };
export const UNCLEAR: Reading = { verdict: 'inconclusive', said: '2 requests', errors: null };

/** Says one reading after another, the last one for ever, and notes when it was asked. */
export function gaugeOf(...readings: readonly Reading[]) {
  const queue = [...readings];
  const moments: Moment[] = [];
  const gauge: Ports['gauge'] = (_gate, moment) => {
    moments.push(moment);
    const reading = queue.length > 1 ? queue.shift() : queue[0];
    return Promise.resolve(reading ?? PASSED);
  };
  return { gauge, moments };
}

/** What all gates said in each round. */
export function verdicts(entries: readonly Entry[]): readonly Reading['verdict'][] {
  return entries.flatMap((entry) => (entry.type === 'gate.verdict' ? [entry.verdict] : []));
}

/** An operation on the map, as it is listed. */
export const operation = (name: string, given: JsonObject = {}): JsonObject => ({
  name,
  status: 'DONE',
  operationType: 'patch',
  insertTime: '2026-01-05T04:00:00.000-08:00',
  ...given,
});

/** The problem of a change that somebody else's stands in the way of. */
export const standing = (because: string) => ({
  code: 'NEG-6013',
  what: `cannot shift URL map plain to 25 % web-fqdn-bes: global/urlMaps/plain: ${because}`,
  why: 'a change of somebody else is never overwritten knowingly',
  fix: 'the live document is in the log of the run, the planned one in its plan; settle them, then go on or go back',
});

/** What the journal says of the first shift where it failed. */
export const failure = (said: string, left: string, found = 'unknown') => ({
  type: 'step.failed',
  step: FIRST,
  class: found,
  said,
  left,
});
