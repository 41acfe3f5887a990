import { describe, expect, it } from 'vitest';
import { NegctlError } from '../../src/errors.ts';
import { execute } from '../../src/execute/execute.ts';
import type { RunOptions } from '../../src/execute/ports.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import {
  type Answer,
  answering,
  Bench,
  failed,
  LOST,
  printed,
  writesAround,
} from '../support/by-ports.ts';
import { SMALL } from '../support/real-journals.ts';
import { OTHER } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';

const world = new World();
await world.run(...SMALL);
await world.run(...OTHER);

async function planned(...words: readonly string[]): Promise<Plan> {
  const flags = ['--project=demo', '--dry-run=server', '--format=json'];
  const document = documentIn(await world.run('delete', ...words, ...flags));
  return parsePlan(JSON.stringify(document['plan']));
}

const web = await planned('web');
const repointing = await planned('web-map', '--repoint-to=other-map');
const detaching = await planned('neg', 'web-neg', '--detach');

const ADDRESS = 'addresses.web-ip';
const RULE = 'forwardingRules.web-fr';
const PROXY = 'targetHttpProxies.web-proxy';
const NEG = 'networkEndpointGroups.web-neg';
const BACKEND = 'backendServices.web-bes.backends.web-neg';

function only({ steps, ...rest }: Plan, ...ids: readonly string[]): Plan {
  return { ...rest, steps: steps.filter(({ id }) => ids.includes(id)) };
}

const plan = only(web, ADDRESS);

/** What the plan found of a step, as it was live then. */
function live(id: string, given: JsonObject = {}): JsonObject {
  const all = [web, repointing, detaching].flatMap(({ steps }) => steps);
  const step = all.find((other) => other.id === id);
  if (step === undefined || step.effect === 'make') throw new Error(`no such step: ${id}`);
  return { name: step.resource.name, id: step.serverId, ...given };
}

const THERE = live(ADDRESS);
const ANOTHER = live(ADDRESS, { id: '18' });

const FORBIDDEN = failed('Permission denied. HTTPError 403');
const IN_USE = failed("The address resource is already being used by 'rule'");
const UNREADABLE = 'cannot read the address list: permission denied in project demo';
const NOT_THE_ONE = 'it is no longer the one that the plan was made for';

const NOT_TOLD = 'it could not be told what is there, so nothing more was sent';

const intent = (step: string, attempt = 1): Entry => ({ type: 'step.intent', step, attempt });

/** Carries out a plan with what gcloud answers to commands that begin so. */
async function done(
  given: Plan,
  answers: Readonly<Record<string, readonly Answer[]>>,
  earlier: readonly Entry[] = [],
  options: Partial<RunOptions> = {},
) {
  const bench = new Bench(given, earlier);
  const execution = bench.execution(given, answering(answers), { retries: 1, ...options });
  const outcome = await execute(execution);
  const ends = bench.entries.filter(({ type }) => type === 'step.done' || type === 'step.failed');
  const writes = bench.commands.filter((words) => /delete|update|remove/.test(words));
  const intents = bench.entries.filter(({ type }) => type === 'step.intent');
  return { bench, outcome, ends, writes, intents };
}

const COMMAND = 'gcloud compute addresses delete web-ip --global --project=demo --quiet';

const leftover = (because: string, said: string | null = null) => ({
  step: ADDRESS,
  resource: 'global/addresses/web-ip',
  because,
  said,
  command: COMMAND,
});

const nothingSent = (because: string, why = 'a read showed it before anything more was sent') => ({
  code: 'NEG-6008',
  what: `cannot delete address web-ip: ${because}`,
  why,
  fix: 'run `negctl delete` again: it plans anew from what is there now',
});

