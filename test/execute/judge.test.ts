import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Reading } from '../../src/traffic/reading.ts';
import {
  AT_25,
  BEFORE,
  begun,
  COMMAND,
  done,
  FIRST,
  gaugeOf,
  only,
  PASSED,
  shifted,
  UNCLEAR,
  verdicts,
  WAIT,
  waiting,
} from '../support/shifting.ts';

const FAILED: Reading = { verdict: 'failed', said: '3 of 5 failed', errors: null };
const ERROR: Reading = { verdict: 'error', said: 'no answer', errors: null };
const BEGUN: Entry = { type: 'step.intent', step: WAIT, attempt: 1 };

describe('a wait', () => {
  it('soaks, looks, and records and tells all of it', async () => {
    const { gauge, moments } = gaugeOf(PASSED);
    const { bench, outcome } = await done(waiting(), {}, [], { gauge });
    expect(bench.entries).toEqual([
      BEGUN,
      { type: 'gate.verdict', step: WAIT, verdict: 'passed', said: 'good' },
      { type: 'step.done', step: WAIT, serverId: null, how: 'passed', seconds: 90 },
      { type: 'run.finished', ending: 'ok' },
    ]);
    expect(bench.events.slice(1, 5)).toEqual([
      { event: 'gate.started', step: WAIT, percent: 25, seconds: 90 },
      { event: 'gate.sample', step: WAIT, gate: 'command', ...PASSED },
      { event: 'gate.verdict', step: WAIT, verdict: 'passed', said: 'good' },
      { event: 'step.finished', direction: 'forward', step: WAIT, seconds: 90, how: 'passed' },
    ]);
    const since = new Date(bench.clock.now() - 90_000);
    const now = new Date(bench.clock.now());
    expect(moments).toEqual([{ now, since, soakSeconds: 90, percent: 25 }]);
    expect(outcome).toMatchObject({ ending: 'ok', done: 1 });
  });

  it.each([
    [60_000, 30, 90],
    [59_001, 31, 90],
    [89_999, 1, 90],
    [200_000, 0, 200],
  ])('of a process that died %i ms ago goes on where it was', async (since, left, seconds) => {
    const { bench, execution } = begun(waiting(), {}, [BEGUN]);
    await bench.clock.sleep(since);
    await execute(execution);
    expect(bench.events[1]).toEqual({
      event: 'gate.started',
      step: WAIT,
      percent: 25,
      seconds: left,
    });
    expect(bench.entries.map(({ type }) => type)).toEqual([
      'gate.verdict',
      'step.done',
      'run.finished',
    ]);
    expect(bench.entries[1]).toMatchObject({ seconds });
  });

  it('that failed before begins anew', async () => {
    const earlier: readonly Entry[] = [
      BEGUN,
      { type: 'step.failed', step: WAIT, class: 'gate', said: 'bad', left: 'absent' },
    ];
    const { bench, execution } = begun(waiting(), {}, earlier);
    await bench.clock.sleep(60_000);
    await execute(execution);
    expect(bench.events[1]).toMatchObject({ event: 'gate.started', seconds: 90 });
    expect(bench.entries[0]).toEqual({ ...BEGUN, attempt: 2 });
    expect(bench.entries[2]).toMatchObject({ type: 'step.done', seconds: 90 });
  });

  it('that somebody has ended is over at once', async () => {
    const { gauge, moments } = gaugeOf(FAILED);
    const earlier: readonly Entry[] = [BEGUN, { type: 'gate.promoted', step: WAIT }];
    const { bench, outcome } = await done(waiting(), {}, earlier, { gauge });
    expect(moments).toEqual([]);
    expect(bench.entries).toContainEqual({
      type: 'step.done',
      step: WAIT,
      serverId: null,
      how: 'passed',
      seconds: 0,
    });
    expect(outcome.ending).toBe('ok');
  });

  it.each([
    ['soaks', 1, []],
    ['waits for another look', 91, ['inconclusive']],
  ])('that is stopped while it %s can be resumed', async (_case, sleeps, said) => {
    const stop = new AbortController();
    const { bench, execution } = begun(waiting(), {}, [], {
      gauge: gaugeOf(UNCLEAR).gauge,
      stop: stop.signal,
    });
    let slept = 0;
    const clock = {
      ...execution.ports.clock,
      sleep: (milliseconds: number) => {
        slept += 1;
        if (slept === sleeps) stop.abort();
        expect(milliseconds).toBe(1_000);
        return bench.clock.sleep(milliseconds);
      },
    };
    const outcome = await execute({ ...execution, ports: { ...execution.ports, clock } });
    expect(outcome).toMatchObject({ ending: 'interrupt', problems: [], leftovers: [] });
    expect(verdicts(bench.entries)).toEqual(said);
    expect(bench.entries.at(-1)?.type).toBe(said.length === 0 ? 'step.intent' : 'gate.verdict');
    expect(slept).toBe(sleeps);
  });

  it('sleeps no longer than it has to', async () => {
    const { bench } = await done(waiting({ soakSeconds: 0.5 }), {});
    expect(bench.entries).toContainEqual(expect.objectContaining({ seconds: 0.5 }));
  });
});

