import { describe, expect, test } from 'vitest';
import { pacificTime } from '../../src/emulator/clock.ts';
import { projectNumber } from '../../src/emulator/draw.ts';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
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

const G = 'projects/demo/global';
const R = 'projects/demo/regions/us-central1';
const CENTRAL = 'regions/us-central1';
const MANAGED = { loadBalancingScheme: 'EXTERNAL_MANAGED' };

test.each([
  ['2024-01-15T20:00:00.123Z', '2024-01-15T12:00:00.123-08:00'],
  ['2024-07-15T20:00:00.000Z', '2024-07-15T13:00:00.000-07:00'],
  ['2024-03-10T09:59:59.999Z', '2024-03-10T01:59:59.999-08:00'],
  ['2024-03-10T10:00:00.000Z', '2024-03-10T03:00:00.000-07:00'],
  ['2024-11-03T08:59:59.999Z', '2024-11-03T01:59:59.999-07:00'],
  ['2024-11-03T09:00:00.000Z', '2024-11-03T01:00:00.000-08:00'],
])('%s is %s in California', (utc, pacific) => {
  expect(pacificTime(Date.parse(utc))).toBe(pacific);
});

describe('a change keeps', () => {
  test('labels, which only setLabels touches', async () => {
    const emulator = createEmulator();
    await globalChain(emulator);
    const labels = { env: 'test' };
    await change(emulator, 'POST', 'global/forwardingRules/fr/setLabels', {
      labels,
      labelFingerprint: '42WmSpB8rSM=',
    });
    const before = await read(emulator, 'global/forwardingRules/fr');
    await change(emulator, 'PATCH', 'global/forwardingRules/fr', { allowGlobalAccess: true });
    expect(await read(emulator, 'global/forwardingRules/fr')).toMatchObject({
      labels,
      labelFingerprint: before['labelFingerprint'],
      allowGlobalAccess: true,
    });
  });

  test('what a PUT could not change and does not say', async () => {
    const emulator = createEmulator();
    const { fingerprint } = await create(emulator, 'global/backendServices', {
      name: 'bs',
      ...MANAGED,
    });
    await change(emulator, 'PUT', 'global/backendServices/bs', { name: 'bs', fingerprint });
    expect(await read(emulator, 'global/backendServices/bs')).toMatchObject(MANAGED);
  });

  test('the name', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', { name: 'bs' });
    const reply = await call(emulator, 'PATCH', 'global/backendServices/bs', { name: 'other' });
    expect(refusal(reply)).toContain("Invalid value for field 'resource.name': 'other'");
  });

  test('the subnets of an auto-mode network', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/networks', { name: 'auto', autoCreateSubnetworks: true });
    const subnet = `${CENTRAL}/subnetworks/auto`;
    const { id } = await read(emulator, subnet);
    await change(emulator, 'PATCH', 'global/networks/auto', {
      routingConfig: { routingMode: 'GLOBAL' },
    });
    expect((await read(emulator, subnet))['id']).toBe(id);
  });

  test('the hash of an IAP secret', async () => {
    const emulator = createEmulator();
    const iap = { enabled: true, oauth2ClientId: 'id', oauth2ClientSecret: 'hunter2' };
    const hash = 'f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7';
    await create(emulator, 'global/backendServices', { name: 'bs', ...MANAGED, iap });
    await change(emulator, 'PATCH', 'global/backendServices/bs', { timeoutSec: 60 });
    expect((await read(emulator, 'global/backendServices/bs'))['iap']).toEqual({
      enabled: true,
      oauth2ClientId: 'id',
      oauth2ClientSecretSha256: hash,
    });
    expect(JSON.stringify(emulator.state())).not.toContain('hunter2');
  });
});

