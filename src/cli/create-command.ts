import type { AnyField, FieldGroup } from '../inputs/field.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { RECIPES } from '../recipes/registry.ts';
import type { CommandBody } from './command.ts';
import { runCreate } from './create.ts';
import { failingWith } from './failing.ts';
import {
  CONSENT_OPTIONS,
  EMULATOR_OPTIONS,
  GCLOUD_OPTIONS,
  INPUT_OPTIONS,
  type OptionRow,
  PLAN_OPTIONS,
  PLAN_OUTPUT_OPTIONS,
  RUN_OPTIONS,
} from './options.ts';

const HEADINGS: readonly (readonly [FieldGroup, string])[] = [
  ['set-up', 'Set-up'],
  ['endpoint', 'Endpoint'],
  ['backend', 'Backend'],
  ['front end', 'Front end'],
  ['names', 'Names'],
];

/** A field as a row of the command line. */
function rowOf(field: AnyField): OptionRow {
  const { flag, summary, arity, choices } = field;
  const placeholder = choices.length === 0 ? field.placeholder : choices.join('|');
  const common = { flag, placeholder, summary, group: 'input', variable: false } as const;
  switch (arity) {
    case 'switch':
      return { ...common, takes: 'switch', hasNegation: true };
    case 'many':
      return { ...common, takes: 'list' };
    case 'one':
      return { ...common, takes: 'value' };
  }
}

function ownRows(recipe: Recipe): CommandBody['own'] {
  const flags = recipe.fields.filter(({ positional }) => !positional);
  return HEADINGS.map(([group, heading]) => ({
    heading,
    rows: flags.filter((field) => field.group === group && !field.hidden).map(rowOf),
  }));
}

/** `create` for one recipe: its fields as flags, beside those that every plan and run has. */
export function createCommand(noun: string): CommandBody {
  const recipe = RECIPES.find((candidate) => candidate.noun === noun);
  if (recipe === undefined) throw new Error(`no recipe for ${noun}`);
  const name = recipe.fields.find(({ positional }) => positional);
  return {
    examples: recipe.examples,
    args: [{ name: 'name', required: false, summary: name?.summary ?? '' }],
    own: ownRows(recipe),
    unlisted: recipe.fields.filter(({ hidden }) => hidden).map(rowOf),
    options: [
      ...PLAN_OPTIONS,
      ...CONSENT_OPTIONS,
      ...INPUT_OPTIONS,
      ...RUN_OPTIONS,
      ...EMULATOR_OPTIONS,
      ...GCLOUD_OPTIONS,
      ...PLAN_OUTPUT_OPTIONS,
    ],
    exits: ['0', '3', '5', '6', '7', '8', '11'],
    run: (invocation) =>
      failingWith(invocation, `create ${noun}`, ({ app, settings, output }) =>
        runCreate({ app, recipe, settings, output }, invocation.flags, invocation.args[0]),
      ),
  };
}
