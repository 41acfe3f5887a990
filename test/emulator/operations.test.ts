import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { readStateFile, writeStateFile } from '../../src/emulator/state-file.ts';
import { call, change, create, fakeClock, read, refusal, slowEmulator } from './support.ts';

const HEALTH_CHECK = { name: 'hc', type: 'HTTP', httpHealthCheck: {} };
const CHECKS = 'global/healthChecks';

describe('an operation', () => {
  test('is RUNNING in the answer and DONE at the first poll when time does not count', async () => {
    const emulator = createEmulator();
    const accepted = await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    expect(accepted.body).toMatchObject({
      status: 'RUNNING',
      progress: 0,
      operationType: 'insert',
    });
    expect(accepted.body).not.toHaveProperty('endTime');
    const polled = await call(
      emulator,
      'POST',
      `global/operations/${String(accepted.body['name'])}/wait`,
    );
    expect(polled.body).toMatchObject({ status: 'DONE', progress: 100 });
    expect(polled.body).toHaveProperty('endTime');
    expect(polled.body['targetId']).toBe((await read(emulator, 'global/healthChecks/hc'))['id']);
  });

  test('hides an inserted resource until it is DONE, but keeps its name taken', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(404);
    expect((await call(emulator, 'GET', CHECKS)).body).not.toHaveProperty('items');
    expect(refusal(await call(emulator, 'POST', CHECKS, HEALTH_CHECK))).toBe(
      "409 alreadyExists: The resource 'projects/demo/global/healthChecks/hc' already exists",
    );
    await clock.advance(879);
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(404);
    await clock.advance(1);
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(200);
  });

  test('keeps a deleted resource visible until it is DONE', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    await clock.advance(1000);
    await call(emulator, 'DELETE', 'global/healthChecks/hc');
    await clock.advance(2999);
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(200);
    await clock.advance(1);
    expect((await call(emulator, 'GET', 'global/healthChecks/hc')).status).toBe(404);
  });

  test('shows a change only when it is DONE', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    await clock.advance(1000);
    await call(emulator, 'PATCH', 'global/healthChecks/hc', { timeoutSec: 3 });
    expect(await read(emulator, 'global/healthChecks/hc')).toMatchObject({ timeoutSec: 5 });
    await clock.advance(4000);
    expect(await read(emulator, 'global/healthChecks/hc')).toMatchObject({ timeoutSec: 3 });
  });

  test('refuses a second change of the resource, and links to it while it is made', async () => {
    const { emulator, clock } = slowEmulator();
    await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    const service = { name: 'bs', healthChecks: ['projects/demo/global/healthChecks/hc'] };
    const notReady =
      "400 resourceNotReady: The resource 'projects/demo/global/healthChecks/hc' is not ready";
    expect(refusal(await call(emulator, 'POST', 'global/backendServices', service))).toBe(notReady);
    expect(refusal(await call(emulator, 'DELETE', 'global/healthChecks/hc'))).toBe(notReady);
    await clock.advance(1000);
    await call(emulator, 'PATCH', 'global/healthChecks/hc', { timeoutSec: 3 });
    expect(
      refusal(await call(emulator, 'PATCH', 'global/healthChecks/hc', { timeoutSec: 4 })),
    ).toBe(notReady);
    expect((await call(emulator, 'POST', 'global/backendServices', service)).status).toBe(200);
  });

  test('is held by wait until it is DONE', async () => {
    const { emulator, clock } = slowEmulator();
    const accepted = await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    const path = `global/operations/${String(accepted.body['name'])}/wait`;
    let status = 'still waiting';
    const waiting = call(emulator, 'POST', path).then(({ body }) => {
      status = String(body['status']);
    });
    await clock.advance(800);
    expect(status).toBe('still waiting');
    await clock.advance(80);
    await waiting;
    expect(status).toBe('DONE');
  });

  test('that never ends leaves wait unfinished after two minutes', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['insert:*=op-never'] });
    const never = await call(emulator, 'POST', CHECKS, HEALTH_CHECK);
    const inVain = call(emulator, 'POST', `global/operations/${String(never.body['name'])}/wait`);
    await clock.advance(120_000);
    expect((await inVain).body).toMatchObject({ status: 'RUNNING', progress: 0 });
  });

  test('can be listed, in its scope and aggregated, found by its target, and deleted', async () => {
    const emulator = createEmulator();
    await create(emulator, CHECKS, HEALTH_CHECK);
    await create(emulator, 'regions/us-east1/healthChecks', HEALTH_CHECK);
    const global = await read(emulator, 'global/operations');
    expect(global['items']).toHaveLength(1);
    const filter = encodeURIComponent('targetLink eq ".*(healthChecks/hc$).*"');
    const all = await read(emulator, `aggregated/operations?filter=${filter}`);
    expect(all['items']).toMatchObject({
      global: { operations: [{ operationType: 'insert' }] },
      'regions/us-east1': { operations: [{ operationType: 'insert' }] },
      'regions/us-west1': { warning: { code: 'NO_RESULTS_ON_PAGE' } },
    });
    const [operation] = Array.isArray(global['items']) ? global['items'] : [];
    const path = `global/operations/${String(operation.name)}`;
    expect((await call(emulator, 'DELETE', path)).status).toBe(204);
    expect(refusal(await call(emulator, 'GET', path))).toMatch(/^404 notFound/);
  });

  test('of the same requestId is the same operation', async () => {
    const emulator = createEmulator();
    const first = await call(emulator, 'POST', `${CHECKS}?requestId=r-1`, HEALTH_CHECK);
    const second = await call(emulator, 'POST', `${CHECKS}?requestId=r-1`, HEALTH_CHECK);
    expect(second.status).toBe(200);
    expect(second.body['name']).toBe(first.body['name']);
    expect((await call(emulator, 'POST', `${CHECKS}?requestId=r-2`, HEALTH_CHECK)).status).toBe(
      409,
    );
  });

  test('has a type of its own for some calls', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/networks', { name: 'net', autoCreateSubnetworks: false });
    const patched = await change(emulator, 'PATCH', 'global/networks/net', {
      routingConfig: { routingMode: 'GLOBAL' },
    });
    expect(patched).toMatchObject({ operationType: 'updateNetwork', status: 'DONE' });
    expect(await read(emulator, 'global/networks/net')).toMatchObject({
      routingConfig: { routingMode: 'GLOBAL', bgpBestPathSelectionMode: 'LEGACY' },
    });
  });

  test('takes the recorded time, or that of the reference table', async () => {
    const recorded = slowEmulator();
    const reference = slowEmulator({ latencies: 'reference' });
    for (const { emulator, clock } of [recorded, reference]) {
      await call(emulator, 'POST', 'global/backendServices', { name: 'bs' });
      await clock.advance(10_000);
    }
    expect((await call(recorded.emulator, 'GET', 'global/backendServices/bs')).status).toBe(404);
    expect((await call(reference.emulator, 'GET', 'global/backendServices/bs')).status).toBe(200);
    await recorded.clock.advance(7_800);
    expect((await call(recorded.emulator, 'GET', 'global/backendServices/bs')).status).toBe(200);
  });
});

describe('a restart in the middle of an operation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('goes on where it was', async () => {
    const path = join(folder, 'state.json');
    const clock = fakeClock();
    const options = { clock, timing: 'realistic' } as const;
    const first = createEmulator({ ...options, onChange: (state) => writeStateFile(path, state) });
    const accepted = await call(first, 'POST', CHECKS, HEALTH_CHECK);
    await clock.advance(500);

    const state = readStateFile(path);
    const second = createEmulator({ ...options, ...(state === undefined ? {} : { state }) });
    expect((await call(second, 'GET', 'global/healthChecks/hc')).status).toBe(404);
    const operation = `global/operations/${String(accepted.body['name'])}`;
    expect(await read(second, operation)).toMatchObject({ status: 'RUNNING' });
    await clock.advance(380);
    expect(await read(second, operation)).toMatchObject({ status: 'DONE' });
    expect((await call(second, 'GET', 'global/healthChecks/hc')).status).toBe(200);
  });
});