describe('a link', () => {
  test('to what is being deleted is refused', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', 'global/backendServices', { name: 'bs' });
    await clock.advance(20_000);
    await call(emulator, 'DELETE', 'global/backendServices/bs');
    const map = { name: 'um', defaultService: `${G}/backendServices/bs` };
    expect(refusal(await call(emulator, 'POST', 'global/urlMaps', map))).toMatch(
      /^400 resourceNotReady/,
    );
  });

  test('from a proxy to nothing is refused', async () => {
    const emulator = createEmulator();
    const proxy = { name: 'tp', urlMap: `${G}/urlMaps/no` };
    expect(refusal(await call(emulator, 'POST', 'global/targetHttpProxies', proxy))).toBe(
      `404 notFound: The resource '${G}/urlMaps/no' was not found`,
    );
  });

  test('in a test of a URL map comes back as it was sent', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', { name: 'bs' });
    const service = `https://compute.googleapis.com/compute/beta/${G}/backendServices/bs`;
    const map = await create(emulator, 'global/urlMaps', {
      name: 'um',
      defaultService: `${G}/backendServices/bs`,
      tests: [{ host: 'a', path: '/', service }],
    });
    expect(map['tests']).toEqual([{ description: '', host: 'a', path: '/', service }]);
  });

  test('to a client TLS policy comes back with the number of the project', async () => {
    const emulator = createEmulator();
    const service = await create(emulator, 'global/backendServices', {
      name: 'bs',
      loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
      securitySettings: {
        clientTlsPolicy: 'projects/demo/locations/global/clientTlsPolicies/c',
        subjectAltNames: ['a.example.com'],
      },
    });
    expect(service['securitySettings']).toEqual({
      clientTlsPolicy: `//networksecurity.googleapis.com/projects/${projectNumber('demo')}/locations/global/clientTlsPolicies/c`,
      subjectAltNames: ['a.example.com'],
    });
  });
});

describe('what is filled in', () => {
  test.each([
    [
      'global',
      'EXTERNAL',
      { enableCDN: false, affinityCookieTtlSec: 0, port: 80, portName: 'http', protocol: 'HTTP' },
      [],
    ],
    ['global', 'EXTERNAL_MANAGED', { enableCDN: false, port: 80 }, []],
    ['global', 'INTERNAL_SELF_MANAGED', { port: 80 }, ['enableCDN']],
    [CENTRAL, 'EXTERNAL', { enableCDN: false }, []],
    [CENTRAL, 'EXTERNAL_MANAGED', { port: 80, portName: 'http' }, ['enableCDN']],
    [
      CENTRAL,
      'INTERNAL',
      { protocol: 'TCP' },
      ['enableCDN', 'port', 'portName', 'affinityCookieTtlSec'],
    ],
  ])('for a %s %s backend service', async (scope, loadBalancingScheme, filled, absent) => {
    const emulator = createEmulator();
    const service = await create(emulator, `${scope}/backendServices`, {
      name: 'bs',
      loadBalancingScheme,
    });
    expect(service).toMatchObject({
      ...filled,
      description: '',
      timeoutSec: 30,
      sessionAffinity: 'NONE',
      connectionDraining: { drainingTimeoutSec: 0 },
    });
    for (const name of absent) {
      expect(service).not.toHaveProperty(name);
    }
  });

  test('for a health check that says only its type', async () => {
    const emulator = createEmulator();
    const check = await create(emulator, 'global/healthChecks', {
      name: 'hc',
      type: 'HTTPS',
      httpsHealthCheck: {},
    });
    expect(check).toMatchObject({
      checkIntervalSec: 5,
      timeoutSec: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      httpsHealthCheck: { port: 443, requestPath: '/', proxyHeader: 'NONE' },
    });
    const serving = await create(emulator, 'global/healthChecks', {
      name: 'hc2',
      type: 'HTTP',
      httpHealthCheck: { portSpecification: 'USE_SERVING_PORT' },
    });
    expect(serving['httpHealthCheck']).not.toHaveProperty('port');
  });

  test('for a flag that is false by default: nothing', async () => {
    const emulator = createEmulator();
    const made = await create(emulator, 'global/networks', {
      name: 'net',
      autoCreateSubnetworks: false,
      enableUlaInternalIpv6: false,
    });
    expect(made).not.toHaveProperty('enableUlaInternalIpv6');
    expect(made['autoCreateSubnetworks']).toBe(false);
  });

  test('for internal addresses: the lowest free ones', async () => {
    const emulator = createEmulator();
    await network(emulator);
    const addresses: unknown[] = [];
    for (const name of ['a', 'b', 'c']) {
      const made = await create(emulator, `${CENTRAL}/addresses`, {
        name,
        addressType: 'INTERNAL',
        subnetwork: `${R}/subnetworks/sub`,
      });
      addresses.push(made['address']);
    }
    expect(addresses).toEqual(['10.1.2.2', '10.1.2.3', '10.1.2.4']);
  });
});

