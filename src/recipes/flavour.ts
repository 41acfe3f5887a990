import type { AnyField, Field } from '../inputs/field.ts';
import type { FlavourChoice } from '../inputs/gather.ts';
import { Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Rule } from '../rules/rule.ts';
import type { Recipe, SetUp } from './recipe.ts';

/** One kind of set-up that a noun can make: a file of its own, and a line in the list of its noun. */
export interface Flavour extends SetUp {
  /** The word that chooses it: `--lb=WORD`. */
  readonly word: string;
  /** What the word means, in a few words. */
  readonly meaning: string;
  /** Beside those of the noun, in the order in which they are asked and shown. */
  readonly fields: readonly AnyField[];
  readonly fullest: readonly Readonly<Record<string, Json>>[];
  readonly rules: readonly Rule[];
  readonly egressRecord: string | null;
}

/** At least one flavour; the first one is taken where nobody chooses. */
export type Flavours = readonly [Flavour, ...Flavour[]];

interface NounInit extends Pick<Recipe, 'noun' | 'kind' | 'purpose' | 'examples'> {
  /** `create` unless it says otherwise. */
  readonly verb?: Recipe['verb'];
  /** What every flavour is told, asked first; the field that chooses the flavour among it. */
  readonly fields: readonly AnyField[];
  /** The field whose value is the word of a flavour; `null` where there is only one. */
  readonly chooser: Field<string> | null;
  readonly flavours: Flavours;
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** One field for each id: the first that help shows, else the first. */
function union(fields: readonly AnyField[]): readonly AnyField[] {
  const byId = new Map<string, AnyField>();
  for (const field of fields) {
    const known = byId.get(field.id);
    if (known === undefined || (known.hidden && !field.hidden)) byId.set(field.id, field);
  }
  return [...byId.values()];
}

/** The recipe of a noun: the union of its flavours, each in force where the values choose it. */
export function recipeOf(init: NounInit): Recipe {
  const { verb = 'create', noun, kind, purpose, examples, chooser, flavours } = init;
  const own = new Map(
    flavours.map((flavour) => [flavour, new Map(flavour.fields.map((field) => [field.id, field]))]),
  );
  const common = new Map(init.fields.map((field) => [field.id, field]));
  const [first] = flavours;
  const chosen = (values: Values): Flavour => {
    const word = chooser === null ? undefined : values.get(chooser);
    return flavours.find((flavour) => flavour.word === word) ?? first;
  };
  const choice: FlavourChoice | null =
    chooser === null
      ? null
      : {
          flag: chooser.flag,
          words: flavours.map(({ word }) => word),
          chosen: (values) => `--${chooser.flag}=${chosen(values).word}`,
          having: ({ id }) =>
            flavours
              .filter((flavour) => common.has(id) || own.get(flavour)?.get(id)?.hidden === false)
              .map(({ word }) => word),
          has: ({ id }, values) => common.has(id) || own.get(chosen(values))?.has(id) === true,
        };
  return {
    verb,
    noun,
    kind,
    purpose,
    examples,
    choice,
    fields: union([...init.fields, ...flavours.flatMap(({ fields }) => fields)]),
    fieldsFor: (values) => [...init.fields, ...chosen(values).fields],
    start: Values.within(
      ({ id }, values) => common.get(id) ?? own.get(chosen(values))?.get(id) ?? null,
    ),
    fullest: flavours.flatMap(({ fullest }) => fullest),
    rules: distinct(flavours.flatMap(({ rules }) => rules)),
    rulesFor: (values) => chosen(values).rules,
    resources: (values, context) => chosen(values).resources(values, context),
    alsoReads: (values) => chosen(values).alsoReads(values),
    policies: (values) => chosen(values).policies?.(values) ?? [],
    probe: (values) => chosen(values).probe(values),
    egressRecord: (values) => chosen(values).egressRecord,
    nextSteps: (values, live, egress) => chosen(values).nextSteps(values, live, egress),
  };
}
