import { describe, expect, test } from 'vitest';
import { projectNumber } from '../../src/emulator/draw.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { call, change, create, read, refusal } from './support.ts';

const NUMBER = projectNumber('demo');
const NETWORK = { name: 'net', autoCreateSubnetworks: false };

describe('the project', () => {
  test('has quotas with their usage, for itself and for each region', async () => {
    const emulator = createEmulator({ quotas: { NETWORKS: 2, 'us-central1/BACKEND_SERVICES': 1 } });
    await create(emulator, 'global/networks', NETWORK);
    const project = await read(emulator, '/compute/v1/projects/demo');
    expect(project).toMatchObject({
      kind: 'compute#project',
      name: 'demo',
      defaultNetworkTier: 'PREMIUM',
    });
    expect(project['quotas']).toContainEqual({ metric: 'NETWORKS', limit: 2, usage: 1 });
    const region = await read(emulator, 'regions/us-central1');
    expect(region['quotas']).toContainEqual({ metric: 'BACKEND_SERVICES', limit: 1, usage: 0 });
    expect(region).toMatchObject({ kind: 'compute#region', status: 'UP' });
    expect(region['zones']).toHaveLength(4);
  });

  test('is refused more than its quota', async () => {
    const emulator = createEmulator({ quotas: { NETWORKS: 1, 'us-central1/BACKEND_SERVICES': 0 } });
    await create(emulator, 'global/networks', NETWORK);
    expect(
      refusal(await call(emulator, 'POST', 'global/networks', { ...NETWORK, name: 'net2' })),
    ).toBe("403 quotaExceeded: Quota 'NETWORKS' exceeded.  Limit: 1.0 globally.");
    expect(
      refusal(await call(emulator, 'POST', 'regions/us-central1/backendServices', { name: 'bs' })),
    ).toBe(
      "403 quotaExceeded: Quota 'BACKEND_SERVICES' exceeded.  Limit: 0.0 in region us-central1.",
    );
    await change(emulator, 'DELETE', 'global/networks/net');
    expect((await call(emulator, 'POST', 'global/networks', NETWORK)).status).toBe(200);
  });

  test('has regions and zones', async () => {
    const emulator = createEmulator();
    expect((await read(emulator, 'regions?maxResults=500'))['items']).toHaveLength(40);
    expect(await read(emulator, 'zones/us-central1-f')).toMatchObject({
      region: 'https://www.googleapis.com/compute/v1/projects/demo/regions/us-central1',
    });
    expect(refusal(await call(emulator, 'GET', 'zones/us-central1-d'))).toMatch(/^404 notFound/);
    expect(refusal(await call(emulator, 'GET', 'regions/mars'))).toMatch(/^404 notFound/);
  });

  test('may be called by its number once it is known', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/networks', NETWORK);
    const network = await read(emulator, `/compute/v1/projects/${NUMBER}/global/networks/net`);
    expect(network['selfLink']).toContain('/projects/demo/');
  });
});