describe('deleting', () => {
  it('sends, reads back, records and tells all of it', async () => {
    const { bench, outcome } = await done(plan, {
      'addresses list': [[THERE], []],
      'addresses delete': [printed('')],
    });
    expect(outcome).toMatchObject({ ending: 'ok', problems: [], leftovers: [], done: 1 });
    expect(bench.commands).toEqual([
      'addresses list --global',
      'addresses delete web-ip --global',
      'addresses list --global',
    ]);
    const process = { pid: 4_000_000, started: 'addresses delete web-ip --global' };
    expect(bench.entries).toEqual([
      intent(ADDRESS),
      { type: 'step.process', step: ADDRESS, process },
      { type: 'step.done', step: ADDRESS, serverId: THERE['id'], how: 'removed', seconds: 0 },
      { type: 'run.finished', ending: 'ok' },
    ]);
    expect(bench.events.slice(1)).toEqual([
      { event: 'step.started', direction: 'forward', step: ADDRESS, command: COMMAND },
      { event: 'step.finished', direction: 'forward', step: ADDRESS, seconds: 0, how: 'removed' },
      { event: 'verify.started' },
      { event: 'verify.finished', differences: [] },
    ]);
  });

  it('of what is gone already sends nothing', async () => {
    const { ends, writes, outcome } = await done(plan, {});
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'gone', seconds: 0 }]);
    expect(outcome.ending).toBe('ok');
  });

  it('of what is another one by now sends nothing, and says so', async () => {
    const { bench, ends, writes, outcome } = await done(plan, { 'addresses list': [[ANOTHER]] });
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said: NOT_THE_ONE, left: 'foreign' },
    ]);
    const problem = nothingSent(NOT_THE_ONE);
    expect(outcome).toEqual({
      ending: 'changed',
      problems: [problem],
      leftovers: [],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(bench.events.at(-1)).toEqual({
      event: 'step.failed',
      direction: 'forward',
      step: ADDRESS,
      problem,
    });
    expect(bench.entries.at(-1)).toEqual({ type: 'run.finished', ending: 'changed' });
  });

  it('reads each right before it goes', async () => {
    const { bench } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE], []],
      'forwarding-rules list': [[live(RULE)], []],
    });
    expect(bench.commands.slice(0, 4)).toEqual([
      'forwarding-rules list --global',
      'forwarding-rules delete web-fr --global',
      'addresses list --global',
      'addresses delete web-ip --global',
    ]);
    expect(bench.commands).toHaveLength(6);
  });

  it('goes on with what does not need the one that failed', async () => {
    const both = only(web, ADDRESS, RULE);
    const apart = { ...both, steps: both.steps.map((step) => ({ ...step, needs: [] })) };
    const { outcome, writes } = await done(apart, {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE)]],
      'forwarding-rules delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(2);
    expect(outcome).toMatchObject({ ending: 'leftovers', done: 1 });
    expect(outcome.leftovers).toMatchObject([{ step: RULE }]);
  });

  it('does not go on with what needs it, and says why that is left', async () => {
    const { outcome, writes } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE)]],
      'forwarding-rules delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(1);
    expect(outcome.leftovers.map(({ step, because, said }) => [step, because, said])).toEqual([
      [
        RULE,
        'cannot delete forwarding rule web-fr: permission denied in project demo',
        'Permission denied. HTTPError 403',
      ],
      [ADDRESS, 'something that uses it is still there', null],
    ]);
  });

  it('leaves what was never sent as it is, where what uses it is another one by now', async () => {
    const { outcome, writes } = await done(only(web, ADDRESS, RULE), {
      'addresses list': [[THERE]],
      'forwarding-rules list': [[live(RULE, { id: '18' })]],
    });
    expect(writes).toEqual([]);
    expect(outcome).toMatchObject({ ending: 'changed', leftovers: [], done: 0 });
  });

  it('that cannot be recorded sends nothing, and has left nothing', async () => {
    const disk = { code: 'NEG-5102', what: 'cannot use it', why: 'disk full', fix: 'mend it' };
    const full = new NegctlError('environment', [disk]);
    const bench = new Bench(plan);
    const execution = bench.execution(plan, answering({ 'addresses list': [[THERE]] }), {
      journal: { append: () => Promise.reject(full) },
    });
    expect(await execute(execution)).toMatchObject({
      ending: 'environment',
      problems: [disk],
      leftovers: [],
    });
    expect(bench.commands.filter((words) => words.includes('delete'))).toEqual([]);
  });

  it('that was stopped has no leftovers, and starts nothing more', async () => {
    const { outcome, bench } = await done(plan, {}, [], { stop: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ending: 'interrupt', leftovers: [] });
    expect(bench.commands).toEqual([]);
  });
});

