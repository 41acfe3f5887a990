import { describe, expect, it } from 'vitest';
import { FIRST_HASH, type JournalRecord, nextRecord } from '../../src/journal/record.ts';
import { type RunState, replay, type StepState } from '../../src/journal/replay.ts';
import { revisionsOf } from '../../src/plan/aside.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { isBeyondReturn, undoPlan } from '../../src/rollback/undo-plan.ts';
import { smallPlan } from '../support/by-ports.ts';
import { web } from '../support/deletions.ts';
import { migration, NEW_SERVICE } from '../support/shifting.ts';

const plan = await smallPlan();

const NEG = 'networkEndpointGroups.web-neg';
const ENDPOINT = `${NEG}.endpoints.fqdn.api.example.com.port.80`;
const SERVICE = 'backendServices.web-bes';
const BACKEND = `${SERVICE}.backends.web-neg`;
const MAP = 'urlMaps.web-map';

function started({ hash, project, name }: Plan): JournalRecord {
  return nextRecord(
    { seq: 0, hash: FIRST_HASH },
    {
      type: 'run.started',
      run: 'r-20260102-101500-k3v9qa',
      planHash: hash,
      project,
      name,
      host: 'here',
      process: { pid: 1, started: '1' },
      version: '0',
    },
    new Date(0),
  );
}

function stateOf(status: StepState['status'], left: StepState['left'] = null): StepState {
  return {
    status,
    serverId: null,
    attempts: 1,
    firstIntentAt: '',
    process: null,
    because: '',
    seconds: 0,
    left,
    promoted: false,
  };
}

function runWith(steps: Readonly<Record<string, StepState>>): RunState {
  return { ...replay([started(plan)]), steps: new Map(Object.entries(steps)) };
}

const done = stateOf('done');

