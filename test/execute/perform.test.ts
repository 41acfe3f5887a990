import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { failed, LOST, printed } from '../support/by-ports.ts';
import { address, done, INTENT } from '../support/making.ts';

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

describe('what gcloud is given', () => {
  it('is as long as a step may take', async () => {
    const { bench } = await done((now) => ({ create: [printed(JSON.stringify(address(now)))] }));
    const create = bench.commands.find((words) => words.startsWith('addresses create')) ?? '';
    expect(bench.limits.get(create)).toBe(60_000);
  });
});
