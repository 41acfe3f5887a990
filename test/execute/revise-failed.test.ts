import { describe, expect, it } from 'vitest';
import { failed, LOST, printed } from '../support/by-ports.ts';
import {
  AT_25,
  BEFORE,
  done,
  FIRST,
  failure,
  only,
  operation,
  standing,
} from '../support/shifting.ts';

const plan = only(FIRST);
const FORBIDDEN = failed('Permission denied. HTTPError 403');
const UNSETTLED = 'an operation on it has not come to its end';
const intent = (attempt: number) => ({ type: 'step.intent', step: FIRST, attempt }) as const;

describe('a write that failed, where a read shows that nothing has happened', () => {
  it('is made again where that may help', async () => {
    const { bench, ends, writes } = await done(plan, {
      'url-maps list': [[BEFORE], [BEFORE], [BEFORE], [AT_25]],
      'url-maps import': [LOST, printed('[]')],
    });
    expect(writes).toHaveLength(2);
    expect(bench.entries.filter(({ type }) => type === 'step.intent')).toEqual([
      intent(1),
      intent(2),
    ]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'changed', seconds: 2 }]);
    expect(bench.events.find(({ event }) => event === 'step.retry')).toEqual({
      event: 'step.retry',
      direction: 'forward',
      step: FIRST,
      attempt: 2,
      seconds: 2,
      because: "gcloud crashed (ConnectionError): ('Connection aborted.')",
    });
  });

  it('and is there after the rest, is its own', async () => {
    const { ends, writes } = await done(plan, {
      'url-maps list': [[BEFORE], [BEFORE], [AT_25]],
      'url-maps import': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'changed' }]);
  });

  it.each([
    ['for ever, is given up', LOST, 2, 'transient', 'NEG-4110', ''],
    [
      'by a refusal that will last, is not made again',
      FORBIDDEN,
      1,
      'permission',
      'NEG-3102',
      'permission denied in project demo',
    ],
  ])('%s', async (_case, answer, times, found, code, what) => {
    const { ends, writes, outcome } = await done(plan, {
      'url-maps list': [[BEFORE]],
      'url-maps import': [answer],
    });
    expect(writes).toHaveLength(times);
    const said = answer.stderr.replace(/^.*compute\) |\n$/g, '');
    expect(ends).toEqual([failure(said, 'absent', found)]);
    expect(outcome).toMatchObject({
      ending: 'rolled-back',
      undone: 0,
      problems: [
        {
          code,
          what: expect.stringMatching(
            `^cannot shift URL map plain to 25 % web-fqdn-bes: .*${what}`,
          ),
        },
      ],
    });
  });

  it('is not made again while an operation on it has not ended', async () => {
    const { ends, writes } = await done(plan, {
      'url-maps list': [[BEFORE]],
      'url-maps import': [LOST],
      'operations list': [[], [operation('own', { status: 'RUNNING' })]],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ class: 'transient', left: 'unknown' }]);
  });
});

describe('a change that is taken up again', () => {
  it('waits for its operation, and goes on counting', async () => {
    const { bench, ends } = await done(
      plan,
      {
        'url-maps list': [[BEFORE], [BEFORE], [AT_25]],
        'operations list': [[operation('own', { status: 'RUNNING' })], []],
      },
      [intent(1)],
    );
    expect(bench.entries.filter(({ type }) => type === 'step.intent')).toEqual([intent(2)]);
    expect(ends).toMatchObject([{ how: 'changed', seconds: 2 }]);
  });

  it('is its own where it has happened meanwhile', async () => {
    const { ends, writes } = await done(plan, { 'url-maps list': [[AT_25]] }, [intent(1)]);
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'changed' }]);
  });

  it('is not sent again while its operation has not ended', async () => {
    const { ends, writes, outcome } = await done(
      plan,
      {
        'url-maps list': [[BEFORE]],
        'operations list': [[operation('own', { status: 'RUNNING' })]],
      },
      [intent(1)],
    );
    expect(writes).toEqual([]);
    expect(ends).toEqual([failure(UNSETTLED, 'unknown')]);
    expect(outcome.problems).toEqual([standing(UNSETTLED)]);
  });
});
