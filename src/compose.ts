import { join } from 'node:path';
import { argv, execPath, stderr, stdin, stdout } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  App,
  EmulatorWish,
  OpenCloud,
  SharedPlace,
  SharedState,
  Terminal,
} from './cli/app.ts';
import type { Clock } from './execute/ports.ts';
import type { GcloudIdentity } from './gcloud/command.ts';
import { colourLevel, speaksUnicode } from './io/colour.ts';
import { configDirectory, stateDirectory } from './io/directories.ts';
import { readText, writeNamedFile, writeNewFile } from './io/files.ts';
import { gcloudProperty } from './io/gcloud-config.ts';
import { listenToTerminalKeys } from './io/keys.ts';
import { isAlive } from './io/process-identity.ts';
import { savedAnswers } from './io/saved-answers.ts';
import { onSignal, untilSignal } from './io/signals.ts';
import type { RunTarget } from './journal/store.ts';
import type { OpenEmulator } from './rehearsal/open-emulator.ts';
import { ASCII_SYMBOLS, plainStyle, UNICODE_SYMBOLS } from './render/style.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const NARROWEST = 40;
const USUAL_WIDTH = 80;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

function widthOf(environment: Environment): number {
  const told = Number(environment['COLUMNS'] ?? stderr.columns ?? USUAL_WIDTH);
  return Number.isInteger(told) && told > 0 ? Math.max(NARROWEST, told) : USUAL_WIDTH;
}

/** What is known of the terminal; chalk is loaded only where something is coloured. */
async function terminalOf(environment: Environment): Promise<Terminal> {
  const width = widthOf(environment);
  const symbols = speaksUnicode(environment) ? UNICODE_SYMBOLS : ASCII_SYMBOLS;
  const levels = {
    out: colourLevel(environment, stdout.isTTY),
    err: colourLevel(environment, stderr.isTTY),
  };
  const coloured = levels.out > 0 || levels.err > 0 ? await import('./io/chalk-style.ts') : null;
  const inCi = isSet(environment['CI']);
  const canAsk = stdin.isTTY && stderr.isTTY && !inCi;
  return {
    canAsk,
    canRedraw:
      stderr.isTTY && !inCi && environment['TERM'] !== 'dumb' && !isSet(environment['ACCESSIBLE']),
    width,
    style: (stream, colour) =>
      coloured === null || colour === 'never' || levels[stream] === 0
        ? plainStyle(width, symbols)
        : coloured.chalkStyle(levels[stream], width, symbols),
  };
}

/** An environment for gcloud, until it is given back. */
interface OpenEnvironment {
  readonly environment: Environment;
  close(): Promise<void>;
}

/** Google Cloud and the emulator of one command; what opens the same emulator shares it, and the last one to close ends it. */
class Clouds {
  readonly #environment: Environment;
  readonly #directory: string;
  #emulator: Promise<OpenEmulator> | null = null;
  #users = 0;

  constructor(environment: Environment, directory: string) {
    this.#environment = environment;
    this.#directory = directory;
  }

