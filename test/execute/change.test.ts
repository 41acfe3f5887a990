import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { execute } from '../../src/execute/execute.ts';
import { answering, Bench, LOST, printed, writesAround } from '../support/by-ports.ts';
import {
  ADDRESS,
  ANOTHER,
  COMMAND,
  done,
  FORBIDDEN,
  IN_USE,
  intent,
  leftover,
  live,
  NOT_THE_ONE,
  nothingSent,
  only,
  PROXY,
  plan,
  RULE,
  THERE,
  UNREADABLE,
  web,
} from '../support/deletions.ts';

describe('deleting', () => {
  it('sends, reads back, records and tells all of it', async () => {
    const { bench, outcome } = await done(plan, {
      'addresses list': [[THERE], []],
      'addresses delete': [printed('')],
    });
    expect(outcome).toMatchObject({ ending: 'ok', problems: [], leftovers: [], done: 1 });
    expect(bench.commands).toEqual([
      'addresses list --global',
      'addresses delete web-ip --global',
      'addresses list --global',
    ]);
    const process = { pid: 4_000_000, started: 'addresses delete web-ip --global' };
    expect(bench.entries).toEqual([
      intent(ADDRESS),
      { type: 'step.process', step: ADDRESS, process },
      { type: 'step.done', step: ADDRESS, serverId: THERE['id'], how: 'removed', seconds: 0 },
      { type: 'run.finished', ending: 'ok' },
    ]);
    expect(bench.events.slice(1)).toEqual([
      { event: 'step.started', direction: 'forward', step: ADDRESS, command: COMMAND },
      { event: 'step.finished', direction: 'forward', step: ADDRESS, seconds: 0, how: 'removed' },
      { event: 'verify.started' },
      { event: 'verify.finished', differences: [] },
    ]);
  });

  it('of what is gone already sends nothing', async () => {
    const { ends, writes, outcome } = await done(plan, {});
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'gone', seconds: 0 }]);
    expect(outcome.ending).toBe('ok');
  });

  it('of what is another one by now sends nothing, and says so', async () => {
    const { bench, ends, writes, outcome } = await done(plan, { 'addresses list': [[ANOTHER]] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said: NOT_THE_ONE, left: 'foreign' },
    ]);
    const problem = nothingSent(NOT_THE_ONE);
    expect(outcome).toEqual({
      ending: 'changed',
      problems: [problem],
      leftovers: [],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(bench.events.at(-1)).toEqual({
      event: 'step.failed',
      direction: 'forward',
      step: ADDRESS,
      problem,
    });
    expect(bench.entries.at(-1)).toEqual({ type: 'run.finished', ending: 'changed' });
  });

  it('reads each right before it goes', async () => {
    const { bench } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE], []],
      'forwarding-rules list': [[live(RULE)], []],
    });
    expect(bench.commands.slice(0, 4)).toEqual([
      'forwarding-rules list --global',
      'forwarding-rules delete web-fr --global',
      'addresses list --global',
      'addresses delete web-ip --global',
    ]);
    expect(bench.commands).toHaveLength(6);
  });

  it('goes on with what does not need the one that failed', async () => {
    const both = only(web, ADDRESS, RULE);
    const apart = { ...both, steps: both.steps.map((step) => ({ ...step, needs: [] })) };
    const { outcome, writes } = await done(apart, {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE)]],
      'forwarding-rules delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(2);
    expect(outcome).toMatchObject({ ending: 'leftovers', done: 1 });
    expect(outcome.leftovers).toMatchObject([{ step: RULE }]);
  });

  it('does not go on with what needs it, and says why that is left', async () => {
    const { outcome, writes } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE)]],
      'forwarding-rules delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(1);
    expect(outcome.leftovers.map(({ step, because, said }) => [step, because, said])).toEqual([
      [
        RULE,
        'cannot delete forwarding rule web-fr: permission denied in project demo',
        'Permission denied. HTTPError 403',
      ],
      [ADDRESS, 'something that uses it is still there', null],
    ]);
  });

  it('leaves what was never sent as it is, where what uses it is another one by now', async () => {
    const { outcome, writes } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE, { id: '18' })]],
    });
    expect(writes).toEqual([]);
    expect(outcome).toMatchObject({ ending: 'changed', leftovers: [], done: 0 });
  });

  it('that cannot be recorded sends nothing, and has left nothing', async () => {
    const disk = { code: 'NEG-5102', what: 'cannot use it', why: 'disk full', fix: 'mend it' };
    const full = new NegctlError('environment', [disk]);
    const bench = new Bench(plan);
    const execution = bench.execution(plan, answering({ 'addresses list': [[THERE]] }), {
      journal: { append: () => Promise.reject(full) },
    });
    expect(await execute(execution)).toMatchObject({
      ending: 'environment',
      problems: [disk],
      leftovers: [],
    });
    expect(bench.commands.filter((words) => words.includes('delete'))).toEqual([]);
  });

  it('that was stopped has no leftovers, and starts nothing more', async () => {
    const { outcome, bench } = await done(plan, {}, [], { stop: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ending: 'interrupt', leftovers: [] });
    expect(bench.commands).toEqual([]);
  });
});

