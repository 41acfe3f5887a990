import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_FACTS } from '../../src/facts/facts.ts';
import { regionField } from '../../src/inputs/fields/region.ts';
import { Values } from '../../src/inputs/values.ts';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import { backendService } from '../../src/resources/backend-service.ts';
import { GLOBAL } from '../../src/resources/resource.ts';
import { judgeLive } from '../../src/rules/judge.ts';
import { noOldPurpose } from '../../src/rules/region.ts';
import { documentIn, type Ended, World } from '../support/world.ts';
import { BASE, type Flags, INPUT_CASES } from './cases.ts';
import { LIVE_CASES } from './live-cases.ts';

const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');

function wordsOf(flags: Flags): readonly string[] {
  const merged = { ...BASE, ...flags };
  return Object.entries(merged).flatMap(([flag, value]) => {
    if (value === null) return [];
    if (value === true) return [`--${flag}`];
    const texts = typeof value === 'string' ? [value] : value;
    return texts.map((text) => `--${flag}=${text.replace('CERTIFICATES', CERTIFICATES)}`);
  });
}

function dryRun(world: World, flags: Flags): Promise<Ended> {
  return world.run(
    'create',
    'internet-neg',
    'web',
    ...wordsOf(flags),
    '--dry-run',
    '--format=json',
  );
}

/** The rules that had something to say, whether they refuse or not. */
function spoke(ended: Ended): readonly string[] {
  const { errors, warnings } = documentIn(ended);
  const codes = (list: unknown, key: string): readonly string[] =>
    Array.isArray(list) ? list.map((item: Record<string, unknown>) => String(item[key])) : [];
  return [...codes(errors, 'code'), ...codes(warnings, 'rule')];
}

const RULES = new Map(internetNeg.rules.map((rule) => [rule.id, rule]));

describe.each(INPUT_CASES)('$rule', ({ rule, silent, speaking }) => {
  it(`has nothing to say about ${JSON.stringify(silent)}`, async () => {
    const ended = await dryRun(new World(), silent);
    expect(spoke(ended)).not.toContain(rule);
  });

  it(`speaks about ${JSON.stringify(speaking).slice(0, 120)}, and starts no gcloud`, async () => {
    const world = new World();
    const ended = await dryRun(world, speaking);
    expect(spoke(ended)).toContain(rule);
    const refused = RULES.get(rule)?.severity === 'error';
    expect(ended.exitCode, ended.err).toBe(refused ? 3 : 0);
    expect(world.calls).toEqual([]);
    if (!refused) return;
    const executed = await world.run(
      'create',
      'internet-neg',
      'web',
      ...wordsOf(speaking),
      '--yes',
    );
    expect(executed.exitCode).toBe(3);
    expect(executed.err).toContain(`Error ${rule}:`);
    expect(executed.err).toMatch(/ {2}why .+[\s\S]+ {2}fix .+/);
    expect(world.calls).toEqual([]);
  });
});

describe.each(LIVE_CASES)('$rule: $name', ({ rule, prepare, words, options }) => {
  it('speaks, and nothing is written', async () => {
    const world = new World(options);
    for (const preparation of prepare) {
      expect((await world.run(...preparation)).exitCode).toBe(0);
    }
    const before = world.state();
    world.calls.length = 0;
    const ended = await world.run(...words, '--yes', '--format=json');
    expect(spoke(ended)).toContain(rule);
    if (RULES.get(rule)?.severity !== 'error') return;
    expect(ended.exitCode, ended.err).toBe(6);
    expect(world.state()).toEqual(before);
  });
});

it.each([
  [0o600, false],
  [0o640, true],
])('headers/secret-readable: of a secret with mode %o is warned: %s', async (mode, warned) => {
  const world = new World();
  const secret = join(world.directory, 'origin.key');
  writeFileSync(secret, 's'.repeat(22), { mode });
  const flags: Flags = { 'secret-header': 'X-Key', 'secret-file': secret };
  expect(spoke(await dryRun(world, flags)).includes('headers/secret-readable')).toBe(warned);
});

