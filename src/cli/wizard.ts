import { NegctlError } from '../errors.ts';
import { shellLine } from '../gcloud/quote.ts';
import type { AnyField, Question } from '../inputs/field.ts';
import { defaultPortField, endpointsField } from '../inputs/fields/endpoint.ts';
import { portField, redirectHttpField } from '../inputs/fields/front-end.ts';
import { projectField } from '../inputs/fields/set-up.ts';
import { flagsOf } from '../inputs/from-flags.ts';
import { missingFields } from '../inputs/gather.ts';
import type { Answer, Choice, Prompter } from '../inputs/prompter.ts';
import { describeSource, type Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Diagnostic } from '../rules/rule.ts';
import type { LiveLists, Wanted } from './live-lists.ts';

/** What a wizard works with. */
export interface Wizard {
  readonly recipe: Recipe;
  readonly prompter: Prompter;
  /** `null` where the live project must not be read. */
  readonly live: LiveLists | null;
  /** Answers of an earlier time, offered as defaults. */
  readonly earlier: Values;
  readonly judge: (values: Values) => readonly Diagnostic[];
  readonly say: (lines: readonly string[]) => void;
}

/** What came of the questions. */
export type WizardEnd =
  | { readonly end: 'done'; readonly values: Values }
  | { readonly end: 'quit'; readonly values: Values };

const GO_ON = ':go-on';
const NEW = ':new';
const YES_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };
const SOURCE = { kind: 'answer' } as const;

function questionOf(field: AnyField): Question {
  return (
    field.question ?? {
      ask: field.summary,
      why: `it is ${field.path} of a spec`,
      help: field.summary,
    }
  );
}

/** The questions that make sense as things stand, without those that were answered beforehand. */
function questionsNow(recipe: Recipe, given: Values, values: Values): readonly AnyField[] {
  return recipe.fields.filter(
    (field) =>
      field.question !== undefined &&
      !given.has(field) &&
      field.appliesIf(values) &&
      (field.question.askIf?.(values) ?? true),
  );
}

/** Answers that have lost their meaning go away; they come back as defaults if they regain it. */
function withoutMeaningless(recipe: Recipe, values: Values): Values {
  return recipe.fields.reduce(
    (kept, field) => (kept.has(field) && !field.appliesIf(kept) ? kept.without(field) : kept),
    values,
  );
}

export class InputWizard {
  readonly #wizard: Wizard;
  readonly #given: Values;
  #values: Values;

  constructor(wizard: Wizard, given: Values) {
    this.#wizard = wizard;
    this.#given = given;
    this.#values = given;
  }

  /** Asks what is missing, shows everything for review, and gives the values that stand at the end. */
  async run(): Promise<WizardEnd> {
    const { recipe } = this.#wizard;
    let at = 0;
    for (;;) {
      const questions = questionsNow(recipe, this.#given, this.#values);
      const field = questions[at];
      const answer =
        field === undefined ? await this.#review() : await this.#ask(field, at, questions.length);
      if (answer === 'quit') return { end: 'quit', values: this.#values };
      if (answer === 'back') at = Math.max(0, Math.min(at, questions.length) - 1);
      else if (field === undefined) return { end: 'done', values: this.#values };
      else at += 1;
    }
  }

  async #ask(field: AnyField, at: number, total: number): Promise<'next' | 'back' | 'quit'> {
    const { ask, why } = questionOf(field);
    this.#wizard.say(['', `Question ${at + 1} of ${total}`]);
    const chosen = await this.#chooseLive(field, ask, why, at > 0);
    if (chosen !== null) return chosen;
    const answer =
      this.#closedChoices(field).length > 0
        ? await this.#chooseClosed(field, at > 0)
        : await this.#type(field);
    return this.#take(field, answer);
  }

  /** The text that stands as default: this time's answer, last time's, or the fallback. */
  #initial(field: AnyField): { readonly text: string; readonly from: string } {
    for (const [values, from] of [
      [this.#values, null],
      [this.#wizard.earlier, 'your last answer'],
    ] as const) {
      const [text] = values.has(field) ? field.flagValuesIn(values) : [];
      if (text !== undefined) return { text, from: from ?? 'your answer' };
    }
    const fallback = field.fallbackIn(this.#values);
    return { text: fallback?.value[0] ?? '', from: fallback?.because ?? '' };
  }

  #hint(field: AnyField): string {
    const { text, from } = this.#initial(field);
    const { why } = questionOf(field);
    const shown = field.arity === 'switch' ? (YES_NO[text] ?? text) : text;
    return text === '' ? why : `${why}\ndefault: ${shown} (${from})`;
  }

  #closedChoices(field: AnyField): readonly string[] {
    if (field.arity === 'switch') return ['true', 'false'];
    return field.choices.length > 0 ? field.choices : Object.keys(field.question?.meanings ?? {});
  }

  async #chooseClosed(field: AnyField, canGoBack: boolean): Promise<Answer> {
    const { ask, help, meanings = {} } = questionOf(field);
    const choices = this.#closedChoices(field).map(
      (value): Choice => ({
        value,
        label: field.arity === 'switch' ? (YES_NO[value] ?? value) : value,
        detail: meanings[value] ?? '',
        refusal: this.#refusal(field, value),
      }),
    );
    const hint = this.#hint(field);
    const initial = this.#initial(field).text;
    const question = { message: ask, hint, help, choices, initial, canGoBack, isPage: false };
    return this.#wizard.prompter.choose(question);
  }

