import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import type { Command } from '../../src/gcloud/command.ts';
import { type Answer, answering, Bench, failed, LOST, printed } from '../support/by-ports.ts';
import { plan as made } from '../support/making.ts';
import { ADDRESS, LIVE } from '../support/undoing.ts';

const run: Command = {
  argv: ['compute', 'addresses', 'create', 'web-ip', '--global', '--for=SERVICE'],
  late: {
    stand: 'SERVICE',
    of: { resource: 'global/backendServices/web-bes', field: 'selfLink' },
    shownBy: ['compute', 'backend-services', 'describe', 'web-bes', '--global'],
  },
};
const plan = {
  ...made,
  steps: made.steps.map((step) => (step.effect === 'make' ? { ...step, run } : step)),
};
const SERVICE = { name: 'web-bes', id: '9', selfLink: 'https://www.example.com/web-bes' };
const CREATED = printed(JSON.stringify(LIVE));

/** Makes the address, whose command needs a value that the list of services shows. */
async function done(services: readonly Answer[], creates: readonly Answer[] = [CREATED]) {
  const bench = new Bench(plan);
  const answers = { 'backend-services list': services, 'addresses create': creates };
  const execution = bench.execution(plan, answering(answers), {
    retries: 1,
    rollbackOnFailure: false,
  });
  const outcome = await execute(execution);
  const creating = bench.commands.filter((words) => words.includes('create'));
  return { bench, outcome, creating };
}

describe('a command with a value that is known only later', () => {
  it('is given with that value', async () => {
    const { bench, creating } = await done([[SERVICE]]);
    const words = 'addresses create web-ip --global --for=https://www.example.com/web-bes';
    expect(bench.commands.slice(0, 2)).toEqual(['backend-services list --global', words]);
    expect(creating).toEqual([words]);
    expect(bench.entries[2]).toMatchObject({ type: 'step.done', step: ADDRESS, how: 'created' });
  });

  it('has it looked up again for another attempt', async () => {
    const { creating } = await done(
      [[SERVICE], [{ ...SERVICE, selfLink: 'https://www.example.com/2' }]],
      [LOST, CREATED],
    );
    expect(creating.map((words) => words.split('--for=')[1])).toEqual([
      'https://www.example.com/web-bes',
      'https://www.example.com/2',
    ]);
  });

  it.each([
    ['is not there', [], 'global/backendServices/web-bes shows no selfLink'],
    [
      'does not show it',
      [{ name: 'web-bes', id: '9' }],
      'global/backendServices/web-bes shows no selfLink',
    ],
    [
      'cannot be read',
      failed('Permission denied. HTTPError 403'),
      'cannot read the backend service list: permission denied in project demo',
    ],
  ])('is not given where what shows it %s', async (_case, services, said) => {
    const { bench, outcome, creating } = await done([services]);
    expect(creating).toEqual([]);
    expect(bench.entries).toMatchObject([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said, left: 'absent' },
      { type: 'run.finished', ending: 'leftovers' },
    ]);
    expect(outcome).toMatchObject({ problems: [{ said }], leftovers: [] });
  });

  it('is not given where a defect keeps it from being read', async () => {
    const bench = new Bench(plan);
    const execution = bench.execution(plan, () => {
      throw new TypeError('a defect');
    });
    await expect(execute(execution)).rejects.toThrow('a defect');
    expect(bench.entries).toEqual([]);
  });
});