describe('the tests of a URL map', () => {
  async function verdict(map: object, service: string): Promise<string> {
    const emulator = createEmulator();
    for (const name of ['a', 'b']) {
      await create(emulator, 'global/backendServices', { name, ...MANAGED });
    }
    const tests = [
      { host: 'x.example.com', path: '/api/v1/users', service: `${G}/backendServices/${service}` },
    ];
    return refusal(await call(emulator, 'POST', 'global/urlMaps', { name: 'um', tests, ...map }));
  }

  const paths = {
    defaultService: `${G}/backendServices/a`,
    hostRules: [{ hosts: ['*.example.com'], pathMatcher: 'm' }],
    pathMatchers: [
      {
        name: 'm',
        defaultService: `${G}/backendServices/a`,
        pathRules: [
          { paths: ['/*'], service: `${G}/backendServices/a` },
          { paths: ['/api/*'], service: `${G}/backendServices/b` },
        ],
      },
    ],
  };
  const routes = {
    ...paths,
    pathMatchers: [
      {
        name: 'm',
        defaultService: `${G}/backendServices/a`,
        routeRules: [
          { priority: 2, matchRules: [{ prefixMatch: '/' }], service: `${G}/backendServices/a` },
          { priority: 1, matchRules: [{ prefixMatch: '/api' }], service: `${G}/backendServices/b` },
        ],
      },
    ],
  };
  const weights = {
    defaultRouteAction: {
      weightedBackendServices: [
        { backendService: `${G}/backendServices/a`, weight: 100 },
        { backendService: `${G}/backendServices/b`, weight: 0 },
      ],
    },
  };

  test.each([
    ['the longest path wins', paths, 'b', 'a'],
    ['the lowest priority wins', routes, 'b', 'a'],
    ['a weight of 0 is no share', weights, 'a', 'b'],
  ])('%s', async (_title, map, right, wrong) => {
    expect(await verdict(map, right)).toBe('200 accepted');
    expect(await verdict(map, wrong)).toContain('Test failure');
  });
});

