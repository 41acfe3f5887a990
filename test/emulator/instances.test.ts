import { beforeAll, describe, expect, test } from 'vitest';
import type { Emulator, EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { NET, SUB, standingState } from './standing.ts';
import { call, change, create, type Doc, read, refusal } from './support.ts';

const ZONE = 'zones/us-central1-a';
const GROUP = `${ZONE}/networkEndpointGroups/vm`;
const MACHINE = { machineType: `${ZONE}/machineTypes/e2-micro` };

let standing: EmulatorState;

beforeAll(async () => {
  standing = await standingState();
});

function world(): Emulator {
  return createEmulator({ state: standing });
}

/** What the group says to endpoints like this one. */
async function attached(endpoint: Doc): Promise<string> {
  const body = { networkEndpoints: [endpoint] };
  return refusal(await call(world(), 'POST', `${GROUP}/attachNetworkEndpoints`, body));
}

describe('an instance', () => {
  test('gets a name for its interface and the lowest free address of its subnet', async () => {
    const emulator = world();
    const one = { ...MACHINE, networkInterfaces: [{ subnetwork: SUB }] };
    const first = await create(emulator, `${ZONE}/instances`, { name: 'one', ...one });
    const second = await create(emulator, `${ZONE}/instances`, { name: 'two', ...one });
    const seen = { name: 'nic0', stackType: 'IPV4_ONLY', network: expect.stringContaining(NET) };
    expect(first).toMatchObject({
      status: 'RUNNING',
      networkInterfaces: [{ ...seen, networkIP: '10.1.2.2' }],
    });
    expect(second).toMatchObject({ networkInterfaces: [{ ...seen, networkIP: '10.1.2.3' }] });
  });

  test.each([
    ['an address outside its subnet', { networkIP: '10.9.9.9' }, 'not within the subnetwork'],
    ['an address that another one has', { networkIP: '10.1.2.7' }, 'already being used'],
    [
      'an alias range outside its subnet',
      { aliasIpRanges: [{ ipCidrRange: '10.9.9.0/28' }] },
      'The alias IP range is not within',
    ],
  ])('is refused with %s', async (_what, nic, words) => {
    const body = { name: 'x', ...MACHINE, networkInterfaces: [{ subnetwork: SUB, ...nic }] };
    expect(refusal(await call(world(), 'POST', `${ZONE}/instances`, body))).toContain(words);
  });

  test('keeps its subnet from being deleted', async () => {
    const refused = await call(world(), 'DELETE', 'regions/us-central1/subnetworks/sub');
    expect(refusal(refused)).toContain('already being used by');
  });
});

describe('an endpoint of a VM', () => {
  test('has the primary address of the VM where it names none', async () => {
    const emulator = world();
    await change(emulator, 'POST', `${GROUP}/attachNetworkEndpoints`, {
      networkEndpoints: [{ instance: 'vm-1', port: 8080 }],
    });
    const { body } = await call(emulator, 'POST', `${GROUP}/listNetworkEndpoints`);
    const networkEndpoint = { instance: 'vm-1', ipAddress: '10.1.2.7', port: 8080 };
    expect(body).toMatchObject({ items: [{ networkEndpoint }] });
    await change(emulator, 'POST', `${GROUP}/detachNetworkEndpoints`, {
      networkEndpoints: [{ instance: 'vm-1', port: 8080 }],
    });
    expect(await read(emulator, GROUP)).toMatchObject({ size: 0 });
  });

  test('may have an address of an alias range', async () => {
    expect(await attached({ instance: 'vm-1', ipAddress: '10.1.2.79' })).toBe('200 accepted');
  });

  test.each([
    ['an address that its VM does not have', { instance: 'vm-1', ipAddress: '10.1.2.80' }],
    ['a VM that is not in the zone', { instance: 'vm-2' }],
  ])('is refused with %s', async (_what, endpoint) => {
    expect(await attached(endpoint)).toMatch(/^400 invalid/);
  });

  test('comes with at most 500 in one call, and 10,000 in one group', async () => {
    const emulator = world();
    const endpoints = (from: number, count: number) => ({
      networkEndpoints: Array.from({ length: count }, (_, index) => ({
        instance: 'vm-1',
        port: from + index,
      })),
    });
    const attach = (body: Doc) => call(emulator, 'POST', `${GROUP}/attachNetworkEndpoints`, body);
    expect(refusal(await attach(endpoints(1, 501)))).toContain('At most 500');
    for (let from = 1; from < 10_000; from += 500) {
      await change(emulator, 'POST', `${GROUP}/attachNetworkEndpoints`, endpoints(from, 500));
    }
    expect(await read(emulator, GROUP)).toMatchObject({ size: 10_000 });
    expect(refusal(await attach(endpoints(10_001, 1)))).toContain('Exceeded the limit of 10000');
  });
});

describe('a firewall rule', () => {
  const RULE = { name: 'probes', network: NET, allowed: [{ IPProtocol: 'tcp', ports: ['80'] }] };

  test('lets everybody in where it names no source', async () => {
    expect(await create(world(), 'global/firewalls', RULE)).toMatchObject({
      direction: 'INGRESS',
      priority: 1000,
      sourceRanges: ['0.0.0.0/0'],
      disabled: false,
      logConfig: { enable: false },
      description: '',
    });
  });

  test.each([
    ['nothing to allow', { allowed: [] }, 'resource.allowed'],
    ['a port that is none', { allowed: [{ IPProtocol: 'tcp', ports: ['0x'] }] }, 'range of ports'],
    ['ports of ICMP', { allowed: [{ IPProtocol: 'icmp', ports: ['1'] }] }, 'TCP, UDP or SCTP'],
    ['a source that is no range', { sourceRanges: ['10.0.0.300/8'] }, 'CIDR'],
  ])('is refused with %s', async (_what, change, words) => {
    const reply = await call(world(), 'POST', 'global/firewalls', { ...RULE, ...change });
    expect(refusal(reply)).toContain(words);
  });

  test('keeps its network from being deleted', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/networks', { name: 'net', autoCreateSubnetworks: false });
    await create(emulator, 'global/firewalls', RULE);
    const operation = await change(emulator, 'DELETE', 'global/networks/net');
    expect(JSON.stringify(operation)).toContain('RESOURCE_IN_USE_BY_ANOTHER_RESOURCE');
  });
});
