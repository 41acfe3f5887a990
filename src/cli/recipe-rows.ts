import type { AnyField, FieldGroup } from '../inputs/field.ts';
import { summaryIn } from '../inputs/gather.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { ArgumentRow, CommandBody } from './command.ts';
import type { OptionRow } from './options.ts';

const HEADINGS: readonly (readonly [FieldGroup, string])[] = [
  ['set-up', 'Set-up'],
  ['network', 'Network'],
  ['endpoint', 'Endpoint'],
  ['backend', 'Backend'],
  ['front end', 'Front end'],
  ['names', 'Names'],
];

/** Longer lists of words stand in the summary, where lines can break. */
const LONGEST_WORDS = 60;

/** A field as a row of the command line. */
function rowOf(field: AnyField, choice: Recipe['choice']): OptionRow {
  const { flag, arity, choices } = field;
  const words = choices.join('|');
  const isLong = words.length > LONGEST_WORDS;
  const told = summaryIn(field, choice);
  const summary = isLong ? `${told}: ${choices.join(', ')}` : told;
  const placeholder = words === '' || isLong ? field.placeholder : words;
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

/** The fields of a recipe as flags, under their headings. */
export function recipeRows({ fields, choice }: Recipe): Pick<CommandBody, 'own' | 'unlisted'> {
  const flags = fields.filter(({ positional }) => !positional);
  const own = HEADINGS.map(([group, heading]) => ({
    heading,
    rows: flags
      .filter((field) => field.group === group && !field.hidden)
      .map((field) => rowOf(field, choice)),
  }));
  return {
    own,
    unlisted: fields.filter(({ hidden }) => hidden).map((field) => rowOf(field, choice)),
  };
}

/** The one field of a recipe that is given without a flag. */
export function recipeArguments({ fields }: Recipe): readonly ArgumentRow[] {
  const name = fields.find(({ positional }) => positional);
  return [{ name: 'name', required: false, summary: name?.summary ?? '' }];
}
