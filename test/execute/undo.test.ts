import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { execute, rollBack } from '../../src/execute/execute.ts';
import type { RunOptions } from '../../src/execute/ports.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import {
  type Answer,
  answering,
  Bench,
  failed,
  LOST,
  printed,
  resultOf,
  smallPlan,
} from '../support/by-ports.ts';

const whole = await smallPlan();
const ADDRESS = 'addresses.web-ip';
const NEG = 'networkEndpointGroups.web-neg';
const ENDPOINT = `${NEG}.endpoints.fqdn.api.example.com.port.80`;
const SERVICE = 'backendServices.web-bes';
const BACKEND = `${SERVICE}.backends.web-neg`;

function planOf(...ids: readonly string[]) {
  return { ...whole, steps: whole.steps.filter(({ id }) => ids.includes(id)) };
}

const IN_USE = failed("The address resource is already being used by 'rule'");
const FORBIDDEN = failed('Permission denied. HTTPError 403');

const intent = (step: string): Entry => ({ type: 'step.intent', step, attempt: 1 });
const made = (step: string, serverId: string | null = '17'): readonly Entry[] => [
  intent(step),
  { type: 'step.done', step, serverId, how: 'created', seconds: 1 },
];

/**
 * Takes back what is said to have been made, with what gcloud answers to commands that begin so.
 * @param also further steps of the plan, of which nothing was begun
 */
async function undone(
  earlier: readonly Entry[],
  answers: Readonly<Record<string, readonly Answer[]>>,
  options: Partial<RunOptions> = {},
  also: readonly string[] = [],
) {
  const ids = new Set(earlier.flatMap((entry) => ('step' in entry ? [entry.step] : [])));
  const plan = planOf(...ids, ...also);
  const bench = new Bench(plan, earlier);
  const execution = bench.execution(plan, answering(answers), { retries: 1, ...options });
  const outcome = await rollBack(execution, [], 'asked for');
  const ends = bench.entries.filter(({ type }) => type === 'undo.done' || type === 'undo.kept');
  const deletes = bench.commands.filter((words) => /delete|remove|detach/.test(words));
  return { bench, outcome, ends, deletes };
}

const LIVE: JsonObject = { name: 'web-ip', id: '17' };

const leftover = (because: string, said: string | null = null) => ({
  step: ADDRESS,
  resource: 'global/addresses/web-ip',
  because,
  said,
  command: expect.stringMatching(/^gcloud compute .* --project=demo --quiet$/),
});