  #wanted(): Wanted {
    const port = this.#values.get(portField);
    const redirect = this.#values.get(redirectHttpField) === true ? [80] : [];
    const ports = port === undefined ? redirect : [port, ...redirect];
    return { project: this.#values.get(projectField) ?? '', ports };
  }

  /** A choice from the live project, where the field has one; `null` where it has none, or it cannot be read. */
  async #chooseLive(
    field: AnyField,
    message: string,
    why: string,
    canGoBack: boolean,
  ): Promise<'next' | 'back' | 'quit' | null> {
    const list = field.question?.choices;
    const { live, prompter, say } = this.#wizard;
    if (list === undefined || live === null) return null;
    let found: readonly Choice[];
    try {
      found = await live.choices(list, this.#wanted());
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      say([`Warning: ${thrown.problems[0]?.what ?? thrown.message}; type it instead.`]);
      return null;
    }
    const choices = [...beforeList(list), ...found].map((choice) => ({
      ...choice,
      refusal: choice.refusal ?? (list === 'addresses' ? this.#refusal(field, choice.value) : null),
    }));
    if (found.length === 0 && list !== 'addresses') return null;
    const { help } = questionOf(field);
    const initial = this.#initial(field).text;
    const question = { message, hint: why, help, choices, initial, canGoBack, isPage: false };
    const answer = await prompter.choose(question);
    if (answer.kind !== 'answer') return answer.kind;
    if (answer.text === NEW) return null;
    if (list === 'internet-negs') return this.#takeNeg(answer.text);
    return this.#take(field, answer);
  }

  /** An existing NEG brings its endpoint and default port with it; the plan will adopt it. */
  async #takeNeg(name: string): Promise<'next' | 'back'> {
    const neg = await this.#wizard.live?.neg(name, this.#wanted().project);
    if (neg === undefined || neg === null) return 'back';
    const nameField = this.#wizard.recipe.fields.find(({ id }) => id === 'negName');
    this.#set(endpointsField, neg.endpoint);
    if (neg.defaultPort !== null) this.#set(defaultPortField, neg.defaultPort);
    if (nameField !== undefined) this.#set(nameField, neg.name);
    return 'next';
  }

  #type(field: AnyField): Promise<Answer> {
    const { ask, help } = questionOf(field);
    return this.#wizard.prompter.text({
      message: ask,
      hint: this.#hint(field),
      help,
      initial: this.#initial(field).text,
      validate: (text) => this.#refusal(field, text),
      command: () => this.#command(),
    });
  }

  #command(): string {
    const { recipe } = this.#wizard;
    return shellLine(['negctl', 'create', recipe.noun, ...flagsOf(recipe.fields, this.#values)]);
  }

  #rawOf(field: AnyField, text: string): Json {
    const convert = field.question?.fromAnswer;
    const isFlagForm = text.includes('=');
    return convert === undefined || isFlagForm ? text : convert(text);
  }

  /** Why an answer cannot stand: the wrong kind of value, or against a rule about this very field. */
  #refusal(field: AnyField, text: string): string | null {
    if (text === '')
      return field.requiredIf(this.#values) && !field.isSet(this.#values)
        ? 'an answer is needed'
        : null;
    const read = field.read(this.#values, this.#rawOf(field, text), SOURCE);
    if (!read.ok) return `give ${read.expected}`;
    const broken = this.#wizard
      .judge(read.value)
      .find(({ severity, field: subject }) => severity === 'error' && subject?.id === field.id);
    return broken === undefined ? null : `${broken.message}; ${broken.fix} (${broken.rule})`;
  }

  #set(field: AnyField, raw: Json): void {
    const read = field.read(this.#values, raw, SOURCE);
    if (read.ok) this.#values = withoutMeaningless(this.#wizard.recipe, read.value);
  }

  #take(field: AnyField, answer: Answer): 'next' | 'back' | 'quit' {
    if (answer.kind !== 'answer') return answer.kind;
    const fallback = field.fallbackIn(this.#values.without(field));
    if (answer.text === '' || answer.text === fallback?.value[0]) {
      this.#values = withoutMeaningless(this.#wizard.recipe, this.#values.without(field));
    } else this.#set(field, this.#rawOf(field, answer.text));
    return 'next';
  }

  /** All values on one page; any line can be changed, and nothing goes on that a rule refuses. */
  async #review(): Promise<'next' | 'back' | 'quit'> {
    const { recipe, prompter, judge } = this.#wizard;
    for (;;) {
      const shown = recipe.fields.filter((field) => !field.hidden && field.appliesIf(this.#values));
      const missing = missingFields(recipe.fields, this.#values).map(
        ({ path }) => `${path} is missing`,
      );
      const errors = judge(this.#values)
        .filter(({ severity }) => severity === 'error')
        .map(({ message, rule }) => `${message} (${rule})`);
      const inTheWay = [...missing, ...errors];
      const goOn: Choice = {
        value: GO_ON,
        label: 'Go on to the plan',
        detail: '',
        refusal: inTheWay.length === 0 ? null : inTheWay.join('; '),
      };
      const lines = shown.map((field) => this.#reviewLine(field));
      const answer = await prompter.choose({
        message: 'Review: choose a line to change it',
        hint: 'nothing has been touched',
        help: 'Each line is one input, with where its value comes from.',
        choices: [goOn, ...lines],
        initial: GO_ON,
        canGoBack: true,
        isPage: true,
      });
      if (answer.kind !== 'answer') return answer.kind;
      if (answer.text === GO_ON) return 'next';
      const field = shown.find(({ id }) => id === answer.text);
      if (field !== undefined && (await this.#edit(field)) === 'quit') return 'quit';
    }
  }

  #reviewLine(field: AnyField): Choice {
    const source = field.sourceIn(this.#values);
    const value = field.flagValuesIn(this.#values).join(', ');
    const from = source === undefined ? 'not set' : describeSource(source);
    return {
      value: field.id,
      label: `${field.path.padEnd(30)} ${value === '' ? '-' : value}`,
      detail: from,
      refusal: null,
    };
  }

  async #edit(field: AnyField): Promise<'next' | 'back' | 'quit'> {
    const closed = this.#closedChoices(field).length > 0;
    const answer = closed ? await this.#chooseClosed(field, true) : await this.#type(field);
    return this.#take(field, answer);
  }
}

/** What stands before the live choices: things that are not there yet. */
function beforeList(list: NonNullable<Question['choices']>): readonly Choice[] {
  switch (list) {
    case 'addresses':
      return [
        {
          value: 'reserve',
          label: 'reserve a new one',
          detail: 'stays until released',
          refusal: null,
        },
        {
          value: 'ephemeral',
          label: 'ephemeral',
          detail: 'gone with the forwarding rule',
          refusal: null,
        },
      ];
    case 'certificates':
      return [];
    case 'internet-negs':
      return [
        { value: NEW, label: 'a new endpoint', detail: 'creates a NEG for it', refusal: null },
      ];
  }
}
