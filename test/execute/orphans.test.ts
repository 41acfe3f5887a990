import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { orphansGone } from '../../src/execute/orphans.ts';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { Bench, printed, smallPlan } from '../support/by-ports.ts';

const plan = await smallPlan();
const NEG = 'networkEndpointGroups.web-neg';
const SERVICE = 'backendServices.web-bes';

/** A NEG whose gcloud may still run, and a service that is done. */
const EARLIER: readonly Entry[] = [
  { type: 'step.intent', step: SERVICE, attempt: 1 },
  { type: 'step.process', step: SERVICE, process: { pid: 6, started: '6' } },
  { type: 'step.done', step: SERVICE, serverId: '17', how: 'created', seconds: 1 },
  { type: 'step.intent', step: NEG, attempt: 1 },
  { type: 'step.process', step: NEG, process: { pid: 7, started: '7' } },
];

const nothing = () => printed('[]');

/** A gcloud that outlives its negctl until this time of the bench. */
function aliveUntil(bench: Bench, pid: number, until: number) {
  return (process: { readonly pid: number }) => process.pid === pid && bench.clock.now() < until;
}

/** Waits for the gclouds of {@link EARLIER}; how long that took in seconds. */
async function waited(pid: number, seconds: number, limit: number) {
  const bench = new Bench(plan, EARLIER);
  const started = bench.clock.now();
  const { ports, state } = bench.execution(plan, nothing, {
    isAlive: aliveUntil(bench, pid, started + seconds * 1_000),
  });
  const gone = await orphansGone(state(), ports, limit * 1_000);
  return { gone, took: (bench.clock.now() - started) / 1_000, events: bench.events };
}

const WAITING = {
  event: 'waiting',
  step: NEG,
  because: 'gcloud (pid 7) is still at it',
};

describe('a gcloud that outlived the negctl that started it', () => {
  it('is waited for, and that is told once', async () => {
    expect(await waited(7, 30, 60)).toEqual({ gone: true, took: 30, events: [WAITING] });
  });

  it('is not waited for where it is gone, or its end is recorded', async () => {
    expect(await waited(7, 0, 60)).toEqual({ gone: true, took: 0, events: [] });
    expect(await waited(6, 30, 60)).toEqual({ gone: true, took: 0, events: [] });
  });

  it('is not waited for longer than the limit', async () => {
    const { gone, took } = await waited(7, 300, 60);
    expect(gone).toBe(false);
    expect(took).toBeGreaterThan(60);
    expect(took).toBeLessThan(62);
  });

  it('that ends with the limit is gone', async () => {
    expect(await waited(7, 60, 60)).toMatchObject({ gone: true });
  });

  it.each([
    ['resumed', 1],
    ['taken back', 0],
  ])('beyond the limit is not %s over: all that may be left is listed', async (way, done) => {
    const bench = new Bench(plan, EARLIER);
    const execution = bench.execution(plan, nothing, { isAlive: ({ pid }) => pid === 7 });
    const problem = { code: 'NEG-4120', what: 'w', why: 'y', fix: 'f' };
    const outcome =
      way === 'resumed'
        ? await execute(execution)
        : await rollBack(execution, [problem], 'asked for');
    const because = 'a gcloud of this run is still at work';
    expect(outcome).toEqual({
      ending: 'leftovers',
      problems: way === 'resumed' ? [] : [problem],
      leftovers: [
        {
          step: SERVICE,
          resource: 'global/backendServices/web-bes',
          because,
          said: null,
          command: 'gcloud compute backend-services delete web-bes --global --project=demo --quiet',
        },
        {
          step: NEG,
          resource: 'global/networkEndpointGroups/web-neg',
          because,
          said: null,
          command:
            'gcloud compute network-endpoint-groups delete web-neg --global --project=demo --quiet',
        },
      ].sort((one, other) => order(one.step) - order(other.step)),
      done,
      undone: 0,
      facts: null,
    });
    expect(bench.commands).toEqual([]);
    const recorded = bench.entries.map(({ type }) => type);
    expect(recorded).toEqual(way === 'resumed' ? [] : ['undo.started', 'run.finished']);
  });
});

function order(step: string): number {
  return plan.steps.findIndex(({ id }) => id === step);
}
