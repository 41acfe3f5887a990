import { describe, expect, test } from 'vitest';
import { projectNumber } from '../../src/emulator/draw.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import {
  call,
  change,
  create,
  globalChain,
  network,
  read,
  refusal,
  slowEmulator,
} from './support.ts';

const P = 'projects/demo';
const NUMBER = projectNumber('demo');

describe('what is in use', () => {
  test.each([
    ['global/networkEndpointGroups/neg', 'network_endpoint_group', 'global/backendServices/bs'],
    ['global/backendServices/bs', 'backend_service', 'global/urlMaps/um'],
    ['global/urlMaps/um', 'url_map', 'global/targetHttpProxies/tp'],
    ['global/targetHttpProxies/tp', 'target_http_proxy', 'global/forwardingRules/fr'],
    ['global/addresses/ip', 'address', 'global/forwardingRules/fr'],
  ])('%s cannot be deleted, and says by whom', async (path, word, user) => {
    const emulator = createEmulator();
    await globalChain(emulator);
    expect(refusal(await call(emulator, 'DELETE', path))).toBe(
      `400 resourceInUseByAnotherResource: The ${word} resource '${P}/${path}' is already being used by '${P}/${user}'`,
    );
    expect((await call(emulator, 'GET', path)).status).toBe(200);
  });

  test('a health check is named with the number of its project', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/healthChecks', { name: 'hc', type: 'TCP', tcpHealthCheck: {} });
    await create(emulator, 'global/backendServices', {
      name: 'bs',
      healthChecks: [`${P}/global/healthChecks/hc`],
    });
    expect(refusal(await call(emulator, 'DELETE', 'global/healthChecks/hc'))).toBe(
      `400 resourceInUseByAnotherResource: The health_check resource 'GLOBAL:global/PROJECT:${NUMBER}/HEALTH_CHECK:hc' is already being used by 'GLOBAL:global/PROJECT:${NUMBER}/BACKEND_SERVICE:bs'`,
    );
  });

  test('a subnet is held by what stands in it, a proxy-only one by its rules', async () => {
    const emulator = createEmulator();
    await network(emulator);
    await create(emulator, 'regions/us-central1/backendServices', {
      name: 'bs',
      loadBalancingScheme: 'INTERNAL_MANAGED',
    });
    await create(emulator, 'regions/us-central1/urlMaps', {
      name: 'um',
      defaultService: `${P}/regions/us-central1/backendServices/bs`,
    });
    await create(emulator, 'regions/us-central1/targetHttpProxies', {
      name: 'tp',
      urlMap: `${P}/regions/us-central1/urlMaps/um`,
    });
    await create(emulator, 'regions/us-central1/forwardingRules', {
      name: 'fr',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      subnetwork: `${P}/regions/us-central1/subnetworks/sub`,
      portRange: '80',
      target: `${P}/regions/us-central1/targetHttpProxies/tp`,
    });
    for (const name of ['sub', 'proxies']) {
      expect(
        refusal(await call(emulator, 'DELETE', `regions/us-central1/subnetworks/${name}`)),
      ).toBe(
        `400 resourceInUseByAnotherResource: The subnetwork resource '${P}/regions/us-central1/subnetworks/${name}' is already being used by '${P}/regions/us-central1/forwardingRules/fr'`,
      );
    }
  });

  test('a network is refused only inside its operation', async () => {
    const emulator = createEmulator();
    await network(emulator);
    const operation = await change(emulator, 'DELETE', 'global/networks/net');
    expect(operation).toMatchObject({
      status: 'DONE',
      httpErrorStatusCode: 400,
      httpErrorMessage: 'BAD REQUEST',
      error: {
        errors: [
          {
            code: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
            message: `The network resource '${P}/global/networks/net' is already being used by '${P}/regions/us-central1/subnetworks/sub'`,
          },
        ],
      },
    });
    expect((await call(emulator, 'GET', 'global/networks/net')).status).toBe(200);
  });

  test('an auto-mode network goes with its own subnets', async () => {
    const emulator = createEmulator();
    const auto = await create(emulator, 'global/networks', {
      name: 'auto',
      autoCreateSubnetworks: true,
    });
    expect(auto['subnetworks']).toHaveLength(40);
    expect(await change(emulator, 'DELETE', 'global/networks/auto')).not.toHaveProperty('error');
    expect(emulator.state().resources).toEqual({});
  });

  test('is free the moment the last user’s delete is DONE, not before', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', 'global/backendServices', { name: 'bs' });
    await clock.advance(20_000);
    await call(emulator, 'POST', 'global/urlMaps', {
      name: 'um',
      defaultService: `${P}/global/backendServices/bs`,
    });
    expect((await call(emulator, 'DELETE', 'global/backendServices/bs')).status).toBe(400);
    await clock.advance(20_000);
    expect((await call(emulator, 'DELETE', 'global/urlMaps/um')).status).toBe(200);
    await clock.advance(1_149);
    expect((await call(emulator, 'DELETE', 'global/backendServices/bs')).status).toBe(400);
    await clock.advance(1);
    expect((await call(emulator, 'DELETE', 'global/backendServices/bs')).status).toBe(200);
  });

  test('both ends of a running change are held: the old target and the new one', async () => {
    const { emulator, clock } = slowEmulator();
    for (const name of ['a', 'b']) {
      await call(emulator, 'POST', 'global/backendServices', { name });
    }
    await clock.advance(20_000);
    await call(emulator, 'POST', 'global/urlMaps', {
      name: 'um',
      defaultService: `${P}/global/backendServices/a`,
    });
    await clock.advance(1_000);
    await call(emulator, 'PATCH', 'global/urlMaps/um', {
      defaultService: `${P}/global/backendServices/b`,
    });
    expect((await call(emulator, 'DELETE', 'global/backendServices/a')).status).toBe(400);
    expect((await call(emulator, 'DELETE', 'global/backendServices/b')).status).toBe(400);
    await clock.advance(4_000);
    expect((await call(emulator, 'DELETE', 'global/backendServices/a')).status).toBe(200);
    expect((await call(emulator, 'DELETE', 'global/backendServices/b')).status).toBe(400);
  });
});

