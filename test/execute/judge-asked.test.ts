import { describe, expect, it } from 'vitest';
import type { Ports } from '../../src/execute/ports.ts';
import * as shifting from '../support/shifting.ts';

const MANUAL = { type: 'manual' } as const;

describe('a manual gate', () => {
  /** Notes what is asked for, and says so. */
  function asking(says: Awaited<ReturnType<Ports['promoted']>>) {
    const asked: number[] = [];
    const promoted: Ports['promoted'] = (percent) => {
      asked.push(percent);
      return Promise.resolve(says);
    };
    return { asked, promoted };
  }

  it('that nobody is there for waits, and says what for', async () => {
    const { asked, promoted } = asking('no');
    const { bench, outcome } = await shifting.done(shifting.waiting({ gates: [MANUAL] }), {}, [], {
      promoted,
    });
    expect(asked).toEqual([25]);
    expect(bench.entries).toMatchObject([
      { type: 'step.intent' },
      { type: 'gate.verdict', verdict: 'passed', said: 'no gate but manual' },
    ]);
    expect(outcome).toMatchObject({
      ending: 'waiting',
      problems: [
        {
          code: 'NEG-7003',
          what: '25 % of the requests go to web-fqdn-bes, and nobody has said that it may go on',
          why: 'a manual gate is waited for, and nobody can be asked',
          fix: 'negctl promote goes on, negctl abort goes back',
        },
      ],
    });
  });

  it('is asked last, and what is said is recorded', async () => {
    const { asked, promoted } = asking('yes');
    const { gauge, moments } = shifting.gaugeOf(shifting.UNCLEAR, shifting.PASSED);
    const plan = shifting.waiting({ gates: [MANUAL, shifting.COMMAND] });
    const { bench, outcome } = await shifting.done(plan, {}, [], { promoted, gauge });
    expect(shifting.verdicts(bench.entries)).toEqual(['inconclusive', 'passed']);
    expect(moments).toHaveLength(2);
    expect(asked).toEqual([25]);
    expect(bench.entries.slice(-3)).toMatchObject([
      { type: 'gate.promoted', step: shifting.WAIT },
      { type: 'step.done', how: 'passed' },
      { type: 'run.finished' },
    ]);
    expect(outcome.ending).toBe('ok');
  });

  it('is not asked where there is none', async () => {
    const { asked, promoted } = asking('no');
    const { outcome } = await shifting.done(shifting.waiting(), {}, [], { promoted });
    expect(asked).toEqual([]);
    expect(outcome.ending).toBe('ok');
  });

  it.each([
    ['goes on once they want it', 'promote', 'ok'],
    ['goes back once they want it', 'abort', 'gate'],
    ['can be stopped', 'stop', 'interrupt'],
  ] as const)('at which somebody sits %s', async (_case, wish, ending) => {
    const { promoted } = asking('by-key');
    const stop = new AbortController();
    let looks = 0;
    const wanted: Ports['wanted'] = () => {
      looks += 1;
      // 91 looks while it soaks, and an hour of them while it waits.
      if (looks < 91 + 3_600) return Promise.resolve(null);
      if (wish !== 'stop') return Promise.resolve(wish);
      stop.abort();
      return Promise.resolve(null);
    };
    const { bench, outcome } = await shifting.done(shifting.waiting({ gates: [MANUAL] }), {}, [], {
      promoted,
      wanted,
      stop: stop.signal,
    });
    expect(outcome).toMatchObject({ ending, problems: [] });
    const seconds = bench.entries.find(({ type }) => type === 'step.done');
    if (wish === 'promote') expect(seconds).toMatchObject({ seconds: 90 + 3_599 });
  });
});

describe('what somebody wants of a wait', () => {
  /** Wants it at the given look, of which there is one a second. */
  function at(look: number, wish: 'promote' | 'abort'): Ports['wanted'] {
    let looks = 0;
    return () => {
      looks += 1;
      return Promise.resolve(looks === look ? wish : null);
    };
  }

  it.each([
    ['soaks', 11, 0, 10],
    ['waits for another look', 112, 1, 110],
  ])('is heard while it %s: it goes on', async (_case, look, rounds, seconds) => {
    const { gauge, moments } = shifting.gaugeOf(shifting.UNCLEAR);
    const { bench, outcome } = await shifting.done(shifting.waiting(), {}, [], {
      gauge,
      wanted: at(look, 'promote'),
    });
    expect(moments).toHaveLength(rounds);
    expect(bench.entries.slice(-3)).toEqual([
      { type: 'gate.promoted', step: shifting.WAIT },
      { type: 'step.done', step: shifting.WAIT, serverId: null, how: 'passed', seconds },
      { type: 'run.finished', ending: 'ok' },
    ]);
    expect(outcome.ending).toBe('ok');
  });

  it.each([
    ['soaks', 11],
    ['waits for another look', 112],
  ])('is heard while it %s: the requests go back', async (_case, look) => {
    const { bench, outcome } = await shifting.done(
      shifting.only(shifting.FIRST, shifting.WAIT),
      { 'url-maps list': [[shifting.AT_25], [shifting.AT_25], [shifting.BEFORE]] },
      shifting.shifted(shifting.FIRST),
      { gauge: shifting.gaugeOf(shifting.UNCLEAR).gauge, wanted: at(look, 'abort') },
    );
    expect(bench.entries).toContainEqual({ type: 'undo.started', because: 'asked for' });
    expect(bench.entries).toContainEqual({
      type: 'undo.done',
      step: shifting.FIRST,
      how: 'restored',
    });
    expect(outcome).toMatchObject({ ending: 'gate', problems: [], undone: 1 });
  });
});
