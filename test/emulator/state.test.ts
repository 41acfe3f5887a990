import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { comparableState, describeState } from '../../src/emulator/state.ts';
import { StateFileError } from '../../src/emulator/state-file.ts';
import { call, change, create, fakeClock, globalChain, read, slowEmulator } from './support.ts';

describe('comparableState', () => {
  test('is equal for set-ups made apart, whatever their ids, times and addresses', async () => {
    const one = createEmulator({ seed: 1, clock: fakeClock(0) });
    const two = createEmulator({ seed: 2 });
    await globalChain(one);
    await create(two, 'global/healthChecks', { name: 'hc', type: 'TCP', tcpHealthCheck: {} });
    await globalChain(two);
    await change(two, 'DELETE', 'global/healthChecks/hc');
    expect(one.state()).not.toEqual(two.state());
    expect(comparableState(one.state())).toEqual(comparableState(two.state()));
  });

  test('is the same after something was made and taken away again', async () => {
    const emulator = createEmulator();
    const before = comparableState(emulator.state());
    await create(emulator, 'global/addresses', { name: 'ip' });
    await change(emulator, 'DELETE', 'global/addresses/ip');
    expect(comparableState(emulator.state())).toEqual(before);
  });

  test('differs when one setting does, and says where', async () => {
    const emulator = createEmulator();
    await globalChain(emulator);
    const before = comparableState(emulator.state());
    await change(emulator, 'PATCH', 'global/backendServices/bs', { timeoutSec: 31 });
    expect(comparableState(emulator.state())).not.toEqual(before);
    expect(JSON.stringify(comparableState(emulator.state()))).toContain('"timeoutSec":31');
  });

  test('tells a rule on a reserved address from one on an address of its own', async () => {
    const rule = async (IPAddress?: string): Promise<unknown> => {
      const emulator = createEmulator();
      await globalChain(emulator);
      await change(emulator, 'DELETE', 'global/forwardingRules/fr');
      await create(emulator, 'global/forwardingRules', {
        name: 'fr',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
        portRange: '80',
        target: 'projects/demo/global/targetHttpProxies/tp',
        ...(IPAddress === undefined ? {} : { IPAddress }),
      });
      return comparableState(emulator.state());
    };
    expect(await rule('projects/demo/global/addresses/ip')).not.toEqual(await rule());
  });

  test('shows what is still under way', async () => {
    const { emulator } = slowEmulator();
    const before = comparableState(emulator.state());
    await call(emulator, 'POST', 'global/addresses', { name: 'ip' });
    expect(comparableState(emulator.state())).not.toEqual(before);
  });
});

describe('describeState', () => {
  test('tells people what there is, within 80 columns', async () => {
    const { emulator, clock } = slowEmulator({ faults: ['delete:urlMaps=in-use', 'get:*=503@9'] });
    const quick = createEmulator({ clock });
    await globalChain(quick);
    const state: EmulatorState = { ...quick.state(), faults: emulator.state().faults };
    const slow = createEmulator({ clock, timing: 'realistic', state });
    await call(slow, 'POST', 'global/healthChecks', {
      name: 'hc',
      type: 'TCP',
      tcpHealthCheck: {},
    });
    const text = describeState(slow.state());
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
    const ip = /34\.\d+\.\d+\.\d+/.exec(text)?.[0] ?? '';
    expect(text.replaceAll(ip, '34.0.0.1')).toBe(`project demo (919266037851)
  addresses
    ip: global, 34.0.0.1, EXTERNAL, PREMIUM, used by forwardingRules/fr
  healthChecks
    hc: global, TCP, being created
  networkEndpointGroups
    neg: global, INTERNET_FQDN_PORT, endpoints api.example.com:443, used by
      backendServices/bs
  backendServices
    bs: global, EXTERNAL_MANAGED, HTTPS, backends neg, used by urlMaps/um
  urlMaps
    um: global, default bs, used by targetHttpProxies/tp
  targetHttpProxies
    tp: global, URL map um, used by forwardingRules/fr
  forwardingRules
    fr: global, EXTERNAL_MANAGED, 34.0.0.1, 80-80, PREMIUM, target tp

running operations
  insert healthChecks/hc of project demo, takes 0.9 s

faults pending
  delete:urlMaps=in-use (matched 0, struck 0)
  get:*=503@9 (matched 0, struck 0)
`);
  });

  test('shows weights, and an emulator nobody has used', async () => {
    expect(describeState(createEmulator().state())).toBe('no projects yet\n');
    const emulator = createEmulator();
    for (const name of ['a', 'b']) {
      await create(emulator, 'global/backendServices', {
        name,
        loadBalancingScheme: 'EXTERNAL_MANAGED',
      });
    }
    await create(emulator, 'global/urlMaps', {
      name: 'um',
      defaultRouteAction: {
        weightedBackendServices: ['a', 'b'].map((name, index) => ({
          backendService: `projects/demo/global/backendServices/${name}`,
          weight: index === 0 ? 95 : 5,
        })),
      },
    });
    expect(describeState(emulator.state())).toContain('um: global, weights a=95 b=5');
  });
});

