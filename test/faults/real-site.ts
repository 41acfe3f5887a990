import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { type EmulatorServer, startEmulator } from '../../src/emulator/server.ts';
import { emulatorEnvironment } from '../../src/io/emulator-environment.ts';
import { RunFolders } from '../../src/io/run-store.ts';
import { Machine, NEGCTL } from '../support/real.ts';
import type { World } from '../support/world.ts';
import { Front } from './front.ts';
import { gcloudOfSample } from './gcloud-of-sample.ts';
import type { Command, SeenRequest, Site } from './site.ts';
import { allTextBelow } from './world-site.ts';

const PRELOAD = join(import.meta.dirname, 'preload.mjs');

/** What happens to one real negctl while it runs. */
export interface Disturbance {
  /** A moment of its journal, as `momentOf` names it, and what the process does to itself there. */
  readonly at?: string;
  readonly action?: string;
  /** Nobody reads its output. */
  readonly deaf?: boolean;
  readonly flags?: readonly string[];
  /** Called with all that it has said on standard error so far. */
  readonly onSaid?: (text: string) => void;
}

interface Parts {
  readonly server: EmulatorServer;
  readonly front: Front;
  readonly gcloud: string;
  readonly ownDisk: boolean;
}

/** A case by real processes: the shipped negctl, the real gcloud, an emulator that listens. */
export class RealSite implements Site {
  readonly commands: Command[] = [];
  readonly foreign = new Set<string>();
  readonly machine = new Machine();
  readonly runs: RunFolders;
  readonly front: Front;
  readonly server: EmulatorServer;
  readonly #environment: NodeJS.ProcessEnv;
  #pid = 0;

  readonly realGcloud: string;
  /** True where runs are kept on a small disk of their own. */
  readonly hasOwnDisk: boolean;

  /** What the disturbed command was given; an operation that never ends outlasts it, and the next ones meet it too. */
  #flags: readonly string[] = [];

  private constructor(from: World, { server, front, gcloud, ownDisk }: Parts) {
    this.server = server;
    this.front = front;
    const { directory } = this.machine;
    this.hasOwnDisk = ownDisk && mountSmallDisk(join(directory, 'runs'));
    cpSync(from.directory, directory, { recursive: true });
    this.runs = new RunFolders(directory, () => new Date());
    const programs = join(directory, 'bin');
    mkdirSync(programs);
    this.realGcloud = gcloud;
    symlinkSync(this.realGcloud, this.gcloud);
    this.#environment = { ...this.machine.environment, NEGCTL_GCLOUD: this.gcloud };
  }

  /** The gcloud of this site: a link, so that it can be taken away. */
  get gcloud(): string {
    return join(this.machine.directory, 'bin', 'gcloud');
  }

  /** A small disk of its own needs the right to mount one; {@link hasOwnDisk} says what came of it. */
  static async open(from: World, { ownDisk = false } = {}): Promise<RealSite> {
    const server = await startEmulator({ timing: 0.02, state: from.emulator.state() });
    const front = new Front(server);
    await front.listen();
    return new RealSite(from, { server, front, gcloud: await gcloudOfSample(), ownDisk });
  }

  /** Ends the negctl that runs, at once. */
  kill(): void {
    process.kill(this.#pid, 'SIGKILL');
  }

  async run(words: readonly string[], disturbance: Disturbance = {}): Promise<Command> {
    const { at, action, deaf = false, onSaid } = disturbance;
    this.#flags = disturbance.flags ?? this.#flags;
    const own = words.map((word) =>
      word === '--emulator' ? `--emulator=${this.front.url}` : word,
    );
    const pointed = own.some((word) => word.startsWith('--emulator='));
    const emulator = pointed ? [] : [`--emulator=${this.front.url}`];
    const told =
      at === undefined
        ? {}
        : {
            NODE_OPTIONS: `--import=${PRELOAD}`,
            NEGCTL_FAULTS_AT: at,
            NEGCTL_FAULTS_DO: action ?? 'kill',
            NEGCTL_FAULTS_MARK: this.#mark,
          };
    const child = spawn(
      process.execPath,
      [NEGCTL, ...own, ...emulator, ...this.#flags, '--format=json'],
      {
        env: { ...this.#environment, ...told },
        cwd: this.machine.directory,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#pid = child.pid ?? 0;
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      texts.out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      texts.err += chunk.toString();
      onSaid?.(texts.err);
      if (deaf) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    });
    const exitCode = await new Promise<number | null>((resolve) => {
      child.once('close', (code) => resolve(code));
    });
    const command = { words, exitCode, ...texts };
    this.commands.push(command);
    return command;
  }

  /** True where what was to happen to the last command did happen: at its moment, at the API, at its output. */
  hasStruck({ at, deaf }: Disturbance, { err }: Command): boolean {
    if (deaf === true) return err !== '';
    if (at !== undefined) return existsSync(this.#mark);
    return this.server.emulator.faults().some(({ fired }) => fired > 0);
  }

  get #mark(): string {
    return join(this.machine.directory, 'struck');
  }

  requests(): readonly SeenRequest[] {
    return this.front.seen;
  }

  state(): EmulatorState {
    return this.server.emulator.state();
  }

  written(): string {
    const places = ['runs', 'locks'].map((name) => join(this.machine.directory, name));
    return places
      .filter((place) => existsSync(place))
      .map(allTextBelow)
      .join('\n');
  }

  /** The process that a journal names last for a step. */
  gcloudOf(run: string, step: string): number {
    const lines = readFileSync(join(this.machine.directory, 'runs', run, 'journal.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('.process"') && line.includes(`"${step}"`));
    return Number(/"pid":(\d+)/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
  }

  async paste(line: string): Promise<void> {
    const env = await emulatorEnvironment(
      {
        PATH: `${join(this.machine.directory, 'bin')}:${process.env['PATH'] ?? ''}`,
        HOME: this.machine.directory,
      },
      this.front.url,
      join(this.machine.directory, 'emulator'),
    );
    await new Promise<void>((resolve) => {
      spawn('sh', ['-c', line], { env, stdio: 'ignore' }).once('exit', () => resolve());
    });
  }

  /** Ends every fault: what was disturbed can be mended now. */
  calm(): void {
    this.front.watcher = {};
    this.server.emulator.clearFaults();
    rmSync(this.gcloud, { force: true });
    symlinkSync(this.realGcloud, this.gcloud);
    const runs = join(this.machine.directory, 'runs');
    if (!existsSync(runs)) return;
    for (const name of readdirSync(runs)) {
      if (name.startsWith('filler-')) rmSync(join(runs, name));
    }
  }

  async close(): Promise<void> {
    await this.front.close();
    if (this.hasOwnDisk) unmount(join(this.machine.directory, 'runs'));
    rmSync(this.machine.directory, { recursive: true, force: true });
  }
}

/** Mounts a small disk at a directory; `false` where this user may not. */
function mountSmallDisk(directory: string): boolean {
  mkdirSync(directory, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', 'size=512k,mode=0700', 'negctl-faults', directory];
  return spawnSync('mount', options, { stdio: 'ignore' }).status === 0;
}

function unmount(directory: string): void {
  spawnSync('umount', ['-l', directory], { stdio: 'ignore' });
}

/** Puts a program in the place of gcloud. */
export function replaceGcloud(site: RealSite, script: string): void {
  rmSync(site.gcloud, { force: true });
  writeFileSync(site.gcloud, script);
  chmodSync(site.gcloud, 0o755);
}