describe('taking back what was made', () => {
  it('deletes it, reads that it is gone, and records all of that', async () => {
    const { bench, outcome, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
    });
    expect(deletes).toEqual(['addresses delete web-ip --global']);
    expect(outcome).toEqual({
      ending: 'rolled-back',
      problems: [],
      leftovers: [],
      done: 0,
      undone: 1,
      facts: null,
    });
    expect(bench.entries).toEqual([
      { type: 'undo.started', because: 'asked for' },
      { type: 'undo.intent', step: ADDRESS, attempt: 1 },
      {
        type: 'undo.process',
        step: ADDRESS,
        process: { pid: 4_000_000, started: 'addresses delete web-ip --global' },
      },
      { type: 'undo.done', step: ADDRESS, how: 'removed' },
      { type: 'run.finished', ending: 'rolled-back' },
    ]);
  });

  it.each([
    ['is gone already', [], 'gone'],
    ['was replaced by somebody', [{ ...LIVE, id: '18' }], 'not-ours'],
  ])('does not touch what %s', async (_case, live, how) => {
    const { outcome, ends, deletes } = await undone(made(ADDRESS), { 'addresses list': [live] });
    expect(deletes).toEqual([]);
    expect(ends).toEqual([{ type: 'undo.done', step: ADDRESS, how }]);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1, leftovers: [] });
  });

  it('says what a read still shows', async () => {
    const { outcome, ends } = await undone(made(ADDRESS), { 'addresses list': [[LIVE]] });
    const because = 'a read still shows it';
    expect(outcome).toEqual({
      ending: 'leftovers',
      problems: [],
      leftovers: [leftover(because)],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(ends).toEqual([
      { type: 'undo.done', step: ADDRESS, how: 'removed' },
      { type: 'undo.kept', step: ADDRESS, because },
    ]);
  });

  it('does not mind a new one of the same name at the end', async () => {
    const { outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], [{ ...LIVE, id: '18' }]],
    });
    expect(outcome).toMatchObject({ ending: 'rolled-back', leftovers: [] });
  });

  it('takes a delete that finds nothing for done', async () => {
    const { ends } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
      'addresses delete': [failed("The resource 'web-ip' was not found")],
    });
    expect(ends).toMatchObject([{ how: 'removed' }]);
  });

  it.each([
    ['in use', IN_USE],
    ['lost', LOST],
  ])(
    'tries again after a delete that was %s, once a read shows it is there',
    async (_case, first) => {
      const { ends, deletes, bench } = await undone(made(ADDRESS), {
        'addresses list': [[LIVE], [LIVE], [LIVE], []],
        'addresses delete': [first, printed('')],
      });
      expect(ends).toMatchObject([{ how: 'removed' }]);
      expect(deletes).toHaveLength(2);
      expect(bench.entries.filter(({ type }) => type === 'undo.intent')).toMatchObject([
        { attempt: 1 },
        { attempt: 2 },
      ]);
    },
  );

  it.each([
    ['gone', []],
    ['another one', [{ ...LIVE, id: '18' }]],
  ])('does not try again where it is %s after the rest', async (_case, after) => {
    const { deletes, outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], [LIVE], after],
      'addresses delete': [IN_USE],
    });
    expect(deletes).toHaveLength(1);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1 });
  });

  it('does not try again where a read shows that it is gone', async () => {
    const { ends, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], []],
      'addresses delete': [IN_USE],
    });
    expect(ends).toMatchObject([{ how: 'removed' }]);
    expect(deletes).toHaveLength(1);
  });

  it.each([
    ['it is another one by now', [{ ...LIVE, id: '18' }], { how: 'not-ours' }],
    ['it cannot be read', FORBIDDEN, { type: 'undo.kept' }],
  ])('nor where %s', async (_case, after, end) => {
    const { ends, deletes } = await undone(
      made(ADDRESS),
      { 'addresses list': [[LIVE], after, []], 'addresses delete': [IN_USE] },
      { retries: 0 },
    );
    expect(ends).toMatchObject([end]);
    expect(deletes).toHaveLength(1);
  });

  it.each([
    [
      'in use for ever',
      IN_USE,
      2,
      'it is in use by rule',
      "The address resource is already being used by 'rule'",
    ],
    [
      'forbidden',
      FORBIDDEN,
      1,
      'permission denied in project demo',
      'Permission denied. HTTPError 403',
    ],
  ])('that is %s, gives it up and says why', async (_case, answer, times, why, said) => {
    const { ends, deletes, outcome, bench } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE]],
      'addresses delete': [answer],
    });
    expect(deletes).toHaveLength(times);
    const because = `cannot undo: create address web-ip: ${why}`;
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0 });
    expect(outcome.leftovers).toEqual([leftover(because, said)]);
    expect(bench.events.find(({ event }) => event === 'step.failed')).toEqual({
      event: 'step.failed',
      direction: 'undo',
      step: ADDRESS,
      problem: {
        code: 'NEG-6007',
        what: because,
        why: 'it could not be taken back',
        fix: 'gcloud compute addresses delete web-ip --global --project=demo --quiet',
        said,
      },
    });
  });

  it('waits for an operation on it, and keeps it where that does not end', async () => {
    const { ends, deletes } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE]],
      'addresses delete': [IN_USE],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    const because = 'an operation on it has not come to its end';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(deletes).toHaveLength(1);
  });
});

