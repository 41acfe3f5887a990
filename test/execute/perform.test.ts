import { describe, expect, it } from 'vitest';
import { execute, rollBack } from '../../src/execute/execute.ts';
import type { GcloudResult } from '../../src/gcloud/result.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import {
  type Answer,
  answering,
  Bench,
  failed,
  LOST,
  printed,
  smallPlan,
  writesAround,
} from '../support/by-ports.ts';

const whole = await smallPlan();
const ADDRESS = 'addresses.web-ip';
const SERVICE = 'backendServices.web-bes';

/** A plan of one step only. */
function only(id: string): Plan {
  return { ...whole, steps: whole.steps.filter((step) => step.id === id) };
}

const plan = only(ADDRESS);

/** The address as it is live; made at that time of the bench's clock. */
function address(made: number, given: JsonObject = {}): JsonObject {
  return {
    name: 'web-ip',
    id: '4711',
    creationTimestamp: new Date(made).toISOString(),
    addressType: 'EXTERNAL',
    ipVersion: 'IPV4',
    networkTier: 'PREMIUM',
    ...given,
  };
}

interface Answers {
  readonly create?: readonly GcloudResult[];
  /** Lists of addresses, one after another; the last one for ever. */
  readonly live?: readonly Answer[];
  readonly operations?: readonly Answer[];
}

/** Executes a plan of the one address with what gcloud and the API answer. */
async function done(answers: (now: number) => Answers, earlier: readonly Entry[] = []) {
  const bench = new Bench(plan, earlier);
  const given = answers(bench.clock.now());
  const execution = bench.execution(
    plan,
    answering({
      'addresses create': given.create ?? [printed('{}')],
      'addresses list': given.live ?? [],
      'operations list': given.operations ?? [],
    }),
  );
  const outcome = await execute({ ...execution, options: { ...execution.options, retries: 1 } });
  const ends = bench.entries.filter(({ type }) => type === 'step.done' || type === 'step.failed');
  return { bench, outcome, end: ends[0] };
}

const INTENT: Entry = { type: 'step.intent', step: ADDRESS, attempt: 1 };

describe('the id of what was made', () => {
  it.each([
    ['the document', (found: JsonObject) => JSON.stringify(found)],
    ['a list with it', (found: JsonObject) => JSON.stringify([{ name: 'other', id: '1' }, found])],
  ])('is told by gcloud: %s', async (_form, form) => {
    const { end } = await done((now) => ({
      create: [printed(form(address(now)))],
      live: [[address(now, { id: 'from a read' })]],
    }));
    expect(end).toMatchObject({ type: 'step.done', serverId: '4711', how: 'created' });
  });

  it.each([
    '',
    'Created [web-ip].',
    'null',
    '[]',
    '{"name":"other","id":"1"}',
    '{"id":"1"}',
    '"x"',
  ])('is read where gcloud prints %j', async (stdout) => {
    const { end } = await done((now) => ({ create: [printed(stdout)], live: [[address(now)]] }));
    expect(end).toMatchObject({ type: 'step.done', serverId: '4711', how: 'created' });
  });

  it.each([
    ['is not there', [] as const],
    ['cannot be read', failed('Permission denied. HTTPError 403')],
  ])('is not known where it %s', async (_case, live) => {
    const { end } = await done(() => ({ create: [printed('')], live: [live] }));
    expect(end).toMatchObject({ type: 'step.done', serverId: null });
  });
});