describe('a delete that failed', () => {
  it.each([
    ['in use', IN_USE],
    ['lost', LOST],
  ])('being %s, is tried again once a read shows that it is there', async (_case, first) => {
    const { intents, ends, writes, bench } = await done(plan, {
      'addresses list': [[THERE], [THERE], [THERE], []],
      'addresses delete': [first, printed('')],
    });
    expect(writes).toHaveLength(2);
    expect(intents).toEqual([intent(ADDRESS), intent(ADDRESS, 2)]);
    expect(ends).toMatchObject([{ how: 'removed', seconds: 2 }]);
    expect(bench.events.find(({ event }) => event === 'step.retry')).toMatchObject({
      direction: 'forward',
      step: ADDRESS,
      attempt: 2,
      seconds: 2,
    });
    expect(bench.commands.slice(2, 6)).toEqual([
      'operations list --global --filter=targetLink~/addresses/web-ip$',
      'addresses list --global',
      'addresses list --global',
      'addresses delete web-ip --global',
    ]);
  });

  it.each([
    ['is another one by now', [ANOTHER], 'step.failed'],
    ['is gone', [], 'step.done'],
  ])('is not tried again where it %s after the rest', async (_case, after, type) => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], [THERE], after],
      'addresses delete': [IN_USE],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type }]);
  });

  it('for ever, is given up after as many times as were asked for', async () => {
    const { writes, ends, outcome } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [IN_USE],
    });
    expect(writes).toHaveLength(2);
    const said = "The address resource is already being used by 'rule'";
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'in-use', said, left: 'present' },
    ]);
    expect(outcome.problems).toMatchObject([
      { code: 'NEG-4104', what: 'cannot delete address web-ip: it is in use by rule' },
    ]);
    const because = 'cannot delete address web-ip: it is in use by rule';
    expect(outcome.leftovers).toEqual([leftover(because, said)]);
  });

  it('by a refusal that will last, is not tried again', async () => {
    const { writes, ends, outcome } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ class: 'permission', left: 'present' }]);
    expect(outcome.problems).toMatchObject([
      { what: 'cannot delete address web-ip: permission denied in project demo' },
    ]);
  });

  it('is done where a read shows nothing any more', async () => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], []],
      'addresses delete': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'removed' }]);
  });

  it.each([
    ['is another one by now', [ANOTHER], NOT_THE_ONE, 'foreign'],
    ['cannot be read', FORBIDDEN, UNREADABLE, 'unknown'],
  ])('is not tried again where it %s', async (_case, after, said, left) => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], after],
      'addresses delete': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toEqual([{ type: 'step.failed', step: ADDRESS, class: 'transient', said, left }]);
  });

  it('is not tried again while an operation on it has not ended', async () => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [LOST],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    expect(writes).toHaveLength(1);
    const said = 'an operation on it has not come to its end';
    expect(ends).toMatchObject([{ class: 'transient', said, left: 'unknown' }]);
  });
});

describe('while it is read what a refused delete has done', () => {
  it('nothing more is started, and after it the others go on before it is tried again', async () => {
    const ids = [RULE, PROXY, ADDRESS];
    const steps = web.steps
      .filter(({ id }) => ids.includes(id))
      .map((step) => ({ ...step, needs: [], typicalSeconds: 10 - ids.indexOf(step.id) }));
    const writes = await writesAround({ ...web, steps }, 'target-http-proxies delete', {
      'forwarding-rules list': [[live(RULE)], [live(RULE)], [live(RULE)], []],
      'target-http-proxies list': [[live(PROXY)], []],
      'addresses list': [[THERE], []],
      'forwarding-rules delete': [IN_USE, printed('')],
    });
    expect(writes).toEqual([
      'forwarding-rules',
      'target-http-proxies',
      'read',
      'addresses',
      'forwarding-rules',
    ]);
  });
});