describe('a verdict', () => {
  it('of several gates is the worst of theirs, and says all', async () => {
    const { gauge } = gaugeOf(PASSED, UNCLEAR, PASSED);
    const { bench } = await done(waiting({ gates: [COMMAND, COMMAND] }), {}, [], { gauge });
    expect(bench.entries.slice(1, 3)).toEqual([
      { type: 'gate.verdict', step: WAIT, verdict: 'inconclusive', said: 'good; 2 requests' },
      { type: 'gate.verdict', step: WAIT, verdict: 'passed', said: 'good; good' },
    ]);
    expect(bench.entries[3]).toMatchObject({ type: 'step.done', seconds: 150 });
  });

  it('that is bad twice moves the requests back', async () => {
    const { gauge } = gaugeOf(FAILED);
    const plan = only(FIRST, WAIT);
    const { bench, outcome, writes } = await done(
      plan,
      { 'url-maps list': [[AT_25], [AT_25], [BEFORE]] },
      shifted(FIRST),
      { gauge },
    );
    const problem = {
      code: 'NEG-7001',
      what: 'a gate failed with 25 % of the requests at web-fqdn-bes',
      why: '3 of 5 failed',
      fix: 'the requests go where they went before; mend the new backend, then migrate again',
    };
    expect(verdicts(bench.entries)).toEqual(['failed', 'failed']);
    expect(bench.entries.slice(3)).toMatchObject([
      { type: 'step.failed', step: WAIT, class: 'gate', said: '3 of 5 failed', left: 'absent' },
      { type: 'undo.started', because: 'a gate has failed' },
      { type: 'undo.intent', step: FIRST },
      { type: 'undo.process', step: FIRST },
      { type: 'undo.done', step: FIRST, how: 'restored' },
      { type: 'run.finished', ending: 'rolled-back' },
      { type: 'run.finished', ending: 'gate' },
    ]);
    expect(bench.events).toContainEqual({
      event: 'step.failed',
      direction: 'forward',
      step: WAIT,
      problem,
    });
    expect(outcome).toMatchObject({ ending: 'gate', problems: [problem], leftovers: [] });
    expect(writes).toHaveLength(1);
  });

  it('that is bad counts together with those of earlier waits', async () => {
    const bad: Entry = { type: 'gate.verdict', step: WAIT, verdict: 'failed', said: '' };
    const { bench } = await done(waiting(), {}, [BEGUN, bad, bad, bad, bad], {
      gauge: gaugeOf(FAILED).gauge,
    });
    expect(verdicts(bench.entries)).toEqual(['failed']);
  });

  it.each([
    ['unclear for half an hour', UNCLEAR, 31, '2 requests'],
    ['an error four times', ERROR, 4, 'no answer'],
  ])('that is %s waits for somebody', async (_case, reading, rounds, why) => {
    const { gauge } = gaugeOf(reading);
    const { bench, outcome } = await done(waiting(), {}, [], { gauge });
    expect(verdicts(bench.entries)).toHaveLength(rounds);
    expect(bench.entries.at(-1)?.type).toBe('gate.verdict');
    expect(outcome).toMatchObject({
      ending: 'waiting',
      problems: [
        {
          code: 'NEG-7002',
          what: 'no gate has come to a verdict with 25 % of the requests at web-fqdn-bes',
          why,
          fix: 'negctl resume looks again, negctl promote goes on, negctl abort goes back',
        },
      ],
    });
  });
});