describe('apart from each other are', () => {
  test('projects, with their operations and request ids', async () => {
    const emulator = createEmulator();
    const check = { name: 'hc', type: 'TCP', tcpHealthCheck: {} };
    const path = '/global/healthChecks?requestId=r-1';
    for (const project of ['demo', 'other']) {
      const reply = await call(emulator, 'POST', `/compute/v1/projects/${project}${path}`, check);
      expect(reply.body['selfLink']).toContain(`/projects/${project}/`);
    }
    expect((await read(emulator, 'global/operations'))['items']).toHaveLength(1);
    expect((await read(emulator, 'global/healthChecks'))['items']).toHaveLength(1);
  });

  test('mesh rules of two networks, on one address and port', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', {
      name: 'bs',
      loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
    });
    await create(emulator, 'global/urlMaps', {
      name: 'um',
      defaultService: `${G}/backendServices/bs`,
    });
    await create(emulator, 'global/targetHttpProxies', { name: 'tp', urlMap: `${G}/urlMaps/um` });
    const rule = async (name: string, net: string): Promise<number> => {
      const reply = await call(emulator, 'POST', 'global/forwardingRules', {
        name,
        loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
        IPAddress: '0.0.0.0',
        portRange: '80',
        network: `${G}/networks/${net}`,
        target: `${G}/targetHttpProxies/tp`,
      });
      return reply.status;
    };
    for (const name of ['one', 'two']) {
      await create(emulator, 'global/networks', { name, autoCreateSubnetworks: false });
    }
    expect([await rule('a', 'one'), await rule('b', 'two'), await rule('c', 'one')]).toEqual([
      200, 200, 400,
    ]);
  });

  test('the quotas of regions', async () => {
    const emulator = createEmulator({ quotas: { BACKEND_SERVICES: 1 } });
    const scopes = ['global', 'regions/us-east1', 'regions/us-west1', 'regions/us-east1'];
    const statuses: number[] = [];
    for (const [index, scope] of scopes.entries()) {
      const reply = await call(emulator, 'POST', `${scope}/backendServices`, {
        name: `bs${index}`,
      });
      statuses.push(reply.status);
    }
    expect(statuses).toEqual([200, 200, 200, 403]);
  });

  test('the tiers of a rule and its address', async () => {
    const emulator = createEmulator();
    await create(emulator, `${CENTRAL}/addresses`, { name: 'ip' });
    await create(emulator, 'global/backendServices', { name: 'bs' });
    await create(emulator, 'global/urlMaps', {
      name: 'um',
      defaultService: `${G}/backendServices/bs`,
    });
    await create(emulator, 'global/targetHttpProxies', { name: 'tp', urlMap: `${G}/urlMaps/um` });
    const reply = await call(emulator, 'POST', `${CENTRAL}/forwardingRules`, {
      name: 'fr',
      networkTier: 'STANDARD',
      IPAddress: `${R}/addresses/ip`,
      portRange: '80',
      target: `${G}/targetHttpProxies/tp`,
    });
    expect(refusal(reply)).toContain(
      'The network tier of the forwarding rule must be that of its address: PREMIUM.',
    );
  });
});

describe('the state', () => {
  test('is on record before anybody waits', async () => {
    const seen: EmulatorState[] = [];
    const { emulator, clock } = slowEmulator({ onChange: (state) => seen.push(state) });
    await call(emulator, 'POST', 'global/healthChecks', {
      name: 'hc',
      type: 'TCP',
      tcpHealthCheck: {},
    });
    const accepted = await call(emulator, 'POST', 'global/networks', {
      name: 'net',
      autoCreateSubnetworks: false,
    });
    await clock.advance(1_000);
    const waiting = call(
      emulator,
      'POST',
      `global/operations/${String(accepted.body['name'])}/wait`,
    );
    await clock.advance(1);
    expect(seen.at(-1)?.resources[`${G}/healthChecks/hc`]?.live).toBe(true);
    await clock.advance(10_000);
    await waiting;
  });

  test('is a copy all the way down', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/addresses', { name: 'ip' });
    const path = `${G}/addresses/ip`;
    Object.assign(emulator.state().resources[path] ?? {}, { name: 'spoilt' });
    expect(emulator.state().resources[path]?.name).toBe('ip');
  });

  test('compares equal whatever the order of endpoints', async () => {
    const attached = async (order: readonly string[]): Promise<unknown> => {
      const emulator = createEmulator();
      await network(emulator);
      const group = `${CENTRAL}/networkEndpointGroups`;
      await create(emulator, group, {
        name: 'neg',
        networkEndpointType: 'INTERNET_FQDN_PORT',
        network: `${G}/networks/net`,
      });
      for (const name of order) {
        await change(emulator, 'POST', `${group}/neg/attachNetworkEndpoints`, {
          networkEndpoints: [{ fqdn: `${name}.example.com`, port: 443 }],
        });
      }
      return comparableState(emulator.state());
    };
    expect(await attached(['a', 'b'])).toEqual(await attached(['b', 'a']));
    expect(await attached(['a', 'b'])).not.toEqual(await attached(['a', 'c']));
  });
});
