import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deploy } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';

/* A cross-region internal load balancer: global parts, an address and proxies in each of its regions. */

const REGIONS = ['us-central1', 'europe-west1'];
const WORDS = [
  ...['create', 'serverless-neg', 'web', '--lb=cross-region-internal', '--project=demo'],
  ...['--region=us-central1', '--subnet=default', '--cloud-run-service=web'],
];
const TWO = '--further-regions=europe-west1=default';
const HTTP = '--frontend-protocol=HTTP';
const CERTIFICATES = fileURLToPath(new URL('../emulator/certificates', import.meta.url));
const OWN = [
  `--certificate=${CERTIFICATES}/certificate.pem`,
  `--private-key=${CERTIFICATES}/key.pem`,
];

async function site(): Promise<World> {
  const world = new World({ start: { defaultNetwork: REGIONS } });
  await deploy(world.emulator, { name: 'web' });
  return world;
}

function fieldsAt(world: World, path: string): unknown {
  return world.emulator.state().resources[`projects/demo/${path}`]?.fields;
}

function namesOf(world: World, collection: string): readonly string[] {
  return Object.keys(world.emulator.state().resources)
    .filter((path) => path.includes(`/${collection}/`))
    .map((path) => path.replace('projects/demo/', ''))
    .sort();
}

