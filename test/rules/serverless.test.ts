import { describe, expect, it } from 'vitest';
import { NO_FACTS } from '../../src/facts/facts.ts';
import type { JsonObject } from '../../src/json.ts';
import { serverlessIlb } from '../../src/recipes/serverless-ilb.ts';
import { backendService } from '../../src/resources/backend-service.ts';
import { serverlessNeg } from '../../src/resources/serverless-neg.ts';
import { judgeLive } from '../../src/rules/judge.ts';
import { ingressAdmits, oneServerlessNeg } from '../../src/rules/live-serverless.ts';
import { INTERNAL_SITE, SERVERLESS_BACKEND } from '../../src/rules/serverless-groups.ts';
import { deploy } from '../support/cloud-run.ts';
import { documentIn, type Ended, World } from '../support/world.ts';
import type { Flags } from './cases.ts';
import {
  SERVERLESS_BASE,
  SERVERLESS_CASES,
  SERVERLESS_LIVE_CASES,
  SERVERLESS_WORLD,
} from './serverless-cases.ts';

function wordsOf(flags: Flags): readonly string[] {
  const merged: Flags = { ...SERVERLESS_BASE, ...flags };
  return Object.entries(merged).flatMap(([flag, value]) => {
    if (value === null) return [];
    return value === true ? [`--${flag}`] : [`--${flag}=${String(value)}`];
  });
}

function create(world: World, flags: Flags, ...more: readonly string[]): Promise<Ended> {
  return world.run('create', 'serverless-ilb', 'web', ...wordsOf(flags), '--format=json', ...more);
}

function spoke(ended: Ended): readonly string[] {
  const { errors, warnings } = documentIn(ended);
  const codes = (list: unknown, key: string): readonly string[] =>
    Array.isArray(list) ? list.map((item: Record<string, unknown>) => String(item[key])) : [];
  return [...codes(errors, 'code'), ...codes(warnings, 'rule')];
}

const RULES = new Map(serverlessIlb.rules.map((rule) => [rule.id, rule]));

describe.each(SERVERLESS_CASES)('$rule', ({ rule, silent, speaking }) => {
  it(`accepts ${JSON.stringify(silent)}, and speaks about ${JSON.stringify(speaking)}`, async () => {
    const world = new World();
    expect(spoke(await create(world, silent, '--dry-run'))).not.toContain(rule);
    const ended = await create(world, speaking, '--dry-run');
    expect(spoke(ended)).toContain(rule);
    const refused = RULES.get(rule)?.severity === 'error';
    expect(ended.exitCode, ended.out).toBe(refused ? 3 : 0);
    expect(world.calls).toEqual([]);
  });
});

async function project(): Promise<World> {
  const world = new World();
  for (const [path, body] of SERVERLESS_WORLD) {
    const at = `/compute/v1/projects/demo/${path}`;
    await world.emulator.handle({ method: 'POST', path: at, body: JSON.stringify(body) });
    await world.clock.sleep(60_000);
  }
  const zone = {
    name: 'first',
    description: '',
    dnsName: 'web.internal.example.com.',
    visibility: 'private',
    privateVisibilityConfig: {
      networks: [
        {
          networkUrl: 'https://www.googleapis.com/compute/v1/projects/demo/global/networks/net',
        },
      ],
    },
  };
  const path = '/dns/v1/projects/demo/managedZones';
  await world.emulator.handle({ method: 'POST', path, body: JSON.stringify(zone) });
  await deploy(world.emulator, { name: 'web' });
  return world;
}

describe('what is live', () => {
  it('is as the base asks for', async () => {
    const world = await project();
    const ended = await create(world, {}, '--dry-run=server');
    expect(ended.exitCode, ended.out).toBe(0);
  });

  it.each(SERVERLESS_LIVE_CASES)('$rule: $flags', async ({ rule, services = [], flags }) => {
    const world = await project();
    for (const service of services) await deploy(world.emulator, service);
    const before = world.state();
    const ended = await create(world, flags, '--dry-run=server');
    expect(spoke(ended)).toContain(rule);
    const refused = RULES.get(rule)?.severity === 'error';
    expect(ended.exitCode, ended.out).toBe(refused ? 6 : 0);
    expect(world.state()).toEqual(before);
  });
});

const scope = { type: 'region', region: 'us-central1' } as const;

function judged(
  rule: Parameters<typeof judgeLive>[0][number],
  scheme: 'INTERNAL_MANAGED' | 'EXTERNAL_MANAGED',
  documents: ReadonlyMap<string, readonly JsonObject[]>,
) {
  const service = backendService({
    scope,
    name: 'web-bes',
    scheme,
    protocol: 'HTTP',
    healthCheck: null,
    customRequestHeaders: [],
    loggingSampleRate: null,
  });
  const neg = serverlessNeg({
    scope,
    name: 'neg',
    target: { platform: 'cloud-run', service: 'web' },
  });
  const flags = { ...SERVERLESS_BASE };
  const values = Object.entries({
    region: flags.region,
    network: flags.network,
    cloudRunService: 'web',
  }).reduce((known, [id, raw]) => {
    const field = serverlessIlb.fields.find((one) => one.id === id);
    const read = field?.read(known, raw, { kind: 'argument' });
    return read?.ok === true ? read.value : known;
  }, serverlessIlb.start);
  const facts = { ...NO_FACTS, documents };
  return judgeLive([rule], { values, resources: [neg, service], facts, now: new Date() });
}

it('ingress internal is enough for an internal load balancer only', () => {
  const documents = new Map([
    ['regions/us-central1/cloudRunServices', [{ name: 'web', ingress: 'internal' }]],
  ]);
  expect(judged(ingressAdmits, 'INTERNAL_MANAGED', documents)).toEqual([]);
  expect(judged(ingressAdmits, 'EXTERNAL_MANAGED', documents)).toHaveLength(1);
});

it('a backend service that holds another NEG is in the way', () => {
  const group =
    'https://www.googleapis.com/compute/v1/projects/demo/regions/us-central1/networkEndpointGroups/other';
  const documents = new Map([
    ['regions/us-central1/backendServices', [{ name: 'web-bes', backends: [{ group }] }]],
  ]);
  expect(judged(oneServerlessNeg, 'INTERNAL_MANAGED', documents)).toHaveLength(1);
  expect(judged(oneServerlessNeg, 'INTERNAL_MANAGED', new Map())).toEqual([]);
});

it('every rule of its own is tried by a case, and says why and where that is written', () => {
  const tried = new Set([
    ...SERVERLESS_CASES.map(({ rule }) => rule),
    ...SERVERLESS_LIVE_CASES.map(({ rule }) => rule),
    'serverless/ingress',
    'backend-service/one-serverless-regional',
    'subnet/proxy-only-purpose',
  ]);
  const own = [...INTERNAL_SITE, ...SERVERLESS_BACKEND];
  expect(own.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  for (const { id, statement, why, sources } of own) {
    expect(statement, id).toMatch(/\.$/);
    expect(why, id).not.toBe('');
    expect(sources, id).not.toEqual([]);
  }
});