describe('a link', () => {
  test.each([
    'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices/bs',
    'https://compute.googleapis.com/compute/beta/projects/demo/global/backendServices/bs',
    'http://127.0.0.1:8080/any/compute/v1/projects/demo/global/backendServices/bs',
    `projects/${NUMBER}/global/backendServices/bs`,
    'projects/demo/global/backendServices/bs',
    'global/backendServices/bs',
  ])('is taken as %s and returned as a URL of the version called', async (link) => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', { name: 'bs' });
    const map = await create(emulator, 'global/urlMaps', { name: 'um', defaultService: link });
    expect(map['defaultService']).toBe(
      'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices/bs',
    );
    const beta = await read(emulator, '/compute/beta/projects/demo/global/urlMaps/um');
    expect(beta['defaultService']).toContain('/compute/beta/');
    expect(beta['status']).toBeDefined();
  });

  test.each([
    ['bs', "Invalid value for field 'resource.defaultService': 'bs'. The URL is malformed."],
    ['projects/demo/global/healthChecks/hc', "Unexpected resource collection 'healthChecks'."],
    [
      'projects/demo/global/backendServices/no',
      "The resource 'projects/demo/global/backendServices/no' was not found",
    ],
  ])('that is wrong is refused: %s', async (link, message) => {
    const emulator = createEmulator();
    const reply = await call(emulator, 'POST', 'global/urlMaps', {
      name: 'um',
      defaultService: link,
    });
    expect(refusal(reply)).toContain(message);
    expect(emulator.state().resources).toEqual({});
  });

  test('shows on the other side: usedBy of services, users and status of addresses', async () => {
    const emulator = createEmulator();
    await globalChain(emulator);
    expect(await read(emulator, 'global/backendServices/bs')).toMatchObject({
      usedBy: [
        { reference: 'https://www.googleapis.com/compute/v1/projects/demo/global/urlMaps/um' },
      ],
    });
    expect(await read(emulator, 'global/addresses/ip')).toMatchObject({
      status: 'IN_USE',
      users: ['https://www.googleapis.com/compute/v1/projects/demo/global/forwardingRules/fr'],
    });
    await change(emulator, 'DELETE', 'global/forwardingRules/fr');
    expect(await read(emulator, 'global/addresses/ip')).toMatchObject({ status: 'RESERVED' });
  });
});

test('the whole chain can be taken down in order, to nothing', async () => {
  const emulator = createEmulator();
  await globalChain(emulator);
  for (const path of [
    'forwardingRules/fr',
    'addresses/ip',
    'targetHttpProxies/tp',
    'urlMaps/um',
    'backendServices/bs',
    'networkEndpointGroups/neg',
  ]) {
    await change(emulator, 'DELETE', `global/${path}`);
  }
  expect(emulator.state().resources).toEqual({});
});
