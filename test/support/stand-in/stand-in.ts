import type {
  Emulator,
  EmulatorRequest,
  EmulatorResponse,
} from '../../../src/emulator/emulator.ts';
import {
  type Command,
  fullArgv,
  type GcloudContext,
  type GcloudIdentity,
} from '../../../src/gcloud/command.ts';
import type { Gcloud, ProcessIdentity, RunOptions } from '../../../src/gcloud/gcloud.ts';
import type { GcloudResult } from '../../../src/gcloud/result.ts';
import { isJsonObject, type Json } from '../../../src/json.ts';
import { type StandInClock, virtualClock } from './clock.ts';
import { GcloudKilled, GcloudMissing, MachineDied, NegctlDied, never, TimedOut } from './deaths.ts';
import { GcloudError } from './failure.ts';
import { Processes } from './processes.ts';
import { type Recognised, recognise } from './recognise.ts';
import { Session } from './session.ts';

/** A request of one command on its way, or its response; `number` counts the command's requests from 1. */
export type Message = { readonly number: number; readonly request: EmulatorRequest } & (
  | { readonly direction: 'request' }
  | { readonly direction: 'response'; readonly response: EmulatorResponse }
);

/**
 * How a stand-in behaves. Each hook may throw `NegctlDied`, `MachineDied` or `GcloudKilled`; what else
 * it throws comes out of the call. `argv` is the command's, without the flags of every call.
 */
export interface StandInOptions {
  /** Default: a {@link virtualClock} of its own. */
  readonly clock?: StandInClock;
  /** Who gcloud says it is authenticated as, where the context names nobody. */
  readonly account?: string;
  /** The machine to run on; a later stand-in with the same one sees what an earlier left running. */
  readonly processes?: Processes;
  /** The process runs, and negctl has not heard of it yet. */
  readonly before?: (argv: readonly string[]) => void;
  /** A request is about to be sent, or its response has come. */
  readonly onMessage?: (argv: readonly string[], message: Message) => void;
  /** Resolves where negctl dies elsewhere than in a hook. */
  readonly died?: Promise<NegctlDied>;
  /** The process has ended, and negctl has not seen it yet. */
  readonly after?: (argv: readonly string[], result: GcloudResult) => void;
}

/** A gcloud that calls an emulator in the same process. */
export interface StandIn extends Gcloud {
  readonly processes: Processes;
  /**
   * The outcome of what negctl does with this gcloud. Once a hook has let negctl die, no call of it
   * ever ends or starts again, so its work stops where it stands; this then rejects with that death.
   */
  untilDeath<T>(work: Promise<T>): Promise<T>;
}

/**
 * Stands in for gcloud 528: the commands that negctl generates become the requests that the real one
 * sends, and its answers. `test/conformance` holds it against the real one.
 */
export function standIn(
  emulator: Emulator,
  context: GcloudContext | GcloudIdentity,
  options: StandInOptions = {},
): StandIn {
  return new Front(emulator, context, options);
}

/** All that one negctl sees of gcloud. */
class Front implements StandIn {
  readonly processes: Processes;
  readonly #emulator: Emulator;
  readonly #context: GcloudContext | GcloudIdentity;
  readonly #options: StandInOptions;
  readonly #clock: StandInClock;
  readonly #mourners: ((death: NegctlDied) => void)[] = [];
  #death: NegctlDied | null = null;

