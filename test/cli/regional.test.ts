import { expect, it } from 'vitest';
import { isJsonObject, objectsAt, textAt } from '../../src/json.ts';
import { documentIn, World } from '../support/world.ts';

const NETWORK = { start: { defaultNetwork: ['us-central1'] } } as const;

function create(name: string, ...flags: readonly string[]): readonly string[] {
  return [
    'create',
    'internet-neg',
    name,
    '--project=demo',
    '--lb=regional-external',
    '--region=us-central1',
    '--frontend-protocol=HTTP',
    ...flags,
  ];
}

const ENDPOINTS = [
  '--add-endpoint=fqdn=one.example.com,port=443',
  '--add-endpoint=fqdn=two.example.com,port=443,neg=two',
];

it('a second load balancer of a network takes the proxy-only subnet and the NAT of the first', async () => {
  const world = new World(NETWORK);
  const first = await world.run(...create('one', ...ENDPOINTS), '--yes');
  expect(first.exitCode, first.err).toBe(0);
  const before = world.state();
  const planned = await world.run(
    ...create('two', ...ENDPOINTS.slice(0, 1)),
    '--dry-run=server',
    '--format=json',
  );
  expect(planned.exitCode, planned.err).toBe(0);
  const { plan = null } = documentIn(planned);
  const steps = isJsonObject(plan) ? objectsAt(plan, 'steps') : [];
  const titles = steps.map((step) => textAt(step, 'title') ?? '');
  expect(titles).toContain('create forwarding rule two-fr');
  expect(titles.filter((title) => /subnet|Router|NAT/.test(title))).toEqual([]);
  const second = await world.run(...create('two', ...ENDPOINTS.slice(0, 1)), '--yes');
  expect(second.exitCode, second.err).toBe(0);
  const deleted = await world.run('delete', 'two', '--project=demo', '--yes', '--confirm=two');
  expect(deleted.exitCode, deleted.err).toBe(0);
  expect(world.state()).toEqual(before);
});

it('deleting a load balancer leaves what its network shares, and says so', async () => {
  const world = new World(NETWORK);
  await world.run(...create('one', ...ENDPOINTS), '--yes');
  const deleted = await world.run('delete', 'one', '--project=demo', '--yes', '--confirm=one');
  expect(deleted.exitCode, deleted.err).toBe(0);
  const told = deleted.err.replaceAll(/\s+/g, ' ');
  expect(told).toContain('subnet one-proxy-subnet stays');
  expect(told).toContain('gcloud compute routers delete one-router --region=us-central1');
  const left = JSON.stringify(world.state());
  expect(left).toContain('subnetworks/one-proxy-subnet');
  expect(left).toContain('routers/one-router');
  expect(left).not.toContain('networkEndpointGroups');
});

it('a field of another load balancer is refused with those that have it', async () => {
  const ended = await new World().run(
    ...['create', 'internet-neg', 'web', '--project=demo', '--lb=classic', '--nat=auto'],
    ...['--add-endpoint=fqdn=api.example.com,port=443', '--domains=www.example.com'],
    '--dry-run',
  );
  expect(ended.exitCode).toBe(3);
  expect(ended.err).toContain('--nat (network.nat) does not apply to --lb=classic');
  expect(ended.err).toContain('only regional-external, regional-internal');
});