describe('taking back what may have been made', () => {
  const PLANNED: JsonObject = {
    ...LIVE,
    creationTimestamp: '2026-01-05T12:00:01Z',
    addressType: 'EXTERNAL',
    ipVersion: 'IPV4',
    networkTier: 'PREMIUM',
  };

  it.each([
    ['is not there', [], 'never-made', 0],
    ['is as planned', [PLANNED], 'removed', 1],
    ['is not as planned', [{ ...PLANNED, networkTier: 'STANDARD' }], 'not-ours', 0],
    ['is older', [{ ...PLANNED, creationTimestamp: '2026-01-04T12:00:00Z' }], 'not-ours', 0],
  ] as const)('where it %s', async (_case, live, how, times) => {
    const { ends, deletes } = await undone([intent(ADDRESS)], {
      'addresses list': [live, []],
    });
    expect(ends).toMatchObject([{ type: 'undo.done', how }]);
    expect(deletes).toHaveLength(times);
  });

  it('waits for its operation first, and does not touch it where that does not end', async () => {
    const { ends, deletes, outcome } = await undone([intent(ADDRESS)], {
      'addresses list': [[PLANNED]],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    const because = 'an operation on it has not come to its end';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(outcome.leftovers).toEqual([leftover(because)]);
    expect(deletes).toEqual([]);
  });

  it('is kept where it cannot be read', async () => {
    const { ends, deletes } = await undone(
      [intent(ADDRESS)],
      { 'addresses list': [FORBIDDEN, []] },
      { retries: 0 },
    );
    const because = 'cannot read the address list: permission denied in project demo';
    expect(ends).toEqual([{ type: 'undo.kept', step: ADDRESS, because }]);
    expect(deletes).toEqual([]);
  });
});

const service: JsonObject = {
  name: 'web-bes',
  id: '9',
  backends: [{ group: 'projects/demo/global/networkEndpointGroups/web-neg' }],
};

describe('taking back an attachment', () => {
  it('that was done needs no id: what is attached is its own', async () => {
    const { ends, deletes } = await undone(
      made(BACKEND, null),
      { 'backend-services list': [[service], [{ ...service, backends: [] }]] },
      {},
      [SERVICE],
    );
    expect(ends).toMatchObject([{ type: 'undo.done', how: 'removed' }]);
    expect(deletes).toEqual([expect.stringContaining('remove-backend web-bes')]);
  });

  it.each([
    ['was done is its own', made(BACKEND, null), 'removed', 1],
    ['may have been done is not its own', [intent(BACKEND)], 'not-ours', 0],
  ] as const)('that %s where it is not as planned', async (_case, earlier, how, times) => {
    const steps = planOf(SERVICE, BACKEND).steps.map((step) => {
      const body = { ...step.resource.body, balancingMode: 'RATE' };
      return step.id === BACKEND && step.effect === 'make'
        ? { ...step, resource: { ...step.resource, body } }
        : step;
    });
    const bench = new Bench({ ...whole, steps }, earlier);
    const lists = { 'backend-services list': [[service], [{ ...service, backends: [] }]] };
    const execution = bench.execution({ ...whole, steps }, answering(lists));
    await rollBack(execution, [], 'asked for');
    expect(bench.entries.find(({ type }) => type === 'undo.done')).toMatchObject({ how });
    const deletes = bench.commands.filter((words) => words.includes('remove-backend'));
    expect(deletes).toHaveLength(times);
  });

  it('that a last read still shows together with its container, was not taken back', async () => {
    const neg: JsonObject = { name: 'web-neg', id: '5' };
    const { ends, outcome } = await undone([...made(NEG, '5'), ...made(ENDPOINT, null)], {
      'network-endpoint-groups list-network-endpoints': [
        [{ networkEndpoint: { fqdn: 'api.example.com', port: 80 } }] as const,
      ],
      'network-endpoint-groups list': [[neg]],
    });
    const because = 'a read still shows it';
    expect(ends.slice(2)).toEqual([
      { type: 'undo.kept', step: NEG, because },
      { type: 'undo.kept', step: ENDPOINT, because },
    ]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0, leftovers: [{ step: NEG }] });
  });

  it('goes with its container, by no call of its own', async () => {
    const neg: JsonObject = { name: 'web-neg', id: '5' };
    const { ends, deletes } = await undone([...made(NEG, '5'), ...made(ENDPOINT, null)], {
      'network-endpoint-groups list': [[neg], []],
    });
    expect(ends).toEqual([
      { type: 'undo.done', step: NEG, how: 'removed' },
      { type: 'undo.done', step: ENDPOINT, how: 'with-container' },
    ]);
    expect(deletes).toHaveLength(1);
  });

  it('keeps what it stands on where it cannot be taken back itself', async () => {
    const { outcome } = await undone(
      [...made(NEG, '5'), ...made(BACKEND, null)],
      {
        'network-endpoint-groups list': [[{ name: 'web-neg', id: '5' }]],
        'backend-services list': [[service]],
        'backend-services remove-backend': [FORBIDDEN],
      },
      {},
      [SERVICE],
    );
    expect(outcome.ending).toBe('leftovers');
    expect(outcome.leftovers.map(({ step, because }) => ({ step, because }))).toEqual([
      {
        step: BACKEND,
        because: expect.stringMatching(/^cannot undo: attach backend web-neg: permission/),
      },
      {
        step: NEG,
        because: 'something that uses it could not be taken back, or the run was stopped',
      },
    ]);
  });
});

describe('taking back several things', () => {
  it('begins with what waits for the least', async () => {
    const MAP = 'urlMaps.web-map';
    const { deletes } = await undone([...made(SERVICE, '9'), ...made(MAP, '8'), ...made(ADDRESS)], {
      'addresses list': [[LIVE], []],
      'url-maps list': [[{ name: 'web-map', id: '8' }], []],
      'backend-services list': [[service], []],
    });
    expect(deletes.map((words) => words.split(' ')[0])).toEqual([
      'url-maps',
      'addresses',
      'backend-services',
    ]);
  });

  it('goes on with what does not need the one that is kept', async () => {
    const { outcome, deletes } = await undone([...made(ADDRESS), ...made(SERVICE, '9')], {
      'addresses list': [[LIVE]],
      'backend-services list': [[service], []],
      'addresses delete': [FORBIDDEN],
    });
    expect(deletes).toHaveLength(2);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 1 });
    expect(outcome.leftovers).toMatchObject([{ step: ADDRESS }]);
  });

  it('counts what is gone where the project cannot be read at the end', async () => {
    const { outcome } = await undone(made(ADDRESS), {
      'addresses list': [[LIVE], FORBIDDEN],
    });
    expect(outcome).toMatchObject({
      problems: [{ code: 'NEG-3102' }],
      leftovers: [],
      done: 0,
      undone: 1,
    });
  });
});

