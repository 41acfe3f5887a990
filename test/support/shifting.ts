import { execute } from '../../src/execute/execute.ts';
import type { Execution } from '../../src/execute/execution.ts';
import type { Ports, RunOptions } from '../../src/execute/ports.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import type { JudgingStep, RevisingStep } from '../../src/plan/step.ts';
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

/** The migration with this wait alone, changed as given. */
export function waiting(changes: Partial<JudgingStep> = {}): Plan {
  const { steps, ...rest } = only(WAIT);
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

/** What somebody who is asked says, who wants it to go on. */
export const YES: Awaited<ReturnType<Ports['promoted']>> = 'yes';

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
  given: Partial<Pick<Ports, 'gauge' | 'promoted' | 'clock'>> & Partial<RunOptions> = {},
): { readonly bench: Bench; readonly kept: Kept[]; readonly execution: Execution } {
  const bench = new Bench(plan, earlier);
  const { gauge, promoted, clock, ...options } = given;
  const execution = bench.execution(plan, answering(answers), { retries: 1, ...options });
  const kept: Kept[] = [];
  const ports: Ports = {
    ...execution.ports,
    ...(gauge === undefined ? {} : { gauge }),
    ...(promoted === undefined ? {} : { promoted }),
    ...(clock === undefined ? {} : { clock }),
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
