import { describe, expect, it } from 'vitest';
import { LOST, printed, writesAround } from '../support/by-ports.ts';
import {
  ADDRESS,
  ANOTHER,
  done,
  FORBIDDEN,
  IN_USE,
  intent,
  leftover,
  live,
  NOT_THE_ONE,
  PROXY,
  plan,
  RULE,
  THERE,
  UNREADABLE,
  web,
} from '../support/deletions.ts';

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
    const { writes, ends, outcome } = await done(plan, {
      'addresses list': [[THERE], after],
      'addresses delete': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toEqual([{ type: 'step.failed', step: ADDRESS, class: 'transient', said, left }]);
    // It was sent, and may have had its effect before somebody else's.
    expect(outcome.ending).toBe('leftovers');
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
