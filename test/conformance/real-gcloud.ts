import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gcloud } from '../../src/gcloud/gcloud.ts';
import { emulatorEnvironment } from '../../src/io/emulator-environment.ts';
import { gcloudProcess } from '../../src/io/gcloud-process.ts';
import { coldPath, type WarmGcloud, warmGcloud } from '../support/warm-gcloud/warm-gcloud.ts';
import { PROJECT } from './case.ts';

/** Where the real gcloud runs: a folder for its configurations, and so many at a time. */
export class Workplace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'negctl-conformance-'));
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #runs = 0;
  #warm: Promise<WarmGcloud> | undefined;

  constructor(lanes: number) {
    this.#free = lanes;
  }

  /** Does some work as soon as a lane is free. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((wake) => this.#waiting.push(wake));
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** The real gcloud, in front of an emulator just as negctl runs it for a rehearsal. */
  async gcloud(url: string, start: 'warm' | 'cold' = 'warm'): Promise<Gcloud> {
    const isCold = start === 'cold';
    const program = isCold ? 'gcloud' : (await this.#warmed()).program;
    this.#runs += 1;
    const own = join(this.#folder, String(this.#runs));
    const shown = isCold ? { ...process.env, PATH: coldPath() } : process.env;
    const environment = await emulatorEnvironment(shown, url, own);
    return gcloudProcess({ program, context: { project: PROJECT }, environment });
  }

  #warmed(): Promise<WarmGcloud> {
    this.#warm ??= warmGcloud();
    return this.#warm;
  }

  async close(): Promise<void> {
    (await this.#warm)?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
