import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { World } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { requestClasses } from './requests.ts';
import { document, mapsOf, runIn, untouched, WatchedWorld, watched } from './shared.ts';
import { link, MIGRATE, prepare, REGIONAL_SITE, siteIn } from './site.ts';

const GATE = ['--yes', '--soak=90s', '--gate=command', '--gate-command=check'] as const;
const AT_ONCE = [...MIGRATE, ...GATE, '--steps=100', '--confirm=web'] as const;

const PLAIN = { name: 'plain', defaultService: link('global/backendServices/web') };
const PATHS = {
  name: 'paths',
  defaultService: link('global/backendServices/other'),
  hostRules: [{ hosts: ['web.example.com'], pathMatcher: 'web' }],
  pathMatchers: [
    {
      name: 'web',
      defaultService: link('global/backendServices/other'),
      pathRules: [{ paths: ['/web/*'], service: link('global/backendServices/web') }],
    },
  ],
};

/** A classic load balancer, whose URL maps have no weights. */
async function classic(exitCode = 0): Promise<WatchedWorld> {
  const from = new World();
  await siteIn(from, 'EXTERNAL', [PLAIN, PATHS]);
  return new WatchedWorld({ from, programs: () => ({ exitCode }) });
}

describe('a classic load balancer', () => {
  it('is not moved by weights, and it is said what can be done instead', async () => {
    const world = await classic();
    const ended = await world.run(...MIGRATE, ...GATE);
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('a classic load balancer has none');
    expect(ended.err).toContain('--steps=100');
  });

  it('is switched at once, with the name of the service as consent', async () => {
    const world = await classic();
    const unnamed = await world.run(...MIGRATE, ...GATE, '--steps=100');
    expect(unnamed.exitCode).toBe(3);
    expect(unnamed.err).toContain('--confirm=web');
    const ended = await world.run(...AT_ONCE);
    expect(ended.exitCode, ended.err).toBe(0);
    for (const map of [PLAIN, PATHS]) {
      const moved = JSON.parse(JSON.stringify(map).replaceAll('/web"', '/web-fqdn-bes"'));
      const text = JSON.stringify(await document(world, `global/urlMaps/${map.name}`));
      expect(
        JSON.parse(text.replaceAll('https://www.googleapis.com/compute/v1/', '')),
      ).toMatchObject(moved);
      expect(text).not.toContain('weight');
    }
    world.expectServed();
  });

  it('is switched back where the gate fails afterwards', async () => {
    const world = await classic(1);
    const before = await document(world, 'global/urlMaps/paths');
    const ended = await world.run(...AT_ONCE);
    expect(ended.exitCode, ended.err).toBe(9);
    expect(await document(world, 'global/urlMaps/paths')).toEqual(before);
    world.expectServed();
  });
});

