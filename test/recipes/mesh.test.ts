import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { World } from '../support/world.ts';

const CREATE = ['create', 'internet-neg', 'web', '--project=demo', '--lb=mesh', '--yes'];
const HOST = '--add-endpoint=fqdn=service-a.example.com,port=443';
const DNS = '--dns-addresses=10.0.0.1,10.0.0.2';
const ZONES = '/dns/v1/projects/demo/managedZones';

function world(): World {
  return new World({ start: { defaultNetwork: ['us-central1'] } });
}

/** A zone of somebody else's, seen from another network too, with a record of that time to live. */
async function withZone(ttl: number): Promise<World> {
  const made = world();
  await made.run('list', '--project=demo');
  await call(made.emulator, 'POST', 'global/networks', {
    name: 'other',
    autoCreateSubnetworks: false,
  });
  await made.clock.sleep(60_000);
  const networks = ['default', 'other'].map((name) => ({
    networkUrl: `projects/demo/global/networks/${name}`,
  }));
  const zone = { name: 'theirs', dnsName: 'example.com.', visibility: 'private' };
  const privateVisibilityConfig = { networks };
  const kept = await call(made.emulator, 'POST', ZONES, { ...zone, privateVisibilityConfig });
  expect(kept.status).toBe(200);
  const record = { name: 'service-a.example.com.', type: 'A', ttl };
  const rrdatas = ['10.0.0.2', '10.0.0.1'];
  await call(made.emulator, 'POST', `${ZONES}/theirs/rrsets`, { ...record, rrdatas });
  return made;
}

describe('a mesh', () => {
  it('is made with TLS, and a second run changes nothing', async () => {
    const one = world();
    const made = await one.run(...CREATE, HOST, DNS, '--tls');
    expect(made.exitCode, made.err).toBe(0);
    const again = await one.run(...CREATE, HOST, DNS, '--tls');
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('0 changes');
  });

  it('takes a zone and a record that are there and equal; a rollback leaves them', async () => {
    const one = await withZone(300);
    const before = one.state();
    const words = [HOST, DNS, '--dns-zone=theirs', '--dns-name=example.com'];
    const made = await one.run(...CREATE, ...words);
    expect(made.exitCode, made.err).toBe(0);
    expect(made.err).toMatch(/managedZones\/theirs +exists and is equal/);
    const [, run = ''] = /run (r-\S+)/.exec(made.out) ?? [];
    const undone = await one.run('rollback', run, '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(one.state()).toEqual(before);
  });

  it('names a record that differs, and touches nothing', async () => {
    const one = await withZone(60);
    const before = one.state();
    const words = [HOST, DNS, '--dns-zone=theirs', '--dns-name=example.com'];
    const refused = await one.run(...CREATE, ...words);
    expect(refused.exitCode).toBe(6);
    expect(refused.err.replaceAll(/\s+/g, ' ')).toContain('ttl is 60, planned is 300');
    expect(one.state()).toEqual(before);
  });

  it('in front of Cloud Run has TLS, its Host header and no health check', async () => {
    const one = world();
    const host = '--add-endpoint=fqdn=hello-abc-uc.a.run.app,port=443';
    const made = await one.run(...CREATE, host);
    expect(made.exitCode, made.err).toBe(0);
    const left = JSON.stringify(one.state());
    expect(left).toContain('"sni":"hello-abc-uc.a.run.app"');
    expect(left).toContain('"hostRewrite":"hello-abc-uc.a.run.app"');
    expect(left).not.toContain('healthChecks/');
  });
});
