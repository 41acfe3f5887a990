import { describe, expect, it } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { cloudMonitoring } from '../../src/io/monitoring.ts';
import { LIMITS } from '../../src/traffic/gate.ts';
import { type MetricsGate, metricsReading, seriesOfScheme } from '../../src/traffic/metrics.ts';
import type { Reading } from '../../src/traffic/reading.ts';
import { documentIn, sendTo } from '../support/world.ts';
import { type Counted, count, time } from './points.ts';
import { document, mapsOf, untouched, type WatchedWorld, watched } from './shared.ts';
import { MIGRATE } from './site.ts';

const START = Date.UTC(2027, 0, 5, 12);
const MINUTE = 60_000;

const GATE: MetricsGate = {
  type: 'metrics',
  project: 'demo',
  prefix: 'loadbalancing.googleapis.com/https',
  resourceType: 'https_lb_rule',
  region: null,
  oldService: 'web',
  newService: 'web-fqdn-bes',
  minRequests: 100,
};

/** What the gate says of an emulated Cloud Monitoring, a number of minutes after the shift. */
function reading(emulator: Emulator, minutes = 10): Promise<Reading> {
  const monitoring = cloudMonitoring({
    gcloud: {
      run: () =>
        Promise.resolve({
          exitCode: 0,
          signal: null,
          stdout: '{"token": "t"}',
          stderr: '',
          timedOut: false,
          startError: null,
        }),
    },
    context: { project: 'demo' },
    environment: {
      CLOUDSDK_CONFIG: '/nonexistent',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING: 'http://127.0.0.1/monitoring/',
    },
    send: sendTo(emulator),
  });
  return metricsReading(monitoring, GATE, {
    now: new Date(START + minutes * MINUTE),
    since: new Date(START),
    soakSeconds: 600,
    percent: 5,
  });
}

const ALL = { from: START, minutes: 60 };

function young(code: string, perMinute: number, more: Partial<Counted> = {}): Counted {
  return { service: 'web-fqdn-bes', code, perMinute, ...ALL, ...more };
}

function old(code: string, perMinute: number): Counted {
  return { service: 'web', code, perMinute, ...ALL };
}

describe('the gate metrics', () => {
  // From the tenth minute, 210 s back, and six and a half minutes before that: six points.
  it.each<[string, readonly Counted[], Reading['verdict'], string]>([
    ['nothing counted at all', [], 'inconclusive', 'no data of web-fqdn-bes'],
    ['only the old service counted', [old('200', 900)], 'inconclusive', 'no data of'],
    ['too few requests', [young('200', 16)], 'inconclusive', 'only 96 requests'],
    ['as many as it takes', [young('200', 17), old('200', 900)], 'passed', '0.0 % of 102'],
    ['fractions', [young('200', 50.5, { as: 'doubleValue' })], 'passed', 'of 303 requests'],
    ['errors up to the limit', [young('200', 99), young('500', 1)], 'passed', '1.0 % of 600'],
    ['one more error', [young('200', 98), young('500', 2)], 'failed', '2.0 % of 600'],
    [
      'as many errors as the old service has',
      [young('200', 90), young('500', 10), old('200', 90), old('500', 10)],
      'passed',
      '10.0 %',
    ],
    [
      'more errors than the old service has',
      [young('200', 88), young('500', 12), old('200', 90), old('500', 10)],
      'failed',
      'web has 10.0 %',
    ],
    [
      'an old service with too few requests to be compared with',
      [young('200', 90), young('500', 10), old('500', 16)],
      'failed',
      'too few requests to compare with',
    ],
    [
      'requests without an answer, which are no server errors',
      [young('200', 50), young('0', 50)],
      'passed',
      '0.0 % of 600',
    ],
    [
      'errors of somebody else',
      [young('200', 100), { ...young('500', 900), service: 'web-fqdn-bes-2' }],
      'passed',
      '0.0 % of 600',
    ],
    [
      'the series of another load balancer',
      [young('500', 100, { prefix: 'loadbalancing.googleapis.com/https/internal' })],
      'inconclusive',
      'no data',
    ],
    [
      'errors that are too fresh to be complete',
      [young('200', 100), young('500', 900, { from: START + 7 * MINUTE })],
      'passed',
      '0.0 % of 600',
    ],
    [
      'errors from before the shift',
      [young('200', 100), young('500', 900, { from: START - 30 * MINUTE, minutes: 30 })],
      'passed',
      '0.0 % of 600',
    ],
  ])('%s', async (_case, counted, verdict, words) => {
    const emulator = createEmulator();
    if (counted.length > 0) await count(emulator, ...counted);
    const said = await reading(emulator);
    expect(said).toMatchObject({ verdict });
    expect(said.said).toContain(words);
  });

  it('says nothing before there can be anything to see', async () => {
    const emulator = createEmulator();
    await count(emulator, young('500', 900));
    expect(await reading(emulator, 4)).toMatchObject({ verdict: 'inconclusive' });
    expect(await reading(emulator, 4.5)).toMatchObject({ verdict: 'failed' });
  });

  it.each([
    [200, 'passed'],
    [201, 'failed'],
  ] as const)('with answers in %i ms, where the old ones took 100: %s', async (slow, verdict) => {
    const emulator = createEmulator();
    await count(emulator, young('200', 100), old('200', 100));
    await time(emulator, { service: 'web', ...ALL }, 100);
    await time(emulator, { service: 'web-fqdn-bes', ...ALL }, slow);
    expect(await reading(emulator)).toMatchObject({ verdict });
  });

  it.each([
    ['forbidden to it', 'list:timeSeries=403', 'HTTP 403'],
    ['out of order', 'list:timeSeries=503', 'HTTP 503'],
  ])('takes an API that is %s for one that says nothing', async (_case, fault, words) => {
    const emulator = createEmulator({ faults: [fault] });
    await count(emulator, young('200', 100));
    const said = await reading(emulator);
    expect(said.verdict).toBe('error');
    expect(said.said).toContain(words);
  });

  it('reads what is counted for each load balancer that is counted', () => {
    expect(seriesOfScheme('INTERNAL_SELF_MANAGED', true)).toBeNull();
    expect(seriesOfScheme('EXTERNAL_MANAGED', true)?.resourceType).toBe('https_lb_rule');
    expect(seriesOfScheme('EXTERNAL_MANAGED', false)?.resourceType).toBe(
      'http_external_regional_lb_rule',
    );
    expect(seriesOfScheme('INTERNAL_MANAGED', false)?.resourceType).toBe('internal_http_lb_rule');
  });
});

