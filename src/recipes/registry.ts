import { hybridNeg } from './hybrid-neg.ts';
import { internetNeg } from './internet-neg.ts';
import type { Recipe } from './recipe.ts';
import { serverlessIlb } from './serverless-ilb.ts';
import { zonalNeg } from './zonal-neg.ts';

/** Every recipe, by the noun of its command. */
export const RECIPES: readonly Recipe[] = [internetNeg, zonalNeg, hybridNeg, serverlessIlb];

/** The recipe behind a command. */
export function recipeByNoun(noun: string): Recipe {
  const recipe = RECIPES.find((candidate) => candidate.noun === noun);
  if (recipe === undefined) throw new Error(`no recipe for ${noun}`);
  return recipe;
}

export function recipeByKind(kind: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.kind === kind);
}
