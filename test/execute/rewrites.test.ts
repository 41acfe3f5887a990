import { describe, expect, it } from 'vitest';
import { rollBack } from '../../src/execute/roll-back.ts';
import type { JsonObject } from '../../src/json.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { backendSwap } from '../../src/resources/backend-swap.ts';
import { GLOBAL, resourceId } from '../../src/resources/resource.ts';
import { answering, Bench } from '../support/by-ports.ts';
import { intent, made } from '../support/undoing.ts';

const OLD = resourceId(GLOBAL, 'networkEndpointGroups', 'old-neg');
const NEG = resourceId(GLOBAL, 'networkEndpointGroups', 'new-neg');
const SERVICE = resourceId(GLOBAL, 'backendServices', 'web-bes');

const joined = (neg: string): JsonObject => ({ backends: [{ group: `projects/demo/${neg}` }] });
const before: JsonObject = { name: 'web-bes', id: '9', protocol: 'HTTP', ...joined(OLD) };
const after: JsonObject = { ...before, ...joined(NEG) };

function planOf(): Plan {
  const swap = backendSwap({
    project: 'demo',
    service: { id: SERVICE, scope: GLOBAL, name: 'web-bes' },
    document: before,
    old: OLD,
    neg: { id: NEG, name: 'new-neg' },
  });
  const planned = buildPlan({
    verb: 'update',
    recipe: 'serverless-ilb',
    name: 'web',
    project: 'demo',
    inputs: [],
    resources: [swap],
    facts: null,
    warnings: [],
  });
  if (!planned.ok) throw new Error('a swap in conflict with itself');
  return planned.plan;
}

const plan = planOf();
const [{ id } = { id: '' }] = plan.steps;

describe('the backend of a service, exchanged by one write', () => {
  it.each([
    ['that was done', made(id, null), after, 'removed', 1],
    ['that may have been done', [intent(id)], after, 'removed', 1],
    ['that was never done', [intent(id)], before, 'never-made', 0],
    [
      'that was done, where somebody has changed the service since',
      made(id, null),
      { ...after, protocol: 'HTTP2' },
      'not-ours',
      0,
    ],
  ])('is taken back as far as it is its own: one %s', async (_case, earlier, live, how, times) => {
    const bench = new Bench(plan, earlier);
    const lists = { 'backend-services list': [[live], [before]] };
    const outcome = await rollBack(bench.execution(plan, answering(lists)), [], 'asked for');
    expect(bench.entries.find(({ type }) => type === 'undo.done')).toMatchObject({ how });
    expect(bench.commands.filter((words) => words.includes('import'))).toHaveLength(times);
    expect(outcome).toMatchObject({ ending: 'rolled-back', leftovers: [] });
  });
});
