import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import {
  ADDRESS,
  ANOTHER,
  BACKEND,
  detaching,
  done,
  FORBIDDEN,
  intent,
  leftover,
  live,
  NEG,
  NOT_THE_ONE,
  NOT_TOLD,
  nothingSent,
  only,
  plan,
  RULE,
  THERE,
  UNREADABLE,
  web,
} from '../support/deletions.ts';

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

  const root = 'https://compute.googleapis.com/compute/v1/projects/demo/global';
  const neg = { ...live(NEG), selfLink: `${root}/networkEndpointGroups/web-neg` };
  const userNamed = (name: string, given: JsonObject = {}): JsonObject => ({
    name,
    id: '98',
    selfLink: `${root}/backendServices/${name}`,
    backends: [{ group: neg.selfLink }],
    ...given,
  });

  it('goes on where it is still to be taken off what uses it', async () => {
    const user = userNamed('web-bes', { id: live(BACKEND)['id'] ?? null });
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

  it('stops where it is to be taken off one, and another one uses it by now', async () => {
    const user = userNamed('web-bes', { id: live(BACKEND)['id'] ?? null });
    const { outcome, writes } = await done(
      only(detaching, NEG, BACKEND),
      {
        'network-endpoint-groups list-network-endpoints': [[]],
        'network-endpoint-groups list': [[neg]],
        'backend-services list': [[user, userNamed('new-bes')]],
      },
      [intent(BACKEND)],
    );
    expect(writes).toEqual([]);
    expect(outcome).toMatchObject({
      ending: 'changed',
      problems: [
        {
          what: 'global/networkEndpointGroups/web-neg: it is now used by global/backendServices/new-bes',
        },
      ],
    });
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
