import { describe, expect, it } from 'vitest';
import { KNOWN_RULES } from '../../src/cli/rule-catalogue.ts';
import { deploy } from '../support/cloud-run.ts';
import { World } from '../support/world.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { JUDGED_CASES } from './judged-cases.ts';
import { LIVE_CASES } from './live-cases.ts';
import { LIVE_BASES, SITES } from './live-sites.ts';
import { ILLEGAL, INPUT_EXAMPLES, isError, LEGAL, SITE_EXAMPLES, TRIED } from './table.ts';
import { create, rulesOf, severityOf, short, spoke } from './trying.ts';

describe.each(INPUT_EXAMPLES)('$noun, $rule', ({ noun, rule, silent, speaking }) => {
  it(`accepts ${short(silent)}, speaks about ${short(speaking)}, and starts no gcloud`, async () => {
    const world = new World();
    const planned = await create(world, noun, silent, '--dry-run');
    expect(planned.exitCode, planned.out).toBe(0);
    expect(spoke(planned)).not.toContain(rule);
    const isRefused = severityOf(noun, rule) === 'error';
    const ended = await create(world, noun, speaking, isRefused ? '--yes' : '--dry-run');
    expect(spoke(ended)).toContain(rule);
    expect(ended.exitCode, ended.out).toBe(isRefused ? 3 : 0);
    expect(world.calls).toEqual([]);
  });
});

it('at least 60 combinations are illegal, and at least 30 legal', () => {
  const distinct = new Set(ILLEGAL.map(({ noun, speaking }) => JSON.stringify([noun, speaking])));
  expect(distinct.size).toBeGreaterThanOrEqual(60);
  expect(LEGAL.length).toBeGreaterThanOrEqual(30);
});

it('a refusal says why, and what to do', async () => {
  const world = new World();
  const ended = await world.run(
    'create',
    'internet-neg',
    'web',
    '--add-endpoint=ip=10.0.0.1',
    '--yes',
    '--lb=none',
    '--project=demo',
  );
  expect(ended.err).toMatch(/Error endpoint\/ip-public: .+\n {2}why .+[\s\S]+ {2}fix .+/);
});

describe.each(LIVE_CASES)('$rule: $name', ({ rule, prepare, words, options }) => {
  it('speaks, and nothing is written', async () => {
    const world = new World(options);
    for (const preparation of prepare) {
      expect((await world.run(...preparation)).exitCode).toBe(0);
    }
    const before = world.state();
    const ended = await world.run(...words, '--yes', '--format=json');
    expect(spoke(ended)).toContain(rule);
    if (!isError(rule)) return;
    expect(ended.exitCode, ended.err).toBe(6);
    expect(world.state()).toEqual(before);
  });
});

describe('what is live', () => {
  it('is as a legal set-up asks for, whichever rule looks at it', async () => {
    const accepted = new Set<string>();
    for (const { noun, flags, site } of LIVE_BASES) {
      const world = new World({ from: await SITES[site] });
      const ended = await create(world, noun, flags, '--dry-run=server');
      expect(ended.exitCode, `${noun} ${short(flags)}: ${ended.out}`).toBe(0);
      const said = spoke(ended);
      for (const id of rulesOf(noun, flags)) if (!said.includes(id)) accepted.add(id);
    }
    const refusedAlways = [...LIVE_CASES, ...SITE_EXAMPLES].filter(
      ({ rule }) => !accepted.has(rule),
    );
    expect(refusedAlways.map(({ rule }) => rule)).toEqual([]);
  });

  it.each(SITE_EXAMPLES)('$noun, $rule: $flags', async ({ site, noun, rule, services, flags }) => {
    const world = new World({ from: await SITES[site] });
    for (const service of services) await deploy(world.emulator, service);
    const before = world.state();
    const ended = await create(world, noun, flags, '--dry-run=server');
    expect(spoke(ended)).toContain(rule);
    expect(ended.exitCode, ended.out).toBe(isError(rule) ? 6 : 0);
    expect(world.state()).toEqual(before);
  });
});

it.each(JUDGED_CASES)('$rule: $name', async ({ accepted, speaking }) => {
  expect(await accepted()).toBe(false);
  expect(await speaking()).toBe(true);
});

it.each(COMMAND_CASES)('$rule, of a command', async (one) => {
  const world = await one.world();
  const accepted = await world.run(...one.accepted, '--format=json');
  expect(accepted.exitCode, accepted.out).toBe(0);
  expect(spoke(accepted)).not.toContain(one.rule);
  await one.meanwhile?.(world);
  const before = world.state();
  const refused = await world.run(...one.speaking, '--format=json');
  expect(spoke(refused)).toContain(one.code ?? one.rule);
  const isRefused = one.code !== undefined || isError(one.rule);
  expect(refused.exitCode === 0, refused.out).toBe(!isRefused);
  expect(world.state()).toEqual(before);
});

it('every rule in the code has an example that is walked here', () => {
  const untried = KNOWN_RULES.map(({ id }) => id).filter((id) => !TRIED.has(id));
  expect([...new Set(untried)]).toEqual([]);
});
