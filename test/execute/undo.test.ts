import { describe, expect, it } from 'vitest';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { JsonObject } from '../../src/json.ts';
import { Bench, failed, LOST, printed, resultOf } from '../support/by-ports.ts';
import {
  ADDRESS,
  FORBIDDEN,
  IN_USE,
  intent,
  LIVE,
  leftover,
  made,
  planOf,
  SERVICE,
  undone,
} from '../support/undoing.ts';

describe('taking back what was made', () => {
  it('deletes it, reads that it is gone, and records all of that', async () => {
    const { bench, outcome, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
    });
    expect(deletes).toEqual(['addresses delete web-ip --global']);
    expect(outcome).toEqual({
      ending: 'rolled-back',
      problems: [],
      leftovers: [],
      done: 0,
      undone: 1,
      facts: null,
    });
    expect(bench.entries).toEqual([
      { type: 'undo.started', because: 'asked for' },
      { type: 'undo.intent', step: ADDRESS, attempt: 1 },
      {
        type: 'undo.process',
        step: ADDRESS,
        process: { pid: 4_000_000, started: 'addresses delete web-ip --global' },
      },
      { type: 'undo.done', step: ADDRESS, how: 'removed' },
      { type: 'run.finished', ending: 'rolled-back' },
    ]);
  });

  it.each([
    ['is gone already', [], 'gone'],
    ['was replaced by somebody', [{ ...LIVE, id: '18' }], 'not-ours'],
  ])('does not touch what %s', async (_case, live, how) => {
    const { outcome, ends, deletes } = await undone(made(ADDRESS), { 'addresses list': [live] });
    expect(deletes).toEqual([]);
    expect(ends).toEqual([{ type: 'undo.done', step: ADDRESS, how }]);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1, leftovers: [] });
  });

  it('says what a read still shows', async () => {
    const { outcome, ends } = await undone(made(ADDRESS), { 'addresses list': [[LIVE]] });
    const because = 'a read still shows it';
    expect(outcome).toEqual({
      ending: 'leftovers',
      problems: [],
      leftovers: [leftover(because)],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(ends).toEqual([
      { type: 'undo.done', step: ADDRESS, how: 'removed' },
      { type: 'undo.kept', step: ADDRESS, because },
    ]);
  });

  it('does not mind a new one of the same name at the end', async () => {
    const { outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], [{ ...LIVE, id: '18' }]],
    });
    expect(outcome).toMatchObject({ ending: 'rolled-back', leftovers: [] });
  });

  it('takes a delete that finds nothing for done', async () => {
    const { ends } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
      'addresses delete': [failed("The resource 'web-ip' was not found")],
    });
    expect(ends).toMatchObject([{ how: 'removed' }]);
  });

  it.each([
    ['in use', IN_USE],
    ['lost', LOST],
  ])(
    'tries again after a delete that was %s, once a read shows it is there',
    async (_case, first) => {
      const { ends, deletes, bench } = await undone(made(ADDRESS), {
        'addresses list': [[LIVE], [LIVE], [LIVE], []],
        'addresses delete': [first, printed('')],
      });
      expect(ends).toMatchObject([{ how: 'removed' }]);
      expect(deletes).toHaveLength(2);
      expect(bench.entries.filter(({ type }) => type === 'undo.intent')).toMatchObject([
        { attempt: 1 },
        { attempt: 2 },
      ]);
    },
  );

  it.each([
    ['gone', []],
    ['another one', [{ ...LIVE, id: '18' }]],
  ])('does not try again where it is %s after the rest', async (_case, after) => {
    const { deletes, outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], [LIVE], after],
      'addresses delete': [IN_USE],
    });
    expect(deletes).toHaveLength(1);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1 });
  });

  it('does not try again where a read shows that it is gone', async () => {
    const { ends, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
      'addresses delete': [IN_USE],
    });
    expect(ends).toMatchObject([{ how: 'removed' }]);
    expect(deletes).toHaveLength(1);
  });

  it.each([
    ['it is another one by now', [{ ...LIVE, id: '18' }], { how: 'not-ours' }],
    ['it cannot be read', FORBIDDEN, { type: 'undo.kept' }],
  ])('nor where %s', async (_case, after, end) => {
    const { ends, deletes } = await undone(
      made(ADDRESS),
      { 'addresses list': [[LIVE], after, []], 'addresses delete': [IN_USE] },
      { retries: 0 },
    );
    expect(ends).toMatchObject([end]);
    expect(deletes).toHaveLength(1);
  });

  it.each([
    [
      'in use for ever',
      IN_USE,
      2,
      'it is in use by rule',
      "The address resource is already being used by 'rule'",
    ],
    [
      'forbidden',
      FORBIDDEN,
      1,
      'permission denied in project demo',
      'Permission denied. HTTPError 403',
    ],
  ])('that is %s, gives it up and says why', async (_case, answer, times, why, said) => {
    const { ends, deletes, outcome, bench } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE]],
      'addresses delete': [answer],
    });
    expect(deletes).toHaveLength(times);
    const because = `cannot undo: create address web-ip: ${why}`;
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0 });
    expect(outcome.leftovers).toEqual([leftover(because, said)]);
    expect(bench.events.find(({ event }) => event === 'step.failed')).toEqual({
      event: 'step.failed',
      direction: 'undo',
      step: ADDRESS,
      problem: {
        code: 'NEG-6007',
        what: because,
        why: 'it could not be taken back',
        fix: 'gcloud compute addresses delete web-ip --global --project=demo --quiet',
        said,
      },
    });
  });

  it('waits for an operation on it, and keeps it where that does not end', async () => {
    const { ends, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE]],
      'addresses delete': [IN_USE],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    const because = 'an operation on it has not come to its end';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(deletes).toHaveLength(1);
  });
});

