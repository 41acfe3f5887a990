import { confirm, input, search, select } from '@inquirer/prompts';
import { cleanLine } from '../clean.ts';
import type { Answer, Choice, ChoiceQuestion, Prompter, TextQuestion } from '../inputs/prompter.ts';
import { wrapped } from '../render/wrap.ts';

const BACK = ':back';
const HELP = ':help';
const QUIT = ':quit';
const COMMAND = ':cmd';
/** From this many entries on a list is searched by typing. */
const LONG_LIST = 15;
/** Rows of a list that are shown at once, where the screen has them beside question and key help. */
const PAGE = { most: 40, least: 5, others: 4, screen: 24 } as const;
/** Of the further lines of one choice. */
const INDENT = 2;

/** The library's ways to say that the person, or the terminal, went away. */
const GONE = ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'];

type Asked<T> = { readonly gone: false; readonly value: T } | { readonly gone: true };

interface Context {
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

const LEAVING_SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Asks one question; Ctrl-C, Ctrl-D, end of input and signals count as leaving. The library would end the
 * process with 0 once its input is closed: Node then runs out of work, which is where that is caught.
 * The listeners stay in place until the answer is there, because the library ends the process itself on
 * a signal that nobody else listens to.
 */
async function asked<T>(ask: (context: Context) => Promise<T>): Promise<Asked<T>> {
  const controller = new AbortController();
  const leave = (): void => controller.abort();
  process.stdin.on('end', leave);
  process.on('beforeExit', leave);
  for (const signal of LEAVING_SIGNALS) process.on(signal, leave);
  try {
    const value = await ask({ output: process.stderr, signal: controller.signal });
    return { gone: false, value };
  } catch (thrown) {
    if (thrown instanceof Error && GONE.includes(thrown.name)) return { gone: true };
    throw thrown;
  } finally {
    process.stdin.off('end', leave);
    process.off('beforeExit', leave);
    for (const signal of LEAVING_SIGNALS) process.off(signal, leave);
  }
}

/** A row of a list. The reason of one that cannot be chosen is broken at blanks, not cut off. */
function row(choice: Choice, width: number) {
  const label = cleanLine(choice.label);
  const detail = choice.detail === '' ? '' : `  ${cleanLine(choice.detail)}`;
  const text = `${label}${detail}`;
  const common = { value: choice.value, short: label.trim() } as const;
  if (choice.refusal === null) {
    const name = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    return { ...common, name, disabled: false } as const;
  }
  const reason = `(${cleanLine(choice.refusal)})`;
  const beside = `${' '.repeat(label.length)}${detail} ${reason}`;
  const disabled = wrapped(beside, width, INDENT)
    .join('\n')
    .slice(label.length + 1);
  return { ...common, name: label, disabled } as const;
}

/** What is taller than the screen would be redrawn over itself, its first rows out of sight. */
function pageSize(): number {
  const rows = process.stderr.rows ?? PAGE.screen;
  return Math.min(PAGE.most, Math.max(PAGE.least, rows - PAGE.others));
}

/** What the library takes: true for an answer that stands, or why it does not. */
function shown(refusal: string | null): string | true {
  return refusal === null ? true : cleanLine(refusal);
}

function lastRows(canGoBack: boolean) {
  return [
    ...(canGoBack
      ? [{ name: '‹ Back', value: BACK, short: 'back', disabled: false } as const]
      : []),
    { name: '? Help', value: HELP, short: 'help', disabled: false } as const,
  ];
}

/** Questions in a terminal, drawn on the error output. */
class InquirerPrompter implements Prompter {
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  async text(question: TextQuestion): Promise<Answer> {
    const { message, hint, help, initial, validate, command } = question;
    this.#say(hint);
    for (;;) {
      const answer = await asked((context) =>
        input(
          {
            message,
            ...(initial === '' ? {} : { default: initial }),
            validate: (text) => text.startsWith(':') || shown(validate(text.trim())),
          },
          context,
        ),
      );
      if (answer.gone) return { kind: 'quit' };
      const text = answer.value.trim();
      if (text === BACK) return { kind: 'back' };
      if (text === QUIT) return { kind: 'quit' };
      if (!text.startsWith(':')) return { kind: 'answer', text };
      if (text === COMMAND) process.stderr.write(`${cleanLine(command())}\n`);
      else this.#say(`${help}\n:back  :cmd  :quit`);
    }
  }

  async choose(question: ChoiceQuestion): Promise<Answer> {
    this.#say(question.hint);
    for (;;) {
      const answer = await this.#chooseOnce(question);
      if (answer.gone) return { kind: 'quit' };
      if (answer.value === BACK) return { kind: 'back' };
      if (answer.value !== HELP) return { kind: 'answer', text: answer.value };
      this.#say(question.help);
    }
  }

  async confirm(message: string): Promise<boolean> {
    const answer = await asked((context) => confirm({ message, default: false }, context));
    return !answer.gone && answer.value;
  }

  #say(text: string): void {
    const lines = text
      .split('\n')
      .flatMap((line) => wrapped(`  ${cleanLine(line)}`, this.#width, 2));
    process.stderr.write(`${lines.join('\n')}\n`);
  }

  close(): void {
    process.stdin.pause();
  }

  #chooseOnce({
    message,
    choices,
    initial,
    canGoBack,
    isPage,
  }: ChoiceQuestion): Promise<Asked<string>> {
    const rows = choices.map((choice) => row(choice, this.#width - 4));
    const all = [...rows, ...lastRows(canGoBack)];
    if (choices.length > LONG_LIST && !isPage) {
      const source = (term: string | undefined) =>
        all.filter(({ name }) => name.toLowerCase().includes((term ?? '').toLowerCase()));
      return asked((context) =>
        search({ message, source, pageSize: Math.min(LONG_LIST, pageSize()) }, context),
      );
    }
    const first = rows.find(({ value, disabled }) => value === initial && disabled === false);
    const usable = first ?? rows.find(({ disabled }) => disabled === false);
    const start = usable === undefined ? {} : { default: usable.value };
    return asked((context) =>
      select({ message, choices: all, pageSize: pageSize(), loop: false, ...start }, context),
    );
  }
}

export function inquirerPrompter(width: number): Prompter {
  return new InquirerPrompter(width);
}
