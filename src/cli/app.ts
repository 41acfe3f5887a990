import type { Locks } from '../execute/lock.ts';
import type { Clock } from '../execute/ports.ts';
import type { Iam } from '../facts/iam.ts';
import type { GcloudIdentity } from '../gcloud/command.ts';
import type { Gcloud, ProcessIdentity } from '../gcloud/gcloud.ts';
import type { Prompter } from '../inputs/prompter.ts';
import type { RunStore, RunTarget } from '../journal/store.ts';
import type { Style } from '../render/style.ts';
import type { FileText, Resolution, TlsCheck } from '../rules/rule.ts';
import type { Monitoring } from '../traffic/monitoring.ts';
import type { EmulatorControl } from './emulator-control.ts';

/** What is known of the terminal, decided once at the start. */
export interface Terminal {
  /** True where questions can be asked: input and error output are terminals, and no CI. */
  readonly canAsk: boolean;
  /** True where lines can be redrawn on the error output. */
  readonly canRedraw: boolean;
  readonly width: number;
  readonly style: (stream: 'out' | 'err', colour: ColourWish) => Style;
}

/** What the operator said about colour by flag. */
export type ColourWish = 'as-found' | 'never';

/** Names and certificates of the outside world, asked from this machine. */
export interface Network {
  resolve(host: string): Promise<Resolution>;
  checkTls(host: string, port: number): Promise<TlsCheck>;
  /** The address ranges that a TXT record publishes; `null` where it cannot be asked. */
  publishedRanges(name: string): Promise<readonly string[] | null>;
}

/** What the gates of a migration look at, and whom they ask. */
export interface Outside {
  /** One GET from this machine, for the host of the URL unless another is given; redirects are answers. */
  request(
    url: string,
    host: string | null,
  ): Promise<{ readonly status: number } | { readonly status: null; readonly because: string }>;
  /** Runs a program of the operator's, without arguments and without a shell. */
  run(
    program: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly exitCode: number } | { readonly exitCode: null; readonly because: string }>;
}

/** A cloud to act on, for the time of one command. */
export interface OpenCloud {
  readonly gcloud: Gcloud;
  readonly iam: Iam;
  readonly monitoring: Monitoring;
  close(): Promise<void>;
}

/** Runs and locks that are kept away from this machine, for the time of one command. */
export interface SharedState {
  readonly runs: RunStore;
  readonly locks: Locks;
  close(): Promise<void>;
}

/** Where shared runs and locks are, and who asks for them. */
export interface SharedPlace {
  /** `gs://BUCKET/PREFIX`. */
  readonly place: string;
  readonly identity: GcloudIdentity;
  readonly emulator: EmulatorWish | null;
}

/** How the emulator is used for one command. */
export interface EmulatorWish {
  /** `local`: started for this command; otherwise the URL of one that runs. */
  readonly at: string;
  readonly faults: readonly string[];
  /** What the caller may do, as written on the command line; `null` = what the emulator allows. */
  readonly permissions: string | null;
  /** Factor on real operation times. */
  readonly timing: number;
}

/** Answers kept from one wizard to the next, by the noun of the recipe; never secrets. */
export interface SavedAnswers {
  load(noun: string): { readonly text: string; readonly path: string } | null;
  save(noun: string, spec: string): Promise<void>;
  forget(noun: string): Promise<void>;
}

/** Everything that a command needs of the world; made by `main`, or by a test. */
export interface App {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readText: (path: string) => FileText;
  /** @throws {NegctlError} */
  readonly writeFile: (path: string, content: string) => Promise<void>;
  /** Writes a file that is not there yet, for its owner alone. @throws {NegctlError} */
  readonly writeNew: (path: string, content: string) => Promise<void>;
  /** Where the user's configuration is, whether or not there is one. */
  readonly configFile: string;
  /** @throws {NegctlError} */
  readonly writeConfig: (text: string) => Promise<void>;
  /** What gcloud's active configuration says, read without starting it. */
  readonly gcloudProperty: (name: `${string}/${string}`) => string | undefined;
  readonly openCloud: (target: RunTarget, emulator: EmulatorWish | null) => Promise<OpenCloud>;
  readonly emulator: () => Promise<EmulatorControl>;
  readonly isAlive: (process: ProcessIdentity) => boolean;
  readonly runs: () => Promise<RunStore>;
  readonly locks: () => Promise<Locks>;
  /** Runs and locks in Cloud Storage; nothing is asked of it before they are used. */
  readonly sharedState: (place: SharedPlace) => Promise<SharedState>;
  readonly network: () => Promise<Network>;
  readonly outside: () => Promise<Outside>;
  readonly prompter: (accessible: boolean) => Promise<Prompter>;
  /** Calls back with each key that is pressed, without Enter, until it is released; only at a terminal. */
  readonly keys: (listener: (key: string) => void) => () => void;
  /** Answers that were given before a wizard was left; the text of a spec. */
  readonly savedAnswers: SavedAnswers;
  /** Calls back on SIGINT, SIGTERM and SIGHUP until it is released. */
  readonly onSignal: (listener: (signal: Signal) => void) => () => void;
  /** Ends the process at once, for a second Ctrl-C. */
  readonly leave: (exitCode: number) => void;
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
