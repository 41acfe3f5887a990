import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { AnyField, LiveChoice } from '../inputs/field.ts';
import { defaultPortField, endpointsField } from '../inputs/fields/endpoint.ts';
import { portField, redirectHttpField } from '../inputs/fields/front-end.ts';
import { negNameField } from '../inputs/fields/lb-names.ts';
import { networkField, regionField, subnetField } from '../inputs/fields/region.ts';
import { projectField } from '../inputs/fields/set-up.ts';
import { missingFields } from '../inputs/gather.ts';
import type { Answer, Choice, Prompter } from '../inputs/prompter.ts';
import { describeSource, type Values } from '../inputs/values.ts';
import { GLOBAL } from '../resources/resource.ts';
import { Answers, type AnswersInit, closedChoices, questionOf, shownAnswer } from './answers.ts';
import type { LiveLists, Wanted } from './live-lists.ts';

/** What a wizard works with. */
export interface Wizard extends AnswersInit {
  readonly prompter: Prompter;
  /** `null` where the live project must not be read. */
  readonly live: LiveLists | null;
  readonly say: (lines: readonly string[]) => void;
}

/** What came of the questions. */
export interface WizardEnd {
  readonly end: 'done' | 'quit';
  readonly values: Values;
}

/** Where the person goes after a question. */
type Move = 'next' | 'back' | 'quit';

const GO_ON = ':go-on';
const NEW = ':new';

/** Asks what is missing, shows everything for review, and gives the values that stand at the end. */
export class InputWizard {
  readonly #wizard: Wizard;
  readonly #answers: Answers;

  constructor(wizard: Wizard) {
    this.#wizard = wizard;
    this.#answers = new Answers(wizard);
  }

