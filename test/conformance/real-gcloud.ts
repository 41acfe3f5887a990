import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type EmulatorServer, startEmulator } from '../../src/emulator/server.ts';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { emulatorEnvironment } from '../../src/io/emulator-environment.ts';
import { gcloudProcess } from '../../src/io/gcloud-process.ts';
import { type Case, PROJECT } from './case.ts';
import { CLOCK, type Observation, observe, Recorder } from './observation.ts';

const PROGRAM = 'gcloud';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error) return false;
    throw thrown;
  }
}

/** Whether there is a gcloud to compare with. */
export function hasGcloud(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => isExecutable(join(folder, PROGRAM)));
}

/** Where the real gcloud runs: a folder for its configurations, and so many at a time. */
export class Workplace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'negctl-conformance-'));
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #runs = 0;

  constructor(lanes: number) {
    this.#free = lanes;
  }

  /** Runs a case through the real gcloud as soon as a lane is free; a slow one at once. */
  async observe(one: Case): Promise<Observation> {
    if (one.slow === true) return this.#observe(one);
    if (this.#free === 0) await new Promise<void>((wake) => this.#waiting.push(wake));
    else this.#free -= 1;
    try {
      return await this.#observe(one);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** The real gcloud just as negctl runs it for a rehearsal, in front of this server. */
  async gcloud({ url }: EmulatorServer): Promise<Gcloud> {
    this.#runs += 1;
    const own = join(this.#folder, String(this.#runs));
    const environment = await emulatorEnvironment(process.env, url, own);
    return gcloudProcess({ program: PROGRAM, context: { project: PROJECT }, environment });
  }

  async #observe(one: Case): Promise<Observation> {
    const recorder = new Recorder();
    const { onRequest } = recorder;
    const server = await startEmulator({ clock: CLOCK, onRequest, ...one.settings });
    try {
      return await observe(one, { emulator: server.emulator, recorder }, await this.gcloud(server));
    } finally {
      await server.close();
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
