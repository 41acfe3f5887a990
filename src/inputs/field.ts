import type { Json, JsonObject } from '../json.ts';
import type { Parsed, Shape } from './shape.ts';
import type { Fallback, Source, ValueKey, Values } from './values.ts';

/** Where a field stands in help, in the review and among the questions. */
export type FieldGroup = 'set-up' | 'network' | 'endpoint' | 'backend' | 'front end' | 'names';

/** The lists that questions can draw from the live project. */
export type LiveChoice =
  | 'addresses'
  | 'certificates'
  | 'internet-negs'
  | 'networks'
  | 'subnets'
  | 'cloud-run-services';

/** What the wizard asks for a field. A field without one is only shown on the review page. */
export interface Question {
  readonly ask: string;
  /** One line: why it is asked. */
  readonly why: string;
  /** Longer text for `:help`. */
  readonly help: string;
  /** Turns what a person typed into what a spec would hold, where these differ. */
  readonly fromAnswer?: (answer: string) => Json;
  /** What of the live project there is to choose from. */
  readonly choices?: LiveChoice;
  /** Asked only then: a question that an earlier answer made needless is not asked. */
  readonly askIf?: (values: Values) => boolean;
  /** What each of the closed choices means. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** A closed choice that makes sense only where the live project has something of that list. */
  readonly needsLive?: {
    readonly choice: string;
    readonly list: LiveChoice;
    readonly otherwise: string;
  };
}

/** What everything that walks a table of fields sees of one: its value's type does not show. */
export interface AnyField extends ValueKey<unknown> {
  /** The flag without its dashes; a positional argument has the same name in upper case. */
  readonly flag: string;
  readonly positional: boolean;
  /** Dotted place in a spec. */
  readonly path: string;
  readonly placeholder: string;
  /** One line for help. */
  readonly summary: string;
  readonly group: FieldGroup;
  /** Read and judged, but left out of help: today's recipes always refuse it by a rule. */
  readonly hidden: boolean;
  /** True where the value names a file: it is made absolute when it is read. */
  readonly isPath: boolean;
  /** True where the value is what is in that file: `{path, text}`, or `{path, problem}` where it cannot be read. */
  readonly isRead: boolean;
  /** True where the field may not stay empty. */
  readonly requiredIf: (values: Values) => boolean;
  /** What the operator could give instead of this flag, for the list of missing inputs. */
  readonly alternatives: readonly string[];
  readonly question: Question | undefined;
  readonly arity: Shape<unknown>['arity'];
  readonly choices: readonly string[];
  readonly schema: JsonObject;
  /** Reads a raw value (flag text, spec node, answer) into the values, or says what was expected. */
  readonly read: (values: Values, raw: Json, source: Source) => Parsed<Values>;
  readonly isSet: (values: Values) => boolean;
  readonly sourceIn: (values: Values) => Source | undefined;
  /** The value as flag values that give it back, and as a spec holds it; nothing where unset. */
  readonly flagValuesIn: (values: Values) => readonly string[];
  readonly jsonIn: (values: Values) => Json | undefined;
  readonly fallbackIn: (values: Values) => Fallback<readonly string[]> | undefined;
}

/**
 * One thing an operator can say: the single row from which the flag, the spec path, the question, the
 * help line and the JSON Schema are made.
 */
export interface Field<T> extends AnyField, ValueKey<T> {
  readonly is: (value: unknown) => value is T;
  readonly fallback: (values: Values) => Fallback<T> | undefined;
  /** The same flag, path and shape in another flavour, where something else about it differs. */
  readonly variant: (other: Variant<T>) => Field<T>;
}

/** In what a field can differ from flavour to flavour: the flag, the path and the shape stay. */
export type Variant<T> = Partial<Omit<FieldInit<T>, 'id' | 'flag' | 'path' | 'shape'>>;

interface FieldInit<T>
  extends Pick<AnyField, 'id' | 'flag' | 'path' | 'placeholder' | 'summary' | 'group'>,
    Partial<
      Pick<
        AnyField,
        'positional' | 'hidden' | 'isPath' | 'isRead' | 'requiredIf' | 'alternatives' | 'question'
      >
    >,
    Partial<Pick<ValueKey<T>, 'appliesIf' | 'fallback'>> {
  readonly shape: Shape<T>;
}

/** Makes a field: visible, applying everywhere, optional and without fallback unless said otherwise. */
export function field<T>(init: FieldInit<T>): Field<T> {
  const { shape, ...rest } = init;
  const key: ValueKey<T> = {
    id: init.id,
    is: shape.is,
    appliesIf: init.appliesIf ?? (() => true),
    fallback: init.fallback ?? (() => undefined),
  };
  const flagValuesIn = (values: Values): readonly string[] => {
    const value = values.get(key);
    return value === undefined ? [] : shape.flagValues(value);
  };
  return {
    variant: (other) => field({ ...init, ...other }),
    positional: false,
    hidden: false,
    isPath: false,
    isRead: false,
    requiredIf: () => false,
    alternatives: [],
    question: undefined,
    ...rest,
    ...key,
    arity: shape.arity,
    choices: shape.choices,
    schema: shape.schema,
    read: (values, raw, source) => {
      const parsed = shape.parse(raw);
      return parsed.ok ? { ok: true, value: values.with(key, parsed.value, source) } : parsed;
    },
    isSet: (values) => values.get(key) !== undefined,
    sourceIn: (values) => values.source(key),
    flagValuesIn,
    jsonIn: (values) => {
      const value = values.get(key);
      return value === undefined ? undefined : shape.toJson(value);
    },
    fallbackIn: (values) => {
      const fallback = values.applies(key) ? key.fallback(values) : undefined;
      return fallback && { value: shape.flagValues(fallback.value), because: fallback.because };
    },
  };
}
