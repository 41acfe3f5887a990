import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { JsonObject } from '../../src/json.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { networkEndpoints } from '../../src/resources/network-endpoint.ts';
import { resourceId, type Scope } from '../../src/resources/resource.ts';
import { answering, Bench } from '../support/by-ports.ts';

const zone: Scope = { type: 'zone', zone: 'europe-west1-b' };
const id = resourceId(zone, 'networkEndpointGroups', 'vms');
const NEG: JsonObject = { name: 'vms', id: '5' };

/** A plan that adds so many endpoints to a NEG. */
function planOf(count: number): Plan {
  const endpoints = Array.from({ length: count }, (_, at) => ({ ip: '10.0.0.1', port: at + 1 }));
  const planned = buildPlan({
    verb: 'endpoints',
    recipe: 'add',
    name: 'vms',
    project: 'demo',
    inputs: [],
    resources: [networkEndpoints({ id, scope: zone, name: 'vms' }, endpoints)],
    facts: null,
    warnings: [],
  });
  if (!planned.ok) throw new Error('endpoints in conflict with themselves');
  return planned.plan;
}

/** What gcloud lists for these ports. */
function listed(...ports: readonly number[]): readonly JsonObject[] {
  return ports.map((port) => ({ networkEndpoint: { ipAddress: '10.0.0.1', port } }));
}

function done(plan: Plan): readonly Entry[] {
  return plan.steps.flatMap(({ id: step }): readonly Entry[] => [
    { type: 'step.intent', step, attempt: 1 },
    { type: 'step.done', step, serverId: null, how: 'created', seconds: 1 },
  ]);
}

/** The endpoints of a command that changes a NEG. */
function changed(commands: readonly string[], verb: 'add' | 'remove'): readonly string[] {
  return commands.flatMap((words) =>
    [...words.matchAll(new RegExp(`--${verb}-endpoint=(\\S+)`, 'g'))].map(([, told = '']) => told),
  );
}

describe('a step that adds several endpoints', () => {
  it('is taken back as far as a read shows them: somebody has taken one off', async () => {
    const plan = planOf(3);
    const bench = new Bench(plan, done(plan));
    const lists = {
      'network-endpoint-groups list-network-endpoints': [listed(1, 3), listed()],
      'network-endpoint-groups list': [[NEG]],
    };
    const outcome = await rollBack(bench.execution(plan, answering(lists)), [], 'asked for');
    expect(changed(bench.commands, 'remove')).toEqual(['ip=10.0.0.1,port=1', 'ip=10.0.0.1,port=3']);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1 });
  });

  it('and whose end nobody knows is taken back as far as a read shows them', async () => {
    const plan = planOf(3);
    const bench = new Bench(plan, done(plan).slice(0, 1));
    const lists = {
      'network-endpoint-groups list-network-endpoints': [listed(1, 3), listed()],
      'network-endpoint-groups list': [[NEG]],
    };
    const outcome = await rollBack(bench.execution(plan, answering(lists)), [], 'asked for');
    expect(changed(bench.commands, 'remove')).toEqual(['ip=10.0.0.1,port=1', 'ip=10.0.0.1,port=3']);
    expect(outcome).toMatchObject({ ending: 'rolled-back', undone: 1, leftovers: [] });
  });

  it('is not verified where a read shows fewer, and says how many without listing them', async () => {
    const plan = planOf(22);
    const bench = new Bench(plan);
    const there = Array.from({ length: 21 }, (_, at) => at + 1);
    const lists = {
      'network-endpoint-groups list-network-endpoints': [listed(...there)],
      'network-endpoint-groups list': [[NEG]],
    };
    const outcome = await execute(bench.execution(plan, answering(lists)));
    expect(changed(bench.commands, 'add')).toHaveLength(22);
    expect(JSON.stringify(outcome)).toContain('endpoints is a list of 21, planned is a list of 22');
  });

  it('lists as many as twenty', async () => {
    const plan = planOf(21);
    const there = Array.from({ length: 20 }, (_, at) => at + 1);
    const lists = {
      'network-endpoint-groups list-network-endpoints': [listed(...there)],
      'network-endpoint-groups list': [[NEG]],
    };
    const { problems } = await execute(new Bench(plan).execution(plan, answering(lists)));
    const [what] = problems.map((problem) => problem.what);
    expect(what).toMatch(/endpoints is \[.*20.*\], planned is a list of 21$/);
  });
});