describe('a delete that failed', () => {
  it.each([
    ['in use', IN_USE],
    ['lost', LOST],
  ])('being %s, is tried again once a read shows that it is there', async (_case, first) => {
    const { intents, ends, writes, bench } = await done(plan, {
      'addresses list': [[THERE], [THERE], [THERE], []],
      'addresses delete': [first, printed('')],
    });
    expect(writes).toHaveLength(2);
    expect(intents).toEqual([intent(ADDRESS), intent(ADDRESS, 2)]);
    expect(ends).toMatchObject([{ how: 'removed', seconds: 2 }]);
    expect(bench.events.find(({ event }) => event === 'step.retry')).toMatchObject({
      direction: 'forward',
      step: ADDRESS,
      attempt: 2,
      seconds: 2,
    });
    expect(bench.commands.slice(2, 6)).toEqual([
      'operations list --global --filter=targetLink~/addresses/web-ip$',
      'addresses list --global',
      'addresses list --global',
      'addresses delete web-ip --global',
    ]);
  });

  it.each([
    ['is another one by now', [ANOTHER], 'step.failed'],
    ['is gone', [], 'step.done'],
  ])('is not tried again where it %s after the rest', async (_case, after, type) => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], [THERE], after],
      'addresses delete': [IN_USE],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type }]);
  });

  it('for ever, is given up after as many times as were asked for', async () => {
    const { writes, ends, outcome } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [IN_USE],
    });
    expect(writes).toHaveLength(2);
    const said = "The address resource is already being used by 'rule'";
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'in-use', said, left: 'present' },
    ]);
    expect(outcome.problems).toMatchObject([
      { code: 'NEG-4104', what: 'cannot delete address web-ip: it is in use by rule' },
    ]);
    const because = 'cannot delete address web-ip: it is in use by rule';
    expect(outcome.leftovers).toEqual([leftover(because, said)]);
  });

  it('by a refusal that will last, is not tried again', async () => {
    const { writes, ends, outcome } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [FORBIDDEN],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ class: 'permission', left: 'present' }]);
    expect(outcome.problems).toMatchObject([
      { what: 'cannot delete address web-ip: permission denied in project demo' },
    ]);
  });

  it('is done where a read shows nothing any more', async () => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], []],
      'addresses delete': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'removed' }]);
  });

  it.each([
    ['is another one by now', [ANOTHER], NOT_THE_ONE, 'foreign'],
    ['cannot be read', FORBIDDEN, UNREADABLE, 'unknown'],
  ])('is not tried again where it %s', async (_case, after, said, left) => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE], after],
      'addresses delete': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toEqual([{ type: 'step.failed', step: ADDRESS, class: 'transient', said, left }]);
  });

  it('is not tried again while an operation on it has not ended', async () => {
    const { writes, ends } = await done(plan, {
      'addresses list': [[THERE]],
      'addresses delete': [LOST],
      'operations list': [[{ status: 'RUNNING' }]],
    });
    expect(writes).toHaveLength(1);
    const said = 'an operation on it has not come to its end';
    expect(ends).toMatchObject([{ class: 'transient', said, left: 'unknown' }]);
  });
});

describe('while it is read what a refused delete has done', () => {
  it('nothing more is started, and after it the others go on before it is tried again', async () => {
    const ids = [RULE, PROXY, ADDRESS];
    const steps = web.steps
      .filter(({ id }) => ids.includes(id))
      .map((step) => ({ ...step, needs: [], typicalSeconds: 10 - ids.indexOf(step.id) }));
    const writes = await writesAround({ ...web, steps }, 'target-http-proxies delete', {
      'forwarding-rules list': [[live(RULE)], [live(RULE)], [live(RULE)], []],
      'target-http-proxies list': [[live(PROXY)], []],
      'addresses list': [[THERE], []],
      'forwarding-rules delete': [IN_USE, printed('')],
    });
    expect(writes).toEqual([
      'forwarding-rules',
      'target-http-proxies',
      'read',
      'addresses',
      'forwarding-rules',
    ]);
  });
});