const MOVE = [...MIGRATE, '--yes', '--steps=25,100', '--soak=6m', '--gate=metrics'] as const;

/** A project in whose Cloud Monitoring the two services answer as they are told to. */
async function counting(...counted: readonly Counted[]): Promise<WatchedWorld> {
  const world = await watched('EXTERNAL_MANAGED');
  const now = world.clock.now();
  const shifted = counted.map((one) => ({ ...one, from: one.from - START + now }));
  await count(world.emulator, ...shifted);
  return world;
}

/** The verdicts in a journal, one letter each. */
function verdictsIn(err: string): string {
  return [...err.matchAll(/gate {3}(\w)\w+:/g)].map(([, letter]) => letter).join('');
}

describe('a migration judged by metrics', () => {
  it('goes on while the new service answers as the old one does', async () => {
    const world = await counting(young('200', 100), old('200', 100));
    const ended = await world.run(...MOVE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(verdictsIn(ended.err)).toBe('pp');
    world.expectServed();
  });

  it('goes back at the second bad window in a row', async () => {
    const world = await counting(young('200', 50), young('500', 50), old('200', 100));
    const ended = await world.run(...MOVE);
    expect(ended.exitCode).toBe(9);
    expect(verdictsIn(ended.err)).toBe('ff');
    expect(await mapsOf(world)).toBe(await mapsOf(await untouched('EXTERNAL_MANAGED')));
    world.expectServed();
  });

  it('goes on after one bad window, once a better one has followed', async () => {
    const bad = young('500', 900, { minutes: 1 });
    const world = await counting(young('200', 100), old('200', 100), bad);
    const ended = await world.run(...MOVE);
    expect(ended.exitCode, ended.err).toBe(0);
    expect(verdictsIn(ended.err)).toBe('fpp');
  });

  it('waits where nothing is counted, and never takes that for good', async () => {
    const world = await counting(old('200', 100));
    const ended = await world.run(...MOVE, '--max-hold=5m', '--format=json');
    expect(ended.exitCode).toBe(12);
    expect(documentIn(ended)).toMatchObject({ errors: [{ code: 'NEG-7002' }] });
    const plain = await document(world, 'global/urlMaps/plain');
    expect(JSON.stringify(plain)).toContain('"weight":25');
  });

  it('waits at the fourth refusal in a row', async () => {
    const world = await counting(young('200', 100));
    world.emulator.addFaults(['list:timeSeries=403x9']);
    const ended = await world.run(...MOVE);
    expect(ended.exitCode).toBe(12);
    expect(verdictsIn(ended.err)).toBe('e'.repeat(LIMITS.consecutiveErrors));
  });

  it('cannot be asked of a service mesh', async () => {
    const world = await watched('INTERNAL_SELF_MANAGED');
    const ended = await world.run(...MOVE);
    expect(ended.exitCode).toBe(6);
    expect(ended.err).toContain('NEG-6014');
    expect(ended.err).toContain('Cloud Monitoring has no series');
  });
});

it('is refused beforehand where the account may not read what is counted', async () => {
  const world = await watched('EXTERNAL_MANAGED');
  world.emulator.allow(['compute.*', 'dns.*', 'resourcemanager.*']);
  const ended = await world.run(...MOVE);
  expect(ended.exitCode, ended.err).toBe(4);
  expect(ended.err).toContain('monitoring.timeSeries.list');
});
