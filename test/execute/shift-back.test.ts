import { describe, expect, it } from 'vitest';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { Command } from '../../src/gcloud/command.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type Answer, failed, LOST, printed } from '../support/by-ports.ts';
import {
  AT_25,
  AT_100,
  BEFORE,
  begun,
  done,
  FIRST,
  NEW_SERVICE,
  only,
  SECOND,
  shifted,
  THEIRS,
  WAIT,
} from '../support/shifting.ts';

const BEGUN: Entry = { type: 'step.intent', step: FIRST, attempt: 1 };
const MAPS = 'url-maps list';

/** Takes back shifts of the map, as it is listed one time after another. */
async function undone(
  earlier: readonly Entry[],
  lists: readonly Answer[],
  operations: readonly JsonObject[] = [],
  imports: readonly Answer[] = [printed('[]')],
) {
  const answers = { [MAPS]: lists, 'operations list': [operations], 'url-maps import': imports };
  const { bench, execution } = begun(only(FIRST, WAIT, SECOND), answers, earlier);
  const outcome = await rollBack(execution, [], 'asked for');
  const ends = bench.entries.filter(({ type }) => type === 'undo.done' || type === 'undo.kept');
  const writes = bench.commands.filter((words) => words.includes('import'));
  return { bench, outcome, ends, writes };
}

/** The map, as what a rollback leaves. */
const leftover = (because: string) => ({
  step: FIRST,
  resource: 'global/urlMaps/plain',
  because,
  said: null,
  command: expect.stringMatching(/^gcloud compute url-maps import plain --global .*<<'END/),
});

describe('taking back shifts of the requests', () => {
  it('writes the first document once for all of them', async () => {
    const { bench, outcome, ends, writes } = await undone(
      [...shifted(FIRST), ...shifted(SECOND)],
      [[AT_100], [BEFORE]],
    );
    expect(writes).toHaveLength(1);
    expect(bench.entries).toContainEqual({ type: 'undo.intent', step: FIRST, attempt: 1 });
    expect(bench.events).toContainEqual(
      expect.objectContaining({ event: 'step.started', direction: 'undo', step: FIRST }),
    );
    expect(ends).toEqual(
      [
        { type: 'undo.done', step: SECOND, how: 'with-container' },
        { type: 'undo.done', step: FIRST, how: 'restored' },
      ].reverse(),
    );
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 2, leftovers: [] });
  });

  it('writes it again where a read shows that the last shift still stands', async () => {
    const { ends, writes } = await undone(
      [...shifted(FIRST), ...shifted(SECOND)],
      [[AT_100], [AT_100], [AT_100], [BEFORE]],
      [],
      [LOST, printed('[]')],
    );
    expect(writes).toHaveLength(2);
    expect(ends[0]).toEqual({ type: 'undo.done', step: FIRST, how: 'restored' });
  });

  it('does not ask for the operations of what was done, but in its own write', async () => {
    const { bench } = await undone(shifted(FIRST), [[AT_25], [BEFORE]]);
    const calls = bench.commands.map((words) => words.split(' ').slice(0, 2).join(' '));
    const looking = ['operations list', MAPS];
    expect(calls.slice(0, 5)).toEqual([...looking, 'url-maps import', ...looking]);
    expect(calls.slice(5)).not.toContain('operations list');
  });

  it('waits for the operation of what may have been done', async () => {
    const { bench, ends } = await undone([BEGUN], [[AT_25], [BEFORE]]);
    const operations = bench.commands.filter((words) => words.startsWith('operations'));
    expect(operations).toHaveLength(3);
    expect(ends).toMatchObject([{ how: 'restored' }]);
  });

  it('sends nothing where it was never written', async () => {
    const { ends, writes } = await undone([BEGUN], [[BEFORE]]);
    expect(writes).toEqual([]);
    expect(ends).toEqual([{ type: 'undo.done', step: FIRST, how: 'never-made' }]);
  });

  it('sends nothing while its operation has not ended', async () => {
    const { outcome, ends, writes } = await undone([BEGUN], [[AT_25]], [{ status: 'RUNNING' }]);
    const because = 'an operation on it has not come to its end';
    expect(writes).toEqual([]);
    expect(ends).toEqual([{ type: 'undo.kept', step: FIRST, because }]);
    expect(outcome.leftovers).toEqual([leftover(because)]);
  });

  it('while a gcloud of the run is still at work, lists the map once', async () => {
    const process = { pid: 7, started: '1' };
    const earlier: readonly Entry[] = [
      ...shifted(FIRST),
      { type: 'step.intent', step: SECOND, attempt: 1 },
      { type: 'step.process', step: SECOND, process },
    ];
    const { execution } = begun(only(FIRST, SECOND), {}, earlier);
    const ports = { ...execution.ports, isAlive: () => true };
    const outcome = await rollBack({ ...execution, ports }, [], 'asked for');
    expect(outcome.leftovers).toEqual([leftover('a gcloud of this run is still at work')]);
  });

  it('leaves what somebody else has written, and lists it', async () => {
    const { outcome, ends, writes } = await undone(shifted(FIRST), [[THEIRS]]);
    const because = 'somebody else has changed it since it was read last';
    expect(writes).toEqual([]);
    expect(ends).toEqual([{ type: 'undo.kept', step: FIRST, because }]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0 });
    expect(outcome.leftovers).toEqual([leftover(because)]);
  });

  it('prints no command with a secret in it: the run alone can do it', async () => {
    const { steps, ...rest } = only(FIRST);
    const secret = (command: Command) => ({ ...command, stdin: `${command.stdin}ya29.secret` });
    const plan: Plan = {
      ...rest,
      steps: steps.map((step) =>
        step.effect === 'revise' ? { ...step, undo: secret(step.undo) } : step,
      ),
    };
    const { execution } = begun(plan, { [MAPS]: [[THEIRS]] }, shifted(FIRST));
    const outcome = await rollBack(execution, [], 'asked for');
    expect(outcome.leftovers).toMatchObject([{ step: FIRST, command: 'negctl rollback' }]);
  });

  it('is told where a read at the end shows that it is not so', async () => {
    const { outcome } = await undone(shifted(FIRST), [[AT_25], [BEFORE], [AT_25]]);
    expect(outcome).toMatchObject({ ending: 'leftovers', undone: 0 });
    expect(outcome.leftovers).toEqual([leftover('a read still shows it')]);
  });

  it('does not mind that the map is gone at the end', async () => {
    const { outcome } = await undone(shifted(FIRST), [[AT_25], [BEFORE], []]);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1, leftovers: [] });
  });
});

