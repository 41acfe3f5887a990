import { createInterface, type Interface } from 'node:readline';
import { cleanLine } from '../clean.ts';
import type { Answer, ChoiceQuestion, Prompter, TextQuestion } from '../inputs/prompter.ts';

/** What one line of input meant, before it is checked. */
type Line =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'quit' };

/**
 * Questions as plain lines: lists are numbered and answered by number, nothing is redrawn. For screen
 * readers and for terminals that cannot move the cursor.
 */
export class LinePrompter implements Prompter {
  readonly #input: NodeJS.ReadableStream;
  readonly #write: (text: string) => void;
  readonly #queue: string[] = [];
  #lines: Interface | null = null;
  #reader: ((text: string | null) => void) | null = null;
  #ended = false;

  constructor(input: NodeJS.ReadableStream, write: (text: string) => void) {
    this.#input = input;
    this.#write = write;
  }

  async text(question: TextQuestion): Promise<Answer> {
    const { message, hint, help, initial, validate, command } = question;
    this.#say(`${message} (${hint})`);
    for (;;) {
      const line = await this.#line(initial === '' ? '> ' : `[${initial}] > `, help, command);
      if (line.kind !== 'text') return line;
      const text = line.text === '' ? initial : line.text;
      const refusal = validate(text);
      if (refusal === null) return { kind: 'answer', text };
      this.#say(cleanLine(`Not possible: ${refusal}`));
    }
  }

  async choose(question: ChoiceQuestion): Promise<Answer> {
    const { message, hint, help, choices, initial, canGoBack } = question;
    this.#say(`${message} (${hint})`);
    choices.forEach(({ label, detail, refusal }, index) => {
      const reason = refusal === null ? '' : `  not possible: ${refusal}`;
      this.#say(cleanLine(`${index + 1}. ${label}${detail === '' ? '' : `  ${detail}`}${reason}`));
    });
    const at = choices.findIndex(({ value }) => value === initial);
    const prompt = at === -1 ? 'Number > ' : `Number [${at + 1}] > `;
    for (;;) {
      const line = await this.#line(
        prompt,
        `${help}${canGoBack ? ' :back goes back.' : ''}`,
        () => '',
      );
      if (line.kind !== 'text') return line;
      const chosen = choices[line.text === '' ? at : Number(line.text) - 1];
      if (chosen?.refusal === null) return { kind: 'answer', text: chosen.value };
      this.#say(
        chosen === undefined ? 'Give one of the numbers.' : `Not possible: ${chosen.refusal}`,
      );
    }
  }

  async confirm(message: string): Promise<boolean> {
    const line = await this.#line(
      `${message} (y/N) > `,
      'y for yes, anything else for no',
      () => '',
    );
    return line.kind === 'text' && /^y(es)?$/i.test(line.text);
  }

  close(): void {
    this.#lines?.close();
  }

  #say(text: string): void {
    this.#write(`${text.split('\n').map(cleanLine).join('\n')}\n`);
  }

  async #line(prompt: string, help: string, command: () => string): Promise<Line> {
    for (;;) {
      this.#write(cleanLine(prompt));
      const text = await this.#read();
      if (text === null || text === ':quit') return { kind: 'quit' };
      if (text === ':back') return { kind: 'back' };
      if (text === ':help') this.#say(help);
      else if (text === ':cmd') this.#say(command());
      else return { kind: 'text', text };
    }
  }

  /** One line of input; `null` at its end. */
  #read(): Promise<string | null> {
    this.#lines ??= this.#open();
    const waiting = this.#queue.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  /** Lines may arrive several at once, and before they are asked for. */
  #open(): Interface {
    const lines = createInterface({ input: this.#input, terminal: false });
    const give = (text: string | null): void => {
      const reader = this.#reader;
      this.#reader = null;
      if (reader !== null) reader(text);
      else if (text !== null) this.#queue.push(text);
    };
    lines.on('line', (text) => give(text.trim()));
    lines.once('close', () => {
      this.#ended = true;
      give(null);
    });
    return lines;
  }
}
