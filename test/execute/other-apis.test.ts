import { describe, expect, it } from 'vitest';
import { execute } from '../../src/execute/execute.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { parsePlan } from '../../src/plan/plan-file.ts';
import { call } from '../emulator/support.ts';
import { type Answer, answering, Bench, LOST } from '../support/by-ports.ts';
import { SMALL } from '../support/real-journals.ts';
import { documentIn, World } from '../support/world.ts';

const DRY = ['--project=demo', '--dry-run=server', '--format=json'];

async function planned(world: World, ...words: readonly string[]): Promise<Plan> {
  const document = documentIn(await world.run(...words, ...DRY));
  return parsePlan(JSON.stringify(document['plan']));
}

/** Carries out the steps on one kind alone, with what gcloud answers to commands that begin so. */
async function done(
  plan: Plan,
  kind: string,
  answers: Readonly<Record<string, readonly Answer[]>>,
) {
  const only = { ...plan, steps: plan.steps.filter(({ resource }) => resource.kind === kind) };
  const bench = new Bench(only);
  const started = bench.clock.now();
  const outcome = await execute(bench.execution(only, answering(answers)));
  return { bench, outcome, waited: (bench.clock.now() - started) / 1_000 };
}

function operationsAskedFor({ commands }: Bench): readonly string[] {
  return commands.filter((words) => words.includes('operations'));
}

const mesh = await planned(
  new World({ start: { defaultNetwork: ['us-central1'] } }),
  ...['create', 'internet-neg', 'web', '--lb=mesh', '--tls'],
  '--add-endpoint=fqdn=service-a.example.com,port=443',
  '--dns-addresses=10.0.0.1',
);

describe('where gcloud lists no operations', () => {
  it('a policy whose answer was lost is looked for once it must have settled', async () => {
    const policy = { name: 'web-tls', sni: 'service-a.example.com' };
    const { bench, outcome, waited } = await done(mesh, 'clientTlsPolicies', {
      'client-tls-policies list': [[], [{ ...policy, createTime: '2026-01-05T12:00:01Z' }]],
      'client-tls-policies import': [LOST],
    });
    expect(outcome.ending).toBe('ok');
    expect(bench.entries.find(({ type }) => type === 'step.done')).toMatchObject({
      how: 'settled',
    });
    expect(waited).toBe(15);
    expect(operationsAskedFor(bench)).toEqual([]);
  });
});

const NAME = 'www.example.com.';
const ZONE = { name: 'zone', dnsName: 'example.com.' };
const ZONES = '/dns/v1/projects/demo/managedZones';

async function post(world: World, path: string, body: object): Promise<void> {
  const answer = await world.emulator.handle({ method: 'POST', path, body: JSON.stringify(body) });
  expect(answer).toMatchObject({ status: 200 });
}

/** `web` on an address of its own, and a name that leads to it. */
async function named(): Promise<{ readonly plan: Plan; readonly record: JsonObject }> {
  const world = new World();
  await world.run(...SMALL);
  const { body } = await call(world.emulator, 'GET', 'global/addresses/web-ip');
  await post(world, ZONES, ZONE);
  const record = { name: NAME, type: 'A', ttl: 300, rrdatas: [String(body['address'])] };
  await post(world, `${ZONES}/zone/rrsets`, record);
  const live = { kind: 'dns#resourceRecordSet', ...record };
  return { plan: await planned(world, 'delete', 'web'), record: live };
}

const { plan, record } = await named();

describe('a record set, which has no id', () => {
  it.each([
    ['says what it said when it was planned', record, 'ok', 1],
    ['leads where it led', { ...record, rrdatas: ['203.0.113.77'] }, 'changed', 0],
    ['has the time to live that it had', { ...record, ttl: 60 }, 'changed', 0],
  ])('is deleted only where it %s', async (_case, live, ending, times) => {
    const { bench, outcome } = await done(plan, 'resourceRecordSets', {
      'managed-zones list': [[ZONE]],
      'record-sets list': [[live], []],
    });
    expect(outcome).toMatchObject({ ending, leftovers: [] });
    expect(bench.commands.filter((words) => words.includes('delete'))).toHaveLength(times);
  });

  it('is read at once after a call whose answer was lost', async () => {
    const { bench, outcome, waited } = await done(plan, 'resourceRecordSets', {
      'managed-zones list': [[ZONE]],
      'record-sets list': [[record], []],
      'record-sets delete': [LOST],
    });
    expect(outcome.ending).toBe('ok');
    expect(bench.commands.filter((words) => words.includes('delete'))).toHaveLength(1);
    expect(waited).toBe(0);
    expect(operationsAskedFor(bench)).toEqual([]);
  });
});