describe('a deletion that is taken up again', () => {
  it('reads again what an earlier process has begun, and goes on counting', async () => {
    const { bench, intents, outcome } = await done(
      plan,
      {
        'addresses list --global': [[THERE], [THERE], []],
        'addresses list': [[THERE]],
      },
      [intent(ADDRESS)],
    );
    expect(outcome).toMatchObject({ ending: 'ok', done: 1 });
    expect(intents).toEqual([intent(ADDRESS, 2)]);
    const operations = bench.commands.findIndex((words) => words.startsWith('operations list'));
    const deleted = bench.commands.findIndex((words) => words.startsWith('addresses delete'));
    expect(bench.commands.slice(operations, deleted)).toEqual([
      'operations list --global --filter=targetLink~/addresses/web-ip$',
      'addresses list --global',
    ]);
  });

  it('does not send it again where it has happened meanwhile', async () => {
    const { ends, writes } = await done(plan, {}, [intent(ADDRESS)]);
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'gone' }]);
  });

  it('does not send it again while its operation has not ended', async () => {
    const { ends, writes, outcome } = await done(
      plan,
      { 'addresses list': [[THERE]], 'operations list': [[{ status: 'RUNNING' }]] },
      [intent(ADDRESS)],
    );
    expect(writes).toEqual([]);
    const said = 'an operation on it has not come to its end';
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said, left: 'unknown' },
    ]);
    expect(outcome.problems).toEqual([nothingSent(said, NOT_TOLD)]);
  });

  it('nor where it cannot be read', async () => {
    const { ends, writes } = await done(
      plan,
      {
        'addresses list --global': [[THERE], FORBIDDEN],
        'addresses list': [[THERE]],
      },
      [intent(ADDRESS)],
    );
    expect(writes).toEqual([]);
    expect(ends).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said: UNREADABLE, left: 'unknown' },
    ]);
  });

  const changed = (what: string) => ({
    ending: 'changed',
    problems: [
      {
        code: 'NEG-6005',
        what: `global/addresses/web-ip: ${what}`,
        why: 'the project changed after the run was stopped',
        fix: 'run `negctl delete` again: it plans anew from what is there now',
      },
    ],
    leftovers: [],
    done: 0,
    undone: 0,
    facts: null,
  });

  it('stops where it is another one by now', async () => {
    const { outcome, ends } = await done(plan, { 'addresses list': [[ANOTHER]] }, [
      intent(ADDRESS),
    ]);
    expect(outcome).toEqual(changed(NOT_THE_ONE));
    expect(ends).toEqual([]);
  });

  const used: JsonObject = {
    ...THERE,
    selfLink: 'https://compute.googleapis.com/compute/v1/projects/demo/global/addresses/web-ip',
  };
  const userOf = (name: string): JsonObject => ({
    name,
    id: '99',
    selfLink: `https://compute.googleapis.com/compute/v1/projects/demo/global/forwardingRules/${name}`,
    IPAddress: used['selfLink'] ?? '',
  });

  it.each([
    [['new'], 'global/forwardingRules/new'],
    [['new', 'newer'], 'global/forwardingRules/new, global/forwardingRules/newer'],
  ])('stops where %j uses it by now', async (names, users) => {
    const { outcome, writes } = await done(
      plan,
      { 'addresses list': [[used]], 'forwarding-rules list': [names.map(userOf)] },
      [intent(ADDRESS)],
    );
    expect(outcome).toEqual(changed(`it is now used by ${users}`));
    expect(writes).toEqual([]);
  });

  it('goes on where only what goes too uses it', async () => {
    const { outcome } = await done(
      only(web, ADDRESS, RULE),
      {
        'addresses list --global': [[used], [used], []],
        'addresses list': [[used]],
        'forwarding-rules list --global': [[live(RULE)], [live(RULE)], []],
        'forwarding-rules list': [[userOf('web-fr')]],
      },
      [intent(RULE)],
    );
    expect(outcome).toMatchObject({ ending: 'ok', done: 2 });
  });

  it('goes on where it is still to be taken off what uses it', async () => {
    const root = 'https://compute.googleapis.com/compute/v1/projects/demo/global';
    const neg = { ...live(NEG), selfLink: `${root}/networkEndpointGroups/web-neg` };
    const user = {
      ...live(BACKEND),
      name: 'web-bes',
      selfLink: `${root}/backendServices/web-bes`,
      backends: [{ group: neg.selfLink }],
    };
    const { outcome } = await done(
      only(detaching, NEG, BACKEND),
      {
        'network-endpoint-groups list-network-endpoints': [[]],
        'network-endpoint-groups list --global': [[neg], [neg], []],
        'network-endpoint-groups list': [[neg]],
        'backend-services list --global': [[user], [user], [{ ...user, backends: [] }]],
        'backend-services list': [[user]],
      },
      [intent(BACKEND)],
    );
    expect(outcome).toMatchObject({ ending: 'ok', done: 2 });
  });

  it('does not mind who used what is gone', async () => {
    const { outcome } = await done(
      plan,
      { 'addresses list --global': [[]], 'forwarding-rules list': [[userOf('new')]] },
      [intent(ADDRESS)],
    );
    expect(outcome.ending).toBe('ok');
  });

  it('reads who uses what only while something is still to go', async () => {
    const { bench, outcome } = await done(plan, {}, [
      intent(ADDRESS),
      { type: 'step.done', step: ADDRESS, serverId: '17', how: 'removed', seconds: 1 },
    ]);
    expect(outcome.ending).toBe('ok');
    expect(bench.commands).toEqual(['addresses list --global', 'addresses list --global']);
  });
});

