import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { App } from '../../src/cli/app.ts';
import { runProgram } from '../../src/cli/program.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { EXIT_CODES, NegctlError } from '../../src/errors.ts';
import type { GcloudContext, GcloudIdentity } from '../../src/gcloud/command.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import type { Answer, ChoiceQuestion, Prompter, TextQuestion } from '../../src/inputs/prompter.ts';
import { readText, writeNamedFile } from '../../src/io/files.ts';
import { LockFiles } from '../../src/io/lock-file.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import { savedAnswers } from '../../src/io/saved-answers.ts';
import { shareState } from '../../src/io/shared-state.ts';
import type { OpenRun, RunStore } from '../../src/journal/store.ts';
import { isJsonObject, type JsonObject } from '../../src/json.ts';
import { problemLines } from '../../src/render/problems.ts';
import { plainStyle } from '../../src/render/style.ts';
import type { Resolution, TlsCheck } from '../../src/rules/rule.ts';
import { type StandInClock, virtualClock } from './stand-in/clock.ts';
import { NegctlDied } from './stand-in/deaths.ts';
import { Processes } from './stand-in/processes.ts';
import { type StandInOptions, standIn } from './stand-in/stand-in.ts';
import { temporaryDirectory } from './temporary.ts';

/** What a dead negctl waits for. */
const NEVER = new Promise<never>(() => undefined);

/** What one command line left behind. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** An answer, or something that happens before it is given. */
export type Answering = string | Answer | (() => Promise<string>);

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly emulator?: Emulator;
  /** The name of this machine, where there are several, and the clock that they share. */
  readonly host?: string;
  readonly clock?: StandInClock;
  /** Hooks into gcloud: what it is asked, and when it or negctl dies. */
  readonly hooks?: Pick<StandInOptions, 'before' | 'onMessage' | 'after'>;
  readonly resolution?: Resolution;
  readonly tls?: TlsCheck;
  /** Answers in the order in which they are asked for; a text is an answer. */
  readonly answers?: readonly Answering[];
}

/**
 * The whole of negctl in one process: the real command line, files and journal, with the emulator behind
 * a stand-in for gcloud, and a clock that nobody waits for.
 */
