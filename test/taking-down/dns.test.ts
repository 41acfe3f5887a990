import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { call } from '../emulator/support.ts';
import { FULL } from '../support/set-ups.ts';
import { documentIn, World } from '../support/world.ts';
import { somebody } from './somebody.ts';

const PROJECT = '--project=demo';
const DELETE = ['delete', 'web', PROJECT, '--yes', '--confirm=web'] as const;
const DNS = '/dns/v1/projects/demo/managedZones';
const DNS_OFF = '/serviceusage/v1/projects/demo/services/dns.googleapis.com:disable';

async function dns(emulator: Emulator, path: string, body: object): Promise<void> {
  const answer = await emulator.handle({ method: 'POST', path, body: JSON.stringify(body) });
  expect(answer).toMatchObject({ status: 200 });
}

/** `web` on a reserved address, and the names that lead to addresses, by the address of `web`. */
async function named(
  recordsOf: (address: string) => Readonly<Record<string, readonly string[]>>,
): Promise<{ readonly world: World; readonly address: string }> {
  const world = new World();
  expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
  const { body } = await call(world.emulator, 'GET', 'global/addresses/web-ip');
  const address = String(body['address']);
  await dns(world.emulator, DNS, { name: 'zone', dnsName: 'example.com.' });
  for (const [name, rrdatas] of Object.entries(recordsOf(address))) {
    await dns(world.emulator, `${DNS}/zone/rrsets`, { name, type: 'A', ttl: 300, rrdatas });
  }
  return { world, address };
}

