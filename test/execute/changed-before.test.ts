import { expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { type Answer, answering, Bench, failed, printed, smallPlan } from '../support/by-ports.ts';

const whole = await smallPlan();
const ADDRESS = 'addresses.web-ip';
const SERVICE = 'backendServices.web-bes';
const plan = { ...whole, steps: whole.steps.filter(({ id }) => [ADDRESS, SERVICE].includes(id)) };

const EXISTS = failed("The resource 'web-bes' already exists");
const NO_QUOTA = failed("Quota 'GLOBAL' exceeded. Limit: 1.0");
const LIVE = { name: 'web-ip', id: '7' };
const MADE = printed(JSON.stringify(LIVE));
const FOREIGN = { ending: 'changed', undone: 0, leftovers: [] };

/** The service is somebody else's by now; the address is made as given. */
async function ended(
  address: GcloudResult,
  lists: readonly Answer[],
  earlier: readonly Entry[] = [],
) {
  const bench = new Bench(plan, earlier);
  const answers = {
    'addresses create': [address],
    'addresses list': lists,
    'backend-services create': [EXISTS],
  };
  const execution = bench.execution(plan, answering(answers), { maxParallel: 2 });
  const outcome = await execute(execution);
  return { outcome, deletes: bench.commands.filter((words) => words.includes('delete')) };
}

it('what stands where the first write would be, is a change before it: nothing is undone', async () => {
  const { outcome, deletes } = await ended(NO_QUOTA, [[]]);
  expect(outcome).toMatchObject(FOREIGN);
  expect(deletes).toEqual([]);
});

it('what stands where a later write would be, is a failure: what was made is taken back', async () => {
  const { outcome, deletes } = await ended(MADE, [[LIVE], []]);
  expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1 });
  expect(deletes).toEqual(['addresses delete web-ip --global']);
});

it('also where the step that made it had failed in an earlier process', async () => {
  // Before it is resumed, a read finds nothing of it.
  const { outcome, deletes } = await ended(
    MADE,
    [[], [LIVE], []],
    [
      { type: 'step.intent', step: ADDRESS, attempt: 1 },
      { type: 'step.failed', step: ADDRESS, class: 'quota', said: 'used up', left: 'absent' },
    ],
  );
  expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1 });
  expect(deletes).toEqual(['addresses delete web-ip --global']);
});
