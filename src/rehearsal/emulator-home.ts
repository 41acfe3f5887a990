import { link, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NegctlError } from '../errors.ts';
import { diskProblem, privateDirectory, writeWhole } from '../io/durable-file.ts';
import { hasCode } from '../io/error-code.ts';
import { identityOf, isAlive } from '../io/process-identity.ts';

const recordSchema = z.object({
  url: z.string(),
  process: z.object({ pid: z.number(), started: z.string() }),
  /** `command`: for the time of one command; `service`: until it is stopped. */
  purpose: z.enum(['command', 'service']),
});

/** An emulator that listens: where, in which process, and for how long. */
export type EmulatorRecord = z.infer<typeof recordSchema>;

/** The folder in which the emulator's state is kept, and the note of who has it open. */
export class EmulatorHome {
  readonly directory: string;
  readonly #state: string;

  constructor(stateDirectory: string) {
    this.#state = stateDirectory;
    this.directory = join(stateDirectory, 'emulator');
  }

  get statePath(): string {
    return join(this.directory, 'state.json');
  }

  get #recordPath(): string {
    return join(this.directory, 'server.json');
  }

  /** Makes the folder, or refuses one that others could write to. */
  make(): Promise<void> {
    return privateDirectory(this.#state, 'emulator');
  }

  /** The emulator that has the state open; `null` where none is alive. */
  async running(): Promise<EmulatorRecord | null> {
    try {
      const parsed = recordSchema.safeParse(JSON.parse(await readFile(this.#recordPath, 'utf8')));
      return parsed.success && isAlive(parsed.data.process) ? parsed.data : null;
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT') || thrown instanceof SyntaxError) return null;
      throw diskProblem(this.#recordPath, thrown);
    }
  }

  /**
   * Notes that this process has the state open, so that no second emulator writes to it.
   * @throws {NegctlError} `NEG-5104` where another one has
   */
  async claim(url: string, purpose: EmulatorRecord['purpose']): Promise<void> {
    await this.make();
    const record: EmulatorRecord = { url, purpose, process: identityOf(process.pid) };
    const draft = `${this.#recordPath}.${process.pid}`;
    await writeWhole(draft, `${JSON.stringify(record)}\n`);
    try {
      await this.#linkUnlessAlive(draft);
    } finally {
      await this.#remove(draft);
    }
  }

  /** Gives the state free again. */
  release(): Promise<void> {
    return this.#remove(this.#recordPath);
  }

  async #linkUnlessAlive(draft: string): Promise<void> {
    try {
      await link(draft, this.#recordPath);
    } catch (thrown) {
      if (!hasCode(thrown, 'EEXIST')) throw diskProblem(this.#recordPath, thrown);
      const holder = await this.running();
      if (holder !== null) throw inUse(holder);
      await this.#remove(this.#recordPath);
      await link(draft, this.#recordPath);
    }
  }

  async #remove(path: string): Promise<void> {
    try {
      await unlink(path);
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) throw diskProblem(path, thrown);
    }
  }
}

function inUse({ process: { pid }, purpose }: EmulatorRecord): NegctlError {
  return new NegctlError('environment', [
    {
      code: 'NEG-5104',
      what: `the emulator's state is in use by pid ${pid}`,
      why:
        purpose === 'command'
          ? 'another command with --emulator is running'
          : 'an emulator is running',
      fix: 'wait for it; `negctl emulator start` runs one that several commands can use at once',
    },
  ]);
}