describe('pointing something elsewhere', () => {
  const repoint = only(repointing, PROXY);
  const to = (map: string): JsonObject =>
    live(PROXY, { urlMap: `projects/demo/global/urlMaps/${map}` });

  it('sends it, and records that it was changed', async () => {
    const { writes, ends, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')], [to('other-map')]],
    });
    expect(writes).toEqual([
      'target-http-proxies update web-proxy --global --url-map=other-map --global-url-map',
    ]);
    expect(ends).toMatchObject([{ how: 'changed', serverId: live(PROXY)['id'] }]);
    expect(outcome.ending).toBe('ok');
  });

  it('sends nothing where somebody else has pointed it to another one since', async () => {
    const { writes, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('foreign')]],
    });
    expect(writes).toEqual([]);
    const because = 'somebody else has changed it since: its urlMap is "global/urlMaps/foreign"';
    expect(outcome).toMatchObject({ ending: 'changed', leftovers: [] });
    expect(outcome.problems).toMatchObject([{ what: expect.stringContaining(because) }]);
  });

  it('sends nothing where it points there already', async () => {
    const { writes, ends } = await done(repoint, {
      'target-http-proxies list': [[to('other-map')]],
    });
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'settled' }]);
  });

  it('is settled where it points there after a call whose answer was lost', async () => {
    const { writes, ends } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')], [to('other-map')]],
      'target-http-proxies update': [LOST],
    });
    expect(writes).toHaveLength(1);
    expect(ends).toMatchObject([{ type: 'step.done', how: 'settled' }]);
  });

  it.each([
    ['before', [[]], 'unknown', 'foreign', 0],
    ['after a refusal', [[to('web-map')], []], 'transient', 'foreign', 1],
  ] as const)('that is not there any more %s, fails', async (_case, lists, found, left, times) => {
    const { writes, ends } = await done(repoint, {
      'target-http-proxies list': lists,
      'target-http-proxies update': [LOST],
    });
    expect(writes).toHaveLength(times);
    const said = 'it is not there any more';
    expect(ends).toEqual([{ type: 'step.failed', step: PROXY, class: found, said, left }]);
  });

  it('does not mind who uses it, when it is taken up again', async () => {
    const proxy =
      'https://compute.googleapis.com/compute/v1/projects/demo/global/targetHttpProxies/web-proxy';
    const { outcome } = await done(
      repoint,
      {
        'target-http-proxies list --global': [[to('other-map')]],
        'target-http-proxies list': [[{ ...to('other-map'), selfLink: proxy }]],
        'forwarding-rules list': [
          [
            {
              name: 'x',
              selfLink: proxy.replace(/targetHttp.*/, 'forwardingRules/x'),
              target: proxy,
            },
          ],
        ],
      },
      [intent(PROXY)],
    );
    expect(outcome.ending).toBe('ok');
  });

  it('that is not so when it is read back, was not done', async () => {
    const { bench, outcome } = await done(repoint, {
      'target-http-proxies list': [[to('web-map')]],
    });
    const what =
      'global/targetHttpProxies/web-proxy: urlMap is "global/urlMaps/web-map", planned is "global/urlMaps/other-map"';
    expect(outcome).toMatchObject({ ending: 'leftovers', problems: [{ code: 'NEG-4120', what }] });
    expect(outcome.leftovers).toMatchObject([{ step: PROXY, because: what }]);
    expect(bench.entries.at(-2)).toEqual({
      type: 'step.failed',
      step: PROXY,
      class: 'unknown',
      said: what,
      left: 'present',
    });
  });
});