describe('after a gate that failed', () => {
  const gauge = () => Promise.resolve({ verdict: 'failed', said: 'bad', errors: null } as const);
  const MADE: readonly Entry[] = [
    { type: 'step.intent', step: NEW_SERVICE, attempt: 1 },
    { type: 'step.done', step: NEW_SERVICE, serverId: '9', how: 'created', seconds: 1 },
  ];
  const SERVICES = [{ name: 'web-fqdn-bes', id: '9' }];
  const plan = only(NEW_SERVICE, FIRST, WAIT);

  it('what was made for the migration stays, and is listed', async () => {
    const { bench, outcome } = await done(
      plan,
      { [MAPS]: [[AT_25], [AT_25], [BEFORE]], 'backend-services list': [SERVICES] },
      [...MADE, ...shifted(FIRST)],
      { gauge },
    );
    expect(bench.commands.filter((words) => words.includes('delete'))).toEqual([]);
    expect(bench.events.find(({ event }) => event === 'rollback.started')).toMatchObject({
      steps: [{ id: FIRST, number: '2/3' }],
    });
    expect(outcome).toMatchObject({
      ending: 'gate',
      undone: 1,
      leftovers: [
        {
          step: NEW_SERVICE,
          resource: 'global/backendServices/web-fqdn-bes',
          because: 'it was made for the migration',
          said: null,
        },
      ],
    });
  });

  it('what cannot be moved back is an end of its own', async () => {
    const { bench, outcome } = await done(
      plan,
      { [MAPS]: [[AT_25], [THEIRS]], 'backend-services list': [SERVICES] },
      [...MADE, ...shifted(FIRST)],
      { gauge },
    );
    expect(outcome).toMatchObject({ ending: 'leftovers', leftovers: [{ step: FIRST }] });
    expect(bench.entries.at(-1)).toEqual({ type: 'run.finished', ending: 'leftovers' });
  });

  it('beside which something else failed, everything is taken back', async () => {
    const { outcome } = await done(
      { ...plan, steps: plan.steps.map((step) => ({ ...step, needs: [] })) },
      {
        [MAPS]: [[AT_25], [BEFORE]],
        'backend-services import': [failed('Invalid value for field')],
      },
      shifted(FIRST),
      { gauge, maxParallel: 2 },
    );
    expect(outcome.ending).toBe('rolled-back');
    expect(outcome.problems.map(({ code }) => code).sort()).toEqual(['NEG-4111', 'NEG-7001']);
  });
});
