import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { NEGCTL } from './real.ts';

const COLUMNS = 80;
const ROWS = 60;
const PATIENCE_MILLISECONDS = 120_000;

/** Keys by name, as a terminal sends them. */
export const KEYS = {
  enter: '\r',
  down: '\u001b[B',
  up: '\u001b[A',
  interrupt: '\u0003',
  endOfInput: '\u0004',
} as const;

/** A program in a pseudo-terminal of 80 columns, and what is on its screen. */
export class Screen {
  readonly #terminal: xterm.Terminal;
  readonly #process: ReturnType<typeof spawn>;
  readonly #watchers = new Set<() => void>();
  readonly exitCode: Promise<number>;
  /** Everything that was ever written, escape sequences included. */
  raw = '';

  constructor(
    words: readonly string[],
    environment: NodeJS.ProcessEnv,
    cwd: string,
    rows: number = ROWS,
  ) {
    this.#terminal = new xterm.Terminal({ cols: COLUMNS, rows, allowProposedApi: true });
    const env = { ...environment, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    this.#process = spawn(process.execPath, [NEGCTL, ...words], {
      cols: COLUMNS,
      rows,
      env,
      cwd,
    });
    this.#process.onData((data) => {
      this.raw += data;
      this.#terminal.write(data, () => {
        for (const watcher of this.#watchers) watcher();
      });
    });
    this.exitCode = new Promise((resolve) => {
      // The screen takes what was written in turn: an empty write comes back once all is on it.
      this.#process.onExit(({ exitCode }) => {
        this.#terminal.write('', () => resolve(exitCode));
      });
    });
    onTestFinished(() => this.#process.kill());
  }

  /** The lines on the screen and those that have scrolled away, without blanks at their ends. */
  text(): string {
    const buffer = this.#terminal.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, row) =>
      (buffer.getLine(row)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  /** The lines that can be seen now. */
  visible(): readonly string[] {
    const { baseY } = this.#terminal.buffer.active;
    return this.text().split('\n').slice(baseY);
  }

  /** Resolves once the screen shows a text; fails, with the screen, where it never does. */
  shows(expected: string | RegExp): Promise<void> {
    const fits = (): boolean =>
      typeof expected === 'string' ? this.text().includes(expected) : expected.test(this.text());
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(
        () => reject(new Error(`the screen never shows ${expected}:\n${this.text()}`)),
        PATIENCE_MILLISECONDS,
      );
      const look = (): void => {
        if (!fits()) return;
        clearTimeout(tooLate);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      this.exitCode.then((code) => {
        setImmediate(() => {
          look();
          reject(new Error(`ended with ${code}, never showing ${expected}:\n${this.text()}`));
        });
      }, reject);
      look();
    });
  }

  press(...keys: readonly string[]): void {
    this.#process.write(keys.join(''));
  }

  kill(signal: string): void {
    this.#process.kill(signal);
  }

  /** Types an answer once its question is on the screen. */
  async answer(question: string | RegExp, text = ''): Promise<void> {
    await this.shows(question);
    this.press(text, KEYS.enter);
  }
}