describe('create serverless-neg --lb=cross-region-internal', () => {
  it('has an address, rules and proxies in each region, adopts it all, and goes back', async () => {
    const world = await site();
    const before = world.state();
    const words = [...WORDS, TWO, ...OWN, '--redirect-http', '--yes'];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(fieldsAt(world, 'global/backendServices/web-bes')).toMatchObject({
      loadBalancingScheme: 'INTERNAL_MANAGED',
      backends: [{ group: expect.stringMatching(/us-central1\/networkEndpointGroups\/web-neg$/) }],
    });
    for (const [region, ending, range] of [
      ['us-central1', '', '10.100.0.0/23'],
      ['europe-west1', '-europe-west1', '10.100.2.0/23'],
    ]) {
      const proxies = `regions/${region}/subnetworks/web-proxy-subnet${ending}`;
      expect(fieldsAt(world, proxies)).toMatchObject({
        purpose: 'GLOBAL_MANAGED_PROXY',
        role: 'ACTIVE',
        ipCidrRange: range,
      });
      for (const rule of ['web-fr', 'web-redirect-fr']) {
        expect(fieldsAt(world, `global/forwardingRules/${rule}${ending}`)).toMatchObject({
          loadBalancingScheme: 'INTERNAL_MANAGED',
          subnetwork: `projects/demo/regions/${region}/subnetworks/default`,
        });
      }
    }
    expect(fieldsAt(world, 'global/targetHttpsProxies/web-proxy')).toMatchObject({
      sslCertificates: ['projects/demo/locations/global/certificates/web-cert'],
    });
    expect(fieldsAt(world, 'locations/global/certificates/web-cert')).toMatchObject({
      scope: 'ALL_REGIONS',
    });
    expect(JSON.stringify(world.emulator.state())).not.toContain('PRIVATE KEY');
    const again = await world.run(...words);
    expect(again.out).toMatch(/\d+ resources as planned already, 0 changes/);
    const [, run = ''] = /negctl rollback (\S+)/.exec(ended.out) ?? [];
    const back = await world.run('rollback', run, '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(world.state()).toEqual(before);
  });

  it('takes the proxy-only subnets that are there, those of regional load balancers aside', async () => {
    const world = await site();
    const first = await world.run(...WORDS, HTTP, '--yes');
    expect(first.exitCode, first.err).toBe(0);
    const second = await world.run(
      ...WORDS.map((word) => (word === 'web' ? 'other' : word)),
      ...[TWO, HTTP, '--yes'],
    );
    expect(second.exitCode, second.err).toBe(0);
    expect(namesOf(world, 'subnetworks').filter((name) => name.includes('proxy'))).toEqual([
      'regions/europe-west1/subnetworks/other-proxy-subnet-europe-west1',
      'regions/us-central1/subnetworks/web-proxy-subnet',
    ]);
  });

  it('leaves no certificate and no load balancer behind when it is deleted', async () => {
    const world = await site();
    const made = await world.run(...WORDS, TWO, ...OWN, '--yes');
    expect(made.exitCode, made.err).toBe(0);
    const gone = await world.run('delete', 'web', '--project=demo', '--yes', '--confirm=web');
    expect(gone.exitCode, gone.err).toBe(0);
    for (const collection of [
      'certificates',
      'forwardingRules',
      'targetHttpsProxies',
      'addresses',
    ]) {
      expect(namesOf(world, collection), collection).toEqual([]);
    }
  });
});

/** Rule by rule: words that it has nothing to say about, and words that it refuses, both before anything is read. */
const REFUSED: readonly (readonly [
  rule: string,
  silent: readonly string[],
  speaking: readonly string[],
])[] = [
  ['name/further-regions', [TWO], ['--further-regions=us-central1=default']],
  ['name/further-regions', [TWO], ['--further-regions=us-east1=a,us-east1=b']],
  [
    'name/further-regions',
    [TWO, `--name-prefix=${'a'.repeat(37)}`],
    [TWO, `--name-prefix=${'a'.repeat(38)}`],
  ],
  ['name/region', [TWO], ['--further-regions=europe-west1-b=default']],
  ['name/network', [TWO], ['--further-regions=europe-west1=regions/europe-west1/subnetworks/s']],
  ['subnet/cidr-valid', [`${TWO}:10.131.0.0/23`], [`${TWO}:10.100.1.0/24`]],
  ['subnet/proxy-only-size', [`${TWO}:10.131.0.0/26`], [`${TWO}:10.131.0.0/27`]],
  ['forwarding-rule/address-type', ['--address=mine'], [TWO, '--address=mine']],
  ['forwarding-rule/address-type', [TWO, '--address=ephemeral'], [TWO, '--address=10.128.0.9']],
];

describe('what is refused before anything is read', () => {
  it.each(REFUSED)('%s: %j is accepted, %j is not', async (rule, silent, speaking) => {
    const world = new World();
    const accepted = await world.run(...WORDS, HTTP, ...silent, '--dry-run');
    expect(accepted.exitCode, accepted.err).toBe(0);
    const refused = await world.run(...WORDS, HTTP, ...speaking, '--dry-run');
    expect(refused.exitCode, refused.err).toBe(3);
    expect(refused.err).toContain(rule);
    expect(world.calls).toEqual([]);
  });

  it.each([
    [
      ['--certificate-source=google-managed', '--frontend-protocol=HTTPS'],
      'tls/regional-managed-cert',
    ],
    [['--certificate-manager-certificates=Web'], 'name/existing'],
    [['--certificate-manager-certificates=web', '--certificate=a.pem'], 'tls/cert-methods'],
    [['--certificate-manager-certificates=web', HTTP], 'proxy/https-needs-certificate'],
    [['--ssl-certificates=web'], 'NEG-2004'],
  ])('certificates: %j by %s', async (words, told) => {
    const world = new World();
    const refused = await world.run(...WORDS, ...words, '--dry-run');
    expect(refused.exitCode, refused.err).toBe(3);
    expect(refused.err).toContain(told);
  });
});

describe('what the live project does not allow', () => {
  it.each([
    [[HTTP, '--further-regions=us-east1=default'], 'there is no subnet default in us-east1'],
    [['--certificate-manager-certificates=web'], 'there is no certificate "web"'],
    [[HTTP, '--address=mine'], 'there is no address "mine" (us-central1)'],
  ])('%j', async (words, told) => {
    const world = await site();
    const refused = await world.run(...WORDS, ...words, '--yes');
    expect(refused.exitCode, refused.err).toBe(6);
    expect(refused.err.replace(/\s+/g, ' ')).toContain(told);
  });

  it('a range for the proxies of a further region that another subnet has', async () => {
    const world = await site();
    const { ipCidrRange } = Object(fieldsAt(world, 'regions/europe-west1/subnetworks/default'));
    const refused = await world.run(...WORDS, HTTP, `${TWO}:${ipCidrRange}`, '--yes');
    expect(refused.exitCode, refused.err).toBe(6);
    expect(refused.err).toContain('subnet/cidr-valid');
    expect(refused.err).toContain('--further-regions');
  });
});
