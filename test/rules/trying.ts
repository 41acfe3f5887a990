import { join } from 'node:path';
import { isJsonObject } from '../../src/json.ts';
import { recipeByNoun } from '../../src/recipes/registry.ts';
import type { Severity } from '../../src/rules/rule.ts';
import { documentIn, type Ended, type World } from '../support/world.ts';
import { BASE, type Flags } from './cases.ts';
import { SERVERLESS_BASES } from './serverless-cases.ts';
import { ZONED_BASES } from './zoned-cases.ts';

/** Where a certificate and keys lie that tests may use. */
export const CERTIFICATES = join(import.meta.dirname, '..', 'emulator', 'certificates');

/** For each noun of `create` a legal set-up, which each case changes in one place. */
export const BASES = { 'internet-neg': BASE, ...ZONED_BASES, ...SERVERLESS_BASES } as const;

export type Noun = keyof typeof BASES;

/** The flags of a legal set-up with some changed, as words. */
export function wordsOf(noun: Noun, flags: Flags): readonly string[] {
  return Object.entries<Flags[string]>({ ...BASES[noun], ...flags }).flatMap(([flag, value]) => {
    if (value === null) return [];
    if (value === true) return [`--${flag}`];
    const texts = typeof value === 'string' ? [value] : value;
    return texts.map((text) => `--${flag}=${text.replace('CERTIFICATES', CERTIFICATES)}`);
  });
}

/** Creates a set-up called `web`, and tells of it as JSON. */
export function create(
  world: World,
  noun: Noun,
  flags: Flags,
  ...more: readonly string[]
): Promise<Ended> {
  return world.run('create', noun, 'web', ...wordsOf(noun, flags), '--format=json', ...more);
}

/** The rules that had something to say, whether they refuse or not. */
export function spoke(ended: Ended): readonly string[] {
  const { errors, warnings, plan } = documentIn(ended);
  const codes = (list: unknown, key: string): readonly string[] =>
    Array.isArray(list) ? list.map((item: Record<string, unknown>) => String(item[key])) : [];
  const consented = plan !== undefined && isJsonObject(plan) ? plan['warnings'] : [];
  const ids = Array.isArray(consented)
    ? consented.flatMap((text) => /^([a-z-]+\/[a-z0-9-]+): /.exec(String(text))?.[1] ?? [])
    : [];
  return [...codes(errors, 'code'), ...codes(warnings, 'rule'), ...ids];
}

/** How grave a rule is for a noun; all rules of one id are equally grave. */
export function severityOf(noun: Noun, id: string): Severity | undefined {
  return recipeByNoun(noun).rules.find((rule) => rule.id === id)?.severity;
}

/** What a case is called: its flags, cut where they are many. */
export function short(flags: Flags): string {
  return JSON.stringify(flags).slice(0, 80);
}

/** The ids of the rules of the flavour that flags choose. */
export function rulesOf(noun: Noun, flags: Flags): readonly string[] {
  const recipe = recipeByNoun(noun);
  const chooser = recipe.fields.find(({ flag }) => flag === recipe.choice?.flag);
  const word = flags['lb'];
  const read =
    typeof word === 'string' ? chooser?.read(recipe.start, word, { kind: 'argument' }) : undefined;
  return recipe.rulesFor(read?.ok === true ? read.value : recipe.start).map(({ id }) => id);
}
