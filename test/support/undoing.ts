import { expect } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import type { RunOptions } from '../../src/execute/ports.ts';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import { type Answer, answering, Bench, failed, smallPlan } from './by-ports.ts';

export const whole = await smallPlan();
export const ADDRESS = 'addresses.web-ip';
export const NEG = 'networkEndpointGroups.web-neg';
export const ENDPOINT = `${NEG}.endpoints.fqdn.api.example.com.port.80`;
export const SERVICE = 'backendServices.web-bes';
export const BACKEND = `${SERVICE}.backends.web-neg`;

/** The small plan with these steps alone. */
export function planOf(...ids: readonly string[]) {
  return { ...whole, steps: whole.steps.filter(({ id }) => ids.includes(id)) };
}

export const IN_USE = failed("The address resource is already being used by 'rule'");
export const FORBIDDEN = failed('Permission denied. HTTPError 403');

export const intent = (step: string): Entry => ({ type: 'step.intent', step, attempt: 1 });
/** What the journal says of a step that was done. */
export const made = (step: string, serverId: string | null = '17'): readonly Entry[] => [
  intent(step),
  { type: 'step.done', step, serverId, how: 'created', seconds: 1 },
];

/**
 * Takes back what is said to have been made, with what gcloud answers to commands that begin so.
 * @param also further steps of the plan, of which nothing was begun
 */
export async function undone(
  earlier: readonly Entry[],
  answers: Readonly<Record<string, readonly Answer[]>>,
  options: Partial<RunOptions> = {},
  also: readonly string[] = [],
) {
  const ids = new Set(earlier.flatMap((entry) => ('step' in entry ? [entry.step] : [])));
  const plan = planOf(...ids, ...also);
  const bench = new Bench(plan, earlier);
  const execution = bench.execution(plan, answering(answers), { retries: 1, ...options });
  const outcome = await rollBack(execution, [], 'asked for');
  const ends = bench.entries.filter(({ type }) => type === 'undo.done' || type === 'undo.kept');
  const deletes = bench.commands.filter((words) => /delete|remove|detach/.test(words));
  return { bench, outcome, ends, deletes };
}

export const LIVE: JsonObject = { name: 'web-ip', id: '17' };

/** The address, as what a rollback leaves. */
export const leftover = (because: string, said: string | null = null) => ({
  step: ADDRESS,
  resource: 'global/addresses/web-ip',
  because,
  said,
  command: expect.stringMatching(/^gcloud compute .* --project=demo --quiet$/),
});

export const service: JsonObject = {
  name: 'web-bes',
  id: '9',
  backends: [{ group: 'projects/demo/global/networkEndpointGroups/web-neg' }],
};

/** Why a journal cannot be written. */
export const full = new NegctlError('environment', [
  { code: 'NEG-5102', what: 'cannot use it', why: 'disk full', fix: 'mend it' },
]);
