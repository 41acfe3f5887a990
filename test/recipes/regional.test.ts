import { describe, expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { type Ended, World } from '../support/world.ts';

const HTTPS = [
  '--protocol=HTTPS',
  '--frontend-protocol=HTTPS',
  '--ssl-certificates=own',
  '--redirect-http',
] as const;

function create(lb: string, ...flags: readonly string[]): readonly string[] {
  return [
    ...['create', 'internet-neg', 'web', '--project=demo', `--lb=${lb}`, '--region=us-central1'],
    '--add-endpoint=fqdn=api.example.com,port=5432',
    ...flags,
  ];
}

/** The commands of a script in their order, without `gcloud compute` and what every one of them has. */
function commandsOf({ out }: Ended): readonly string[] {
  const commands = out.replaceAll(/\\\n\s*/g, '').matchAll(/^gcloud compute (.+?)(?: <<.*)?$/gm);
  return [...commands].map(([, words = '']) =>
    words.replaceAll(/ --(?:quiet|format=\S+|project=demo)/g, ''),
  );
}

async function scriptOf(lb: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const ended = await new World().run(...create(lb, ...flags), '--dry-run', '--format=script');
  expect(ended.exitCode, ended.err).toBe(0);
  return commandsOf(ended);
}

describe('a regional load balancer', () => {
  it('is all in its region, on the internet; the proxies are there before clients come', async () => {
    const commands = await scriptOf('regional-external', ...HTTPS);
    for (const command of commands) expect(command).toContain(' --region=us-central1');
    const rules = commands.filter((command) => command.startsWith('forwarding-rules'));
    expect(rules).toEqual([
      'forwarding-rules create web-fr --region=us-central1 --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default --address=web-ip --address-region=us-central1 --target-https-proxy=web-proxy --target-https-proxy-region=us-central1 --ports=443',
      'forwarding-rules create web-redirect-fr --region=us-central1 --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default --address=web-ip --address-region=us-central1 --target-http-proxy=web-redirect-proxy --target-http-proxy-region=us-central1 --ports=80',
    ]);
    const subnet = commands.findIndex((command) => command.startsWith('networks subnets create'));
    expect(subnet).toBeGreaterThanOrEqual(0);
    expect(subnet).toBeLessThan(commands.indexOf(rules[0] ?? ''));
  });

  it('inside has an address of its subnet, which the redirect shares', async () => {
    const commands = await scriptOf('regional-internal', '--subnet=apps', ...HTTPS);
    expect(commands).toContain(
      'addresses create web-ip --region=us-central1 --subnet=apps --purpose=SHARED_LOADBALANCER_VIP',
    );
    expect(commands).toContain(
      'forwarding-rules create web-redirect-fr --region=us-central1 --load-balancing-scheme=INTERNAL_MANAGED --network=default --subnet=apps --subnet-region=us-central1 --address=web-ip --address-region=us-central1 --target-http-proxy=web-redirect-proxy --target-http-proxy-region=us-central1 --ports=80',
    );
  });

  it('for TCP has a TCP proxy in front of its backend service, on the port of the endpoint', async () => {
    const inside = await scriptOf(
      'regional-internal-tcp',
      '--subnet=apps',
      '--allow-global-access',
    );
    expect(inside).toContain(
      'target-tcp-proxies create web-proxy --region=us-central1 --backend-service=web-bes --backend-service-region=us-central1',
    );
    expect(inside.at(-1)).toBe(
      'forwarding-rules create web-fr --region=us-central1 --load-balancing-scheme=INTERNAL_MANAGED --network=default --subnet=apps --subnet-region=us-central1 --address=web-ip --address-region=us-central1 --target-tcp-proxy=web-proxy --target-tcp-proxy-region=us-central1 --ports=5432 --allow-global-access',
    );
    const outside = await scriptOf('regional-external-tcp', '--ports=443');
    expect(outside.at(-1)).toBe(
      'forwarding-rules create web-fr --region=us-central1 --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --network=default --address=web-ip --address-region=us-central1 --target-tcp-proxy=web-proxy --target-tcp-proxy-region=us-central1 --ports=443',
    );
  });

  it.each([
    ['regional-internal', ['--subnet=default', '--frontend-protocol=HTTP'], 'curl -i http://'],
    ['regional-external-tcp', ['--dns-addresses=10.0.0.9'], 'nc -vz '],
    ['regional-internal-tcp', ['--subnet=default'], 'from a VM in default'],
  ] as const)('%s is made once, and taken back whole', async (lb, flags, told) => {
    const world = new World({ start: { defaultNetwork: ['us-central1'] } });
    await world.run('list', '--project=demo');
    const before = world.state();
    const made = await world.run(...create(lb, ...flags), '--yes');
    expect(made.exitCode, made.err).toBe(0);
    expect(made.out.replaceAll(/\s+/g, ' ')).toContain(told);
    const steps = made.err.split('\n').filter((line) => / done /.test(line));
    expect(steps.at(-1)).toContain('forwarding rule');
    const hasRecord = JSON.stringify(world.state()).includes('"rrdatas":["10.0.0.9"]');
    expect(hasRecord).toBe(lb === 'regional-external-tcp');
    const again = await world.run(...create(lb, ...flags), '--yes');
    expect(again.exitCode, again.err).toBe(0);
    expect(again.out).toContain('0 changes');
    const [, run = ''] = /run (r-\S+)/.exec(made.out) ?? [];
    const undone = await world.run('rollback', run, '--yes');
    expect(undone.exitCode, undone.err).toBe(0);
    expect(world.state()).toEqual(before);
  });
});

describe('backend authenticated TLS', () => {
  const PLAIN = '--frontend-protocol=HTTP';
  const TRUST = '/certificatemanager/v1/projects/demo/locations/us-central1/trustConfigs';

  async function site(): Promise<World> {
    const world = new World({ start: { defaultNetwork: ['us-central1'] } });
    await call(world.emulator, 'POST', `${TRUST}?trustConfigId=ours`, {
      trustStores: [{ trustAnchors: [{ pemCertificate: 'PEM' }] }],
    });
    await world.run('list', '--project=demo');
    return world;
  }

  it.each([
    ['public-roots', { wellKnownRoots: 'PUBLIC_ROOTS' }],
    [
      'ours',
      {
        wellKnownRoots: 'NONE',
        trustConfig: 'projects/demo/locations/us-central1/trustConfigs/ours',
      },
    ],
  ])('by %s is made once, and deleted with the load balancer', async (roots, config) => {
    const world = await site();
    const words = create('regional-external', PLAIN, `--backend-tls-roots=${roots}`, '--yes');
    const made = await world.run(...words, '--subject-alt-names=a.example.com,B.example.com');
    expect(made.exitCode, made.err).toBe(0);
    const { resources } = world.emulator.state();
    const path = 'projects/demo/locations/us-central1/backendAuthenticationConfigs/web-auth';
    expect(resources[path]?.fields).toEqual(config);
    const service = resources['projects/demo/regions/us-central1/backendServices/web-bes'];
    expect(service?.fields['tlsSettings']).toEqual({
      sni: 'api.example.com',
      authenticationConfig: expect.stringMatching(
        /^\/\/networksecurity\.googleapis\.com\/projects\/\d+\/locations\/us-central1\/backendAuthenticationConfigs\/web-auth$/,
      ),
      subjectAltNames: [{ dnsName: 'a.example.com' }, { dnsName: 'b.example.com' }],
    });
    const again = await world.run(...words, '--subject-alt-names=a.example.com,B.example.com');
    expect(again.out).toContain('0 changes');
    const other = await world.run(...words);
    expect(other.exitCode).toBe(6);
    expect(other.err).toContain('tlsSettings');
    const gone = await world.run('delete', 'web', '--project=demo', '--yes', '--confirm=web');
    expect(gone.exitCode, gone.err).toBe(0);
    const left = Object.keys(world.emulator.state().resources);
    expect(left.filter((one) => one.includes('backendAuthenticationConfigs'))).toEqual([]);
    expect(left.some((one) => one.endsWith('/trustConfigs/ours'))).toBe(true);
  });

  it('leaves by a config that no run here has made: its service names it by the number of a project', async () => {
    const made = await site();
    const words = create('regional-external', PLAIN, '--backend-tls-roots=public-roots', '--yes');
    expect((await made.run(...words)).exitCode).toBe(0);
    const elsewhere = new World({ start: { state: made.emulator.state() } });
    const gone = await elsewhere.run(
      'delete',
      'web-map',
      '--project=demo',
      '--yes',
      '--confirm=web-map',
    );
    expect(gone.exitCode, gone.err).toBe(0);
    expect(gone.out.replaceAll(/\s+/g, ' ')).toContain(
      'backendAuthenticationConfigs/web-auth kept: it is named by the number of a project',
    );
    const left = Object.keys(elsewhere.emulator.state().resources);
    expect(left.some((one) => one.endsWith('/backendAuthenticationConfigs/web-auth'))).toBe(true);
  });

  it('of endpoints with different names needs to be told which one to ask for', async () => {
    const world = await site();
    const words = create(
      'regional-external',
      ...[PLAIN, '--backend-tls-roots=public-roots', '--dry-run'],
      '--add-endpoint=fqdn=other.example.com,port=443',
    );
    const refused = await world.run(...words);
    expect(refused.exitCode).toBe(3);
    expect(refused.err).toContain('--sni');
    const told = await world.run(...words, '--sni=origin.example.com');
    expect(told.exitCode, told.err).toBe(0);
  });
});
