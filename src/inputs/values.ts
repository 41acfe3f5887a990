/** Where a value came from; shown in plans and in error messages. */
export type Source =
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'argument' }
  | { readonly kind: 'variable'; readonly variable: string }
  | { readonly kind: 'spec'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'config'; readonly file: string }
  | { readonly kind: 'gcloud' }
  | { readonly kind: 'answer' }
  | { readonly kind: 'default'; readonly because: string };

/** A value that a field takes when nobody gave one, and why. */
export interface Fallback<T> {
  readonly value: T;
  readonly because: string;
}

/** What {@link Values} must know of a field to hold its value. */
export interface ValueKey<T> {
  readonly id: string;
  readonly is: (value: unknown) => value is T;
  /** Where this is false the field has no meaning, and giving it is an error. */
  readonly appliesIf: (values: Values) => boolean;
  readonly fallback: (values: Values) => Fallback<T> | undefined;
}

interface Given {
  readonly value: unknown;
  readonly source: Source;
}

/**
 * The field that counts for an id beside the given values: fields of one id differ from flavour to flavour
 * in what they fall back to and when they mean something. `null` where no field of that id means anything.
 */
export type InForce = (key: ValueKey<unknown>, values: Values) => ValueKey<unknown> | null;

/**
 * The values of one set of fields. Immutable; asking for a field nobody gave computes its fallback
 * from the other values.
 */
export class Values {
  readonly #given: ReadonlyMap<string, Given>;
  readonly #inForce: InForce;

  private constructor(given: ReadonlyMap<string, Given>, inForce: InForce) {
    this.#given = given;
    this.#inForce = inForce;
  }

  /** No value, and every field in force. */
  static readonly none: Values = Values.within((key) => key);

  /** No value yet, of fields that are in force only beside certain values. */
  static within(inForce: InForce): Values {
    return new Values(new Map(), inForce);
  }

  /** The same values with one more, or one replaced. */
  with<T>(key: ValueKey<T>, value: T, source: Source): Values {
    return new Values(new Map(this.#given).set(key.id, { value, source }), this.#inForce);
  }

  /** The same values without this one. */
  without(key: { readonly id: string }): Values {
    const given = new Map(this.#given);
    given.delete(key.id);
    return new Values(given, this.#inForce);
  }

  /** True where somebody gave the value: fallbacks do not count. */
  has(key: { readonly id: string }): boolean {
    return this.#given.has(key.id);
  }

  /** True where the field means something beside the other values. */
  applies(key: ValueKey<unknown>): boolean {
    return this.#inForce(key, this)?.appliesIf(this) === true;
  }

  /** The value somebody gave, or the fallback; `undefined` where there is neither, or no meaning. */
  get<T>(key: ValueKey<T>): T | undefined {
    const field = this.#inForce(key, this);
    if (field?.appliesIf(this) !== true) return undefined;
    const given = this.#given.get(key.id);
    const value = given === undefined ? field.fallback(this)?.value : given.value;
    return key.is(value) ? value : undefined;
  }

  /** Where the value of {@link get} came from. */
  source(key: ValueKey<unknown>): Source | undefined {
    const given = this.#given.get(key.id);
    if (given !== undefined) return given.source;
    const field = this.#inForce(key, this);
    const fallback = field?.appliesIf(this) === true ? field.fallback(this) : undefined;
    return fallback === undefined ? undefined : { kind: 'default', because: fallback.because };
  }
}

/** Says where a value came from, for people. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'flag':
      return `--${source.flag}`;
    case 'argument':
      return 'argument';
    case 'variable':
      return source.variable;
    case 'spec':
      return `${source.file}:${source.line}:${source.column}`;
    case 'config':
      return source.file;
    case 'gcloud':
      return "gcloud's configuration";
    case 'answer':
      return 'your answer';
    case 'default':
      return `default: ${source.because}`;
  }
}