describe('a service that keeps its users at one endpoint', () => {
  it('is moved at once, without its affinity where the new backends cannot have it', async () => {
    const world = await watched('EXTERNAL_MANAGED');
    await somebody(world, 'PATCH', 'global/backendServices/web', { sessionAffinity: 'CLIENT_IP' });
    const ended = await world.run(...AT_ONCE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toContain('made without sessionAffinity');
    const before = await mapsOf(await untouched('EXTERNAL_MANAGED'));
    expect(await mapsOf(world)).toBe(before.replaceAll('/web"', '/web-fqdn-bes"'));
    world.expectServed();
  });
});

describe('an internal load balancer in a region', () => {
  async function regional(exitCode = 0): Promise<WatchedWorld> {
    const from = new World();
    await prepare(from, REGIONAL_SITE);
    return new WatchedWorld({ from, programs: () => ({ exitCode }) });
  }

  it('is moved by weights to a NEG in its region and network, with its health check', async () => {
    const world = await regional();
    const ended = await world.run(...MIGRATE, ...GATE);
    expect(ended.exitCode, ended.err).toBe(0);
    const [only] = requestClasses(world.emulator.state());
    expect(Object.fromEntries(only?.targets ?? [])).toEqual({ 'web-fqdn-bes': 1 });
    const region = 'regions/us-central1';
    expect(await document(world, `${region}/backendServices/web-fqdn-bes`)).toMatchObject({
      localityLbPolicy: 'LEAST_REQUEST',
      healthChecks: [expect.stringContaining(`${region}/healthChecks/check`)],
    });
    expect(await document(world, `${region}/networkEndpointGroups/web-fqdn-neg`)).toMatchObject({
      networkEndpointType: 'INTERNET_FQDN_PORT',
      network: expect.stringContaining('global/networks/net'),
    });
    world.expectServed();
  });

  it('is moved back where a gate fails, and everything made is removed by a rollback', async () => {
    const world = await regional(1);
    const before = world.state();
    const ended = await world.run(...MIGRATE, ...GATE);
    expect(ended.exitCode, ended.err).toBe(9);
    const back = await world.run('rollback', runIn(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
    world.expectServed();
  });
});

describe('the DNS record of the new host name', () => {
  const ZONE = { name: 'corp', dnsName: 'example.com.', description: '', visibility: 'public' };
  const MOVE = [...MIGRATE, ...GATE, '--steps=50,100', '--dns-zone=corp'] as const;

  async function withZone(records: readonly string[] | null): Promise<World> {
    const world = new World({ from: await untouched('EXTERNAL_MANAGED') });
    await call(world.emulator, 'POST', '/dns/v1/projects/demo/managedZones', ZONE);
    if (records !== null) {
      const path = '/dns/v1/projects/demo/managedZones/corp/rrsets';
      const record = { name: 'api.example.com.', type: 'A', ttl: 60, rrdatas: records };
      await call(world.emulator, 'POST', path, record);
    }
    return world;
  }

  async function recordIn(world: World): Promise<unknown> {
    const path = '/dns/v1/projects/demo/managedZones/corp/rrsets?type=A&name=api.example.com.';
    const { body } = await call(world.emulator, 'GET', path);
    return body;
  }

  const ENDPOINTS = ['10.0.0.100', '10.0.0.101', '10.0.0.102'];

  it('is made where there is none, and removed by a rollback', async () => {
    const world = await withZone(null);
    const ended = await world.run(...MOVE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await recordIn(world)).toMatchObject({ rrsets: [{ rrdatas: ENDPOINTS, ttl: 300 }] });
    const back = await world.run('rollback', runIn(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(JSON.stringify(await recordIn(world))).not.toContain('10.0.0.100');
  });

  it('is taken as it is where it answers with the endpoints', async () => {
    const world = await withZone(ENDPOINTS);
    const ended = await world.run(...MOVE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await recordIn(world)).toMatchObject({ rrsets: [{ ttl: 60 }] });
  });

  it('stands in the way where it answers otherwise, and nothing is made', async () => {
    const world = await withZone(ENDPOINTS.slice(1));
    const before = world.state();
    const ended = await world.run(...MOVE);
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('rrdatas');
    expect(world.state()).toEqual(before);
  });

  const PRIVATE = [...MIGRATE, ...GATE, '--steps=50,100', '--dns-zone=corp'] as const;
  const zoneIn = (world: World): unknown =>
    world.emulator.state().resources['projects/demo/managedZones/corp']?.fields;

  it('is in a private zone that is made where its domain is told, and goes with it in a rollback', async () => {
    const world = new World({ from: await untouched('INTERNAL_SELF_MANAGED') });
    const before = world.state();
    const ended = await world.run(...PRIVATE, '--dns-name=example.com');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toContain('dns/zone-overlap: in the network only names in the zone');
    expect(zoneIn(world)).toMatchObject({ dnsName: 'example.com.', visibility: 'private' });
    expect(await recordIn(world)).toMatchObject({ rrsets: [{ rrdatas: ENDPOINTS }] });
    const back = await world.run('rollback', runIn(ended), '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it.each([
    ['EXTERNAL_MANAGED', ['--dns-name=example.com'], 'ask public DNS'],
    ['INTERNAL_SELF_MANAGED', ['--dns-name=example.org'], 'is not in the DNS zone corp'],
    ['INTERNAL_SELF_MANAGED', ['--dns-name=no domain'], 'is not a domain name'],
    ['INTERNAL_SELF_MANAGED', [], '--dns-name=DOMAIN beside it'],
  ] as const)('%s, %j: no zone is made, because of what is said', async (scheme, words, said) => {
    const world = new World({ from: await untouched(scheme) });
    const before = world.state();
    const ended = await world.run(...PRIVATE, ...words);
    expect(ended.exitCode).not.toBe(0);
    expect(ended.err.replace(/\s+/g, ' ')).toContain(said);
    expect(world.state()).toEqual(before);
  });

  it('is in a zone that is there, and that is the one of its domain', async () => {
    const world = new World({ from: await untouched('EXTERNAL_MANAGED') });
    expect((await world.run(...MOVE)).err).toContain('no DNS zone corp');
    const other = { ...ZONE, dnsName: 'example.org.' };
    await call(world.emulator, 'POST', '/dns/v1/projects/demo/managedZones', other);
    expect((await world.run(...MOVE)).err).toContain('is not in the DNS zone corp');
  });
});
