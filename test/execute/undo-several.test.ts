import { describe, expect, it } from 'vitest';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { JsonObject } from '../../src/json.ts';
import { answering, Bench } from '../support/by-ports.ts';
import {
  ADDRESS,
  BACKEND,
  ENDPOINT,
  FORBIDDEN,
  intent,
  LIVE,
  made,
  NEG,
  planOf,
  SERVICE,
  service,
  undone,
  whole,
} from '../support/undoing.ts';

describe('taking back an attachment', () => {
  it('that was done needs no id: what is attached is its own', async () => {
    const { ends, deletes } = await undone(
      made(BACKEND, null),
      { 'backend-services list': [[service], [{ ...service, backends: [] }]] },
      {},
      [SERVICE],
    );
    expect(ends).toMatchObject([{ type: 'undo.done', how: 'removed' }]);
    expect(deletes).toEqual([expect.stringContaining('remove-backend web-bes')]);
  });

  it.each([
    ['was done is its own', made(BACKEND, null), 'removed', 1],
    ['may have been done is not its own', [intent(BACKEND)], 'not-ours', 0],
  ] as const)('that %s where it is not as planned', async (_case, earlier, how, times) => {
    const steps = planOf(SERVICE, BACKEND).steps.map((step) => {
      const body = { ...step.resource.body, balancingMode: 'RATE' };
      return step.id === BACKEND && step.effect === 'make'
        ? { ...step, resource: { ...step.resource, body } }
        : step;
    });
    const bench = new Bench({ ...whole, steps }, earlier);
    const lists = { 'backend-services list': [[service], [{ ...service, backends: [] }]] };
    const execution = bench.execution({ ...whole, steps }, answering(lists));
    await rollBack(execution, [], 'asked for');
    expect(bench.entries.find(({ type }) => type === 'undo.done')).toMatchObject({ how });
    const deletes = bench.commands.filter((words) => words.includes('remove-backend'));
    expect(deletes).toHaveLength(times);
  });

  it('that a last read still shows together with its container, was not taken back', async () => {
    const neg: JsonObject = { name: 'web-neg', id: '5' };
    const { ends, outcome } = await undone([...made(NEG, '5'), ...made(ENDPOINT, null)], {
      'network-endpoint-groups list-network-endpoints': [
        [{ networkEndpoint: { fqdn: 'api.example.com', port: 80 } }] as const,
      ],
      'network-endpoint-groups list': [[neg]],
    });
    const because = 'a read still shows it';
    expect(ends.slice(2)).toEqual([
      { type: 'undo.kept', step: NEG, because },
      { type: 'undo.kept', step: ENDPOINT, because },
    ]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0, leftovers: [{ step: NEG }] });
  });

  it.each([
    ['the very one it was attached to', '5', 'removed', 1],
    ['one that somebody has made in its place', '6', 'not-ours', 0],
  ] as const)('to what was there before is its own on %s', async (_case, id, how, times) => {
    const neg = whole.steps.flatMap((step) =>
      step.id === NEG && step.effect === 'make' ? [step.resource] : [],
    );
    const plan = {
      ...planOf(ENDPOINT),
      adopted: neg.map((resource) => ({ resource, serverId: '5' })),
    };
    const bench = new Bench(plan, made(ENDPOINT, null));
    const execution = bench.execution(
      plan,
      answering({
        'network-endpoint-groups list-network-endpoints': [
          [{ networkEndpoint: { fqdn: 'api.example.com', port: 80 } }],
          [],
        ],
        'network-endpoint-groups list': [[{ name: 'web-neg', id }]],
      }),
    );
    await rollBack(execution, [], 'asked for');
    expect(bench.entries.find(({ type }) => type === 'undo.done')).toMatchObject({ how });
    const writes = bench.commands.filter((words) => words.includes('remove-endpoint'));
    expect(writes).toHaveLength(times);
  });

  it('goes with its container, by no call of its own', async () => {
    const neg: JsonObject = { name: 'web-neg', id: '5' };
    const { ends, deletes } = await undone([...made(NEG, '5'), ...made(ENDPOINT, null)], {
      'network-endpoint-groups list': [[neg], []],
    });
    expect(ends).toEqual([
      { type: 'undo.done', step: NEG, how: 'removed' },
      { type: 'undo.done', step: ENDPOINT, how: 'with-container' },
    ]);
    expect(deletes).toHaveLength(1);
  });

  it('keeps what it stands on where it cannot be taken back itself', async () => {
    const { outcome } = await undone(
      [...made(NEG, '5'), ...made(BACKEND, null)],
      {
        'network-endpoint-groups list': [[{ name: 'web-neg', id: '5' }]],
        'backend-services list': [[service]],
        'backend-services remove-backend': [FORBIDDEN],
      },
      {},
      [SERVICE],
    );
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.leftovers.map(({ step, because }) => ({ step, because }))).toEqual([
      {
        step: BACKEND,
        because: expect.stringMatching(/^cannot undo: attach backend web-neg: permission/),
      },
      {
        step: NEG,
        because: 'something that uses it could not be taken back, or the run was stopped',
      },
    ]);
  });
});

describe('taking back several things', () => {
  it('begins with what waits for the least', async () => {
    const MAP = 'urlMaps.web-map';
    const { deletes } = await undone([...made(SERVICE, '9'), ...made(MAP, '8'), ...made(ADDRESS)], {
      'addresses list': [[LIVE], []],
      'url-maps list': [[{ name: 'web-map', id: '8' }], []],
      'backend-services list': [[service], []],
    });
    expect(deletes.map((words) => words.split(' ')[0])).toEqual([
      'url-maps',
      'addresses',
      'backend-services',
    ]);
  });

  it.each([
    [ADDRESS, 'addresses', { 'backend-services list': [[service], []] }],
    [SERVICE, 'backend-services', { 'addresses list': [[LIVE], []] }],
  ])('goes on with what does not need %s, which is kept', async (step, kind, gone) => {
    const { outcome, deletes } = await undone([...made(ADDRESS), ...made(SERVICE, '9')], {
      ...{ 'addresses list': [[LIVE]], 'backend-services list': [[service]] },
      ...gone,
      [`${kind} delete`]: [FORBIDDEN],
    });
    expect(deletes).toHaveLength(2);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 1 });
    expect(outcome.leftovers).toMatchObject([{ step }]);
  });

  it('counts what is gone where the project cannot be read at the end', async () => {
    const { outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], FORBIDDEN],
    });
    expect(outcome).toMatchObject({
      problems: [{ code: 'NEG-3102' }],
      leftovers: [],
      done: 0,
      undone: 1,
    });
  });
});

describe('what was not tried', () => {
  it.each([
    ['is not there any more', []],
    ['is another one by now', [{ name: 'web-neg', id: '6' }]],
  ])('and %s, is not among what is left', async (_case, last) => {
    const { outcome } = await undone(
      [...made(NEG, '5'), ...made(BACKEND, null)],
      {
        'network-endpoint-groups list': [last],
        'backend-services list': [[service]],
        'backend-services remove-backend': [FORBIDDEN],
      },
      {},
      [SERVICE],
    );
    expect(outcome.leftovers).toMatchObject([{ step: BACKEND }]);
  });
});