describe('permissions', () => {
  test('not in the allow-list are refused by name', async () => {
    const emulator = createEmulator({ permissions: ['compute.networks.get', 'compute.*.list'] });
    expect(refusal(await call(emulator, 'POST', 'global/networks', NETWORK))).toBe(
      "403 forbidden: Required 'compute.networks.create' permission for 'projects/demo/global/networks/net'",
    );
    expect((await call(emulator, 'GET', 'global/networks')).status).toBe(200);
    expect((await call(emulator, 'GET', 'regions')).status).toBe(200);
    expect(refusal(await call(emulator, 'GET', 'regions/us-east1'))).toContain(
      "'compute.regions.get'",
    );
    expect((await call(emulator, 'GET', 'global/networks/net')).status).toBe(404);
    expect(emulator.state().resources).toEqual({});
  });

  test.each([
    [
      'global/networkEndpointGroups',
      { name: 'n', networkEndpointType: 'INTERNET_FQDN_PORT' },
      'compute.globalNetworkEndpointGroups.create',
    ],
    ['regions/us-central1/backendServices', { name: 'b' }, 'compute.regionBackendServices.create'],
    ['global/addresses', { name: 'a' }, 'compute.globalAddresses.create'],
  ])('are named as IAM names them: %s', async (path, body, permission) => {
    const emulator = createEmulator({ permissions: [] });
    expect(refusal(await call(emulator, 'POST', path, body))).toContain(
      `Required '${permission}' permission`,
    );
    const allowed = createEmulator({ permissions: [permission] });
    expect((await call(allowed, 'POST', path, body)).status).toBe(200);
  });

  test.each([
    [
      'global/backendServices',
      { name: 'b', backends: [{ group: 'projects/demo/global/networkEndpointGroups/neg' }] },
      'compute.backendServices.create',
      "'compute.globalNetworkEndpointGroups.use' permission for 'projects/demo/global/networkEndpointGroups/neg'",
    ],
    [
      'regions/us-central1/backendServices',
      { name: 'b', healthChecks: ['projects/demo/regions/us-central1/healthChecks/hc'] },
      'compute.regionBackendServices.create',
      "'compute.regionHealthChecks.useReadOnly' permission for 'projects/demo/regions/us-central1/healthChecks/hc'",
    ],
    [
      'global/targetHttpsProxies',
      { name: 'p', sslCertificates: ['projects/demo/global/sslCertificates/cert'] },
      'compute.targetHttpsProxies.create',
      "'compute.sslCertificates.get' permission for 'projects/demo/global/sslCertificates/cert'",
    ],
    [
      'global/forwardingRules',
      { name: 'f', IPAddress: 'projects/demo/global/addresses/ip' },
      'compute.globalForwardingRules.create',
      "'compute.globalAddresses.use' permission for 'projects/demo/global/addresses/ip'",
    ],
  ])('are needed on what a body refers to as well: %s', async (path, body, own, missing) => {
    const emulator = createEmulator({ permissions: [own] });
    expect(refusal(await call(emulator, 'POST', path, body))).toContain(`Required ${missing}`);
  });

  test('are not needed on what a resource refers to already', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', { name: 'bes' });
    await create(emulator, 'global/urlMaps', {
      name: 'map',
      defaultService: 'projects/demo/global/backendServices/bes',
    });
    emulator.allow(['compute.urlMaps.update', 'compute.urlMaps.get']);
    const sent = {
      description: 'another',
      defaultService: 'projects/demo/global/backendServices/bes',
    };
    expect((await call(emulator, 'PATCH', 'global/urlMaps/map', sent)).status).toBe(200);
    emulator.allow(['compute.urlMaps.update']);
    expect(refusal(await call(emulator, 'PATCH', 'global/urlMaps/map', sent))).toContain(
      "'compute.urlMaps.get'",
    );
  });

  test('can be changed while it runs', async () => {
    const emulator = createEmulator();
    emulator.allow([]);
    expect((await call(emulator, 'GET', 'global/networks')).status).toBe(403);
    emulator.allow(null);
    expect((await call(emulator, 'GET', 'global/networks')).status).toBe(200);
  });

  test('are tested by the same list', async () => {
    const path = '/crm/v1/projects/demo:testIamPermissions';
    const asked = { permissions: ['compute.networks.get', 'compute.networks.create'] };
    const some = createEmulator({ permissions: ['compute.networks.get'] });
    expect((await call(some, 'POST', path, asked)).body).toEqual({
      permissions: ['compute.networks.get'],
    });
    expect((await call(createEmulator(), 'POST', path, asked)).body).toEqual(asked);
    expect((await call(createEmulator({ permissions: [] }), 'POST', path, asked)).body).toEqual({});
    const odd = { permissions: ['compute.networks.get', 'compute.*'] };
    expect((await call(some, 'POST', path, odd)).status).toBe(400);
    const many = { permissions: Array.from({ length: 101 }, () => 'compute.networks.get') };
    expect((await call(some, 'POST', path, many)).status).toBe(400);
  });
});

