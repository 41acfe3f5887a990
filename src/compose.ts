import { join } from 'node:path';
import { argv, execPath, stderr, stdin, stdout } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, EmulatorWish, OpenCloud, Terminal } from './cli/app.ts';
import { colourLevel, speaksUnicode } from './io/colour.ts';
import { configDirectory, stateDirectory } from './io/directories.ts';
import { readText, writeNamedFile } from './io/files.ts';
import { gcloudProperty } from './io/gcloud-config.ts';
import { isAlive } from './io/process-identity.ts';
import { savedAnswers } from './io/saved-answers.ts';
import { onSignal, untilSignal } from './io/signals.ts';
import type { RunTarget } from './journal/store.ts';
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

async function openCloud(
  environment: Environment,
  directory: string,
  target: RunTarget,
  wish: EmulatorWish | null,
): Promise<OpenCloud> {
  const { gcloudProcess } = await import('./io/gcloud-process.ts');
  const program = environment['NEGCTL_GCLOUD'] ?? 'gcloud';
  const { postOverNetwork: post, resourceManagerIam } = await import('./io/iam.ts');
  const { context } = target;
  if (wish === null) {
    const gcloud = gcloudProcess({ program, context, environment });
    const iam = resourceManagerIam({ gcloud, context, environment, post });
    return { gcloud, iam, close: () => Promise.resolve() };
  }
  const { EmulatorHome } = await import('./rehearsal/emulator-home.ts');
  const { openEmulator } = await import('./rehearsal/open-emulator.ts');
  const emulator = await openEmulator(new EmulatorHome(directory), wish, environment);
  const { account: _account, configuration: _configuration, ...anonymous } = context;
  const inside = { context: anonymous, environment: emulator.environment };
  const gcloud = gcloudProcess({ program, ...inside });
  const iam = resourceManagerIam({ gcloud, ...inside, post });
  return { gcloud, iam, close: () => emulator.close() };
}

/** The real world, put together for one command. */
export async function composeApp(environment: Environment): Promise<App> {
  const directory = stateDirectory(environment);
  const configuration = configDirectory(environment);
  const now = (): Date => new Date();
  const terminal = await terminalOf(environment);
  return {
    environment,
    cwd: process.cwd(),
    terminal,
    clock: { now, sleep: async (milliseconds) => sleep(milliseconds) },
    out: (text) => {
      stdout.write(text);
    },
    err: (text) => {
      stderr.write(text);
    },
    readText,
    writeFile: writeNamedFile,
    configFile: join(configuration, 'config.yaml'),
    writeConfig: async (text) => {
      const { privateDirectory, writeWhole } = await import('./io/durable-file.ts');
      await privateDirectory(configuration);
      await writeWhole(join(configuration, 'config.yaml'), text);
    },
    gcloudProperty: (name) => gcloudProperty(environment, name, undefined),
    openCloud: (target, wish) => openCloud(environment, directory, target, wish),
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
    network: async () => {
      const { checkTls, publishedRanges, resolvePublicly } = await import('./io/network.ts');
      return { resolve: resolvePublicly, checkTls, publishedRanges };
    },
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
    leave: (exitCode) => process.exit(exitCode),
  };
}
