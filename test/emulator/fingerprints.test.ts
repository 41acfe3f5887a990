import { describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { call, change, create, globalChain, read, refusal } from './support.ts';

const SERVICE = 'global/backendServices/bs';
const STALE = '412 conditionNotMet: Invalid fingerprint.';

describe('a fingerprint', () => {
  test('is needed by PUT, and must be the live one', async () => {
    const emulator = createEmulator();
    const service = await create(emulator, 'global/backendServices', { name: 'bs' });
    const { fingerprint, ...bare } = service;
    expect(refusal(await call(emulator, 'PUT', SERVICE, bare))).toBe(
      "400 required: Required field 'resource.fingerprint' not specified",
    );
    expect(
      refusal(await call(emulator, 'PUT', SERVICE, { ...bare, fingerprint: 'AAAAAAAAAAA=' })),
    ).toBe(STALE);
    await change(emulator, 'PUT', SERVICE, { ...service, timeoutSec: 60 });
    const changed = await read(emulator, SERVICE);
    expect(changed).toMatchObject({ timeoutSec: 60 });
    expect(changed['fingerprint']).not.toBe(fingerprint);
    expect(changed['fingerprint']).toMatch(/^[\w-]{11}=$/);
    expect(refusal(await call(emulator, 'PUT', SERVICE, service))).toBe(STALE);
  });

  test('may be left out of PATCH, but is checked when it is sent', async () => {
    const emulator = createEmulator();
    const { fingerprint } = await create(emulator, 'global/backendServices', { name: 'bs' });
    await change(emulator, 'PATCH', SERVICE, { timeoutSec: 60 });
    expect(refusal(await call(emulator, 'PATCH', SERVICE, { timeoutSec: 61, fingerprint }))).toBe(
      STALE,
    );
    expect(await read(emulator, SERVICE)).toMatchObject({ timeoutSec: 60 });
  });

  test('stays when only labels change; the fingerprint of labels follows their content', async () => {
    const emulator = createEmulator();
    await globalChain(emulator);
    const before = await read(emulator, 'global/forwardingRules/fr');
    expect(before['labelFingerprint']).toBe('42WmSpB8rSM=');
    const labels = { env: 'test' };
    const set = (fingerprint: unknown): Promise<unknown> =>
      change(emulator, 'POST', 'global/forwardingRules/fr/setLabels', {
        labels,
        labelFingerprint: fingerprint,
      });
    expect(await set('42WmSpB8rSM=')).toMatchObject({ operationType: 'setLabels', status: 'DONE' });
    const after = await read(emulator, 'global/forwardingRules/fr');
    expect(after).toMatchObject({ labels, fingerprint: before['fingerprint'] });
    expect(after['labelFingerprint']).not.toBe('42WmSpB8rSM=');
    const stale = await call(emulator, 'POST', 'global/forwardingRules/fr/setLabels', {
      labels: {},
      labelFingerprint: '42WmSpB8rSM=',
    });
    expect(refusal(stale)).toMatch(/^412 conditionNotMet/);
  });

  test('is not had by kinds the API gives none', async () => {
    const emulator = createEmulator();
    const check = await create(emulator, 'global/healthChecks', {
      name: 'hc',
      type: 'TCP',
      tcpHealthCheck: {},
    });
    expect(check).not.toHaveProperty('fingerprint');
    await change(emulator, 'PUT', 'global/healthChecks/hc', {
      name: 'hc',
      type: 'HTTP',
      httpHealthCheck: {},
    });
    expect(await read(emulator, 'global/healthChecks/hc')).toMatchObject({ type: 'HTTP' });
  });
});

describe('PATCH', () => {
  test('merges records, replaces lists, and takes away with null and []', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/backendServices', {
      name: 'bs',
      description: 'first',
      customRequestHeaders: ['a: 1', 'b: 2'],
      logConfig: { enable: true, sampleRate: 0.5 },
      localityLbPolicy: 'ROUND_ROBIN',
    });
    await change(emulator, 'PATCH', SERVICE, {
      customRequestHeaders: ['c: 3'],
      logConfig: { sampleRate: 1 },
      localityLbPolicy: null,
    });
    const patched = await read(emulator, SERVICE);
    expect(patched).toMatchObject({
      description: 'first',
      customRequestHeaders: ['c: 3'],
      logConfig: { enable: true, sampleRate: 1 },
    });
    expect(patched).not.toHaveProperty('localityLbPolicy');
    await change(emulator, 'PATCH', SERVICE, { customRequestHeaders: [], logConfig: null });
    const emptied = await read(emulator, SERVICE);
    expect(emptied).not.toHaveProperty('customRequestHeaders');
    expect(emptied).not.toHaveProperty('logConfig');
  });

  test('keeps a weight of 0', async () => {
    const emulator = createEmulator();
    for (const name of ['a', 'b']) {
      await create(emulator, 'global/backendServices', {
        name,
        loadBalancingScheme: 'EXTERNAL_MANAGED',
      });
    }
    const split = (a: number, b: number): unknown => ({
      weightedBackendServices: [
        { backendService: 'projects/demo/global/backendServices/a', weight: a },
        { backendService: 'projects/demo/global/backendServices/b', weight: b },
      ],
    });
    await create(emulator, 'global/urlMaps', { name: 'um', defaultRouteAction: split(100, 0) });
    expect(JSON.stringify(await read(emulator, 'global/urlMaps/um'))).toContain('"weight":0');
    await change(emulator, 'PATCH', 'global/urlMaps/um', { defaultRouteAction: split(95, 5) });
    expect(await read(emulator, 'global/urlMaps/um')).toMatchObject({
      defaultRouteAction: { weightedBackendServices: [{ weight: 95 }, { weight: 5 }] },
    });
  });
});

test('two clients of one resource: the second write of the same read is refused', async () => {
  const emulator = createEmulator();
  await create(emulator, 'global/backendServices', { name: 'bs' });
  const [mine, yours] = [await read(emulator, SERVICE), await read(emulator, SERVICE)];
  const replies = await Promise.all([
    call(emulator, 'PUT', SERVICE, { ...mine, timeoutSec: 10 }),
    call(emulator, 'PUT', SERVICE, { ...yours, timeoutSec: 20 }),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([200, 412]);
  expect(await read(emulator, SERVICE)).toMatchObject({ timeoutSec: 10 });
});

test('two clients making the same resource: one makes it', async () => {
  const emulator = createEmulator();
  const replies = await Promise.all(
    ['x', 'y'].map((description) =>
      call(emulator, 'POST', 'global/backendServices', { name: 'bs', description }),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual([200, 409]);
  expect(await read(emulator, SERVICE)).toMatchObject({ description: 'x' });
});
