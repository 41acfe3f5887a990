import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { AnyField } from '../inputs/field.ts';
import { projectField } from '../inputs/fields/set-up.ts';
import { kindOfSpec } from '../inputs/from-spec.ts';
import { parseSpec } from '../inputs/spec-document.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { RECIPES, recipeByKind } from '../recipes/registry.ts';
import type { App } from './app.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { gatherInputs } from './inputs.ts';
import { CONSENT_OPTIONS, INPUT_OPTIONS, OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { inputProblems, judge } from './prepare.ts';

function recipeOf(app: App, file: string): Recipe {
  const text = app.readText(file);
  const kind = text.ok ? kindOfSpec(parseSpec(text.text, file)) : null;
  const recipe = kind === null ? undefined : recipeByKind(kind);
  if (recipe !== undefined) return recipe;
  const known = RECIPES.map((candidate) => candidate.kind).join(', ');
  throw new NegctlError('input', [
    {
      code: text.ok ? 'NEG-2002' : 'NEG-5103',
      what: text.ok ? `${file}: kind ${JSON.stringify(kind)} is not known` : `cannot read ${file}`,
      why: text.ok ? 'the kind says which recipe the spec is for' : text.reason,
      fix: text.ok ? `write kind: ${known}` : 'check the path and its permissions',
    },
  ]);
}

/** A spec in a repository may leave the project to those who run it. */
export function portable(recipe: Recipe): Recipe {
  const left = (fields: readonly AnyField[]) => fields.filter((field) => field !== projectField);
  return {
    ...recipe,
    fields: left(recipe.fields),
    fieldsFor: (values) => left(recipe.fieldsFor(values)),
  };
}

async function check({ app, settings, output }: Ready): Promise<number> {
  const { file } = settings;
  if (file === undefined) {
    throw new NegctlError('usage', [
      {
        code: 'NEG-1001',
        what: 'no spec is given',
        why: 'there is nothing to check',
        fix: 'give -f SPEC',
      },
    ]);
  }
  const recipe = recipeOf(app, file);
  const gathered = await gatherInputs(app, recipe, settings, new Map(), undefined);
  const diagnostics = judge(app, recipe, gathered.values);
  output.diagnosed(diagnostics);
  const problems = [
    ...gathered.problems,
    ...inputProblems(portable(recipe), gathered.values, diagnostics, settings.strict),
  ];
  if (problems.length > 0) throw new NegctlError('input', problems);
  const inForce = recipe.rulesFor(gathered.values);
  const rules = inForce.filter(({ phase }) => phase === 'inputs').length;
  output.result([
    output.style.good(
      `${output.style.symbols.done} ${cleanLine(file)} keeps all ${rules} rules about inputs`,
    ),
    'Not checked here: the live project, DNS, certificates of endpoints.',
  ]);
  return output.finish({ ...NOTHING, ending: 'ok', result: { file, rules } });
}

export const checkCommand: CommandBody = {
  examples: ['negctl check -f web.yaml', 'negctl check -f web.yaml --strict --format=json'],
  args: [],
  own: [],
  unlisted: [],
  options: [
    ...INPUT_OPTIONS.filter(({ flag }) => flag === 'file' || flag === 'set'),
    ...CONSENT_OPTIONS.filter(({ flag }) => flag === 'strict'),
    ...OUTPUT_OPTIONS,
  ],
  exits: ['0', '2', '3'],
  run: (invocation) => failingWith(invocation, 'check', check),
};
