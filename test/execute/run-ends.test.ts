import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { rollBack } from '../../src/execute/roll-back.ts';
import { answering, Bench, failed, LOST, printed, resultOf } from '../support/by-ports.ts';
import {
  ADDRESS,
  full,
  LIVE,
  leftover,
  made,
  planOf,
  SERVICE,
  undone,
  whole,
} from '../support/undoing.ts';

describe('a project that cannot be read', () => {
  it('for a while, is read again', async () => {
    const { outcome } = await undone(
      made(ADDRESS),
      { 'addresses list': [LOST, LOST, [LIVE], []] },
      { retries: 3 },
    );
    expect(outcome.ending).toBe('rolled-back');
  });

  it('at all, keeps everything, and nothing is written', async () => {
    const { outcome, deletes, bench } = await undone(made(ADDRESS), { 'addresses list': [LOST] });
    expect(deletes).toEqual([]);
    expect(outcome.problems).toMatchObject([{ code: 'NEG-4110' }]);
    expect(bench.entries.at(-1)).toMatchObject({ type: 'undo.kept', step: ADDRESS });
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0, done: 0, facts: null });
    expect(outcome.leftovers).toEqual([leftover(expect.stringContaining('could not be read'))]);
  });

  it('or that a defect keeps from being read, ends in that defect', async () => {
    const plan = planOf(ADDRESS);
    const bench = new Bench(plan, made(ADDRESS));
    const execution = bench.execution(plan, () => {
      throw new TypeError('a defect');
    });
    await expect(rollBack(execution, [], 'asked for')).rejects.toThrow('a defect');
    await expect(execute(execution)).rejects.toThrow('a defect');
  });

  it('or that a defect keeps from being read at the very end, too', async () => {
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan);
    let created = 0;
    const execution = bench.execution(
      plan,
      (words) => {
        if (words.includes('create')) {
          created += 1;
          return created === 1
            ? printed('{"name":"web-bes","id":"9"}')
            : failed('Invalid value for');
        }
        if (words.startsWith('backend-services list')) throw new TypeError('a defect');
        return printed('[]');
      },
      { rollbackOnFailure: false },
    );
    await expect(execute(execution)).rejects.toThrow('a defect');
  });
});

describe('a journal that cannot be written', () => {
  it('before anything was begun, ends as that', async () => {
    const plan = planOf(ADDRESS);
    const bench = new Bench(plan);
    const execution = bench.execution(plan, () => printed('[]'), {
      journal: { append: () => Promise.reject(full) },
    });
    expect(await execute(execution)).toEqual({
      ending: 'environment',
      problems: full.problems,
      leftovers: [],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(bench.commands).toEqual([]);
  });

  it('in the middle, leaves what was made, and lists it', async () => {
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan, made(ADDRESS));
    const execution = bench.execution(
      plan,
      (words) => (words.startsWith('addresses list') ? resultOf([LIVE]) : printed('[]')),
      { journal: { append: () => Promise.reject(full) } },
    );
    const outcome = await execute(execution);
    expect(outcome).toMatchObject({ ending: 'leftovers', problems: full.problems, done: 1 });
    expect(outcome.leftovers).toEqual([leftover('the run could not go on')]);
    expect(bench.commands.filter((words) => /create|delete/.test(words))).toEqual([]);
  });
});

describe('what somebody has taken away meanwhile', () => {
  it('is not among what a run leaves that could not go on', async () => {
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan, made(ADDRESS));
    const lists = answering({ 'addresses list': [[LIVE], []] });
    const execution = bench.execution(plan, lists, {
      journal: { append: () => Promise.reject(full) },
    });
    expect(await execute(execution)).toMatchObject({ ending: 'environment', leftovers: [] });
  });
});

describe('what was there before and is not as planned when it is read back', () => {
  it('is told, and no step is to blame', async () => {
    const { steps } = whole;
    const [adopted] = steps.flatMap((step) =>
      step.id === SERVICE && step.effect === 'make' ? [step.resource] : [],
    );
    if (adopted === undefined) throw new Error('no such step');
    const plan = { ...planOf(ADDRESS), adopted: [{ resource: adopted, serverId: '9' }] };
    const bench = new Bench(plan);
    const execution = bench.execution(
      plan,
      answering({
        'addresses create': [printed(JSON.stringify(LIVE))],
        'addresses list': [
          [{ ...LIVE, addressType: 'EXTERNAL', ipVersion: 'IPV4', networkTier: 'PREMIUM' }],
        ],
      }),
      { rollbackOnFailure: false },
    );
    const outcome = await execute(execution);
    expect(outcome).toMatchObject({
      ending: 'leftovers',
      problems: [{ code: 'NEG-4120', what: 'global/backendServices/web-bes is missing' }],
      leftovers: [{ step: ADDRESS }],
    });
    expect(bench.entries.map(({ type }) => type)).toEqual([
      'step.intent',
      'step.process',
      'step.done',
      'run.finished',
    ]);
  });
});

describe('a run in which two steps fail', () => {
  it('says both, and why it is taken back', async () => {
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan);
    const execution = bench.execution(
      plan,
      (words) => (words.includes('create') ? failed('Invalid value for field') : printed('[]')),
      { maxParallel: 2 },
    );
    const outcome = await execute(execution);
    const texts = outcome.problems.map(({ what }) => what);
    expect(texts.toSorted()).toEqual([
      'cannot create address web-ip: the API refused a value',
      'cannot create backend service web-bes: the API refused a value',
    ]);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 0, done: 0 });
    expect(bench.entries.find(({ type }) => type === 'undo.started')).toEqual({
      type: 'undo.started',
      because: texts.join('; '),
    });
  });
});

describe('a run that is stopped', () => {
  it('starts nothing more, undoes nothing, and can be resumed', async () => {
    const stop = new AbortController();
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan);
    const execution = bench.execution(
      plan,
      (words) => {
        if (words.includes('create')) stop.abort();
        const name = words.startsWith('addresses') ? 'web-ip' : 'web-bes';
        return printed(JSON.stringify({ name, id: '17' }));
      },
      { stop: stop.signal },
    );
    expect(await execute(execution)).toEqual({
      ending: 'interrupt',
      problems: [],
      leftovers: [],
      done: 1,
      undone: 0,
      facts: null,
    });
    expect(bench.entries.map(({ type }) => type)).toEqual([
      'step.intent',
      'step.process',
      'step.done',
    ]);
  });

  it('after its last step is verified like any other', async () => {
    const stop = new AbortController();
    const plan = planOf(ADDRESS);
    const bench = new Bench(plan);
    const live = {
      ...LIVE,
      addressType: 'EXTERNAL',
      ipVersion: 'IPV4',
      networkTier: 'PREMIUM',
    };
    const execution = bench.execution(
      plan,
      (words) => {
        if (words.includes('create')) stop.abort();
        return resultOf(words.includes('list') ? [live] : printed(JSON.stringify(live)));
      },
      { stop: stop.signal },
    );
    const outcome = await execute(execution);
    expect(outcome).toMatchObject({
      ending: 'ok',
      done: 1,
      undone: 0,
      leftovers: [],
      problems: [],
    });
    expect(outcome.facts?.documents.get('global/addresses')).toEqual([live]);
    expect(bench.entries.at(-1)).toEqual({ type: 'run.finished', ending: 'ok' });
  });
});
