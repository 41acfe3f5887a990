import { recipeByNoun } from '../recipes/registry.ts';
import type { CommandBody } from './command.ts';
import { runCreate } from './create.ts';
import { failingWith } from './failing.ts';
import {
  CONSENT_OPTIONS,
  EMULATOR_OPTIONS,
  GCLOUD_OPTIONS,
  INPUT_OPTIONS,
  PLAN_OPTIONS,
  PLAN_OUTPUT_OPTIONS,
  RUN_OPTIONS,
} from './options.ts';
import { recipeArguments, recipeRows } from './recipe-rows.ts';

/** `create` for one recipe: its fields as flags, beside those that every plan and run has. */
export function createCommand(noun: string): CommandBody {
  const recipe = recipeByNoun(noun);
  return {
    examples: recipe.examples,
    args: recipeArguments(recipe),
    ...recipeRows(recipe),
    options: [
      ...PLAN_OPTIONS,
      ...CONSENT_OPTIONS,
      ...INPUT_OPTIONS,
      ...RUN_OPTIONS,
      ...EMULATOR_OPTIONS,
      ...GCLOUD_OPTIONS,
      ...PLAN_OUTPUT_OPTIONS,
    ],
    exits: ['0', '3', '4', '5', '6', '7', '8', '11'],
    run: (invocation) =>
      failingWith(invocation, `create ${noun}`, ({ app, settings, output }) =>
        runCreate({ app, recipe, settings, output }, invocation.flags, invocation.args[0]),
      ),
  };
}