describe('a seed', () => {
  test('makes the same ids, fingerprints and addresses for the same calls', async () => {
    const run = async (seed: number): Promise<unknown> => {
      const emulator = createEmulator({ seed, clock: fakeClock() });
      await globalChain(emulator);
      return emulator.state();
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});

describe('the state', () => {
  test('is a copy that cannot reach the emulator', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/addresses', { name: 'ip' });
    const copy = emulator.state();
    Object.assign(copy.resources, { other: copy.resources['projects/demo/global/addresses/ip'] });
    expect(Object.keys(emulator.state().resources)).toHaveLength(1);
  });

  test('is published after each change, before the answer, and not by reads', async () => {
    const seen: number[] = [];
    const emulator = createEmulator({
      onChange: (state) => seen.push(Object.keys(state.resources).length),
    });
    await call(emulator, 'POST', 'global/addresses', { name: 'ip' });
    expect(seen).toEqual([1]);
    await read(emulator, 'global/addresses/ip');
    const settled = seen.length;
    await read(emulator, 'global/addresses/ip');
    await read(emulator, 'global/addresses');
    expect(seen).toHaveLength(settled);
  });

  test('goes back to nothing on reset', async () => {
    const emulator = createEmulator({ faults: ['get:*=503'], quotas: { NETWORKS: 1 } });
    await globalChain(emulator);
    emulator.reset();
    expect(emulator.state()).toMatchObject({
      resources: {},
      operations: {},
      projects: {},
      faults: [],
      quotas: {},
    });
  });

  test('forgets operations long done', async () => {
    const emulator = createEmulator();
    await create(emulator, 'global/addresses', { name: 'ip' });
    for (let count = 0; count < 1_100; count += 1) {
      const { labelFingerprint } = await read(emulator, 'global/addresses/ip');
      await call(emulator, 'POST', 'global/addresses/ip/setLabels', {
        labels: { count: String(count) },
        labelFingerprint,
      });
    }
    expect(Object.keys(emulator.state().operations).length).toBeLessThanOrEqual(1_000);
  });
});

describe('a state file', () => {
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    path = join(folder, 'kept', 'state.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is made, private, whole after each change, and read at the next start', async () => {
    const first = await startEmulator({ statePath: path });
    await create(first.emulator, 'global/addresses', { name: 'ip' });
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    expect(kept).toEqual(first.emulator.state());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'kept'))).toEqual(['state.json']);
    await first.close();

    const second = await startEmulator({ statePath: path });
    expect(await read(second.emulator, 'global/addresses/ip')).toMatchObject({ name: 'ip' });
    await second.close();
  });

  test.each([
    ['half a document', '{"version":1,', 'is not JSON'],
    ['another document', '{"version":1,"hello":true}', 'is not a state of the emulator'],
    ['a list', '[]', 'is not a state of the emulator'],
    [
      'a resource that is none',
      JSON.stringify({ ...createEmulator().state(), resources: { x: { path: 1 } } }),
      'is not a state of the emulator',
    ],
    [
      'a newer version',
      '{"version":2}',
      'was written by a newer version of the emulator (2, this one knows 1)',
    ],
  ])('with %s is refused and left alone', async (_what, content, problem) => {
    path = join(folder, 'state.json');
    writeFileSync(path, content);
    const start = (): Promise<unknown> => startEmulator({ statePath: path });
    await expect(start()).rejects.toThrow(StateFileError);
    await expect(start()).rejects.toThrow(problem);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});
