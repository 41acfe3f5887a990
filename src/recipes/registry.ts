import { hybridNeg } from './hybrid-neg.ts';
import { internetNeg } from './internet-neg.ts';
import type { Recipe } from './recipe.ts';
import { serverlessIlb } from './serverless-ilb.ts';
import { serverlessNeg } from './serverless-neg.ts';
import { serverlessIlbUpdate } from './update-serverless-ilb.ts';
import { zonalNeg } from './zonal-neg.ts';

/** Every recipe. */
export const RECIPES: readonly Recipe[] = [
  internetNeg,
  zonalNeg,
  hybridNeg,
  serverlessIlb,
  serverlessNeg,
  serverlessIlbUpdate,
];

/** The recipe behind a command. */
export function recipeByNoun(noun: string, verb: Recipe['verb'] = 'create'): Recipe {
  const recipe = RECIPES.find((candidate) => candidate.noun === noun && candidate.verb === verb);
  if (recipe === undefined) throw new Error(`no recipe for ${verb} ${noun}`);
  return recipe;
}

export function recipeByKind(kind: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.kind === kind);
}