describe('what is still there when a deletion is read back', () => {
  it('was not deleted: it is told, listed and begun anew', async () => {
    const { bench, outcome } = await done(plan, { 'addresses list': [[THERE]] });
    const what = 'global/addresses/web-ip is still there';
    expect(outcome).toEqual({
      ending: 'leftovers',
      problems: [
        {
          code: 'NEG-4120',
          what,
          why: 'what was read back is not what was planned',
          fix: 'see whether somebody else changes the project, then run the command again',
        },
      ],
      leftovers: [leftover(what)],
      done: 0,
      undone: 0,
      facts: null,
    });
    expect(bench.entries.slice(-2)).toEqual([
      { type: 'step.failed', step: ADDRESS, class: 'unknown', said: what, left: 'present' },
      { type: 'run.finished', ending: 'leftovers' },
    ]);
  });

  it('and is another one by now, is nothing of this deletion', async () => {
    const { outcome } = await done(plan, { 'addresses list': [[THERE], [ANOTHER]] });
    expect(outcome).toMatchObject({ ending: 'ok', problems: [] });
  });
});

describe('taking an endpoint group off a backend service', () => {
  const group = 'projects/demo/global/networkEndpointGroups/web-neg';
  const service = (...groups: readonly string[]): JsonObject => ({
    ...live(BACKEND),
    name: 'web-bes',
    backends: groups.map((each) => ({ group: each })),
  });

  it('asks for the operations on the service after a failure, and tries again', async () => {
    const { bench, writes, ends } = await done(only(detaching, BACKEND), {
      'backend-services list': [...Array(3).fill([service(group)]), [service()]],
      'backend-services remove-backend': [LOST, printed('')],
    });
    expect(writes).toHaveLength(2);
    expect(bench.commands).toContain(
      'operations list --global --filter=targetLink~/backendServices/web-bes$',
    );
    expect(ends).toMatchObject([{ how: 'removed' }]);
  });

  it.each([
    ['is another service by now', { id: '9' }],
    ['says no id', { id: null }],
  ])('leaves it on what %s', async (_case, given) => {
    const { writes, ends, outcome } = await done(only(detaching, BACKEND), {
      'backend-services list': [[{ ...service(group), ...given }]],
    });
    expect(writes).toEqual([]);
    expect(ends).toMatchObject([{ said: NOT_THE_ONE, left: 'foreign' }]);
    expect(outcome.ending).toBe('changed');
  });
});

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
