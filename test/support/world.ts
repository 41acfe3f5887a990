import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { App, Outside, Signal } from '../../src/cli/app.ts';
import { runProgram } from '../../src/cli/program.ts';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type EmulatorRequest,
  type EmulatorResponse,
} from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { EXIT_CODES, NegctlError } from '../../src/errors.ts';
import type { GcloudContext, GcloudIdentity } from '../../src/gcloud/command.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import type { Answer, ChoiceQuestion, Prompter, TextQuestion } from '../../src/inputs/prompter.ts';
import { readText, writeNamedFile, writeNewFile } from '../../src/io/files.ts';
import type { Send } from '../../src/io/google-api.ts';
import { resourceManagerIam } from '../../src/io/iam.ts';
import type { OpenAppendFile } from '../../src/io/journal-file.ts';
import { LockFiles } from '../../src/io/lock-file.ts';
import { cloudMonitoring } from '../../src/io/monitoring.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import { savedAnswers } from '../../src/io/saved-answers.ts';
import { shareState } from '../../src/io/shared-state.ts';
import { isJsonObject, type JsonObject } from '../../src/json.ts';
import { problemLines } from '../../src/render/problems.ts';
import { plainStyle } from '../../src/render/style.ts';
import type { Resolution, TlsCheck } from '../../src/rules/rule.ts';
import { hookedAppendFile, type JournalHook } from './hooked-journal.ts';
import { type StandInClock, virtualClock } from './stand-in/clock.ts';
import { NegctlDied, NegctlLeft, never } from './stand-in/deaths.ts';
import { Processes } from './stand-in/processes.ts';
import { type StandInOptions, standIn } from './stand-in/stand-in.ts';
import { removeTemporary, temporaryDirectory } from './temporary.ts';

/** Sends to an emulator in the same process. */
export function sendTo(emulator: Emulator): Send {
  return async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const path = `${pathname}${search}`;
    const answer = await emulator.handle({ method, path, headers, body: body ?? '' });
    if (answer.kind === 'dropped') throw new TypeError('fetch failed');
    return { status: answer.status, body: answer.body };
  };
}

/** What one command line left behind. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** An answer, or something that happens before it is given. */
export type Answering = string | Answer | (() => Promise<string>);

/** Hooks into gcloud and the journal; what they throw is what goes wrong there. */
export interface Hooks extends Pick<StandInOptions, 'before' | 'onMessage' | 'after'> {
  readonly onJournal?: JournalHook;
  /** What a gcloud waits for before it is started. */
  readonly until?: () => Promise<unknown>;
}

/** A request that the API has dealt with, and what its client got to see. */
export interface Dealt {
  readonly request: EmulatorRequest;
  readonly response: EmulatorResponse;
}

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly emulator?: Emulator;
  /** The name of this machine, where there are several. */
  readonly host?: string;
  /** The clock of the emulator that is given. */
  readonly clock?: StandInClock;
  /** What is there before, and who hears of each request; for an emulator on the world's own clock. */
  readonly start?: Pick<EmulatorOptions, 'state' | 'onRequest' | 'timing' | 'defaultNetwork'>;
  readonly hooks?: Hooks;
  /** Puts control bytes and a token into every refusal of the API. */
  readonly hostile?: boolean;
  /** A world to go on from: what is in its clouds and on its disk, and its time. */
  readonly from?: World;
  readonly resolution?: Resolution;
  readonly tls?: TlsCheck;
  /** What is answered to the requests of a gate. */
  readonly answering?: (
    url: string,
    host: string | null,
  ) => Awaited<ReturnType<Outside['request']>>;
  /** How the programs end that a gate runs. */
  readonly programs?: (
    program: string,
    environment: Readonly<Record<string, string>>,
  ) => Awaited<ReturnType<Outside['run']>>;
  /** Answers in the order in which they are asked for; a text is an answer. */
  readonly answers?: readonly Answering[];
}

/**
 * The whole of negctl in one process: the real command line, files and journal, with the emulator behind
 * a stand-in for gcloud, and a clock that nobody waits for.
 */
