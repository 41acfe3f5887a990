import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorControl, EmulatorProcess, ServiceWishes } from '../cli/emulator-control.ts';
import { createEmulator } from '../emulator/emulator.ts';
import { FAULT_HELP } from '../emulator/faults.ts';
import { describeState } from '../emulator/state.ts';
import { readStateFile, StateFileError, writeStateFile } from '../emulator/state-file.ts';
import { emptyState } from '../emulator/store.ts';
import { NegctlError } from '../errors.ts';
import { emulatorEnvironment } from '../io/emulator-environment.ts';
import { isAlive } from '../io/process-identity.ts';
import type { EmulatorHome, EmulatorRecord } from './emulator-home.ts';
import { ask, host } from './emulator-host.ts';
import { PERMISSION_HELP, permissionsIn } from './emulator-permissions.ts';

const START_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 50;

function shown({ url, process: { pid } }: EmulatorRecord): EmulatorProcess {
  return { url, pid };
}

function refuse(what: string, why: string, fix: string): never {
  throw new NegctlError('environment', [{ code: 'NEG-5104', what, why, fix }]);
}

/** The `emulator` commands: an emulator as a process of its own, and its state file. */
export class EmulatorProcesses implements EmulatorControl {
  readonly faultHelp = FAULT_HELP;
  readonly permissionHelp = PERMISSION_HELP;
  readonly #home: EmulatorHome;
  /** The program that was started, to start it again in the background. */
  readonly #program: readonly [string, ...string[]];
  readonly #untilSignal: () => Promise<void>;

  constructor(
    home: EmulatorHome,
    program: readonly [string, ...string[]],
    untilSignal: () => Promise<void>,
  ) {
    this.#home = home;
    this.#program = program;
    this.#untilSignal = untilSignal;
  }

  async serve(wishes: ServiceWishes): Promise<void> {
    const server = await host(this.#home, 'service', { ...wishes, faults: [] });
    await this.#untilSignal();
    await server.close();
  }

  async start(wishes: ServiceWishes): Promise<EmulatorProcess> {
    const running = await this.running();
    if (running !== null) {
      refuse(
        `an emulator runs already at ${running.url}`,
        `it is pid ${running.pid}`,
        'use that one, or `negctl emulator stop` first',
      );
    }
    const [program, ...words] = this.#program;
    const { port, timing, permissions } = wishes;
    if (permissions !== null) permissionsIn(permissions);
    const flags = [
      `--port=${port}`,
      `--timing=${timing}`,
      ...(permissions === null ? [] : [`--permissions=${permissions}`]),
    ];
    const child = spawn(program, [...words, 'emulator', 'start', '--foreground', ...flags], {
      detached: true,
      stdio: 'ignore',
    });
    child.unref();
    const deadline = Date.now() + START_MILLISECONDS;
    while (Date.now() < deadline) {
      const started = await this.running();
      if (started !== null) return started;
      if (child.exitCode !== null) break;
      await sleep(POLL_MILLISECONDS);
    }
    return refuse(
      'the emulator did not start',
      'it ended, or took too long',
      'run `negctl emulator start --foreground` to see why',
    );
  }

  async stop(): Promise<EmulatorProcess | null> {
    const record = await this.#home.running();
    if (record === null) return null;
    process.kill(record.process.pid, 'SIGTERM');
    const deadline = Date.now() + START_MILLISECONDS;
    while (isAlive(record.process) && Date.now() < deadline) await sleep(POLL_MILLISECONDS);
    if (isAlive(record.process)) {
      refuse(
        `pid ${record.process.pid} does not end`,
        'it was asked to by SIGTERM',
        `kill ${record.process.pid}`,
      );
    }
    return shown(record);
  }

  async running(): Promise<EmulatorProcess | null> {
    const record = await this.#home.running();
    return record === null ? null : shown(record);
  }

  state(): Promise<{ readonly text: string; readonly data: unknown }> {
    const kept = this.#read();
    const data = createEmulator(kept === undefined ? {} : { state: kept }).state();
    return Promise.resolve({ text: describeState(data), data });
  }

  async reset(): Promise<void> {
    const running = await this.running();
    if (running !== null) {
      await ask(running.url, 'POST', 'reset');
      return;
    }
    await this.#home.make();
    writeStateFile(this.#home.statePath, emptyState());
  }

  async environment(url: string): Promise<Readonly<Record<string, string>>> {
    const environment = await emulatorEnvironment({}, url, this.#home.directory);
    return Object.fromEntries(
      Object.entries(environment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
  }

  #read(): ReturnType<typeof readStateFile> {
    try {
      return readStateFile(this.#home.statePath);
    } catch (thrown) {
      if (!(thrown instanceof StateFileError)) throw thrown;
      return refuse(
        'the state of the emulator cannot be read',
        thrown.message,
        'start anew with `negctl emulator reset`',
      );
    }
  }
}