  async open(wish: EmulatorWish | null): Promise<OpenEnvironment> {
    if (wish === null) return { environment: this.#environment, close: () => Promise.resolve() };
    const { environment } = await this.#join(wish);
    return { environment, close: () => this.#leave() };
  }

  async #join(wish: EmulatorWish): Promise<OpenEmulator> {
    const { EmulatorHome } = await import('./rehearsal/emulator-home.ts');
    const { openEmulator } = await import('./rehearsal/open-emulator.ts');
    const home = new EmulatorHome(this.#directory);
    this.#emulator ??= openEmulator(home, wish, this.#environment);
    const emulator = await this.#emulator;
    this.#users += 1;
    return emulator;
  }

  async #leave(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    const emulator = await this.#emulator;
    this.#emulator = null;
    await emulator?.close();
  }
}

/** The emulator knows one operator; who the real gcloud is logged in as is nothing to it. */
function within<C extends GcloudIdentity>({
  account: _account,
  configuration: _configuration,
  ...anonymous
}: C): Omit<C, 'account' | 'configuration'> {
  return anonymous;
}

async function openCloud(
  clouds: Clouds,
  program: string,
  target: RunTarget,
  wish: EmulatorWish | null,
): Promise<OpenCloud> {
  const { gcloudProcess } = await import('./io/gcloud-process.ts');
  const { resourceManagerIam } = await import('./io/iam.ts');
  const { cloudMonitoring } = await import('./io/monitoring.ts');
  const { sendOverNetwork: send } = await import('./io/google-api.ts');
  const { environment, close } = await clouds.open(wish);
  const context = wish === null ? target.context : within(target.context);
  const gcloud = gcloudProcess({ program, context, environment });
  const asking = { gcloud, context, environment, send };
  return { gcloud, iam: resourceManagerIam(asking), monitoring: cloudMonitoring(asking), close };
}

/** Negctl tries again by itself, and knows which calls it may send twice; gcloud need not for long. */
const BRIEF_RETRIES: Environment = { CLOUDSDK_STORAGE_MAX_RETRIES: '2' };

interface SharedStateInit {
  readonly program: string;
  readonly directory: string;
  readonly clock: Clock;
}

async function openSharedState(
  clouds: Clouds,
  { program, directory, clock }: SharedStateInit,
  { place, identity, emulator }: SharedPlace,
): Promise<SharedState> {
  const { gcloudProcess } = await import('./io/gcloud-process.ts');
  const { shareState } = await import('./io/shared-state.ts');
  const opened = await clouds.open(emulator);
  const environment = { ...opened.environment, ...BRIEF_RETRIES };
  const context = emulator === null ? identity : within(identity);
  const gcloud = gcloudProcess({ program, context, environment });
  return { ...shareState({ gcloud, place, directory, clock }), close: opened.close };
}

/** The real world, put together for one command. */
export async function composeApp(environment: Environment): Promise<App> {
  const directory = stateDirectory(environment);
  const configuration = configDirectory(environment);
  const now = (): Date => new Date();
  const clock: Clock = { now, sleep: async (milliseconds) => sleep(milliseconds) };
  const clouds = new Clouds(environment, directory);
  const program = environment['NEGCTL_GCLOUD'] ?? 'gcloud';
  const terminal = await terminalOf(environment);
  return {
    environment,
    cwd: process.cwd(),
    terminal,
    clock,
    out: (text) => {
      stdout.write(text);
    },
    err: (text) => {
      stderr.write(text);
    },
    readText,
    writeFile: writeNamedFile,
    writeNew: writeNewFile,
    configFile: join(configuration, 'config.yaml'),
    writeConfig: async (text) => {
      const { privateDirectory, writeWhole } = await import('./io/durable-file.ts');
      await privateDirectory(configuration);
      await writeWhole(join(configuration, 'config.yaml'), text);
    },
    gcloudProperty: (name) => gcloudProperty(environment, name, undefined),
    openCloud: (target, wish) => openCloud(clouds, program, target, wish),
    emulator: async () => {
      const { EmulatorHome } = await import('./rehearsal/emulator-home.ts');
      const { EmulatorProcesses } = await import('./rehearsal/emulator-control.ts');
      const program = [execPath, argv[1] ?? ''] as const;
      return new EmulatorProcesses(new EmulatorHome(directory), [...program], untilSignal);
    },
    isAlive,
    runs: async () => {
      const { RunFolders } = await import('./io/run-store.ts');
      return new RunFolders(directory, now);
    },
    locks: async () => {
      const { LockFiles } = await import('./io/lock-file.ts');
      return new LockFiles(directory);
    },
    sharedState: (place) => openSharedState(clouds, { program, directory, clock }, place),
    network: async () => {
      const { checkTls, publishedRanges, resolvePublicly } = await import('./io/network.ts');
      return { resolve: resolvePublicly, checkTls, publishedRanges };
    },
    outside: async () => (await import('./io/outside.ts')).outside,
    prompter: async (accessible) => {
      if (accessible || environment['TERM'] === 'dumb' || isSet(environment['ACCESSIBLE'])) {
        const { LinePrompter } = await import('./io/line-prompter.ts');
        return new LinePrompter(stdin, (text) => stderr.write(text));
      }
      const { inquirerPrompter } = await import('./io/inquirer-prompter.ts');
      return inquirerPrompter(terminal.width);
    },
    savedAnswers: savedAnswers(directory),
    onSignal,
    keys: listenToTerminalKeys,
    leave: (exitCode) => process.exit(exitCode),
  };
}