export class World {
  readonly directory = temporaryDirectory();
  readonly clock: StandInClock;
  readonly emulator: Emulator;
  readonly calls: (readonly string[])[] = [];
  readonly questions: (TextQuestion | ChoiceQuestion)[] = [];
  readonly #processes = new Processes();
  readonly #options: WorldOptions;
  readonly #answers: Answering[];
  #hooks: WorldOptions['hooks'];
  #appends = 0;
  #deadly: { readonly number: number; readonly when: 'before' | 'after' } | null = null;
  /** Of the negctl that was started last; a dead one does nothing any more. */
  #life = { dead: false };
  #mourn: (died: unknown) => void = () => undefined;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? virtualClock(Date.UTC(2027, 0, 5, 12));
    this.#answers = [...(options.answers ?? [])];
    this.#hooks = options.hooks;
    this.emulator = options.emulator ?? createEmulator({ clock: this.clock, timing: 0.1 });
  }

  /** Lets negctl die at its n-th append to a journal from here on, before or after it is durable. */
  dieAtAppend(number: number, when: 'before' | 'after'): void {
    this.#appends = 0;
    this.#deadly = { number, when };
  }

  /** How often a journal was appended to since {@link dieAtAppend}, or from the start. */
  get appends(): number {
    return this.#appends;
  }

  /** Replaces the hooks into gcloud, for the commands from here on. */
  hook(hooks: WorldOptions['hooks']): void {
    this.#hooks = hooks;
  }

  /** What exists in the emulated projects, ids and times aside. */
  state(): unknown {
    return comparableState(this.emulator.state());
  }

  /** Runs one command line. A death of negctl that a hook asks for is thrown. */
  async run(...words: readonly string[]): Promise<Ended> {
    this.#life = { dead: false };
    const life = this.#life;
    const texts = { out: '', err: '' };
    const app = this.#app(texts);
    const death = new Promise<never>((_, reject) => {
      this.#mourn = (died) => {
        life.dead = true;
        rmSync(join(this.directory, 'locks'), { recursive: true, force: true });
        reject(died);
      };
    });
    const exitCode = await Promise.race([this.#exitCode(app, words), death]);
    return { exitCode, ...texts };
  }

  /** Resolves once no gcloud runs any more, after a death of negctl. */
  idle(): Promise<void> {
    return this.#processes.idle();
  }

  async #exitCode(app: App, words: readonly string[]): Promise<number> {
    try {
      return await runProgram(app, words);
    } catch (thrown) {
      if (!(thrown instanceof NegctlError)) throw thrown;
      const style = plainStyle();
      for (const problem of thrown.problems)
        app.err(`${problemLines(problem, style).join('\n')}\n`);
      return EXIT_CODES[thrown.ending];
    }
  }

  #standIn(context: GcloudContext | GcloudIdentity): Gcloud {
    const gcloud = standIn(this.emulator, context, {
      clock: this.clock,
      processes: this.#processes,
      ...this.#hooks,
      before: (argv) => {
        this.calls.push(argv);
        this.#hooks?.before?.(argv);
      },
    });
    gcloud.untilDeath(new Promise<never>(() => undefined)).catch(this.#mourn);
    const life = this.#life;
    return {
      run: async (command, options) => {
        if (life.dead) return NEVER;
        const result = await gcloud.run(command, options);
        return life.dead ? NEVER : result;
      },
    };
  }

  #app(texts: { out: string; err: string }): App {
    const now = (): Date => new Date(this.clock.now());
    return {
      environment: this.#options.environment ?? {},
      cwd: this.directory,
      terminal: {
        canAsk: this.#options.answers !== undefined,
        canRedraw: false,
        width: 80,
        style: () => plainStyle(),
      },
      clock: { now, sleep: (milliseconds) => this.clock.sleep(milliseconds) },
      out: (text) => {
        texts.out += text;
      },
      err: (text) => {
        texts.err += text;
      },
      readText,
      writeFile: writeNamedFile,
      configFile: join(this.directory, 'config.yaml'),
      writeConfig: (text) => writeNamedFile(join(this.directory, 'config.yaml'), text),
      gcloudProperty: () => undefined,
      openCloud: ({ context }) =>
        Promise.resolve({
          gcloud: this.#standIn({ project: context.project }),
          close: () => Promise.resolve(),
        }),
      emulator: () =>
        Promise.reject(new Error('the emulator commands are tried with real processes')),
      isAlive: (process) => this.#processes.isAlive(process),
      runs: () => Promise.resolve(this.#store(new RunFolders(this.directory, now))),
      locks: () => Promise.resolve(new LockFiles(this.directory)),
      sharedState: ({ place }) => {
        const { host = 'here' } = this.#options;
        const state = shareState({
          gcloud: this.#standIn({}),
          place,
          directory: this.directory,
          clock: { now, sleep: (milliseconds) => this.clock.sleep(milliseconds) },
          here: { host, boot: `boot of ${host}`, processes: '' },
        });
        const runs = this.#store(state.runs);
        return Promise.resolve({ runs, locks: state.locks, close: () => Promise.resolve() });
      },
      network: () =>
        Promise.resolve({
          resolve: () =>
            Promise.resolve(
              this.#options.resolution ?? { status: 'found', addresses: ['192.0.43.8'] },
            ),
          publishedRanges: () => Promise.resolve(['34.96.0.0/20', '34.127.192.0/18']),
          checkTls: () => Promise.resolve(this.#options.tls ?? { status: 'trusted' }),
        }),
      prompter: () => Promise.resolve(this.#prompter()),
      savedAnswers: savedAnswers(this.directory),
      onSignal: () => () => undefined,
      leave: (exitCode) => {
        throw new Error(`left with ${exitCode}`);
      },
    };
  }

  #store(store: RunStore): RunStore {
    const life = this.#life;
    const mortal = (run: OpenRun): OpenRun => ({
      run: run.run,
      plan: run.plan,
      target: run.target,
      state: () => run.state(),
      keepOutput: (step, stdout, stderr) => run.keepOutput(step, stdout, stderr),
      close: () => run.close(),
      append: async (entry) => {
        if (life.dead) return NEVER;
        this.#appends += 1;
        const mine = this.#appends === this.#deadly?.number ? this.#deadly.when : null;
        if (mine === 'before') await this.#die();
        await run.append(entry);
        if (mine === 'after') await this.#die();
      },
    });
    return {
      create: async (created) => mortal(await store.create(created)),
      open: async (run) => mortal(await store.open(run)),
      read: (run) => store.read(run),
      list: () => store.list(),
      seal: (run) => store.seal(run),
      output: (run, step) => store.output(run, step),
    };
  }

  /** negctl dies here: what it was doing never goes on. */
  #die(): Promise<never> {
    this.#deadly = null;
    this.#mourn(new NegctlDied('at an append to the journal'));
    return NEVER;
  }

  #prompter(): Prompter {
    const give = async (): Promise<Answer> => {
      const next = this.#answers.shift();
      if (next === undefined) throw new Error('nobody answers');
      const answer = typeof next === 'function' ? await next() : next;
      return typeof answer === 'string' ? { kind: 'answer', text: answer } : answer;
    };
    const next = (question: TextQuestion | ChoiceQuestion): Promise<Answer> => {
      this.questions.push(question);
      return give();
    };
    return {
      text: next,
      choose: next,
      confirm: async () => {
        const answer = await give();
        return answer.kind === 'answer' && answer.text === 'yes';
      },
      close: () => undefined,
    };
  }
}

/** The one JSON document on standard output. */
export function documentIn({ out }: Ended): JsonObject {
  const parsed: unknown = JSON.parse(out);
  expect(isJsonObject(parsed)).toBe(true);
  return isJsonObject(parsed) ? parsed : {};
}
