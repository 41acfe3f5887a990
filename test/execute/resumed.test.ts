import { expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { answering, Bench, printed } from '../support/by-ports.ts';
import { ADDRESS, LIVE, made, planOf, SERVICE } from '../support/undoing.ts';

/** The address as the plan asks for it. */
const EQUAL = { ...LIVE, addressType: 'EXTERNAL', ipVersion: 'IPV4', networkTier: 'PREMIUM' };
const SECOND_MADE = printed(JSON.stringify({ name: 'web-bes', id: '9' }));

/**
 * Resumes a run that has made its address, and whose service is still to be made.
 * @param serverId what the journal says of the address's id
 * @param live the address as the project has it when the run is resumed
 */
async function resumed(serverId: string | null, live: object) {
  const plan = planOf(ADDRESS, SERVICE);
  const bench = new Bench(plan, made(ADDRESS, serverId));
  const answers = {
    'addresses list': [[{ ...EQUAL, ...live }]],
    'backend-services create': [SECOND_MADE],
  };
  const { ending } = await execute(bench.execution(plan, answering(answers)));
  return { ending, began: bench.commands.some((words) => words.includes('create')) };
}

// The first intent of every run on the bench is at twelve o'clock.
const AFTER = '2026-01-05T12:00:03.000Z';
const BEFORE = '2026-01-05T11:50:00.000Z';

it.each([
  ['of the id that the journal has', '17', {}],
  ['of no known id, made after the first intent', null, { creationTimestamp: AFTER }],
])('a run goes on where its address is one %s', async (_, serverId, live) => {
  expect(await resumed(serverId, live)).toMatchObject({ began: true });
});

it.each([
  ['of another id', '16', { creationTimestamp: AFTER }],
  ['of no known id, made before the first intent', null, { creationTimestamp: BEFORE }],
  ['of no known id that somebody described', null, { description: 'mine' }],
])('and writes nothing where it is one %s', async (_, serverId, live) => {
  expect(await resumed(serverId, live)).toEqual({ ending: 'changed', began: false });
});