describe('after a call whose answer was lost', () => {
  it('what is there and as planned is taken for its own', async () => {
    const { end, outcome } = await done((now) => ({ create: [LOST], live: [[address(now)]] }));
    expect(end).toMatchObject({ type: 'step.done', serverId: '4711', how: 'settled' });
    expect(outcome).toMatchObject({ ending: 'ok', done: 1 });
  });

  it.each([
    [-119_999, 'step.done'],
    [-120_000, 'step.failed'],
  ])('what was made %i ms beside its intent: %s', async (offset, type) => {
    const { end } = await done((now) => ({
      create: [LOST],
      live: [[address(now + offset)]],
    }));
    expect(end).toMatchObject({ type });
  });

  it('what is there and is not as planned is nobody knows whose', async () => {
    const { end, outcome } = await done((now) => ({
      create: [LOST],
      live: [[address(now, { networkTier: 'STANDARD' })]],
    }));
    expect(end).toMatchObject({ type: 'step.failed', left: 'unknown', class: 'transient' });
    expect(outcome.ending).toBe('rolled-back');
  });

  it('what is there without a time of its making is taken for its own', async () => {
    const { creationTimestamp: _time, ...timeless } = address(0);
    const { end } = await done(() => ({ create: [LOST], live: [[timeless]] }));
    expect(end).toMatchObject({ type: 'step.done', how: 'settled' });
  });

  it('what cannot be read is unknown', async () => {
    const { end } = await done(() => ({
      create: [LOST],
      live: [failed('Permission denied. HTTPError 403')],
    }));
    expect(end).toMatchObject({ type: 'step.failed', left: 'unknown' });
  });

  it('an operation is waited for before it is judged', async () => {
    const running = [{ status: 'RUNNING' }];
    const { end, bench } = await done((now) => ({
      create: [LOST],
      operations: [running, [{ status: 'DONE' }, { status: 'PENDING' }], [{ status: 'DONE' }]],
      live: [[address(now)]],
    }));
    expect(end).toMatchObject({ type: 'step.done', how: 'settled', seconds: 4 });
    expect(bench.commands.filter((words) => words.startsWith('operations'))).toEqual(
      Array(3).fill('operations list --global --filter=targetLink~/addresses/web-ip$'),
    );
  });

  it('an operation that does not end leaves it unknown, in time', async () => {
    const { end, bench } = await done(() => ({
      create: [LOST],
      operations: [[{ status: 'RUNNING' }]],
    }));
    expect(end).toMatchObject({ type: 'step.failed', left: 'unknown' });
    // Once after the failure, once before it is taken back: 60 s, every 2 s, and at the end.
    const polls = bench.commands.filter((words) => words.startsWith('operations'));
    expect(polls).toHaveLength(2 * 32);
  });

  it.each([
    ['cannot be listed', failed('Permission denied. HTTPError 403')],
    ['are no JSON', printed('oops')],
  ])('operations that %s leave it unknown', async (_case, operations) => {
    const { end } = await done(() => ({ create: [LOST], operations: [operations] }));
    expect(end).toMatchObject({ type: 'step.failed', left: 'unknown' });
  });

  it('operations that are no list are none', async () => {
    const { end } = await done((now) => ({
      create: [LOST],
      operations: [printed('{}')],
      live: [[address(now)]],
    }));
    expect(end).toMatchObject({ type: 'step.done' });
  });

  it('it is tried again only where nothing is there', async () => {
    const { end, bench } = await done((now) => ({
      create: [LOST, printed(JSON.stringify(address(now)))],
      live: [[], [address(now)]],
    }));
    expect(end).toMatchObject({ type: 'step.done', how: 'created' });
    expect(bench.entries.filter(({ type }) => type === 'step.intent')).toEqual([
      INTENT,
      { ...INTENT, attempt: 2 },
    ]);
    expect(
      bench.commands.slice(0, 4).map((words) => words.split(' ').slice(0, 2).join(' ')),
    ).toEqual(['addresses create', 'operations list', 'addresses list', 'addresses create']);
  });

  it('an answer that it exists may mean its own earlier call', async () => {
    const exists = failed("The resource 'web-ip' already exists");
    const { end } = await done((now) => ({
      create: [LOST, exists],
      live: [[], [address(now)]],
    }));
    expect(end).toMatchObject({ type: 'step.done', how: 'settled' });
  });
});

describe('after a refusal', () => {
  it('that it exists, it is somebody else’s', async () => {
    const { end, bench } = await done((now) => ({
      create: [failed("The resource 'web-ip' already exists")],
      live: [[address(now)]],
    }));
    expect(end).toMatchObject({ type: 'step.failed', class: 'exists', left: 'foreign' });
    expect(bench.commands).toEqual([expect.stringMatching(/^addresses create/)]);
  });

  it.each([
    ['that gcloud could not be started', { startError: 'ENOENT' }],
    ['of gcloud to understand', { exitCode: 2 }],
  ])('%s, nothing was made and nothing need be read', async (_case, result) => {
    const { end, bench } = await done(() => ({ create: [failed('no', result)] }));
    expect(end).toMatchObject({ type: 'step.failed', left: 'absent' });
    expect(bench.entries.map(({ type }) => type).slice(0, 3)).toEqual([
      'step.intent',
      'step.process',
      'step.failed',
    ]);
    expect(bench.commands.map((words) => words.split(' ')[1])).toEqual(['create', 'list']);
  });

  it('of the value, nothing was made: the operations are not asked for', async () => {
    const { end, bench } = await done(() => ({
      create: [failed("Invalid value for field 'resource.name'")],
    }));
    expect(end).toMatchObject({
      type: 'step.failed',
      class: 'invalid',
      said: "Invalid value for field 'resource.name'",
      left: 'absent',
    });
    expect(bench.commands.slice(0, 2).map((words) => words.split(' ').slice(0, 2))).toEqual([
      ['addresses', 'create'],
      ['addresses', 'list'],
    ]);
  });

  it('for ever, it is given up after as many times as were asked for', async () => {
    const { end, bench, outcome } = await done(() => ({ create: [LOST] }));
    expect(end).toMatchObject({ type: 'step.failed', class: 'transient', left: 'absent' });
    expect(bench.entries.filter(({ type }) => type === 'step.intent')).toHaveLength(2);
    expect(outcome).toMatchObject({ ending: 'rolled-back', problems: [{ code: 'NEG-4110' }] });
  });
});

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

describe('what gcloud is given', () => {
  it('is as long as a step may take', async () => {
    const { bench } = await done((now) => ({ create: [printed(JSON.stringify(address(now)))] }));
    const create = bench.commands.find((words) => words.startsWith('addresses create')) ?? '';
    expect(bench.limits.get(create)).toBe(60_000);
  });
});

describe('an attachment', () => {
  const NEG = 'networkEndpointGroups.web-neg';
  const ENDPOINT = `${NEG}.endpoints.fqdn.api.example.com.port.80`;
  const BACKEND = `${SERVICE}.backends.web-neg`;
  const steps = (...ids: readonly string[]): Plan => ({
    ...whole,
    steps: whole.steps.filter(({ id }) => ids.includes(id)),
  });

  it('has no id, and is not read for one', async () => {
    const bench = new Bench(steps(BACKEND));
    const execution = bench.execution(steps(BACKEND), () => printed('[]'));
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
    const plan = steps(NEG, ENDPOINT);
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
    const bench = new Bench(only(RULE));
    const execution = bench.execution(
      only(RULE),
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

describe('a write that would replace what is there', () => {
  function replacingOf(id: string): Plan {
    const [step] = only(id).steps;
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
