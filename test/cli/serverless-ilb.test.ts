import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, objectsAt } from '../../src/json.ts';
import { type Deployed, deploy } from '../support/cloud-run.ts';
import { documentIn, World, type WorldOptions } from '../support/world.ts';

const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');
const NETWORK = ['--network=lb', '--create-network', '--subnet=apps', '--subnet-range=10.1.2.0/24'];
const CREATE = [
  'create',
  'serverless-ilb',
  'web',
  '--project=demo',
  '--region=us-central1',
  ...NETWORK,
];
const HTTP = '--frontend-protocol=HTTP';

async function worldWith(services: readonly Deployed[], options?: WorldOptions): Promise<World> {
  const world = new World(options);
  for (const service of services) await deploy(world.emulator, service);
  return world;
}

function ingressOf(world: World, name: string): unknown {
  const { fields = {} } =
    world.emulator.state().resources[`projects/demo/locations/us-central1/services/${name}`] ?? {};
  const { annotations } = fields;
  return annotations !== undefined && isJsonObject(annotations)
    ? annotations['run.googleapis.com/ingress']
    : undefined;
}

describe('create serverless-ilb', () => {
  it('makes network, load balancer and closed ingress; a second run changes nothing; rollback opens it', async () => {
    const world = await worldWith([{ name: 'web' }]);
    const before = world.state();
    const words = [
      ...[...CREATE, '--cloud-run-service=web', HTTP, '--restrict-ingress', '--yes'],
      ...['--dns-record=web.internal.example.com', '--dns-name=internal.example.com'],
    ];
    const ended = await world.run(...words);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toContain(
      '~ 13  ingresses/web\n        all -> internal-and-cloud-load-balancing; after 10\n',
    );
    expect(ended.out).toContain('curl -i http://web.internal.example.com:80/');
    const { resources } = world.emulator.state();
    const rule = resources['projects/demo/regions/us-central1/forwardingRules/web-fr'];
    const record =
      resources['projects/demo/managedZones/web-zone/rrsets/web.internal.example.com./A'];
    expect(rule?.fields['IPAddress']).toMatch(/^10\.1\.2\.\d+$/);
    expect(record?.fields['rrdatas']).toEqual([rule?.fields['IPAddress']]);
    expect(ingressOf(world, 'web')).toBe('internal-and-cloud-load-balancing');
    const again = await world.run(...words);
    expect(again.out).toContain('13 resources as planned already, 0 changes');
    const [, run = ''] = /negctl rollback (\S+)/.exec(ended.out) ?? [];
    const back = await world.run('rollback', run, '--yes');
    expect(back.exitCode, back.err).toBe(0);
    expect(ingressOf(world, 'web')).toBe('all');
    expect(world.state()).toEqual(before);
  });

  it('leaves ingress alone that is closed already, and whoever may call the services', async () => {
    const world = await worldWith([{ name: 'web', ingress: 'internal', isPublic: true }]);
    const words = [...CREATE, '--cloud-run-service=web', HTTP, '--restrict-ingress', '--yes'];
    const ended = await world.run(...words, '--verbosity=info');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err).toContain('allUsers may call web');
    expect(ingressOf(world, 'web')).toBe('internal');
    expect(world.calls.some((argv) => argv.includes('update'))).toBe(false);
  });

  it('sends paths to services of their own, over HTTPS with a certificate of the region', async () => {
    const world = await worldWith([{ name: 'web' }, { name: 'api', tags: ['next'] }]);
    const ended = await world.run(
      ...CREATE,
      '--cloud-run-service=web',
      '--path-rules=/api=api,/api/*=api,/next/*=api:next,/home=web',
      '--hosts=www.example.com',
      `--certificate=${join(CERTIFICATES, 'certificate.pem')}`,
      `--private-key=${join(CERTIFICATES, 'key.pem')}`,
      '--yes',
      '--format=json',
    );
    expect(ended.exitCode, ended.err).toBe(0);
    const { plan } = documentIn(ended);
    const steps = plan !== undefined && isJsonObject(plan) ? objectsAt(plan, 'steps') : [];
    const made = steps.map(({ id }) => String(id).replace('regions.us-central1.', ''));
    expect(made).toEqual(
      expect.arrayContaining([
        'networkEndpointGroups.web-api-neg',
        'networkEndpointGroups.web-api-next-neg',
        'sslCertificates.web-cert',
      ]),
    );
    const map =
      world.emulator.state().resources['projects/demo/regions/us-central1/urlMaps/web-map'];
    const at = (name: string) => `projects/demo/regions/us-central1/backendServices/${name}`;
    expect(map?.fields).toMatchObject({
      defaultService: at('web-bes'),
      hostRules: [{ hosts: ['www.example.com'], pathMatcher: 'paths' }],
      pathMatchers: [
        {
          defaultService: at('web-bes'),
          pathRules: [
            { paths: ['/api'], service: at('web-api-bes') },
            { paths: ['/api/*'], service: at('web-api-bes') },
            { paths: ['/next/*'], service: at('web-api-next-bes') },
            { paths: ['/home'], service: at('web-bes') },
          ],
        },
      ],
    });
  });

  it('takes a URL mask, and the active proxy-only subnet of the network', async () => {
    const world = await worldWith([{ name: 'web' }]);
    const first = [...CREATE, '--cloud-run-service=web', HTTP, '--address=10.1.2.9', '--yes'];
    expect((await world.run(...first)).exitCode).toBe(0);
    const second = await world.run(
      ...['create', 'serverless-ilb', 'all', '--project=demo', '--region=us-central1'],
      ...['--network=lb', '--subnet=apps', '--cloud-run-url-mask=/<service>', HTTP, '--yes'],
    );
    expect(second.exitCode, second.err).toBe(0);
    expect(second.err).toMatch(/= +subnetworks\/web-proxy-subnet +exists and is equal/);
    const { resources } = world.emulator.state();
    expect(
      resources['projects/demo/regions/us-central1/networkEndpointGroups/all-neg']?.fields,
    ).toMatchObject({ cloudRun: { urlMask: '/<service>' } });
    expect((await world.run('list', '--project=demo')).out).toMatch(/all[\s\S]*web/);
    const gone = await world.run('delete', 'web', '--project=demo', '--yes', '--confirm=web');
    expect(gone.exitCode, gone.err).toBe(0);
    const left = Object.keys(world.emulator.state().resources).filter((path) =>
      path.includes('/web-'),
    );
    expect(left).toEqual(['projects/demo/regions/us-central1/subnetworks/web-proxy-subnet']);
  });

  it('leaves a service closed that it has closed, where the load balancer is deleted, and says how to open it', async () => {
    const world = await worldWith([{ name: 'web' }]);
    const words = [...CREATE, '--cloud-run-service=web', HTTP, '--restrict-ingress', '--yes'];
    expect((await world.run(...words)).exitCode).toBe(0);
    const gone = await world.run('delete', 'web', '--project=demo', '--yes', '--confirm=web');
    expect(gone.exitCode, gone.err).toBe(0);
    expect(ingressOf(world, 'web')).toBe('internal-and-cloud-load-balancing');
    expect(gone.err).toContain('Cloud Run service web stays closed');
    expect(gone.err).toContain('gcloud run services update web --region=us-central1 --ingress=all');
  });

  it('says what it could not look at', async () => {
    const spec = `apiVersion: negctl/v1\nkind: ServerlessIlb\nname: web\nregion: us-central1\nnetwork: {name: lb, create: true, subnet: apps, subnetRange: 10.1.2.0/24}\nbackend: {cloudRunService: web}\nfrontend: {protocol: HTTP, address: ephemeral}\n`;
    const world = await worldWith([{ name: 'web' }]);
    const file = join(world.directory, 'web.yaml');
    writeFileSync(file, spec);
    world.emulator.addFaults(['getIamPolicy:services=permissionx*']);
    const ended = await world.run(
      'create',
      'serverless-ilb',
      '-f',
      file,
      '--project=demo',
      '--yes',
    );
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.err.replaceAll(/\s+/g, ' ')).toContain('who may call web');
  });
});