describe('an API that is off', () => {
  test('says so with the details gcloud reads, until it is enabled', async () => {
    const emulator = createEmulator({ disabledApis: ['compute.googleapis.com'] });
    const off = await call(emulator, 'GET', 'global/networks');
    expect(refusal(off)).toContain(
      `403 accessNotConfigured: Compute Engine API has not been used in project ${NUMBER} before or it is disabled.`,
    );
    expect(off.body).toMatchObject({
      error: {
        details: [
          { reason: 'SERVICE_DISABLED', metadata: { consumer: `projects/${NUMBER}` } },
          {},
          {},
        ],
      },
    });
    await call(emulator, 'POST', '/v1/projects/demo/services/compute.googleapis.com:enable', {});
    expect((await call(emulator, 'GET', 'global/networks')).status).toBe(200);
  });
});

describe('Service Usage', () => {
  test('lists what is on, and enables more by an operation', async () => {
    const emulator = createEmulator();
    const enabled = async (): Promise<readonly unknown[]> => {
      const { services } = await read(
        emulator,
        '/su/v1/projects/demo/services?filter=state:ENABLED&pageSize=200',
      );
      return Array.isArray(services) ? services.map((service) => service.config.name) : [];
    };
    expect(await enabled()).toEqual([
      'certificatemanager.googleapis.com',
      'cloudresourcemanager.googleapis.com',
      'compute.googleapis.com',
      'dns.googleapis.com',
      'monitoring.googleapis.com',
      'networksecurity.googleapis.com',
      'networkservices.googleapis.com',
      'run.googleapis.com',
      'serviceusage.googleapis.com',
    ]);
    const accepted = await call(emulator, 'POST', '/su/v1/projects/demo/services:batchEnable', {
      serviceIds: ['dns.googleapis.com', 'trafficdirector.googleapis.com'],
    });
    expect(accepted.body).toEqual({
      name: expect.stringMatching(`^operations/acat.p2-${NUMBER}-`),
    });
    expect(await read(emulator, `/su/v1/${String(accepted.body['name'])}`)).toMatchObject({
      done: true,
      response: { services: [{}, {}] },
    });
    expect(await enabled()).toContain('trafficdirector.googleapis.com');
    expect(
      await read(emulator, '/su/v1/projects/demo/services/trafficdirector.googleapis.com'),
    ).toMatchObject({
      state: 'ENABLED',
    });
    await call(
      emulator,
      'POST',
      '/su/v1/projects/demo/services/trafficdirector.googleapis.com:disable',
      {},
    );
    expect(await enabled()).not.toContain('trafficdirector.googleapis.com');
  });

  test('does not know every name, and pages', async () => {
    const emulator = createEmulator();
    const strange = await call(emulator, 'POST', '/v1/projects/demo/services/nonsense:enable', {});
    expect(strange).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED' } },
    });
    const first = await read(
      emulator,
      '/v1/projects/demo/services?pageSize=2&filter=state:ENABLED',
    );
    expect(first).toMatchObject({ services: [{}, {}], nextPageToken: '2' });
  });
});

describe('Resource Manager and OAuth', () => {
  test('know every project', async () => {
    expect(await read(createEmulator(), '/crm/v1/projects/demo')).toMatchObject({
      projectId: 'demo',
      projectNumber: NUMBER,
      lifecycleState: 'ACTIVE',
    });
    const policy = await call(createEmulator(), 'POST', '/crm/v1/projects/demo:getIamPolicy', {});
    expect(policy.body).toMatchObject({ bindings: [{ role: 'roles/owner' }] });
  });

  test('give a token', async () => {
    const token = await call(createEmulator(), 'POST', '/token');
    expect(token.body).toMatchObject({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3599,
    });
  });
});
