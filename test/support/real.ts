import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { comparableState } from '../../src/emulator/state.ts';
import { readStateFile } from '../../src/emulator/state-file.ts';
import { temporaryDirectory } from './temporary.ts';
import { coldPath } from './warm-gcloud/warm-gcloud.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The program as it is shipped. */
export const NEGCTL = join(ROOT, 'bin', 'negctl.js');

/** Examples that are shipped with it. */
export const SPECS = join(ROOT, 'templates', 'specs');

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** A process under way: what it has printed so far, and its end. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves with the first line of standard output, or of the stream named, that fits. */
  line(fits: (line: string) => boolean, stream?: 'out' | 'err'): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program; its output is kept, and it can be watched line by line. */
export function start(
  program: string,
  words: readonly string[],
  options: {
    readonly environment: NodeJS.ProcessEnv;
    readonly cwd: string;
    readonly input?: string;
  },
): Running {
  const child = spawn(program, words, { env: options.environment, cwd: options.cwd });
  child.stdin.end(options.input ?? '');
  const texts = { out: '', err: '' };
  const watchers = new Set<() => void>();
  const heard = (stream: 'out' | 'err') => (chunk: Buffer) => {
    texts[stream] += chunk.toString();
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', heard('out'));
  child.stderr.on('data', heard('err'));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...texts }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => child.kill(signal),
    line: (fits, stream = 'out') =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = texts[stream].split('\n').find(fits);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        ended.then(() => {
          look();
          reject(new Error(`no such line:\n${texts.out}\n${texts.err}`));
        }, reject);
        look();
      }),
  };
}

/** One operator's machine: a state directory and a working directory of its own. */
export class Machine {
  readonly directory = temporaryDirectory();
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: Readonly<Record<string, string | undefined>> = {}) {
    const { CI: _ci, NEGCTL_STATE_DIR: _state, GITHUB_ACTIONS: _actions, ...rest } = process.env;
    this.#environment = {
      ...rest,
      NO_COLOR: '1',
      COLUMNS: '80',
      NEGCTL_STATE_DIR: this.directory,
      NEGCTL_CONFIG_DIR: this.directory,
      ...environment,
    };
  }

  /** The same machine, where gcloud is the one that everybody starts. */
  get cold(): Machine {
    return new Machine({ NEGCTL_STATE_DIR: this.directory, PATH: coldPath() });
  }

  get environment(): NodeJS.ProcessEnv {
    return this.#environment;
  }

  start(...words: readonly string[]): Running {
    return start(process.execPath, [NEGCTL, ...words], {
      environment: this.#environment,
      cwd: this.directory,
    });
  }

  run(...words: readonly string[]): Promise<Ended> {
    return this.start(...words).ended;
  }

  /** What exists in the emulated projects, ids and times aside. */
  emulatorState(): unknown {
    return comparableState(this.#emulated().state());
  }

  /** The resources of the emulated projects, beside the network that every project begins with. */
  emulatedResources(): readonly string[] {
    const paths = Object.keys(this.#emulated().state().resources);
    return paths.filter((path) => !/\/(?:networks|subnetworks)\/default$/.test(path));
  }

  #emulated(): Emulator {
    const kept = readStateFile(join(this.directory, 'emulator', 'state.json'));
    return createEmulator(kept === undefined ? {} : { state: kept });
  }

  readJournal(run: string): string {
    return readFileSync(join(this.directory, 'runs', run, 'journal.ndjson'), 'utf8');
  }
}
