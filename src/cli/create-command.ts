import type { Recipe } from '../recipes/recipe.ts';
import { recipeByNoun } from '../recipes/registry.ts';
import type { CommandBody } from './command.ts';
import { runCreate } from './create.ts';
import { failingWith } from './failing.ts';
import {
  CONFIRM_OPTION,
  CONSENT_OPTIONS,
  EMULATOR_OPTIONS,
  GCLOUD_OPTIONS,
  INPUT_OPTIONS,
  PLAN_OPTIONS,
  PLAN_OUTPUT_OPTIONS,
  RUN_OPTIONS,
} from './options.ts';
import { recipeArguments, recipeRows } from './recipe-rows.ts';

/** `create` for one recipe. */
export function createCommand(noun: string): CommandBody {
  return recipeCommand(recipeByNoun(noun));
}

/** `update` for one recipe. */
export function updateCommand(noun: string): CommandBody {
  return recipeCommand(recipeByNoun(noun, 'update'));
}

/** The fields of a recipe as flags, beside those that every plan and run has. */
function recipeCommand(recipe: Recipe): CommandBody {
  const { verb, noun } = recipe;
  return {
    examples: recipe.examples,
    args: recipeArguments(recipe),
    ...recipeRows(recipe),
    options: [
      ...PLAN_OPTIONS,
      ...CONSENT_OPTIONS,
      ...(verb === 'create' ? [] : [CONFIRM_OPTION]),
      ...INPUT_OPTIONS,
      ...RUN_OPTIONS,
      ...EMULATOR_OPTIONS,
      ...GCLOUD_OPTIONS,
      ...PLAN_OUTPUT_OPTIONS,
    ],
    exits: ['0', '3', '4', '5', '6', '7', '8', '11'],
    run: (invocation) =>
      failingWith(invocation, `${verb} ${noun}`, ({ app, settings, output }) =>
        runCreate({ app, recipe, settings, output }, invocation.flags, invocation.args[0]),
      ),
  };
}
