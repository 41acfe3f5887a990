import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { answering, Bench, failed, LOST } from '../support/by-ports.ts';
import {
  ADDRESS,
  done,
  FORBIDDEN,
  intent,
  leftover,
  NOT_TOLD,
  nothingSent,
  plan,
  UNREADABLE,
} from '../support/deletions.ts';

describe('a deletion that cannot go on', () => {
  it('because the project cannot be read, lists what is not done', async () => {
    const { outcome, bench } = await done(plan, { 'addresses list': [FORBIDDEN] }, [
      intent(ADDRESS),
    ]);
    expect(outcome).toMatchObject({
      ending: 'leftovers',
      problems: [{ code: 'NEG-3102', what: UNREADABLE }],
    });
    const because = 'the run could not go on; the project could not be read';
    expect(outcome.leftovers).toEqual([leftover(because)]);
    expect(bench.entries).toEqual([]);
  });

  it('because the project cannot be read for long, has read as often as it was asked to', async () => {
    const bench = new Bench(plan);
    const started = bench.clock.now();
    const execution = bench.execution(plan, answering({ 'addresses list': [LOST] }));
    expect(await execute(execution)).toMatchObject({
      ending: 'leftovers',
      leftovers: [{ step: ADDRESS }],
    });
    // Once before it is deleted, once to tell what is left; each time 2, 5 and 10 seconds.
    expect(bench.commands).toEqual(Array(8).fill('addresses list --global'));
    expect(bench.clock.now() - started).toBe(34_000);
  });

  it.each([
    ['of who is asking', failed('HTTPError 401')],
    ['of what is allowed', FORBIDDEN],
    ['the API is off', failed('API [compute.googleapis.com] not enabled on project [demo].')],
    ['there is no gcloud', failed('', { startError: 'ENOENT' })],
  ])('because %s, is not read again for that', async (_case, answer) => {
    const { outcome, bench } = await done(plan, { 'addresses list': [answer] });
    expect(outcome.problems).toHaveLength(1);
    expect(bench.commands).toEqual(Array(2).fill('addresses list --global'));
  });

  it('because what is there cannot be read, sends nothing, and lists it', async () => {
    const { outcome, writes, ends } = await done(plan, { 'addresses list': [FORBIDDEN] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said: UNREADABLE, left: 'unknown' },
    ]);
    const problem = nothingSent(UNREADABLE, NOT_TOLD);
    expect(outcome).toMatchObject({ ending: 'leftovers', problems: [problem] });
    expect(outcome.leftovers).toEqual([leftover(problem.what)]);
  });

  it('because a gcloud of it is still at work, says that of each', async () => {
    const bench = new Bench(plan, [
      intent(ADDRESS),
      { type: 'step.process', step: ADDRESS, process: { pid: 7, started: '1' } },
    ]);
    const execution = bench.execution(plan, answering({}), { isAlive: () => true });
    const outcome = await execute(execution);
    expect(outcome).toMatchObject({ ending: 'leftovers', done: 0 });
    expect(outcome.leftovers).toEqual([leftover('a gcloud of this run is still at work')]);
    expect(bench.commands).toEqual([]);
  });
});
