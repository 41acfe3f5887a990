import { shellLine } from '../gcloud/quote.ts';
import type { AnyField, Question } from '../inputs/field.ts';
import { flagsOf } from '../inputs/from-flags.ts';
import type { Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Diagnostic } from '../rules/rule.ts';

const SOURCE = { kind: 'answer' } as const;
const YES_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };

/** The question of a field, or a plain one for fields that are only asked on the review page. */
export function questionOf(field: AnyField): Question {
  const { question, summary, path } = field;
  return question ?? { ask: summary, why: `it is ${path} of a spec`, help: summary };
}

/** The words that a field's answer is chosen from; empty where it is typed. */
export function closedChoices(field: AnyField): readonly string[] {
  if (field.arity === 'switch') return ['true', 'false'];
  return field.choices.length > 0 ? field.choices : Object.keys(field.question?.meanings ?? {});
}

/** How an answer is shown to people. */
export function shownAnswer(field: AnyField, text: string): string {
  return field.arity === 'switch' ? (YES_NO[text] ?? text) : text;
}

export interface AnswersInit {
  readonly recipe: Recipe;
  /** What was given beforehand: it is not asked. */
  readonly given: Values;
  /** Answers of an earlier time, offered as defaults. */
  readonly earlier: Values;
  readonly judge: (values: Values) => readonly Diagnostic[];
  /** A raw value, with what is in the file that it names where the field is about that. */
  readonly opened: (field: AnyField, raw: Json) => Json;
}

/** The values as they grow by answers; every answer is held against the rules before it is taken. */
export class Answers {
  readonly #init: AnswersInit;
  #values: Values;

  constructor(init: AnswersInit) {
    this.#init = init;
    this.#values = init.given;
  }

  get values(): Values {
    return this.#values;
  }

  /** The questions that make sense as things stand, without those that were answered beforehand. */
  questions(): readonly AnyField[] {
    const { recipe, given } = this.#init;
    return recipe
      .fieldsFor(this.#values)
      .filter(
        (field) =>
          field.question !== undefined &&
          !given.has(field) &&
          this.#values.applies(field) &&
          (field.question.askIf?.(this.#values) ?? true),
      );
  }

  /** The text that stands as default: this time's answer, last time's, or the fallback. */
  initial(field: AnyField): { readonly text: string; readonly from: string } {
    const sources = [
      [this.#values, 'your answer'],
      [this.#init.earlier, 'your last answer'],
    ] as const;
    for (const [values, from] of sources) {
      const [text] = values.has(field) ? field.flagValuesIn(values) : [];
      if (text !== undefined) return { text, from };
    }
    const fallback = field.fallbackIn(this.#values);
    return { text: fallback?.value[0] ?? '', from: fallback?.because ?? '' };
  }

  /** Why it is asked, and which default stands and why. */
  hint(field: AnyField): string {
    const { text, from } = this.initial(field);
    const { why } = questionOf(field);
    return text === '' ? why : `${why}\ndefault: ${shownAnswer(field, text)} (${from})`;
  }

  /** Why an answer cannot stand: the wrong kind of value, or against a rule about this very field. */
  refusal(field: AnyField, text: string): string | null {
    return this.#objection(field, text, ({ message, fix }) => `${message}; ${fix}`);
  }

  /** The same beside a choice: what to take instead is in the other choices. */
  choiceRefusal(field: AnyField, value: string): string | null {
    return this.#objection(field, value, ({ message }) => message);
  }

  #objection(field: AnyField, text: string, told: (broken: Diagnostic) => string): string | null {
    if (text === '') {
      const needed = field.requiredIf(this.#values) && !field.isSet(this.#values.without(field));
      return needed ? 'an answer is needed' : null;
    }
    const read = field.read(this.#values, this.#init.opened(field, rawOf(field, text)), SOURCE);
    if (!read.ok) return `give ${read.expected}`;
    const broken = this.#init
      .judge(read.value)
      .find(({ severity, field: subject }) => severity === 'error' && subject?.id === field.id);
    return broken === undefined ? null : `${told(broken)} (${broken.rule})`;
  }

  /** Takes an answer; one that says no more than the default leaves the default in force. */
  take(field: AnyField, text: string): void {
    const fallback = field.fallbackIn(this.#values.without(field));
    if (text === '' || text === fallback?.value[0]) {
      this.#values = this.#meaningful(this.#values.without(field));
    } else this.set(field, this.#init.opened(field, rawOf(field, text)));
  }

  /** Puts a raw value in, as a spec would hold it. */
  set(field: AnyField, raw: Json): void {
    const read = field.read(this.#values, raw, SOURCE);
    if (read.ok) this.#values = this.#meaningful(read.value);
  }

  /** The command that would give the values so far. */
  command(): string {
    const { recipe } = this.#init;
    return shellLine(['negctl', recipe.verb, recipe.noun, ...flagsOf(recipe.fields, this.#values)]);
  }

  /** Answers that have lost their meaning go away. */
  #meaningful(values: Values): Values {
    return this.#init.recipe.fields.reduce(
      (kept, field) => (kept.has(field) && !kept.applies(field) ? kept.without(field) : kept),
      values,
    );
  }
}

/** What a person typed, as a spec would hold it; the form of the flag is understood too. */
function rawOf(field: AnyField, text: string): Json {
  const convert = field.question?.fromAnswer;
  return convert === undefined || text.includes('=') ? text : convert(text);
}
