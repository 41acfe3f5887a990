import type { Problem } from '../errors.ts';
import type { Json } from '../json.ts';
import type { AnyField } from './field.ts';
import { describeSource, type Source, type Values } from './values.ts';

/** A raw value for a field, before it is read. */
export interface GivenValue {
  readonly field: AnyField;
  readonly raw: Json;
  readonly source: Source;
}

/** The values, everything that could not be read, and what overrode what. */
export interface Gathered {
  readonly values: Values;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

function shown(raw: Json): string {
  const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** How the operator names a field: its flag, or its argument. */
export function flagOf(field: AnyField): string {
  return field.positional ? field.placeholder : `--${field.flag}`;
}

/**
 * Puts values together; later ones win over earlier ones, and say so where a flag beats a spec.
 * @param start no value, of the fields of a recipe
 */
export function gather(given: readonly GivenValue[], start: Values): Gathered {
  let values = start;
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const { field, raw, source } of given) {
    const earlier = values.has(field) ? field.sourceIn(values) : undefined;
    const before = JSON.stringify(field.jsonIn(values));
    const read = field.read(values, raw, source);
    if (!read.ok) {
      problems.push({
        code: source.kind === 'spec' ? 'NEG-2002' : 'NEG-1001',
        what: `${describeSource(source)}: "${shown(raw)}" is not a value for ${field.path}`,
        why: `${field.path}: ${field.summary}`,
        fix: `give ${read.expected}`,
      });
      continue;
    }
    const changes = JSON.stringify(field.jsonIn(read.value)) !== before;
    if (earlier?.kind === 'spec' && changes) {
      notes.push(`${describeSource(source)} overrides ${field.path} of ${describeSource(earlier)}`);
    }
    values = read.value;
  }
  return { values, problems, notes };
}

/** Fields that must have a value and have none. */
export function missingFields(fields: readonly AnyField[], values: Values): readonly AnyField[] {
  return fields.filter(
    (field) => values.applies(field) && field.requiredIf(values) && !field.isSet(values),
  );
}

/** The flavours of a recipe, as far as an operator hears of them. */
export interface FlavourChoice {
  /** The flag that chooses, without dashes, and its words. */
  readonly flag: string;
  readonly words: readonly string[];
  /** The flag with the choice that stands: `--lb=classic`. */
  readonly chosen: (values: Values) => string;
  /** The choices of that flag that have a field. */
  readonly having: (field: AnyField) => readonly string[];
  /** True where the choice that stands has it. */
  readonly has: (field: AnyField, values: Values) => boolean;
}

/** Words of a choice in short: all that begin with the same first part are one, `regional-*`. */
function shortened(words: readonly string[], all: readonly string[]): string {
  const short = words.map((word) => {
    const start = word.slice(0, word.indexOf('-') + 1);
    const family = all.filter((other) => start !== '' && other.startsWith(start));
    const isWhole = family.length > 1 && family.every((other) => words.includes(other));
    return isWhole ? `${start}*` : word;
  });
  return [...new Set(short)].join(', ');
}

/** The summary of a field, with the flavours that it is for where not all have it. */
export function summaryIn(field: AnyField, choice: FlavourChoice | null): string {
  const having = choice === null ? [] : choice.having(field);
  if (choice === null || having.length === choice.words.length) return field.summary;
  const others = choice.words.filter((word) => !having.includes(word));
  const told =
    others.length < having.length
      ? `not --${choice.flag}=${shortened(others, choice.words)}`
      : `--${choice.flag}=${shortened(having, choice.words)}`;
  return `${field.summary} (${told})`;
}

function elsewhereOnly(field: AnyField, values: Values, choice: FlavourChoice): Problem {
  const others = choice.having(field);
  return {
    code: 'NEG-2004',
    what: `${flagOf(field)} (${field.path}) does not apply to ${choice.chosen(values)}`,
    why: `only ${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} it`,
    fix: `leave it out, or use ${others.length === 1 ? '' : 'one of '}${others.join(', ')}`,
  };
}

/** What is given although it has no meaning beside the other values. */
export function inapplicable(
  fields: readonly AnyField[],
  values: Values,
  choice: FlavourChoice | null,
): readonly Problem[] {
  return fields
    .filter((field) => values.has(field) && !values.applies(field))
    .map((field) => {
      if (choice !== null && !choice.has(field, values)) {
        return elsewhereOnly(field, values, choice);
      }
      return {
        code: 'NEG-2004',
        what: `${flagOf(field)} (${field.path}) does not apply here`,
        why: 'the other values leave nothing that it could set',
        fix: 'leave it out, or change what it depends on',
      };
    });
}

/** All missing inputs as one list of problems, each with its flag and its place in a spec. */
export function missingProblems(fields: readonly AnyField[]): readonly Problem[] {
  return fields.map((field) => {
    const flag = field.positional ? field.placeholder : `--${field.flag}=${field.placeholder}`;
    const ways = field.alternatives.length === 0 ? [flag] : field.alternatives;
    return {
      code: 'NEG-2003',
      what: `missing: ${field.path}`,
      why: `${field.summary}; it has no default, and nobody can be asked`,
      fix: `give ${ways.join(' or ')}, or ${field.path} in a spec`,
    };
  });
}
