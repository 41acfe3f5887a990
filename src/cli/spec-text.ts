import { specOf } from '../inputs/from-flags.ts';
import { SPEC_VERSION } from '../inputs/from-spec.ts';
import type { Values } from '../inputs/values.ts';
import type { Recipe } from '../recipes/recipe.ts';

/** What was given, as the text of a spec. */
export async function specText(recipe: Recipe, values: Values): Promise<string> {
  const { toYaml } = await import('../inputs/to-yaml.ts');
  return toYaml(specOf(recipe, values, SPEC_VERSION));
}