describe('the certificate that a plan uploads', () => {
  it('is refused by --strict once it has expired', async () => {
    const world = new World();
    await world.clock.sleep(200 * 365 * 24 * 3_600_000);
    const own: Flags = {
      domains: null,
      certificate: 'CERTIFICATES/certificate.pem',
      'private-key': 'CERTIFICATES/key.pem',
    };
    expect(spoke(await dryRun(world, own))).toContain('tls/expired-served');
    expect((await dryRun(world, { ...own, strict: true })).exitCode).toBe(3);
    expect(spoke(await dryRun(new World(), own))).not.toContain('tls/expired-served');
  });

  it.each([
    [0o600, false],
    [0o640, true],
    [0o604, true],
  ])('with a key of mode %o is warned about: %s', async (mode, warned) => {
    const world = new World();
    const key = join(world.directory, 'key.pem');
    copyFileSync(join(CERTIFICATES, 'key.pem'), key);
    chmodSync(key, mode);
    const ended = await dryRun(world, {
      domains: null,
      certificate: 'CERTIFICATES/certificate.pem',
      'private-key': key,
    });
    expect(spoke(ended).includes('tls/key-readable')).toBe(warned);
  });
});

it('subnet/proxy-only-purpose: a subnet of the old purpose is in the way, in its own region', () => {
  const subnet = {
    name: 'old-proxies',
    network: 'https://www.googleapis.com/compute/v1/projects/demo/global/networks/default',
    region: 'https://www.googleapis.com/compute/v1/projects/demo/regions/us-central1',
    ipCidrRange: '10.0.0.0/24',
    purpose: 'INTERNAL_HTTPS_LOAD_BALANCER',
    role: 'ACTIVE',
  };
  const facts = { ...NO_FACTS, documents: new Map([['global/subnetworks', [subnet]]]) };
  const found = (region: string) =>
    noOldPurpose
      .check({
        values: Values.none.with(regionField, region, { kind: 'argument' }),
        resources: [],
        facts,
        now: new Date(),
      })
      .map(({ message }) => message);
  expect(found('us-central1')).toEqual([
    'subnet old-proxies has the purpose INTERNAL_HTTPS_LOAD_BALANCER',
  ]);
  expect(found('us-east1')).toEqual([]);
});

describe('a backend service that somebody else uses otherwise', () => {
  it.each([
    ['backend-service/no-instance-groups', 'zones/us-central1-a/instanceGroups/vms'],
    ['backend-service/no-mixed-types', 'zones/us-central1-a/networkEndpointGroups/on-premises'],
    ['backend-service/no-mixed-types', 'regions/us-central1/networkEndpointGroups/run'],
  ])('%s: a group such as %s is in the way', (rule, group) => {
    const service = backendService({
      scope: GLOBAL,
      healthCheck: null,
      name: 'web-bes',
      scheme: 'EXTERNAL_MANAGED',
      protocol: 'HTTPS',
      customRequestHeaders: [],
      loggingSampleRate: null,
    });
    const reference = `https://www.googleapis.com/compute/v1/projects/demo/${group}`;
    const live = { name: 'web-bes', backends: [{ group: reference }] };
    const facts = { ...NO_FACTS, documents: new Map([['global/backendServices', [live]]]) };
    const found = judgeLive(internetNeg.rulesFor(internetNeg.start), {
      values: internetNeg.start,
      resources: [service],
      facts,
      now: new Date(),
    });
    expect(found.map((diagnostic) => diagnostic.rule)).toEqual([rule]);
  });
});

it('every rule of the recipe is tried by a case', () => {
  const tried = new Set([
    ...INPUT_CASES.map(({ rule }) => rule),
    ...LIVE_CASES.map(({ rule }) => rule),
    'tls/expired-served',
    'subnet/proxy-only-purpose',
    'tls/key-readable',
    'headers/secret-readable',
    'backend-service/no-instance-groups',
    'backend-service/no-mixed-types',
  ]);
  const untried = [...RULES.keys()].filter((id) => !tried.has(id));
  expect(untried).toEqual([]);
});