describe('what was not tried', () => {
  it.each([
    ['is not there any more', []],
    ['is another one by now', [{ name: 'web-neg', id: '6' }]],
  ])('and %s, is not among what is left', async (_case, last) => {
    const { outcome } = await undone(
      [...made(NEG, '5'), ...made(BACKEND, null)],
      {
        'network-endpoint-groups list': [last],
        'backend-services list': [[service]],
        'backend-services remove-backend': [FORBIDDEN],
      },
      {},
      [SERVICE],
    );
    expect(outcome.leftovers).toMatchObject([{ step: BACKEND }]);
  });
});

describe('a rollback that is stopped', () => {
  it('starts nothing more, and lists what is left', async () => {
    const stop = new AbortController();
    const plan = planOf(ADDRESS, SERVICE);
    const bench = new Bench(plan, [...made(ADDRESS), ...made(SERVICE, '9')]);
    const execution = bench.execution(
      plan,
      (words) => {
        if (words.includes('delete')) stop.abort();
        if (words.startsWith('addresses list')) return resultOf([LIVE]);
        if (words.startsWith('backend-services list'))
          return resultOf([{ name: 'web-bes', id: '9' }]);
        return printed('[]');
      },
      { stop: stop.signal },
    );
    const outcome = await rollBack(execution, [], 'asked for');
    expect(outcome.ending).toBe('leftovers');
    expect(bench.commands.filter((words) => words.includes('delete'))).toHaveLength(1);
  });

  it('before it begins, was asked for all the same', async () => {
    const { outcome, deletes } = await undone(
      made(ADDRESS),
      { 'addresses list': [[LIVE], []] },
      { stop: AbortSignal.abort() },
    );
    expect(deletes).toHaveLength(1);
    expect(outcome.ending).toBe('rolled-back');
  });
});

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

const full = new NegctlError('environment', [
  { code: 'NEG-5102', what: 'cannot use it', why: 'disk full', fix: 'mend it' },
]);

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
