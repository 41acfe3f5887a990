import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { answering, Bench, failed, printed } from '../support/by-ports.ts';
import { address, done, INTENT, plan } from '../support/making.ts';
import { ADDRESS, planOf, SERVICE, whole } from '../support/undoing.ts';

describe('a step of which an earlier process left an intent', () => {
  it.each([
    ['absent', [], 'step.done', 'created'],
    ['as planned', [address(Date.UTC(2030, 0))], 'step.done', 'settled'],
  ])('and that is %s, is %s', async (_case, live, type, how) => {
    const { end, bench } = await done(
      (now) => ({ create: [printed(JSON.stringify(address(now)))], live: [live] }),
      [INTENT],
    );
    expect(end).toMatchObject({ type, how });
    expect(bench.commands.some((words) => words.startsWith('addresses create'))).toBe(
      how === 'created',
    );
    const [intent] = bench.entries;
    if (how === 'created') expect(intent).toEqual({ ...INTENT, attempt: 2 });
  });

  it('and that was made by that one, however long ago, is its own', async () => {
    const bench = new Bench(plan, [INTENT]);
    const made = bench.clock.now() + 1_000;
    await bench.clock.sleep(600_000);
    const execution = bench.execution(plan, answering({ 'addresses list': [[address(made)]] }));
    expect(await execute(execution)).toMatchObject({ ending: 'ok' });
    expect(bench.entries[0]).toMatchObject({ type: 'step.done', how: 'settled' });
  });

  it('and that appears only when it is made again, is its own', async () => {
    const { end } = await done(
      (now) => ({
        create: [failed("The resource 'web-ip' already exists")],
        live: [[], [], [address(now)]],
      }),
      [INTENT],
    );
    expect(end).toMatchObject({ type: 'step.done', how: 'settled' });
  });

  it.each([
    [
      'whose operation does not end',
      { operations: [[{ status: 'RUNNING' }]] },
      'its operation did not end',
    ],
    [
      'that cannot be read',
      { live: [[], failed('Permission denied. HTTPError 403')] },
      'cannot read the address list: permission denied in project demo',
    ],
  ])('%s, is left unknown and not written again', async (_case, answers, said) => {
    const { end, bench } = await done(() => answers, [INTENT]);
    expect(end).toEqual({
      type: 'step.failed',
      step: ADDRESS,
      class: 'unknown',
      said,
      left: 'unknown',
    });
    expect(bench.commands.filter((words) => words.includes('create'))).toEqual([]);
  });

  it('and that is not as planned, is somebody else’s', async () => {
    const { end } = await done(
      (now) => ({ live: [[address(now, { networkTier: 'STANDARD' })]] }),
      [INTENT],
    );
    expect(end).toMatchObject({ type: 'step.failed', left: 'foreign' });
  });
});

describe('a write that would replace what is there', () => {
  function replacingOf(id: string): Plan {
    const [step] = planOf(id).steps;
    if (step?.effect !== 'make') throw new Error('no such step');
    const resource = { ...step.resource, createReplaces: true };
    return { ...whole, steps: [{ ...step, resource }] };
  }

  const UNREAD: Entry = {
    type: 'step.failed',
    step: ADDRESS,
    class: 'unknown',
    said: 'the project could not be read',
    left: 'unknown',
  };
  const { creationTimestamp: _time, ...AS_PLANNED } = address(0);

  it('and was never sent, has made nothing: what stands there is somebody else’s', async () => {
    const replacing = replacingOf(ADDRESS);
    const resumed = new Bench(replacing, [UNREAD]);
    const lists = answering({ 'addresses list': [[AS_PLANNED]] });
    const outcome = await execute(resumed.execution(replacing, lists));
    expect(outcome).toMatchObject({ ending: 'changed', leftovers: [] });
    expect(resumed.entries[0]).toMatchObject({ type: 'step.failed', left: 'foreign' });
    const undone = new Bench(replacing, [UNREAD]);
    await rollBack(undone.execution(replacing, lists), [], 'asked for');
    expect(
      [...resumed.commands, ...undone.commands].filter((words) => /create|delete/.test(words)),
    ).toEqual([]);
  });

  it('is not done where something is there that was not when the project was read', async () => {
    const replacing = replacingOf(SERVICE);
    const bench = new Bench(replacing);
    const execution = bench.execution(replacing, (words) =>
      words.startsWith('backend-services list')
        ? printed('[{"name":"web-bes","id":"1"}]')
        : printed('[]'),
    );
    const outcome = await execute(execution);
    expect(outcome.ending).toBe('changed');
    expect(outcome.problems).toMatchObject([
      { code: 'NEG-4101', said: 'it was not there when the project was read' },
    ]);
    expect(bench.entries[0]).toMatchObject({
      type: 'step.failed',
      class: 'exists',
      left: 'foreign',
    });
    expect(bench.commands.filter((words) => words.includes('create'))).toEqual([]);
  });
});