describe('taking back what may have been made', () => {
  const PLANNED: JsonObject = {
    ...LIVE,
    creationTimestamp: '2026-01-05T12:00:01Z',
    addressType: 'EXTERNAL',
    ipVersion: 'IPV4',
    networkTier: 'PREMIUM',
  };

  it.each([
    ['is not there', [], 'never-made', 0],
    ['is as planned', [PLANNED], 'removed', 1],
    ['is not as planned', [{ ...PLANNED, networkTier: 'STANDARD' }], 'not-ours', 0],
    ['is older', [{ ...PLANNED, creationTimestamp: '2026-01-04T12:00:00Z' }], 'not-ours', 0],
  ] as const)('where it %s', async (_case, live, how, times) => {
    const { ends, deletes } = await undone([intent(ADDRESS)], {
      'addresses list': [live, []],
    });
    expect(ends).toMatchObject([{ type: 'undo.done', how }]);
    expect(deletes).toHaveLength(times);
  });

  it('does not list what was not its own, whatever somebody makes of it meanwhile', async () => {
    const { outcome, ends } = await undone([intent(ADDRESS)], {
      'addresses list': [[{ ...PLANNED, networkTier: 'STANDARD' }], [PLANNED]],
    });
    expect(ends).toMatchObject([{ type: 'undo.done', how: 'not-ours' }]);
    expect(outcome).toMatchObject({ ending: 'rolled-back', leftovers: [] });
  });

  it('waits for its operation first, and does not touch it where that does not end', async () => {
    const { ends, deletes, outcome, bench } = await undone([intent(ADDRESS)], {
      'addresses list': [[PLANNED]],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    const because = 'an operation on it has not come to its end';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(outcome.leftovers).toEqual([leftover(because)]);
    const why = 'it could not be taken back';
    const problem = { code: 'NEG-6007', what: because, why, fix: expect.stringMatching(/^gcloud/) };
    expect(bench.events.find(({ event }) => event === 'step.failed')).toEqual({
      ...{ event: 'step.failed', direction: 'undo', step: ADDRESS },
      problem,
    });
    expect(deletes).toEqual([]);
  });

  it('is kept where it cannot be read', async () => {
    const { ends, deletes } = await undone(
      [intent(ADDRESS)],
      { 'addresses list': [FORBIDDEN, []] },
      { retries: 0 },
    );
    const because = 'cannot read the address list: permission denied in project demo';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(deletes).toEqual([]);
  });
});

describe('a rollback that is stopped', () => {
  it('starts nothing more, and lists what is left', async () => {
    const stop = new AbortController();
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan, [...made(ADDRESS), ...made(SERVICE, '9')]);
    const execution = bench.execution(
      plan,
      (words) => {
        if (words.includes('delete')) stop.abort();
        if (words.startsWith('addresses list')) return resultOf([LIVE]);
        if (words.startsWith('backend-services list'))
          return resultOf([{ name: 'web-bes', id: '9' }]);
        return printed('[]');
      },
      { stop: stop.signal },
    );
    const outcome = await rollBack(execution, [], 'asked for');
    expect(outcome.ending).toBe('leftovers');
    expect(bench.commands.filter((words) => words.includes('delete'))).toHaveLength(1);
  });

  it('before it begins, was asked for all the same', async () => {
    const { outcome, deletes } = await undone(
      made(ADDRESS),
      { 'addresses list': [[LIVE], []] },
      { stop: AbortSignal.abort() },
    );
    expect(deletes).toHaveLength(1);
    expect(outcome.ending).toBe('rolled-back');
  });
});
