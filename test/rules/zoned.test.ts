import { describe, expect, it } from 'vitest';
import { NO_FACTS } from '../../src/facts/facts.ts';
import { networkField } from '../../src/inputs/fields/region.ts';
import { Values } from '../../src/inputs/values.ts';
import { hybridNeg } from '../../src/recipes/hybrid-neg.ts';
import { internetNeg } from '../../src/recipes/internet-neg.ts';
import { zonalNeg } from '../../src/recipes/zonal-neg.ts';
import { noLegacyNetwork, othersThere, probesLetIn } from '../../src/rules/zoned-live.ts';
import { documentIn, type Ended, World } from '../support/world.ts';
import { NETWORK, withVms } from '../support/zonal.ts';
import { somebody } from '../taking-down/somebody.ts';
import type { Flags } from './cases.ts';
import { WITHOUT_RULE } from './catalogue.ts';
import {
  HYBRID_CASES,
  VM_CASES,
  ZONED_APPLICABLE,
  ZONED_BASES,
  ZONED_LIVE_CASES,
  ZONED_WITHOUT_RULE,
} from './zoned-cases.ts';

type Noun = keyof typeof ZONED_BASES;

const RECIPES = { 'zonal-neg': zonalNeg, 'hybrid-neg': hybridNeg };

function severityOf(noun: Noun, id: string): string | undefined {
  return RECIPES[noun].rules.find((rule) => rule.id === id)?.severity;
}

function create(
  world: World,
  noun: Noun,
  flags: Flags,
  ...more: readonly string[]
): Promise<Ended> {
  const words = Object.entries({ ...ZONED_BASES[noun], ...flags }).flatMap(([flag, value]) => {
    if (value === null) return [];
    if (value === true) return [`--${flag}`];
    return (typeof value === 'string' ? [value] : value).map((text) => `--${flag}=${text}`);
  });
  return world.run('create', noun, 'web', ...words, '--format=json', ...more);
}

/** The rules that had something to say, whether they refuse or not. */
function spoke(ended: Ended): readonly string[] {
  const { errors, warnings } = documentIn(ended);
  const codes = (list: unknown, key: string): readonly string[] =>
    Array.isArray(list) ? list.map((item: Record<string, unknown>) => String(item[key])) : [];
  return [...codes(errors, 'code'), ...codes(warnings, 'rule')];
}

const CASES = [
  ...VM_CASES.map((one) => ({ noun: 'zonal-neg', ...one }) as const),
  ...HYBRID_CASES.map((one) => ({ noun: 'hybrid-neg', ...one }) as const),
];

describe.each(CASES)('$noun, $rule', ({ noun, rule, silent, speaking }) => {
  const short = (flags: Flags): string => JSON.stringify(flags).slice(0, 80);

  it(`accepts ${short(silent)}, and speaks about ${short(speaking)}`, async () => {
    const world = new World();
    expect(spoke(await create(world, noun, silent, '--dry-run'))).not.toContain(rule);
    const ended = await create(world, noun, speaking, '--dry-run');
    expect(spoke(ended)).toContain(rule);
    expect(ended.exitCode).toBe(severityOf(noun, rule) === 'error' ? 3 : 0);
    expect(world.calls).toEqual([]);
  });
});

async function project(): Promise<World> {
  const world = new World();
  await withVms(world);
  await somebody(world, 'POST', 'regions/europe-west1/subnetworks', {
    name: 'other',
    network: NETWORK,
    ipCidrRange: '10.11.0.0/24',
  });
  return world;
}

describe('what is live', () => {
  it.each(['zonal-neg', 'hybrid-neg'] as const)('is as the base of %s asks for', async (noun) => {
    const ended = await create(await project(), noun, {}, '--dry-run=server');
    expect(ended.exitCode, ended.out).toBe(0);
  });

  it.each(ZONED_LIVE_CASES)('$noun, $rule: $flags', async ({ noun, rule, flags }) => {
    const world = await project();
    const before = world.state();
    const ended = await create(world, noun, flags, '--dry-run=server');
    expect(spoke(ended)).toContain(rule);
    expect(ended.exitCode, ended.out).toBe(severityOf(noun, rule) === 'error' ? 6 : 0);
    expect(world.state()).toEqual(before);
  });

  it('lets probes in already, so that nothing is said without a rule of its own', async () => {
    const world = await project();
    await somebody(world, 'POST', 'global/firewalls', {
      name: 'probes',
      network: NETWORK,
      allowed: [{ IPProtocol: 'tcp' }],
      sourceRanges: ['130.211.0.0/16', '35.191.0.0/16'],
    });
    const ended = await create(
      world,
      'zonal-neg',
      { 'no-firewall-rule': true },
      '--dry-run=server',
    );
    expect(ended.exitCode, ended.out).toBe(0);
    expect(spoke(ended)).not.toContain(probesLetIn.id);
  });

  it('endpoint/others-there: endpoints of the NEG that nobody names are told, and left', async () => {
    const world = await project();
    const only: Flags = { lb: 'none', 'frontend-protocol': null };
    const both = ['instance=vm-1,port=80', 'instance=vm-2,port=81'];
    const made = await create(world, 'zonal-neg', { ...only, 'add-endpoint': both }, '--yes');
    expect(made.exitCode, made.out).toBe(0);
    const again = await create(world, 'zonal-neg', { ...only, 'add-endpoint': both }, '--yes');
    expect(spoke(again)).not.toContain(othersThere.id);
    const ended = await create(world, 'zonal-neg', only, '--yes');
    expect(ended.out).toContain(
      'NEG web-neg holds 1 endpoint beside these, such as instance=vm-2,ip=10.10.0.3,port=81',
    );
    expect(documentIn(ended)['result']).toMatchObject({ changes: 0 });
  });

  it('neg/legacy-network: a network without subnets is in the way', () => {
    const found = (document: Record<string, string>) =>
      noLegacyNetwork.check({
        values: Values.none.with(networkField, 'old', { kind: 'argument' }),
        resources: [],
        facts: {
          ...NO_FACTS,
          documents: new Map([['global/networks', [{ name: 'old', ...document }]]]),
        },
        now: new Date(),
      });
    expect(found({ IPv4Range: '10.240.0.0/16' })).toHaveLength(1);
    expect(found({})).toEqual([]);
  });
});

describe('the documented rules', () => {
  const rules = [...zonalNeg.rules, ...hybridNeg.rules];
  const coded = new Set(rules.map(({ id }) => id));
  const excused = ZONED_WITHOUT_RULE.flatMap(([, ids]) => ids);

  it('are each a rule in the code, or have a written reason for being none', () => {
    const elsewhere = WITHOUT_RULE.flatMap(([, ids]) => ids);
    const open = ZONED_APPLICABLE.filter((id) => !coded.has(id) && !excused.includes(id));
    expect(open.filter((id) => !elsewhere.includes(id))).toEqual([]);
    expect(excused.filter((id) => coded.has(id))).toEqual([]);
    expect(new Set(excused).size).toBe(excused.length);
  });

  it('that only these set-ups have are each tried by a case', () => {
    const shared = new Set(internetNeg.rules);
    const tried = new Set([...CASES, ...ZONED_LIVE_CASES].map(({ rule }) => rule));
    const own = rules.filter((rule) => !shared.has(rule)).map(({ id }) => id);
    const apart = [noLegacyNetwork.id, othersThere.id];
    expect(own.filter((id) => !tried.has(id) && !apart.includes(id))).toEqual([]);
  });
});
