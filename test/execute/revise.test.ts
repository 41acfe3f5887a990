import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { Bench, failed, LOST, printed } from '../support/by-ports.ts';
import {
  AT_25,
  BEFORE,
  done,
  FIRST,
  failure,
  only,
  operation,
  SERVER_ID,
  standing,
  THEIRS,
} from '../support/shifting.ts';

const plan = only(FIRST);
const WRITE = 'url-maps import plain --global';
const FORBIDDEN = failed('Permission denied. HTTPError 403');
const intent = (attempt: number) => ({ type: 'step.intent', step: FIRST, attempt }) as const;

describe('changing a document', () => {
  it('reads it before and after, and records and tells all of it', async () => {
    const { bench, outcome, kept } = await done(plan, {
      'url-maps list': [[BEFORE], [AT_25]],
      'operations list': [[operation('before')], [operation('before'), operation('own')]],
    });
    const operations = 'operations list --global --filter=targetLink~/urlMaps/plain$';
    const list = 'url-maps list --global';
    expect(bench.commands).toEqual([operations, list, WRITE, operations, list, list]);
    expect(bench.entries).toEqual([
      intent(1),
      { type: 'step.process', step: FIRST, process: { pid: 4_000_000, started: WRITE } },
      { type: 'step.done', step: FIRST, serverId: SERVER_ID, how: 'changed', seconds: 0 },
      { type: 'run.finished', ending: 'ok' },
    ]);
    expect(bench.events.slice(1)).toEqual([
      {
        event: 'step.started',
        direction: 'forward',
        step: FIRST,
        command: expect.stringContaining('gcloud compute url-maps import plain --global'),
      },
      { event: 'weight.changed', step: FIRST, resource: 'global/urlMaps/plain', percent: 25 },
      { event: 'step.finished', direction: 'forward', step: FIRST, seconds: 0, how: 'changed' },
      { event: 'verify.started' },
      { event: 'verify.finished', differences: [] },
    ]);
    expect(outcome).toMatchObject({ ending: 'ok', problems: [], done: 1 });
    expect(kept).toEqual([{ step: FIRST, result: printed('[]') }]);
  });

  it('that says so already sends nothing', async () => {
    const { ends, writes } = await done(plan, { 'url-maps list': [[AT_25]] });
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'settled', seconds: 0 }]);
  });

  it.each([
    ['is not there', [], 'it is not there any more'],
    ['is another one by now', [{ ...BEFORE, id: '18' }], 'it was deleted and made again'],
  ])('that %s sends nothing, and says so', async (_case, live, because) => {
    const { bench, outcome, ends, writes, kept } = await done(plan, { 'url-maps list': [live] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([failure(because, 'foreign')]);
    const problem = standing(because);
    expect(outcome).toMatchObject({ ending: 'changed', problems: [problem], leftovers: [] });
    expect(bench.events.at(-1)).toEqual({
      event: 'step.failed',
      direction: 'forward',
      step: FIRST,
      problem,
    });
    expect(kept).toEqual([]);
  });

  it('that somebody has changed sends nothing, and keeps what they wrote', async () => {
    const { outcome, ends, writes, kept } = await done(plan, { 'url-maps list': [[THEIRS]] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      failure('somebody else has changed it since it was read last', 'foreign'),
    ]);
    expect(outcome.ending).toBe('changed');
    expect(kept).toEqual([
      {
        step: FIRST,
        result: {
          ...printed(`${JSON.stringify(THEIRS, null, 2)}\n`),
          stderr: 'The live document, as it was found:\n',
        },
      },
    ]);
  });

  it('that cannot be read sends nothing, and nobody knows what it says', async () => {
    const { outcome, ends, writes } = await done(plan, { 'url-maps list': [FORBIDDEN] });
    const said = 'cannot read the URL map list: permission denied in project demo';
    expect(writes).toEqual([]);
    expect(ends).toEqual([failure(said, 'unknown')]);
    expect(outcome.problems[0]).toEqual(standing(said));
  });

  it('whose operations cannot be read sends nothing', async () => {
    const { ends, writes } = await done(plan, { 'operations list': [FORBIDDEN] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      failure('cannot read the operations: permission denied in project demo', 'unknown'),
    ]);
  });

  it('is read again where that may pass', async () => {
    const { outcome } = await done(plan, {
      'url-maps list': [LOST, [BEFORE], LOST, [AT_25]],
      'operations list': [LOST, [], LOST, []],
    });
    expect(outcome.ending).toBe('ok');
  });

  it('does not take a defect for an answer', async () => {
    const bench = new Bench(plan);
    const execution = bench.execution(plan, () => {
      throw new TypeError('a defect');
    });
    await expect(execute(execution)).rejects.toThrow('a defect');
    expect(bench.entries).toEqual([]);
  });
});

describe('what a read after the write shows', () => {
  const OVERWRITTEN = 'somebody else wrote it in the same moment, and was overwritten: ';

  it.each([
    [
      'with their names',
      [operation('own', { user: 'me' }), operation('theirs', { user: 'a@example.com' })],
      'patch by me at 2026-01-05T04:00:00.000-08:00; patch by a@example.com at 2026-01-05T04:00:00.000-08:00',
    ],
    [
      'without',
      [operation('own'), operation('theirs')],
      'patch by somebody at 2026-01-05T04:00:00.000-08:00; patch by somebody at 2026-01-05T04:00:00.000-08:00',
    ],
  ])('beside one more write than its own, is told %s', async (_case, operations, words) => {
    const { ends, kept } = await done(plan, {
      'url-maps list': [[BEFORE], [AT_25]],
      'operations list': [[], operations],
    });
    expect(ends).toEqual([failure(`${OVERWRITTEN}${words}`, 'unknown')]);
    expect(kept[1]?.result.stdout).toBe(`${JSON.stringify(AT_25, null, 2)}\n`);
  });

  it('beside a write that was refused, is its own', async () => {
    const { ends } = await done(plan, {
      'url-maps list': [[BEFORE], [AT_25]],
      'operations list': [[], [operation('own'), operation('theirs', { error: {} })]],
    });
    expect(ends).toMatchObject([{ type: 'step.done', how: 'changed' }]);
  });

  it('is done where it says so, whatever gcloud said', async () => {
    const { ends, writes } = await done(plan, {
      'url-maps list': [[BEFORE], [AT_25]],
      'url-maps import': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'changed' }]);
  });

  it.each([
    ['nothing', printed('[]'), [], 'it was deleted in the same moment'],
    [
      'what somebody else wrote',
      LOST,
      [THEIRS],
      'a read after the write shows what nobody here has written',
    ],
    [
      'what was there before, although gcloud says it was written',
      printed('[]'),
      [BEFORE],
      'a read after the write shows what nobody here has written',
    ],
  ])('being %s, is not written over', async (_case, answer, live, because) => {
    const { ends, writes, outcome, kept } = await done(plan, {
      'url-maps list': [[BEFORE], live],
      'url-maps import': [answer],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toEqual([failure(because, 'unknown')]);
    expect(outcome.problems[0]).toEqual(standing(because));
    const documents = kept.slice(1).map(({ result }) => result.stdout);
    const [document] = live;
    const text = `${JSON.stringify(document, null, 2)}\n`;
    expect(documents.slice(0, live.length)).toEqual(live.length === 0 ? [] : [text]);
  });
});
