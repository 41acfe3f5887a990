import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { execute } from '../../src/execute/execute.ts';
import { answering, Bench, LOST, printed } from '../support/by-ports.ts';
import {
  ADDRESS,
  ANOTHER,
  COMMAND,
  done,
  FORBIDDEN,
  intent,
  live,
  NOT_THE_ONE,
  nothingSent,
  only,
  plan,
  RULE,
  THERE,
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

  it('does not list what is gone although nothing was sent', async () => {
    const { outcome } = await done(only(web, ADDRESS, RULE), {
      'forwarding-rules list': [[live(RULE)]],
      'forwarding-rules delete': [FORBIDDEN],
    });
    expect(outcome.leftovers).toMatchObject([{ step: RULE }]);
  });

  it('is not untouched where one delete was sent and others were not', async () => {
    const { outcome } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE)], [live(RULE, { id: '18' })]],
      'forwarding-rules delete': [LOST],
    });
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.leftovers).toMatchObject([{ step: ADDRESS }]);
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

  it('that cannot be recorded any more, says also what failed before', async () => {
    const disk = { code: 'NEG-5102', what: 'cannot use it', why: 'disk full', fix: 'mend it' };
    const both = only(web, ADDRESS, RULE);
    const apart = { ...both, steps: both.steps.map((step) => ({ ...step, needs: [] })) };
    const bench = new Bench(apart);
    const execution = bench.execution(
      apart,
      answering({
        'addresses list': [[THERE]],
        'forwarding-rules list': [[live(RULE)]],
        'forwarding-rules delete': [FORBIDDEN],
      }),
    );
    const { journal } = execution.ports;
    const append: typeof journal.append = (entry) =>
      'step' in entry && entry.step === ADDRESS
        ? Promise.reject(new NegctlError('environment', [disk]))
        : journal.append(entry);
    const ports = { ...execution.ports, journal: { append } };
    const outcome = await execute({ ...execution, ports });
    expect(outcome.problems).toMatchObject([
      { what: 'cannot delete forwarding rule web-fr: permission denied in project demo' },
      disk,
    ]);
    expect(outcome.leftovers.map(({ step }) => step)).toEqual([RULE, ADDRESS]);
  });

  it('that was stopped has no leftovers, and starts nothing more', async () => {
    const { outcome, bench } = await done(plan, {}, [], { stop: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ending: 'interrupt', leftovers: [] });
    expect(bench.commands).toEqual([]);
  });
});