  async run(): Promise<WizardEnd> {
    this.#wizard.say(['In place of an answer: :help  :back  :cmd (the command so far)  :quit']);
    let at = 0;
    for (;;) {
      const questions = this.#answers.questions();
      const field = questions[at];
      const total = questions.length;
      const move = field === undefined ? await this.#review() : await this.#ask(field, at, total);
      if (move === 'quit') return { end: 'quit', values: this.#answers.values };
      if (move === 'back') at = Math.max(0, Math.min(at, total) - 1);
      else if (field === undefined) return { end: 'done', values: this.#answers.values };
      else at += 1;
    }
  }

  async #ask(field: AnyField, at: number, total: number): Promise<Move> {
    this.#wizard.say(['', `Question ${at + 1} of ${total}`]);
    const canGoBack = at > 0;
    return (await this.#askLive(field, canGoBack)) ?? (await this.#askPlainly(field, canGoBack));
  }

  async #askPlainly(field: AnyField, canGoBack: boolean): Promise<Move> {
    const isClosed = closedChoices(field).length > 0;
    const answer = isClosed ? await this.#choose(field, canGoBack) : await this.#type(field);
    if (answer.kind !== 'answer') return answer.kind;
    this.#answers.take(field, answer.text);
    return 'next';
  }

  async #choose(field: AnyField, canGoBack: boolean): Promise<Answer> {
    const { ask, help, meanings = {} } = questionOf(field);
    const unavailable = await this.#unavailable(field);
    const choices = closedChoices(field).map(
      (value): Choice => ({
        value,
        label: shownAnswer(field, value),
        detail: meanings[value] ?? '',
        refusal: unavailable.get(value) ?? this.#answers.choiceRefusal(field, value),
      }),
    );
    return this.#wizard.prompter.choose({
      message: ask,
      hint: this.#answers.hint(field),
      help,
      choices,
      initial: this.#answers.initial(field).text,
      canGoBack,
      isPage: false,
    });
  }

  /** Choices that the live project leaves nothing for. */
  async #unavailable(field: AnyField): Promise<ReadonlyMap<string, string>> {
    const need = field.question?.needsLive;
    if (need === undefined || this.#wizard.live === null) return new Map();
    const found = await this.#found(need.list);
    const usable = found.some(({ refusal }) => refusal === null);
    return usable ? new Map() : new Map([[need.choice, need.otherwise]]);
  }

  #type(field: AnyField): Promise<Answer> {
    const { ask, help } = questionOf(field);
    return this.#wizard.prompter.text({
      message: ask,
      hint: this.#answers.hint(field),
      help,
      initial: this.#answers.initial(field).text,
      validate: (text) => this.#answers.refusal(field, text),
      command: () => this.#answers.command(),
    });
  }

  /** A choice from the live project; `null` where there is nothing to choose from, or it cannot be read. */
  async #askLive(field: AnyField, canGoBack: boolean): Promise<Move | null> {
    const list = field.question?.choices;
    const found = list === undefined ? [] : await this.#found(list);
    if (list === undefined || found.length === 0) return null;
    const { ask, help } = questionOf(field);
    const choices = found.map((choice) => ({
      ...choice,
      refusal:
        choice.refusal ??
        (list === 'addresses' ? this.#answers.choiceRefusal(field, choice.value) : null),
    }));
    const answer = await this.#wizard.prompter.choose({
      message: ask,
      hint: this.#answers.hint(field),
      help,
      choices,
      initial: this.#answers.initial(field).text,
      canGoBack,
      isPage: false,
    });
    if (answer.kind !== 'answer') return answer.kind;
    if (answer.text === NEW) return null;
    if (list === 'internet-negs') return this.#takeNeg(answer.text);
    this.#answers.take(field, answer.text);
    return 'next';
  }

  async #found(list: LiveChoice): Promise<readonly Choice[]> {
    const { live, say } = this.#wizard;
    if (live === null) return [];
    try {
      const choices = await live.choices(list, this.#wanted());
      return choices.length === 0 && list !== 'addresses' ? [] : [...notYetThere(list), ...choices];
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      say([`Warning: ${cleanLine(thrown.problems[0]?.what ?? thrown.message)}; type it instead.`]);
      return [];
    }
  }

  #wanted(): Wanted {
    const { values } = this.#answers;
    const port = values.get(portField);
    const redirect = values.get(redirectHttpField) === true ? [80] : [];
    const ports = port === undefined ? redirect : [port, ...redirect];
    const region = values.get(regionField);
    return {
      project: values.get(projectField) ?? '',
      scope: region === undefined ? GLOBAL : { type: 'region', region },
      network: values.get(networkField) ?? null,
      ports,
      address: values.applies(subnetField) ? 'internal' : 'external',
    };
  }

  /** An existing NEG brings its endpoint and default port with it; the plan will adopt it. */
  async #takeNeg(name: string): Promise<Move> {
    const neg = await this.#wizard.live?.neg(name, this.#wanted().project);
    if (neg === undefined || neg === null) return 'back';
    this.#answers.set(endpointsField, neg.endpoint);
    if (neg.defaultPort !== null) this.#answers.set(defaultPortField, neg.defaultPort);
    this.#answers.set(negNameField, neg.name);
    return 'next';
  }

  /** All values on one page; any line can be changed, and nothing goes on that a rule refuses. */
  async #review(): Promise<Move> {
    const { recipe, prompter } = this.#wizard;
    for (;;) {
      const { values } = this.#answers;
      const shown = recipe
        .fieldsFor(values)
        .filter((field) => !field.hidden && values.applies(field));
      const answer = await prompter.choose({
        message: 'Review: choose a line to change it',
        hint: 'nothing has been touched',
        help: 'Each line is one input, with where its value comes from.',
        choices: [this.#goOn(), ...shown.map((field) => reviewLine(field, values))],
        initial: GO_ON,
        canGoBack: true,
        isPage: true,
      });
      if (answer.kind !== 'answer') return answer.kind;
      if (answer.text === GO_ON) return 'next';
      const field = shown.find(({ id }) => id === answer.text);
      if (field !== undefined && (await this.#askPlainly(field, true)) === 'quit') return 'quit';
    }
  }

  #goOn(): Choice {
    const { recipe, judge } = this.#wizard;
    const { values } = this.#answers;
    const missing = missingFields(recipe.fieldsFor(values), values).map(
      ({ path }) => `${path} is missing`,
    );
    const errors = judge(values)
      .filter(({ severity }) => severity === 'error')
      .map(({ message, rule }) => `${message} (${rule})`);
    const inTheWay = [...missing, ...errors];
    return {
      value: GO_ON,
      label: 'Go on to the plan',
      detail: '',
      refusal: inTheWay.length === 0 ? null : inTheWay.join('; '),
    };
  }
}

function reviewLine(field: AnyField, values: Values): Choice {
  const source = field.sourceIn(values);
  const value = field.flagValuesIn(values).join(', ');
  const from = source === undefined ? 'not set' : describeSource(source);
  const label = `${field.path.padEnd(30)} ${value === '' ? '-' : shownAnswer(field, value)}`;
  return { value: field.id, label, detail: from, refusal: null };
}

/** What stands before the live choices: things that are not there yet. */
function notYetThere(list: LiveChoice): readonly Choice[] {
  const choice = (value: string, label: string, detail: string): Choice => ({
    value,
    label,
    detail,
    refusal: null,
  });
  switch (list) {
    case 'addresses':
      return [
        choice('reserve', 'reserve a new one', 'stays until released'),
        choice('ephemeral', 'ephemeral', 'gone with the forwarding rule'),
      ];
    case 'certificates':
    case 'networks':
    case 'subnets':
    case 'cloud-run-services':
      return [];
    case 'internet-negs':
      return [choice(NEW, 'a new endpoint', 'creates a NEG for it')];
  }
}
