import { beforeAll, describe, expect, test } from 'vitest';
import type { Emulator, EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { CERTIFICATE, G, KEY, NET, R, SUB, standingState } from './standing.ts';
import { call, change, create, globalChain, read, refusal } from './support.ts';

const MISMATCH =
  'Load balancing scheme EXTERNAL_MANAGED does not match the backend service load balancing scheme EXTERNAL.';
const CENTRAL = 'regions/us-central1';

let standing: EmulatorState;

beforeAll(async () => {
  standing = await standingState();
});

describe('under a live forwarding rule', () => {
  async function liveRule(): Promise<Emulator> {
    const emulator = createEmulator({ state: standing });
    await create(emulator, 'global/forwardingRules', {
      name: 'fr',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      portRange: '80',
      target: `${G}/targetHttpProxies/managed`,
    });
    return emulator;
  }

  test('a URL map cannot be led to a service of another scheme', async () => {
    const emulator = await liveRule();
    const patch = { defaultService: `${G}/backendServices/classic` };
    expect(refusal(await call(emulator, 'PATCH', 'global/urlMaps/managed', patch))).toContain(
      MISMATCH,
    );
  });

  test('a proxy cannot be led to a URL map of another scheme', async () => {
    const emulator = await liveRule();
    const path = '/compute/v1/projects/demo/targetHttpProxies/managed/setUrlMap';
    expect(
      refusal(await call(emulator, 'POST', path, { urlMap: `${G}/urlMaps/classic` })),
    ).toContain(MISMATCH);
  });

  test('a rule cannot be led to a proxy of another scheme, but to one of its own', async () => {
    const emulator = await liveRule();
    const path = 'global/forwardingRules/fr/setTarget';
    expect(
      refusal(await call(emulator, 'POST', path, { target: `${G}/targetHttpProxies/classic` })),
    ).toContain(MISMATCH);
    await create(emulator, 'global/targetHttpProxies', {
      name: 'second',
      urlMap: `${G}/urlMaps/managed`,
    });
    const before = await read(emulator, 'global/forwardingRules/fr');
    expect(
      await change(emulator, 'POST', path, { target: `${G}/targetHttpProxies/second` }),
    ).toMatchObject({
      operationType: 'SetTarget',
    });
    const after = await read(emulator, 'global/forwardingRules/fr');
    expect(after['target']).toContain('targetHttpProxies/second');
    expect(after['fingerprint']).not.toBe(before['fingerprint']);
    expect((await call(emulator, 'DELETE', 'global/targetHttpProxies/managed')).status).toBe(200);
  });

  test('what is immutable stays', async () => {
    const emulator = await liveRule();
    expect(
      refusal(await call(emulator, 'PATCH', 'global/forwardingRules/fr', { portRange: '8080' })),
    ).toContain("Invalid value for field 'resource.portRange'");
    const scheme = { loadBalancingScheme: 'EXTERNAL' };
    expect(
      refusal(await call(emulator, 'PATCH', 'global/backendServices/managed', scheme)),
    ).toContain("Invalid value for field 'resource.loadBalancingScheme'");
  });
});

describe('an address', () => {
  test('takes one rule a port', async () => {
    const emulator = createEmulator({ state: standing });
    const rule = {
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      IPAddress: `${G}/addresses/ip`,
      target: `${G}/targetHttpProxies/managed`,
    };
    await create(emulator, 'global/forwardingRules', { ...rule, name: 'a', portRange: '80' });
    const twin = await call(emulator, 'POST', 'global/forwardingRules', {
      ...rule,
      name: 'b',
      portRange: '80',
    });
    expect(refusal(twin)).toContain(
      'Specified IP address is in-use and would result in a conflict.',
    );
    await create(emulator, 'global/forwardingRules', { ...rule, name: 'b', portRange: '443' });
    expect((await read(emulator, 'global/addresses/ip'))['users']).toHaveLength(2);
  });

  test('inside a subnet takes one rule, unless it is meant to be shared', async () => {
    const emulator = createEmulator({ state: standing });
    const rule = {
      loadBalancingScheme: 'INTERNAL_MANAGED',
      network: NET,
      subnetwork: SUB,
      target: `${R}/targetHttpProxies/internal`,
    };
    const put = (name: string, portRange: string, address: string): Promise<unknown> =>
      change(emulator, 'POST', `${CENTRAL}/forwardingRules`, {
        ...rule,
        name,
        portRange,
        IPAddress: `${R}/addresses/${address}`,
      });
    expect(await put('a', '80', 'inside')).not.toHaveProperty('error');
    expect(await put('b', '443', 'inside')).toMatchObject({
      error: {
        errors: [
          {
            code: 'IP_IN_USE_BY_ANOTHER_RESOURCE',
            message: "IP '10.1.2.50' is already being used by another resource.",
          },
        ],
      },
    });
    expect((await call(emulator, 'GET', `${CENTRAL}/forwardingRules/b`)).status).toBe(404);
    expect(await put('c', '80', 'shared')).not.toHaveProperty('error');
    expect(await put('d', '443', 'shared')).not.toHaveProperty('error');
  });

  test('lends its tier to a rule that names none', async () => {
    const emulator = createEmulator({ state: standing });
    const rule = await create(emulator, `${CENTRAL}/forwardingRules`, {
      name: 'fr',
      IPAddress: `${R}/addresses/standard`,
      portRange: '80',
      target: `${G}/targetHttpProxies/classic`,
    });
    expect(rule['networkTier']).toBe('STANDARD');
  });
});

describe('getHealth', () => {
  test('tells of zonal endpoints once a rule leads to them, and of internet ones never', async () => {
    const emulator = createEmulator({ state: standing });
    const group = 'projects/demo/zones/us-central1-a/networkEndpointGroups/vm';
    await change(
      emulator,
      'POST',
      'zones/us-central1-a/networkEndpointGroups/vm/attachNetworkEndpoints',
      {
        networkEndpoints: [{ instance: 'vm-1', ipAddress: '10.1.2.7' }],
      },
    );
    await change(emulator, 'PATCH', 'global/backendServices/managed', {
      healthChecks: [`${G}/healthChecks/hc`],
      backends: [{ group, balancingMode: 'RATE', maxRatePerEndpoint: 10 }],
    });
    const health = (): Promise<unknown> =>
      call(emulator, 'POST', 'global/backendServices/managed/getHealth', { group });
    expect(await health()).toEqual({
      status: 200,
      body: { kind: 'compute#backendServiceGroupHealth' },
    });
    await create(emulator, 'global/forwardingRules', {
      name: 'fr',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      portRange: '80',
      target: `${G}/targetHttpProxies/managed`,
    });
    expect(await health()).toMatchObject({
      body: {
        healthStatus: [
          { instance: 'vm-1', ipAddress: '10.1.2.7', port: 80, healthState: 'HEALTHY' },
        ],
      },
    });

    const other = createEmulator();
    await globalChain(other);
    const internet = await call(other, 'POST', 'global/backendServices/bs/getHealth', {
      group: `${G}/networkEndpointGroups/neg`,
    });
    expect(internet.body).toEqual({ kind: 'compute#backendServiceGroupHealth' });
    const stranger = { group: `${G}/networkEndpointGroups/stranger` };
    expect(
      refusal(await call(other, 'POST', 'global/backendServices/bs/getHealth', stranger)),
    ).toContain('The group is not a backend of the backend service.');
  });
});

describe('endpoints', () => {
  test('are counted, listed and taken away', async () => {
    const emulator = createEmulator({ state: standing });
    const group = `${CENTRAL}/networkEndpointGroups/fqdn`;
    const endpoints = ['a', 'b', 'c'].map((name) => ({ fqdn: `${name}.example.com`, port: 443 }));
    await change(emulator, 'POST', `${group}/attachNetworkEndpoints`, {
      networkEndpoints: endpoints,
    });
    expect(await read(emulator, group)).toMatchObject({ size: 3 });
    await change(emulator, 'POST', `${group}/detachNetworkEndpoints`, {
      networkEndpoints: endpoints.slice(1, 2),
    });
    const list = await call(emulator, 'POST', `${group}/listNetworkEndpoints?maxResults=500`);
    expect(list.body).toEqual({
      kind: 'compute#networkEndpointGroupsListNetworkEndpoints',
      items: [{ networkEndpoint: endpoints[0] }, { networkEndpoint: endpoints[2] }],
    });
    await change(emulator, 'POST', `${group}/detachNetworkEndpoints`, {
      networkEndpoints: [endpoints[0], endpoints[2]],
    });
    expect((await call(emulator, 'POST', `${group}/listNetworkEndpoints`)).body).not.toHaveProperty(
      'items',
    );
    expect(await read(emulator, group)).toMatchObject({ size: 0 });
  });

  test('without a port get the default one of their group', async () => {
    const emulator = createEmulator({ state: standing });
    const group = 'zones/us-central1-a/networkEndpointGroups/vm';
    await change(emulator, 'POST', `${group}/attachNetworkEndpoints`, {
      networkEndpoints: [{ instance: 'vm-1', ipAddress: '10.1.2.7' }],
    });
    expect((await call(emulator, 'POST', `${group}/listNetworkEndpoints`)).body).toMatchObject({
      items: [{ networkEndpoint: { instance: 'vm-1', ipAddress: '10.1.2.7', port: 80 } }],
    });
  });
});

describe('a certificate', () => {
  test('is read, and its key is nowhere', async () => {
    const emulator = createEmulator();
    const certificate = await create(emulator, 'global/sslCertificates', {
      name: 'cert',
      certificate: CERTIFICATE,
      privateKey: KEY,
    });
    expect(certificate).toMatchObject({
      certificate: CERTIFICATE,
      selfManaged: { certificate: CERTIFICATE },
      type: 'SELF_MANAGED',
      subjectAlternativeNames: ['lb.example.com', 'www.example.com'],
    });
    expect(String(certificate['expireTime'])).toMatch(/^2126-/);
    expect(certificate).not.toHaveProperty('privateKey');
    expect(JSON.stringify(emulator.state())).not.toContain('PRIVATE KEY');
  });

  test('of Google stays in provisioning', async () => {
    const emulator = createEmulator();
    const certificate = await create(emulator, 'global/sslCertificates', {
      name: 'cert',
      type: 'MANAGED',
      managed: { domains: ['a.example.com.', 'b.example.com'] },
    });
    expect(certificate['managed']).toEqual({
      domains: ['a.example.com', 'b.example.com'],
      status: 'PROVISIONING',
      domainStatus: { 'a.example.com': 'PROVISIONING', 'b.example.com': 'PROVISIONING' },
    });
  });
});

describe('validate of a URL map', () => {
  const path = 'global/urlMaps/any/validate';

  test('tells what is wrong, with status 200', async () => {
    const emulator = createEmulator({ state: standing });
    const wrong = await call(emulator, 'POST', path, { resource: { name: 'any' } });
    expect(wrong).toMatchObject({
      status: 200,
      body: {
        result: {
          loadSucceeded: false,
          loadErrors: ["Required field 'resource.defaultService' not specified"],
        },
      },
    });
    const map = { name: 'any', defaultService: `${G}/backendServices/managed` };
    const tests = [{ host: 'a', path: '/', service: `${G}/backendServices/managed2` }];
    expect(await call(emulator, 'POST', path, { resource: map })).toMatchObject({
      body: { result: { loadSucceeded: true, testPassed: true } },
    });
    expect(await call(emulator, 'POST', path, { resource: { ...map, tests } })).toMatchObject({
      body: {
        result: {
          loadSucceeded: true,
          testPassed: false,
          testFailures: [{ host: 'a', path: '/' }],
        },
      },
    });
    expect(emulator.state().resources).toEqual(standing.resources);
  });
});

describe('a proxy-only subnet', () => {
  test('is needed by Envoy rules', async () => {
    const emulator = createEmulator({ state: standing });
    await change(emulator, 'DELETE', `${CENTRAL}/subnetworks/proxies`);
    const rule = await call(emulator, 'POST', `${CENTRAL}/forwardingRules`, {
      name: 'fr',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      portRange: '80',
      subnetwork: SUB,
      target: `${R}/targetHttpProxies/internal`,
    });
    expect(refusal(rule)).toContain(
      'An active proxy-only subnetwork is required in the same region and VPC as the forwarding rule.',
    );
  });

  test('that is a backup becomes the active one', async () => {
    const emulator = createEmulator({ state: standing });
    const backup = await create(emulator, `${CENTRAL}/subnetworks`, {
      name: 'backup',
      network: NET,
      ipCidrRange: '10.130.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'BACKUP',
    });
    expect(backup).toMatchObject({ state: 'READY' });
    expect(backup).not.toHaveProperty('stackType');
    await change(emulator, 'PATCH', `${CENTRAL}/subnetworks/backup?drainTimeoutSeconds=10`, {
      role: 'ACTIVE',
      fingerprint: backup['fingerprint'],
    });
    expect(await read(emulator, `${CENTRAL}/subnetworks/backup`)).toMatchObject({ role: 'ACTIVE' });
    expect(await read(emulator, `${CENTRAL}/subnetworks/proxies`)).toMatchObject({
      role: 'BACKUP',
    });
  });
});

describe('the front end of other load balancers', () => {
  test('a classic rule does not lead to a URL map that only Envoys understand', async () => {
    const emulator = createEmulator({ state: standing });
    await change(emulator, 'PATCH', 'global/urlMaps/managed', {
      defaultService: null,
      defaultRouteAction: {
        weightedBackendServices: [{ backendService: `${G}/backendServices/managed`, weight: 1 }],
      },
    });
    const rule = { name: 'fr', portRange: '80', target: `${G}/targetHttpProxies/managed` };
    expect(refusal(await call(emulator, 'POST', 'global/forwardingRules', rule))).toContain(
      'Advanced routing rules are not supported for scheme EXTERNAL',
    );
    await create(emulator, 'global/forwardingRules', {
      ...rule,
      loadBalancingScheme: 'EXTERNAL_MANAGED',
    });
  });

  test('internet groups are for PREMIUM tier only', async () => {
    const emulator = createEmulator({ state: standing });
    await create(emulator, `${CENTRAL}/backendServices`, {
      name: 'out',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      backends: [{ group: `${R}/networkEndpointGroups/fqdn` }],
    });
    await create(emulator, `${CENTRAL}/urlMaps`, {
      name: 'out',
      defaultService: `${R}/backendServices/out`,
    });
    await create(emulator, `${CENTRAL}/targetHttpProxies`, {
      name: 'out',
      urlMap: `${R}/urlMaps/out`,
    });
    const rule = {
      name: 'fr',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      network: NET,
      portRange: '80',
      target: `${R}/targetHttpProxies/out`,
    };
    const standard = { ...rule, IPAddress: `${R}/addresses/standard` };
    expect(refusal(await call(emulator, 'POST', `${CENTRAL}/forwardingRules`, standard))).toContain(
      'Internet network endpoint groups require the PREMIUM network tier.',
    );
    const premium = await create(emulator, `${CENTRAL}/forwardingRules`, {
      ...rule,
      IPAddress: `${R}/addresses/ip`,
    });
    expect(premium['networkTier']).toBe('PREMIUM');
  });

  test('a cross-region internal rule needs the proxy-only subnet of its own purpose', async () => {
    const emulator = createEmulator({ state: standing });
    await create(emulator, 'global/backendServices', {
      name: 'cross',
      loadBalancingScheme: 'INTERNAL_MANAGED',
    });
    await create(emulator, 'global/urlMaps', {
      name: 'cross',
      defaultService: `${G}/backendServices/cross`,
    });
    await create(emulator, 'global/targetHttpProxies', {
      name: 'cross',
      urlMap: `${G}/urlMaps/cross`,
    });
    const rule = {
      name: 'fr',
      loadBalancingScheme: 'INTERNAL_MANAGED',
      network: NET,
      subnetwork: SUB,
      portRange: '80',
      target: `${G}/targetHttpProxies/cross`,
    };
    expect(refusal(await call(emulator, 'POST', 'global/forwardingRules', rule))).toContain(
      'An active proxy-only subnetwork is required',
    );
    await create(emulator, `${CENTRAL}/subnetworks`, {
      name: 'cross',
      network: NET,
      ipCidrRange: '10.131.0.0/23',
      purpose: 'GLOBAL_MANAGED_PROXY',
      role: 'ACTIVE',
    });
    expect((await create(emulator, 'global/forwardingRules', rule))['IPAddress']).toBe('10.1.2.2');
    expect((await call(emulator, 'DELETE', `${CENTRAL}/subnetworks/cross`)).status).toBe(400);
    expect((await call(emulator, 'DELETE', `${CENTRAL}/subnetworks/proxies`)).status).toBe(200);
  });
});

describe('the range of a subnet', () => {
  test.each([
    ['sub', '10.1.0.0/16', '200 accepted'],
    ['sub', '10.1.2.0/25', 'New range must contain the existing one.'],
    ['sub', '10.9.0.0/16', 'New range must contain the existing one.'],
    ['proxies', '10.128.0.0/15', 'cannot be expanded'],
  ])('of %s grows to %s or not', async (name, ipCidrRange, answer) => {
    const emulator = createEmulator({ state: standing });
    const reply = await call(emulator, 'POST', `${CENTRAL}/subnetworks/${name}/expandIpCidrRange`, {
      ipCidrRange,
    });
    expect(refusal(reply)).toContain(answer);
    const { ipCidrRange: now } = await read(emulator, `${CENTRAL}/subnetworks/${name}`);
    expect(now === ipCidrRange).toBe(answer === '200 accepted');
  });
});
