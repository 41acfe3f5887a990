import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import {
  AT_25,
  AT_100,
  BEFORE,
  begun,
  done,
  FIRST,
  LAST,
  only,
  SECOND,
  shifted,
  WAIT,
} from '../support/shifting.ts';

const MAPS = 'url-maps list';

describe('a migration that is to go so far only', () => {
  it('does not begin what goes further, and says how to go on', async () => {
    const plan = only(FIRST, WAIT, SECOND);
    const lists = { [MAPS]: [[BEFORE], [AT_25]] };
    const { outcome, writes } = await done(plan, lists, [], { until: 25 });
    expect(writes).toHaveLength(1);
    expect(outcome).toEqual({
      ending: 'waiting',
      problems: [
        {
          code: 'NEG-7003',
          what: 'at most 25 % of the requests were to be moved now',
          why: '--until says so',
          fix: 'negctl resume goes on, with another --until or none; negctl abort goes back',
        },
      ],
      leftovers: [],
      done: 2,
      undone: 0,
      facts: null,
    });
  });

  it.each([
    ['a wait', WAIT],
    ['a shift', FIRST],
  ])('does not begin %s at a share beyond that', async (_case, id) => {
    const { bench, outcome } = await done(only(id), {}, [], { until: 24 });
    expect(bench.entries).toEqual([]);
    expect(outcome.ending).toBe('waiting');
  });

  it('that goes that far ends as any other', async () => {
    const { outcome } = await done(only(FIRST), { [MAPS]: [[BEFORE], [AT_25]] }, [], { until: 25 });
    expect(outcome.ending).toBe('ok');
  });
});

describe('a migration that is read back', () => {
  const earlier = [FIRST, SECOND, LAST].flatMap(shifted);
  const plan = only(FIRST, SECOND, LAST);
  const end = plan.steps.find(({ id }) => id === LAST);
  const to = end?.effect === 'revise' ? end.to : {};

  it.each([
    ['is missing', []],
    ['is not what this run has written', [AT_100]],
  ])('and whose map %s, was not done', async (what, live) => {
    const lists = { [MAPS]: [[to], live, [to], [BEFORE]] };
    const { bench, outcome } = await done(plan, lists, earlier);
    expect(outcome.problems).toMatchObject([
      { code: 'NEG-4120', what: `global/urlMaps/plain ${what}` },
    ]);
    expect(bench.entries[0]).toMatchObject({ type: 'step.failed', step: LAST, left: 'present' });
  });

  it('is one where the map says what the last shift wrote', async () => {
    const { execution } = begun(plan, { [MAPS]: [[to]] }, earlier);
    expect(await execute(execution)).toMatchObject({ ending: 'ok', done: 3 });
  });
});
