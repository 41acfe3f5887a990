import { type Facts, lookup } from '../facts/facts.ts';
import type { Values } from '../inputs/values.ts';
import type { NextStep, Recipe } from '../recipes/recipe.ts';
import type { Ready } from './failing.ts';

/**
 * What is left to do by hand. The addresses that the endpoint must let in are looked up, except in a
 * rehearsal, which asks nobody outside.
 */
export async function nextStepsOf(
  { app, settings }: Ready,
  recipe: Recipe,
  values: Values,
  facts: Facts,
): Promise<readonly NextStep[]> {
  const record = settings.emulator === null ? recipe.egressRecord(values) : null;
  const egress = record === null ? null : await (await app.network()).publishedRanges(record);
  return recipe.nextSteps(values, (id) => lookup(facts, id), egress);
}
