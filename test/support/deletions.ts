import { execute } from '../../src/execute/execute.ts';
import type { RunOptions } from '../../src/execute/ports.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { type Answer, answering, Bench, failed } from './by-ports.ts';
import { SMALL } from './real-journals.ts';
import { OTHER } from './set-ups.ts';
import { documentIn, World } from './world.ts';

const world = new World();
await world.run(...SMALL);
await world.run(...OTHER);

async function planned(...words: readonly string[]): Promise<Plan> {
  const flags = ['--project=demo', '--dry-run=server', '--format=json'];
  const document = documentIn(await world.run('delete', ...words, ...flags));
  return parsePlan(JSON.stringify(document['plan']));
}

/** What is deleted, pointed elsewhere or detached by ports: plans made from what is live in a world. */
export const web = await planned('web');
export const repointing = await planned('web-map', '--repoint-to=other-map');
export const detaching = await planned('neg', 'web-neg', '--detach');

export const ADDRESS = 'addresses.web-ip';
export const RULE = 'forwardingRules.web-fr';
export const PROXY = 'targetHttpProxies.web-proxy';
export const NEG = 'networkEndpointGroups.web-neg';
export const BACKEND = 'backendServices.web-bes.backends.web-neg';

/** The plan with these steps alone. */
export function only({ steps, ...rest }: Plan, ...ids: readonly string[]): Plan {
  return { ...rest, steps: steps.filter(({ id }) => ids.includes(id)) };
}

export const plan = only(web, ADDRESS);

/** What the plan found of a step, as it was live then. */
export function live(id: string, given: JsonObject = {}): JsonObject {
  const all = [web, repointing, detaching].flatMap(({ steps }) => steps);
  const step = all.find((other) => other.id === id);
  if (step === undefined || !('serverId' in step)) throw new Error(`no such step: ${id}`);
  return { name: step.resource.name, id: step.serverId, ...given };
}

/** The address as it was planned, and one of the same name that somebody else made. */
export const THERE = live(ADDRESS);
export const ANOTHER = live(ADDRESS, { id: '18' });

export const FORBIDDEN = failed('Permission denied. HTTPError 403');
export const IN_USE = failed("The address resource is already being used by 'rule'");
export const UNREADABLE = 'cannot read the address list: permission denied in project demo';
export const NOT_THE_ONE = 'it is no longer the one that the plan was made for';
export const NOT_TOLD = 'it could not be told what is there, so nothing more was sent';

export const intent = (step: string, attempt = 1): Entry => ({
  type: 'step.intent',
  step,
  attempt,
});

/** Carries out a plan with what gcloud answers to commands that begin so. */
export async function done(
  given: Plan,
  answers: Readonly<Record<string, readonly Answer[]>>,
  earlier: readonly Entry[] = [],
  options: Partial<RunOptions> = {},
) {
  const bench = new Bench(given, earlier);
  const execution = bench.execution(given, answering(answers), { retries: 1, ...options });
  const outcome = await execute(execution);
  const ends = bench.entries.filter(({ type }) => type === 'step.done' || type === 'step.failed');
  const writes = bench.commands.filter((words) => /delete|update|remove/.test(words));
  const intents = bench.entries.filter(({ type }) => type === 'step.intent');
  return { bench, outcome, ends, writes, intents };
}

export const COMMAND = 'gcloud compute addresses delete web-ip --global --project=demo --quiet';

/** The address, as what is left of its deletion. */
export const leftover = (because: string, said: string | null = null) => ({
  step: ADDRESS,
  resource: 'global/addresses/web-ip',
  because,
  said,
  command: COMMAND,
});

/** The problem of a deletion that a read decided against. */
export const nothingSent = (
  because: string,
  why = 'a read showed it before anything more was sent',
) => ({
  code: 'NEG-6008',
  what: `cannot delete address web-ip: ${because}`,
  why,
  fix: 'run `negctl delete` again: it plans anew from what is there now',
});