describe('what is taken back', () => {
  it.each([
    ['done', null, true],
    ['intended', null, true],
    ['undoing', null, true],
    ['kept', null, true],
    ['undone', null, false],
    ['failed', 'unknown', true],
    ['failed', 'absent', false],
    ['failed', 'foreign', false],
  ] as const)('of a step that is %s (left: %s): %s', (status, left, taken) => {
    const steps = undoPlan(plan, runWith({ [MAP]: stateOf(status, left) }));
    expect(steps.map(({ id }) => id)).toEqual(taken ? [MAP] : []);
  });

  it('is nothing where nothing was ever sent', () => {
    for (const status of ['intended', 'failed'] as const) {
      const unsent = { ...stateOf(status, 'unknown'), attempts: 0 };
      expect(undoPlan(plan, runWith({ [MAP]: unsent }))).toEqual([]);
    }
  });

  it('is nothing where nothing was begun', () => {
    expect(undoPlan(plan, runWith({}))).toEqual([]);
  });

  it('is told with the step and what is known of it', () => {
    const [undo] = undoPlan(plan, runWith({ [MAP]: done }));
    expect(undo).toEqual({
      id: MAP,
      needs: [],
      step: plan.steps.find(({ id }) => id === MAP),
      state: done,
      revisions: [],
      written: [],
      withContainer: false,
      containerId: null,
    });
  });

  it('is nothing of what was deleted: that is gone', () => {
    const everything = Object.fromEntries(web.steps.map(({ id }) => [id, done]));
    expect(undoPlan(web, runWith(everything))).toEqual([]);
  });

  it('of an attachment, knows what it is attached to: what was adopted, or made by the run', () => {
    const containerOf = (adopted: Plan['adopted'], neg: Readonly<Record<string, StepState>>) =>
      undoPlan({ ...plan, adopted }, runWith({ ...neg, [ENDPOINT]: done })).find(
        ({ id }) => id === ENDPOINT,
      )?.containerId;
    const adopted = plan.steps.flatMap(({ id, effect, resource }) =>
      effect === 'make' && (id === NEG || id === SERVICE)
        ? [{ resource, serverId: id === NEG ? '5' : '6' }]
        : [],
    );
    expect(containerOf(adopted, {})).toBe('5');
    expect(containerOf([...adopted].reverse(), {})).toBe('5');
    expect(containerOf([], { [NEG]: { ...done, serverId: '7' } })).toBe('7');
    expect(containerOf([], {})).toBeNull();
  });

  it('of a document, knows all changes that the plan makes of it', () => {
    const changes = migration.steps.filter(({ effect }) => effect === 'revise');
    const [map] = changes.map(({ resource }) => resource.id);
    const [service] = migration.steps.filter(({ id }) => id === NEW_SERVICE);
    expect(changes).toHaveLength(3);
    expect(revisionsOf(migration, map ?? 'global/urlMaps/none')).toEqual(changes);
    expect(revisionsOf(migration, service?.resource.id ?? 'global/urlMaps/none')).toEqual([]);
  });

  it('goes the other way round than it was made', () => {
    const steps = undoPlan(plan, runWith({ [SERVICE]: done, [MAP]: done }));
    expect(steps.map(({ id }) => id)).toEqual([MAP, SERVICE]);
    expect(steps.map(({ needs }) => needs)).toEqual([[], [MAP]]);
  });

  it('of an attachment, goes with its container, and what was attached waits for it', () => {
    const steps = undoPlan(plan, runWith({ [NEG]: done, [SERVICE]: done, [BACKEND]: done }));
    expect(steps.map(({ id }) => id)).toEqual([SERVICE, BACKEND, NEG]);
    expect(steps.map(({ withContainer }) => withContainer)).toEqual([false, true, false]);
    expect(steps.map(({ needs }) => needs)).toEqual([[], [SERVICE], [BACKEND]]);
  });

  it('of an attachment to what stays, is detached by itself', () => {
    const steps = undoPlan(plan, runWith({ [NEG]: done, [BACKEND]: done }));
    expect(steps.map(({ id }) => id)).toEqual([BACKEND, NEG]);
    expect(steps.map(({ withContainer }) => withContainer)).toEqual([false, false]);
  });

  it('of an endpoint, goes with its NEG', () => {
    const steps = undoPlan(plan, runWith({ [NEG]: done, [ENDPOINT]: done }));
    expect(steps.map(({ id, needs, withContainer }) => ({ id, needs, withContainer }))).toEqual([
      { id: NEG, needs: [], withContainer: false },
      { id: ENDPOINT, needs: [NEG], withContainer: true },
    ]);
  });

  it('of everything, takes each thing before what it stands on', () => {
    const everything = Object.fromEntries(plan.steps.map(({ id }) => [id, done]));
    const order = undoPlan(plan, runWith(everything)).map(({ id }) => id);
    expect([...order].sort()).toEqual(plan.steps.map(({ id }) => id).sort());
    const at = (id: string) => order.indexOf(id);
    const chain = ['forwardingRules.web-fr', 'targetHttpProxies.web-proxy', MAP, SERVICE, BACKEND];
    for (const [index, id] of chain.slice(1).entries()) {
      expect(at(id)).toBeGreaterThan(at(chain[index] ?? ''));
    }
    expect(at(NEG)).toBeGreaterThan(at(BACKEND));
  });
});

describe('a run is beyond return', () => {
  const deleting: Plan = {
    ...plan,
    steps: [
      ...plan.steps,
      ...web.steps
        .filter(({ id }) => id === 'addresses.web-ip')
        .map((step) => ({ ...step, id: 'last' })),
    ],
  };

  it.each([
    ['done', null, 1, true],
    ['intended', null, 1, true],
    ['failed', 'unknown', 1, true],
    ['failed', 'present', 1, false],
    ['failed', 'foreign', 1, false],
    ['failed', 'unknown', 0, false],
  ] as const)('where a deletion is %s (left: %s) after %i attempts: %s', (...row) => {
    const [status, left, attempts, beyond] = row;
    const run = runWith({ [MAP]: done, last: { ...stateOf(status, left), attempts } });
    expect(isBeyondReturn(deleting, run)).toBe(beyond);
  });

  it('never where none has begun', () => {
    expect(isBeyondReturn(deleting, runWith({ [MAP]: done }))).toBe(false);
  });
});
