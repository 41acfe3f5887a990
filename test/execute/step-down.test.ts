import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { JudgingStep } from '../../src/plan/step.ts';
import {
  AT_25,
  AT_100,
  BEFORE,
  done,
  FIRST,
  LAST_WAIT,
  only,
  SECOND,
  shifted,
  THEIRS,
  WAIT,
  waiting,
} from '../support/shifting.ts';

const gauge = () => Promise.resolve({ verdict: 'failed', said: 'bad', errors: null } as const);
const WAITED: readonly Entry[] = [
  { type: 'step.intent', step: WAIT, attempt: 1 },
  { type: 'step.done', step: WAIT, serverId: null, how: 'passed', seconds: 90 },
];
const EARLIER = [...shifted(FIRST), ...WAITED, ...shifted(SECOND)];
const ALL = [FIRST, WAIT, SECOND, LAST_WAIT];

/** The gate fails at the second share, and the map is listed as given. */
function failing(onFail: JudgingStep['onFail'], lists: readonly (readonly JsonObject[])[]) {
  return done(waiting({ onFail }, ...ALL), { 'url-maps list': lists }, EARLIER, { gauge });
}

const problem = (fix: string) => ({
  code: 'NEG-7001',
  what: 'a gate failed with 100 % of the requests at web-fqdn-bes',
  why: 'bad',
  fix,
});
const BELOW =
  'the share before this one is put back: negctl resume tries again, negctl abort goes back to the first';

describe('a gate that failed', () => {
  it('holds the shares where that is wanted, and nothing is recorded as failed', async () => {
    const { bench, outcome, writes } = await failing('hold', [[AT_100]]);
    expect(writes).toEqual([]);
    expect(bench.entries.at(-1)?.type).toBe('gate.verdict');
    expect(outcome).toMatchObject({
      ending: 'waiting',
      problems: [
        problem(
          'the shares stay as they are: negctl promote goes on all the same, negctl abort goes back',
        ),
      ],
      leftovers: [],
      done: 3,
    });
  });

  it('puts the share before it back where that is wanted: it is shifted anew', async () => {
    const { bench, outcome, writes, ends } = await failing('step-down', [
      [AT_100],
      [AT_100],
      [AT_25],
    ]);
    expect(writes).toEqual(['url-maps import plain --global']);
    expect(ends).toMatchObject([{ type: 'step.failed', step: LAST_WAIT, class: 'gate' }]);
    expect(bench.entries.slice(-3)).toMatchObject([
      { type: 'undo.intent', step: SECOND, attempt: 1 },
      { type: 'undo.process', step: SECOND },
      { type: 'undo.done', step: SECOND, how: 'restored' },
    ]);
    const [command] = bench.events.flatMap((event) =>
      event.event === 'step.started' ? [event] : [],
    );
    expect(command).toMatchObject({
      direction: 'undo',
      command: expect.stringMatching(/"weight": 75[\s\S]*"weight": 25/),
    });
    expect(outcome).toMatchObject({ ending: 'waiting', problems: [problem(BELOW)], done: 2 });
  });

  it('counts one request in a hundred as a share', async () => {
    const plan = waiting({ onFail: 'step-down' }, ...ALL);
    const steps = plan.steps.map((step) =>
      step.id === FIRST && step.effect === 'revise' ? { ...step, percent: 1 } : step,
    );
    const lists = { 'url-maps list': [[AT_100], [AT_100], [AT_25]] };
    const { outcome } = await done({ ...plan, steps }, lists, EARLIER, { gauge });
    expect(outcome.ending).toBe('waiting');
  });

  it('says what could not be put back', async () => {
    const { bench, outcome, writes } = await failing('step-down', [[AT_100], [THEIRS]]);
    expect(writes).toEqual([]);
    expect(bench.entries.at(-1)?.type).toBe('step.failed');
    expect(outcome).toMatchObject({
      ending: 'waiting',
      problems: [
        problem(BELOW),
        {
          code: 'NEG-6013',
          what: 'cannot undo: shift URL map plain to 100 % web-fqdn-bes: somebody else has changed it since it was read last',
          why: 'the share before it was to be put back, because a gate has failed',
          fix: 'negctl abort goes back to where the requests went at first',
        },
      ],
    });
  });

  it('at the first share, leads all the way back', async () => {
    const plan = waiting({ onFail: 'step-down' }, FIRST, WAIT, SECOND);
    const lists = { 'url-maps list': [[AT_25], [AT_25], [BEFORE]] };
    const { bench, outcome } = await done(plan, lists, shifted(FIRST), { gauge });
    expect(outcome).toMatchObject({ ending: 'gate', undone: 1 });
    expect(bench.entries).toContainEqual({ type: 'undo.done', step: FIRST, how: 'restored' });
  });

  it.each([
    ['no requests at all', FIRST, { percent: 0 }],
    ['those of another map', FIRST, { resource: 'another' }],
  ] as const)('leads back too where only %s are shifted before', async (_case, id, change) => {
    const plan = waiting({ onFail: 'step-down' }, ...ALL);
    const steps = plan.steps.map((step) => {
      if (step.id !== id || step.effect !== 'revise') return step;
      return 'percent' in change
        ? { ...step, percent: change.percent }
        : { ...step, resource: { ...step.resource, id: 'global/urlMaps/another' } };
    });
    const { outcome } = await done(
      { ...plan, steps },
      { 'url-maps list': [[AT_100], [AT_100]] },
      EARLIER,
      { gauge },
    );
    expect(outcome.problems[0]).toMatchObject({ code: 'NEG-7001' });
    expect(outcome.ending).not.toBe('waiting');
  });

  it('is not to be mistaken for one that somebody ended', async () => {
    const { outcome } = await done(
      only(...ALL),
      { 'url-maps list': [[AT_100], [AT_100], [BEFORE]] },
      EARLIER,
      {
        gauge,
      },
    );
    expect(outcome).toMatchObject({ ending: 'gate', undone: 2 });
  });
});
