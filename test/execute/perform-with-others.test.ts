import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { answering, Bench, LOST, printed, writesAround } from '../support/by-ports.ts';
import { plan } from '../support/making.ts';
import { ADDRESS, BACKEND, ENDPOINT, NEG, planOf, SERVICE, whole } from '../support/undoing.ts';

describe('what can only be a defect', () => {
  it('is thrown, and no step ends by it', async () => {
    const bench = new Bench(plan);
    const execution = bench.execution(plan, (words) => {
      if (words.startsWith('addresses list')) throw new TypeError('a defect');
      return words.startsWith('addresses create') ? LOST : printed('[]');
    });
    await expect(execute(execution)).rejects.toThrow('a defect');
    expect(bench.entries.map(({ type }) => type)).toEqual(['step.intent', 'step.process']);
  });
});

describe('an attachment', () => {
  it('has no id, and is not read for one', async () => {
    const bench = new Bench(planOf(BACKEND));
    const execution = bench.execution(planOf(BACKEND), () => printed('[]'));
    await execute(execution);
    expect(bench.commands.slice(0, 2)).toEqual([
      expect.stringMatching(/^backend-services add-backend web-bes/),
      'backend-services list --global',
    ]);
    expect(bench.entries).toMatchObject([
      { type: 'step.intent' },
      { type: 'step.process' },
      { type: 'step.done', serverId: null, how: 'created' },
      { type: 'undo.started' },
      { type: 'undo.done', how: 'never-made' },
      { type: 'run.finished' },
    ]);
    expect(bench.commands.filter((words) => words.includes('list'))).toHaveLength(3);
  });

  it('of an endpoint is found in the endpoints of its group', async () => {
    const plan = planOf(NEG, ENDPOINT);
    const bench = new Bench(plan, [
      { type: 'step.intent', step: NEG, attempt: 1 },
      { type: 'step.done', step: NEG, serverId: '5', how: 'created', seconds: 1 },
    ]);
    const execution = bench.execution(
      plan,
      answering({
        'network-endpoint-groups update': [LOST],
        'network-endpoint-groups list-network-endpoints': [
          [{ networkEndpoint: { fqdn: 'api.example.com', port: 80 } }],
        ],
        'network-endpoint-groups list': [[{ name: 'web-neg', id: '5' }]],
      }),
    );
    await execute(execution);
    expect(bench.entries.find(({ type }) => type === 'step.done')).toMatchObject({
      step: ENDPOINT,
      how: 'settled',
    });
  });
});

describe('what is compared through something else', () => {
  it('is read together with it', async () => {
    const RULE = 'forwardingRules.web-fr';
    const rule = whole.steps.find(({ id }) => id === RULE)?.resource;
    const { address: _named, ...body } = rule?.body ?? {};
    const bench = new Bench(planOf(RULE));
    const execution = bench.execution(
      planOf(RULE),
      answering({
        'forwarding-rules create': [LOST],
        'forwarding-rules list': [[{ ...body, name: 'web-fr', id: '3', IPAddress: '203.0.113.9' }]],
        'addresses list': [[{ name: 'web-ip', id: '4', address: '203.0.113.9' }]],
      }),
    );
    await execute(execution);
    expect(bench.entries.find(({ type }) => type === 'step.done')).toMatchObject({
      step: RULE,
      serverId: '3',
      how: 'settled',
    });
  });
});

describe('while it is read what a refused create has done', () => {
  it('nothing more is started, and after it the others go on before it is tried again', async () => {
    const ids = ['networkEndpointGroups.web-neg', SERVICE, ADDRESS];
    const steps = whole.steps
      .filter(({ id }) => ids.includes(id))
      .map((step) => ({ ...step, needs: [], typicalSeconds: 30 - ids.indexOf(step.id) }));
    const writes = await writesAround({ ...whole, steps }, 'backend-services create', {
      'network-endpoint-groups create': [LOST, printed('{"name":"web-neg","id":"5"}')],
      'backend-services create': [printed('{"name":"web-bes","id":"6"}')],
      'addresses create': [printed('{"name":"web-ip","id":"7"}')],
    });
    expect(writes.slice(0, 5)).toEqual([
      'network-endpoint-groups',
      'backend-services',
      'read',
      'addresses',
      'network-endpoint-groups',
    ]);
  });
});