function deletions(world: World): readonly string[] {
  return world.calls
    .filter((argv) => argv.includes('delete'))
    .map((argv) => argv.slice(0, 4).join(' '));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('DNS records that lead to a load balancer', () => {
  it('are in list and describe, as text and as data', async () => {
    const { world, address } = await named((own) => ({
      'www.example.com.': [own],
      'elsewhere.example.com.': ['203.0.113.9'],
    }));
    const listed = await world.run('list', PROJECT);
    expect(oneLine(listed.out)).toContain('DNS www.example.com.;');
    expect(listed.out).not.toContain('elsewhere');
    const described = await world.run('describe', 'web', PROJECT);
    expect(oneLine(described.out)).toContain(
      `DNS record set www.example.com.:A zone; ${address}, ttl 300`,
    );
    const { result } = documentIn(await world.run('list', PROJECT, '--format=json'));
    expect(result).toMatchObject({
      notLookedAt: [],
      loadBalancers: [
        {
          dnsRecords: [
            {
              id: 'global/managedZones/zone/resourceRecordSets/www.example.com.:A',
              name: 'www.example.com.',
              addresses: [address],
            },
          ],
        },
      ],
    });
  });

  it('go before the front end and the address; zones stay', async () => {
    const { world } = await named((own) => ({ 'www.example.com.': [own], 'example.com.': [own] }));
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    const order = deletions(world);
    const last = order.lastIndexOf('dns record-sets delete www.example.com.');
    expect(order.filter((line) => line.startsWith('dns'))).toHaveLength(2);
    expect(last).toBeGreaterThan(-1);
    expect(last).toBeLessThan(order.indexOf('compute forwarding-rules delete web-fr'));
    expect(last).toBeLessThan(order.indexOf('compute addresses delete web-ip'));
    const left = Object.keys(world.emulator.state().resources);
    expect(left).toEqual([
      'projects/demo/managedZones/zone',
      'projects/demo/managedZones/zone/rrsets/example.com./NS',
      'projects/demo/managedZones/zone/rrsets/example.com./SOA',
    ]);
  });

  it('stay where they lead to something else too, and keep the reserved address', async () => {
    const { world } = await named((own) => ({ 'www.example.com.': [own, '203.0.113.9'] }));
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(oneLine(ended.out)).toContain(
      'resourceRecordSets/www.example.com.:A kept: it points to 203.0.113.9, which stays',
    );
    expect(oneLine(ended.out)).toContain(
      'addresses/web-ip kept: used by resourceRecordSets/www.example.com.:A',
    );
    expect(deletions(world)).not.toContain('dns record-sets delete www.example.com.');
    const again = await world.run(...DELETE);
    expect(again.out).toContain('Nothing to do');
  });

  it('stay with --keep=dns, and with --keep=addresses, which keeps what they lead to', async () => {
    for (const kept of ['dns', 'addresses']) {
      const { world } = await named((own) => ({ 'www.example.com.': [own] }));
      const ended = await world.run(...DELETE, `--keep=${kept}`);
      expect(ended.exitCode, ended.err).toBe(0);
      const left = Object.keys(world.emulator.state().resources);
      expect(left).toContain('projects/demo/managedZones/zone/rrsets/www.example.com./A');
      expect(left).toContain('projects/demo/global/addresses/web-ip');
      expect(left).not.toContain('projects/demo/global/forwardingRules/web-fr');
    }
  });

  it('are left alone where somebody changes them after the plan was made', async () => {
    const { world } = await named((own) => ({ 'www.example.com.': [own] }));
    const path = `${DNS}/zone/rrsets/www.example.com./A`;
    let isChanged = false;
    world.hook({
      before: (argv) => {
        if (isChanged || !argv.includes('record-sets') || !argv.includes('delete')) return;
        isChanged = true;
        // The first attempt meets a fault; the read before the second one shows the change.
        void world.emulator.handle({
          method: 'PATCH',
          path,
          body: JSON.stringify({ rrdatas: ['203.0.113.9'] }),
        });
      },
    });
    world.emulator.addFaults(['delete:resourceRecordSets=429']);
    const ended = await world.run(...DELETE);
    expect(ended.exitCode).toBe(8);
    expect(oneLine(ended.err)).toContain('no longer the one that the plan was made for');
    const left = Object.keys(world.emulator.state().resources);
    expect(left).toContain('projects/demo/managedZones/zone/rrsets/www.example.com./A');
    expect(left).toContain('projects/demo/global/addresses/web-ip');
  });
});

describe('an internal address', () => {
  const link = (path: string) => `projects/demo/${path}`;
  const region = 'regions/us-central1';

  /** A regional internal load balancer on network `net`, and a zone that is seen from some networks. */
  async function internal(networks: readonly string[]): Promise<World> {
    const world = new World();
    for (const name of ['net', 'other']) {
      await somebody(world, 'POST', 'global/networks', { name, autoCreateSubnetworks: false });
    }
    const network = link('global/networks/net');
    await somebody(world, 'POST', `${region}/subnetworks`, {
      name: 'sub',
      network,
      ipCidrRange: '10.1.2.0/24',
    });
    await somebody(world, 'POST', `${region}/subnetworks`, {
      name: 'proxies',
      network,
      ipCidrRange: '10.129.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    });
    await somebody(world, 'POST', `${region}/backendServices`, {
      name: 'bs',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      protocol: 'HTTP',
    });
    await somebody(world, 'POST', `${region}/urlMaps`, {
      name: 'web',
      defaultService: link(`${region}/backendServices/bs`),
    });
    await somebody(world, 'POST', `${region}/targetHttpProxies`, {
      name: 'proxy',
      urlMap: link(`${region}/urlMaps/web`),
    });
    await somebody(world, 'POST', `${region}/forwardingRules`, {
      name: 'fr',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      IPAddress: '10.1.2.9',
      portRange: '80',
      network,
      subnetwork: link(`${region}/subnetworks/sub`),
      target: link(`${region}/targetHttpProxies/proxy`),
    });
    const config = networks.map((name) => ({ networkUrl: link(`global/networks/${name}`) }));
    await dns(world.emulator, DNS, {
      name: 'zone',
      dnsName: 'corp.',
      ...(networks.length === 0
        ? {}
        : { visibility: 'private', privateVisibilityConfig: { networks: config } }),
    });
    const record = { name: 'web.corp.', type: 'A', ttl: 60, rrdatas: ['10.1.2.9'] };
    await dns(world.emulator, `${DNS}/zone/rrsets`, record);
    return world;
  }

  it.each([
    [['net'], 'deleted'],
    [['net', 'other'], 'may be something else in another network'],
    [[], 'may be something else in another network'],
    [['other'], 'not its name'],
  ])('asked for from %j: its record is treated as %s', async (networks, expected) => {
    const world = await internal(networks);
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    const left = Object.keys(world.emulator.state().resources);
    const path = 'projects/demo/managedZones/zone/rrsets/web.corp./A';
    expect(left.includes(path)).toBe(expected !== 'deleted');
    const says = oneLine(ended.out).includes('in another network');
    expect(says).toBe(expected.startsWith('may be'));
  });
});

describe('where DNS cannot be looked at', () => {
  it.each([
    [[], 'dns.googleapis.com is not enabled in project demo'],
    [['list:managedZones=permission x*'], 'permission denied in project demo'],
  ])('list, describe and delete say so, and go on (%j)', async (faults, words) => {
    const world = new World();
    expect((await world.run(...FULL, '--yes')).exitCode).toBe(0);
    if (faults.length === 0) await dns(world.emulator, DNS_OFF, {});
    world.emulator.addFaults(faults);
    const listed = await world.run('list', PROJECT);
    expect(listed.exitCode).toBe(0);
    expect(oneLine(listed.err)).toContain('DNS zones were not looked at');
    expect(oneLine(listed.err)).toContain(words);
    const { result } = documentIn(await world.run('describe', 'web', PROJECT, '--format=json'));
    expect(JSON.stringify(result)).toContain('"kind":"managedZones","because":');
    const ended = await world.run(...DELETE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(oneLine(ended.err)).toContain('none of them is deleted');
    expect(Object.keys(world.emulator.state().resources)).toEqual([]);
  });

  it('a failure of another kind ends the command: nobody knows what leads there', async () => {
    const { world } = await named((own) => ({ 'www.example.com.': [own] }));
    world.emulator.addFaults(['list:resourceRecordSets=503 x*']);
    const ended = await world.run(...DELETE);
    expect(ended.exitCode).toBe(5);
    expect(oneLine(ended.err)).toContain('cannot read the DNS record set list');
    expect(deletions(world)).toEqual([]);
  });
});
