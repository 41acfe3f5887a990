import { internetNeg } from './internet-neg.ts';
import type { Recipe } from './recipe.ts';

/** Every recipe, by the noun of its command. */
export const RECIPES: readonly Recipe[] = [internetNeg];

export function recipeByKind(kind: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.kind === kind);
}