export class World {
  readonly directory = temporaryDirectory('memory');
  readonly clock: StandInClock;
  /** All that the API has dealt with, in order. */
  readonly dealt: Dealt[] = [];
  readonly emulator: Emulator;
  readonly calls: (readonly string[])[] = [];
  readonly questions: (TextQuestion | ChoiceQuestion)[] = [];
  readonly #processes = new Processes();
  readonly #options: WorldOptions;
  readonly #answers: Answering[];
  #hooks: WorldOptions['hooks'];
  /** Of the negctl that was started last; a dead one does nothing any more. */
  #life = { dead: false };
  #mourn: (died: NegctlDied) => void = () => undefined;
  #appends = 0;
  #died: Promise<NegctlDied> = never();
  readonly #listeners = new Set<(signal: Signal) => void>();

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? virtualClock(Date.UTC(2027, 0, 5, 12));
    this.#answers = [...(options.answers ?? [])];
    this.#hooks = options.hooks;
    const { from } = options;
    this.clock = options.clock ?? virtualClock(from?.clock.now() ?? Date.UTC(2027, 0, 5, 12));
    if (from !== undefined) cpSync(from.directory, this.directory, { recursive: true });
    this.emulator =
      options.emulator ??
      createEmulator({
        clock: this.clock,
        timing: 0.1,
        ...(from === undefined ? {} : { state: from.emulator.state() }),
        ...options.start,
        onRequest: (request, response) => {
          this.dealt.push({ request, response });
          options.start?.onRequest?.(request, response);
        },
      });
  }

  /**
   * Gives back its files and its memory before the other tests of the file are over: nothing is run in it
   * any more. A negctl that died in it has timers that know it for as long as the process lives.
   */
  leave(): void {
    removeTemporary(this.directory);
    this.emulator.reset();
    this.dealt.length = 0;
    this.calls.length = 0;
  }

  /** Replaces the hooks into gcloud, for the commands from here on. */
  hook(hooks: WorldOptions['hooks']): void {
    this.#hooks = hooks;
  }

  /** Lets negctl die at its n-th entry in a journal from here on, before or after it is durable. */
  dieAtAppend(number: number, when: 'before' | 'after'): void {
    const deadly = when === 'before' ? 'before' : 'synced';
    this.#appends = 0;
    this.#hooks = {
      ...this.#hooks,
      onJournal: (moment) => {
        if (moment !== deadly) return;
        this.#appends += 1;
        if (this.#appends === number) throw new NegctlDied();
      },
    };
  }

  /** How many entries there were since {@link dieAtAppend}. */
  get appends(): number {
    return this.#appends;
  }

  /** Kills the negctl that runs; its gclouds go on to their ends. */
  kill(): void {
    this.#mourn(new NegctlDied('killed'));
  }

  /** The operator, or the system, asks negctl to end. */
  signal(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
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
    this.#died = new Promise((resolve) => {
      this.#mourn = (died) => {
        life.dead = true;
        rmSync(join(this.directory, 'locks'), { recursive: true, force: true });
        resolve(died);
      };
    });
    const app = this.#app(texts);
    const ended = await Promise.race([this.#exitCode(app, words), this.#died]);
    this.#listeners.clear();
    if (ended instanceof NegctlLeft) return { exitCode: ended.exitCode, ...texts };
    if (ended instanceof NegctlDied) throw ended;
    return { exitCode: ended, ...texts };
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
    const gcloud = standIn(
      this.#options.hostile === true ? hostile(this.emulator) : this.emulator,
      context,
      {
        clock: this.clock,
        processes: this.#processes,
        died: this.#died,
        ...this.#hooks,
        before: (argv) => {
          this.calls.push(argv);
          this.#hooks?.before?.(argv);
        },
      },
    );
    const mourn = this.#mourn;
    gcloud.untilDeath(never()).catch((died: unknown) => {
      if (died instanceof NegctlDied) mourn(died);
    });
    const life = this.#life;
    return {
      run: async (command, options) => {
        await this.#hooks?.until?.();
        if (life.dead) return never();
        const result = await gcloud.run(command, options);
        return life.dead ? never() : result;
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
      writeNew: writeNewFile,
      configFile: join(this.directory, 'config.yaml'),
      writeConfig: (text) => writeNamedFile(join(this.directory, 'config.yaml'), text),
      gcloudProperty: () => undefined,
      openCloud: ({ context }) => {
        const gcloud = this.#standIn({ project: context.project });
        const environment = { CLOUDSDK_CORE_ACCOUNT: 'operator@example.com' };
        const asking = { gcloud, context, environment, send: sendTo(this.emulator) };
        return Promise.resolve({
          gcloud,
          iam: resourceManagerIam(asking),
          monitoring: cloudMonitoring(asking),
          close: () => Promise.resolve(),
        });
      },
      emulator: () =>
        Promise.reject(new Error('the emulator commands are tried with real processes')),
      isAlive: (process) => this.#processes.isAlive(process),
      runs: () => Promise.resolve(new RunFolders(this.directory, now, this.#openFile())),
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
        return Promise.resolve({ ...state, close: () => Promise.resolve() });
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
      outside: () =>
        Promise.resolve({
          request: (url, host) =>
            Promise.resolve(this.#options.answering?.(url, host) ?? { status: 200 }),
          run: (program, environment) =>
            Promise.resolve(this.#options.programs?.(program, environment) ?? { exitCode: 0 }),
        }),
      prompter: () => Promise.resolve(this.#prompter()),
      keys: () => () => undefined,
      savedAnswers: savedAnswers(this.directory),
      onSignal: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      leave: (exitCode) => this.#mourn(new NegctlLeft(exitCode)),
    };
  }

  /** The journal's file of the negctl that is being started. */
  #openFile(): OpenAppendFile {
    const life = this.#life;
    const die = this.#mourn;
    return hookedAppendFile({
      hook: () => this.#hooks?.onJournal,
      isDead: () => life.dead,
      died: this.#died,
      die,
    });
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

/** What an API may put into any text: a terminal's escapes, marks that reorder, a command for CI, a token. */
const HOSTILE = '\u001b[31m\u202e\r ##[error] ya29.a0AfPlantedTokenThatNobodyMaySee';

/** The same emulator, whose refusals hold what must reach no terminal and no file. */
function hostile(emulator: Emulator): Emulator {
  return {
    handle: async (request) => {
      const response = await emulator.handle(request);
      if (response.kind !== 'answer' || response.status < 400) return response;
      const spoilt = JSON.stringify(HOSTILE).slice(1, -1);
      const body = response.body.replace(/("message": ?"(?:[^"\\\\]|\\\\.)*)"/g, `$1${spoilt}"`);
      return { ...response, body };
    },
    state: () => emulator.state(),
    reset: () => emulator.reset(),
    addFaults: (specs) => emulator.addFaults(specs),
    clearFaults: () => emulator.clearFaults(),
    faults: () => emulator.faults(),
    allow: (permissions) => emulator.allow(permissions),
  };
}

/** The one JSON document on standard output. */
export function documentIn({ out }: Ended): JsonObject {
  const parsed: unknown = JSON.parse(out);
  expect(isJsonObject(parsed)).toBe(true);
  return isJsonObject(parsed) ? parsed : {};
}
