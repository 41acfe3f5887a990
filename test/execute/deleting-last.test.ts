import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { answering, Bench, failed, LOST } from '../support/by-ports.ts';
import * as deletions from '../support/deletions.ts';
import * as shifting from '../support/shifting.ts';
import { LIVE, made, planOf } from '../support/undoing.ts';

const MADE = 'addresses.web-ip';
const GOING = 'forwardingRules.web-fr';
const GONE_LAST = { ...deletions.live(GOING) };
const EQUAL: JsonObject = {
  ...LIVE,
  addressType: 'EXTERNAL',
  ipVersion: 'IPV4',
  networkTier: 'PREMIUM',
};
const FORBIDDEN = failed('Permission denied. HTTPError 403');

/** A plan that makes an address and deletes a forwarding rule at its end. */
const plan: Plan = {
  ...planOf(MADE),
  verb: 'migrate',
  steps: [
    ...planOf(MADE).steps,
    ...deletions.only(deletions.web, GOING).steps.map((step) => ({ ...step, needs: [MADE] })),
  ],
};
const BEGUN: Entry = { type: 'step.intent', step: GOING, attempt: 1 };

const left = (because: string) => ({ step: GOING, because });

async function done(
  earlier: readonly Entry[],
  answers: Parameters<typeof answering>[0],
  given: Parameters<Bench['execution']>[2] = {},
) {
  const bench = new Bench(plan, earlier);
  const lists = { 'addresses list': [[EQUAL]], 'forwarding-rules list': [[GONE_LAST]] };
  const execution = bench.execution(plan, answering({ ...lists, ...answers }), {
    retries: 1,
    ...given,
  });
  const outcome = await execute(execution);
  const undoing = bench.entries.some(({ type }) => type === 'undo.started');
  return { bench, outcome, undoing };
}

describe('a run that has deleted something at its end', () => {
  const map = shifting.only(shifting.FIRST);
  const moved: Plan = { ...map, steps: [...map.steps, ...plan.steps.slice(-1)] };
  const SAID = 'global/urlMaps/plain is not what this run has written';

  it.each([
    ['somebody else has changed', [[shifting.THEIRS]], [SAID]],
    ['nobody can read any more', [[shifting.THEIRS], FORBIDDEN], [SAID]],
    ['is gone', [[]], ['global/urlMaps/plain is missing']],
    ['is as planned again', [[shifting.THEIRS], [shifting.AT_25]], []],
  ])('says what is left of a shift that %s', async (_case, lists, said) => {
    const bench = new Bench(moved, [
      ...shifting.shifted(shifting.FIRST),
      BEGUN,
      { type: 'step.done', step: GOING, serverId: null, how: 'gone', seconds: 1 },
    ]);
    const answers = answering({ 'url-maps list': [[shifting.AT_25], ...lists] });
    const outcome = await execute(bench.execution(moved, answers, { retries: 0 }));
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.leftovers).toEqual(
      said.map((because) => ({
        step: shifting.FIRST,
        resource: 'global/urlMaps/plain',
        because,
        said: null,
        command: expect.stringContaining('gcloud compute url-maps import plain'),
      })),
    );
  });
});

describe('what is left of a run that has begun to delete, and cannot be read', () => {
  const { steps, ...rest } = shifting.only(shifting.FIRST, shifting.WAIT);
  const DELETED: readonly Entry[] = [
    BEGUN,
    { type: 'step.done', step: GOING, serverId: null, how: 'gone', seconds: 1 },
  ];

  async function leftovers(changed: Plan['steps']) {
    const all: Plan = { ...rest, steps: [...changed, ...plan.steps.slice(-1)] };
    const bench = new Bench(all, DELETED);
    const outcome = await execute(bench.execution(all, () => FORBIDDEN, { retries: 0 }));
    return outcome.leftovers;
  }

  it('is no wait', async () => {
    const command = expect.stringMatching(/^gcloud compute url-maps import plain /);
    expect(await leftovers(steps)).toMatchObject([{ step: shifting.FIRST, command }]);
  });

  it('is done by the run alone where its command has a secret in it', async () => {
    const secret = steps.flatMap((step) =>
      step.effect === 'revise' ? [{ ...step, run: { ...step.run, stdin: 'ya29.secret' } }] : [],
    );
    expect(await leftovers(secret)).toMatchObject([{ command: 'negctl resume' }]);
  });
});

describe('a run that deletes something at its end', () => {
  it.each([
    ['was refused', FORBIDDEN],
    ['was lost for ever', LOST],
  ])('is not taken back where that %s: it is what is left', async (_case, answer) => {
    const { outcome, undoing } = await done(made(MADE), { 'forwarding-rules delete': [answer] });
    expect(undoing).toBe(false);
    expect(outcome).toMatchObject({
      ending: 'leftovers',
      done: 1,
      leftovers: [{ step: GOING, command: expect.stringContaining('forwarding-rules delete') }],
    });
  });

  it('is taken back where it fails before that', async () => {
    const { outcome, undoing } = await done([], {
      'addresses create': [failed("Invalid value for field 'resource.name'")],
      'addresses list': [[]],
    });
    expect(undoing).toBe(true);
    expect(outcome.leftovers).toEqual([]);
  });

  it.each([
    ['may have deleted it', [BEGUN], [GOING]],
    ['has not begun with that', [], [MADE]],
  ])('and whose gcloud is still at work, after it %s, says what is left', async (_c, more, ids) => {
    const process = { pid: 7, started: '1' };
    const earlier: readonly Entry[] = [
      ...made(MADE),
      ...more,
      { type: 'step.process', step: more.length === 0 ? MADE : GOING, process },
    ];
    const { outcome } = await done(earlier, {}, { isAlive: () => true });
    const because = 'a gcloud of this run is still at work';
    expect(outcome.leftovers).toMatchObject(ids.map((step) => ({ ...left(because), step })));
  });

  it('lists nothing else once it may have deleted it', async () => {
    const process = { pid: 7, started: '1' };
    const earlier: readonly Entry[] = [
      { type: 'step.intent', step: MADE, attempt: 1 },
      BEGUN,
      { type: 'step.process', step: GOING, process },
    ];
    const { outcome } = await done(earlier, {}, { isAlive: () => true });
    expect(outcome.leftovers.map(({ step }) => step)).toEqual([GOING]);
  });

  it.each([
    ['may have deleted it', [BEGUN], [GOING]],
    ['has not begun with that', [], [MADE]],
  ])('and cannot be read, after it %s, says what is left', async (_case, more, ids) => {
    const bench = new Bench(plan, [...made(MADE), ...more]);
    const outcome = await execute(bench.execution(plan, () => FORBIDDEN, { retries: 0 }));
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.leftovers.map(({ step }) => step)).toEqual(ids);
  });
});