  constructor(
    emulator: Emulator,
    context: GcloudContext | GcloudIdentity,
    options: StandInOptions,
  ) {
    this.processes = options.processes ?? new Processes();
    this.#emulator = emulator;
    this.#context = context;
    this.#options = options;
    this.#clock = options.clock ?? virtualClock();
    // Where nobody dies it never settles; it has nothing to fail with.
    void options.died?.then((death) => this.#die(death));
  }

  async run(command: Command, runOptions: RunOptions = {}): Promise<GcloudResult> {
    const recognised = recognise(fullArgv(command, this.#context));
    if (this.#death !== null) return never();
    const process = this.processes.start();
    const carriedOut = this.#carryOut(recognised, command, { ...runOptions, process });
    const result = await carriedOut.finally(() => this.processes.end(process));
    return this.#death === null ? result : never();
  }

  untilDeath<T>(work: Promise<T>): Promise<T> {
    const death = new Promise<never>((_, reject) => {
      if (this.#death === null) this.#mourners.push(reject);
      else reject(this.#death);
    });
    return Promise.race([work, death]);
  }

  async #carryOut(
    { words, spec, name, names, flags }: Recognised,
    { argv, stdin = '' }: Command,
    start: RunOptions & { readonly process: ProcessIdentity },
  ): Promise<GcloudResult> {
    const session = this.#session(argv, start);
    const project = flags.text('project') ?? '';
    let result: GcloudResult;
    try {
      this.#tell(() => this.#options.before?.(argv));
      if (this.#death !== null && start.onStart !== undefined) return ENDED;
      if (start.onStart !== undefined && !(await this.#letGo(start.onStart(start.process)))) {
        return ENDED;
      }
      const output = await spec.run({ name, names, flags, project, stdin, session });
      const stdout = `${session.printed}${printed(output)}`;
      result = { ...ENDED, exitCode: 0, stdout, stderr: session.said };
    } catch (thrown) {
      result = { ...ENDED, ...endOf(thrown, words, session) };
    }
    this.#tell(() => this.#options.after?.(argv, result));
    return result;
  }

  /** A gcloud is held until negctl has noted it; `false` where that died before. */
  #letGo(noted: Promise<void>): Promise<boolean> {
    const { died = never() } = this.#options;
    return Promise.race([noted.then(() => true), died.then(() => false)]);
  }

  #session(
    argv: readonly string[],
    { process, timeoutMilliseconds = 0 }: RunOptions & { readonly process: ProcessIdentity },
  ): Session {
    const account = this.#context.account ?? this.#options.account ?? 'operator@example.com';
    let number = 0;
    return new Session({
      handle: (request) => {
        number += 1;
        const headers = { ...request.headers, 'user-agent': `invocation-id/${process.pid} ` };
        return this.#handle(argv, number, { ...request, headers });
      },
      clock: this.#clock,
      deadline:
        timeoutMilliseconds > 0
          ? this.#clock.now() + timeoutMilliseconds
          : Number.POSITIVE_INFINITY,
      hint: `This command is authenticated as ${account} which is the active account specified by the [core/account] property`,
    });
  }

  async #handle(
    argv: readonly string[],
    number: number,
    request: EmulatorRequest,
  ): Promise<EmulatorResponse> {
    const { onMessage } = this.#options;
    this.#tell(() => onMessage?.(argv, { direction: 'request', number, request }));
    if (this.#death instanceof MachineDied) return never();
    const response = await this.#emulator.handle(request);
    this.#tell(() => onMessage?.(argv, { direction: 'response', number, request, response }));
    return this.#death instanceof MachineDied ? never() : response;
  }

  /** Calls a hook; a dead negctl has none. */
  #tell(hook: () => void): void {
    if (this.#death !== null) return;
    try {
      hook();
    } catch (thrown) {
      if (!(thrown instanceof NegctlDied)) throw thrown;
      this.#die(thrown);
    }
  }

  #die(death: NegctlDied): void {
    if (this.#death !== null) return;
    this.#death = death;
    if (death instanceof MachineDied) this.processes.endAll();
    for (const mourn of this.#mourners.splice(0)) mourn(death);
  }
}

const ENDED: GcloudResult = {
  exitCode: null,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  startError: null,
};

function endOf(thrown: unknown, words: string, session: Session): Partial<GcloudResult> {
  if (thrown instanceof GcloudError) {
    const rest = thrown.printed === undefined ? '' : printed(thrown.printed);
    const stdout = `${session.printed}${rest}`;
    return { exitCode: 1, stdout, stderr: `${session.said}${thrown.words(words)}` };
  }
  if (thrown instanceof GcloudMissing) return { startError: 'ENOENT' };
  if (thrown instanceof GcloudKilled) return { signal: thrown.signal, stderr: session.said };
  if (thrown instanceof TimedOut) {
    return { signal: 'SIGTERM', timedOut: true, stderr: session.said };
  }
  throw thrown;
}

/** A result as `--format=json` prints it: indented, keys in order. */
function printed(output: Json): string {
  return `${JSON.stringify(sorted(output), null, 2)}\n`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]): [string, Json] => [key, sorted(member)]));
}
