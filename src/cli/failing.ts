import { NegctlError } from '../errors.ts';
import type { App, SharedState } from './app.ts';
import type { Invocation } from './command.ts';
import { NOTHING, Output } from './output.ts';
import { type Settings, settingsOf } from './settings.ts';

/** What most commands start from. */
export interface Ready {
  readonly app: App;
  readonly settings: Settings;
  readonly output: Output;
}

/** Where a command finds runs and locks: on this machine, or where `--state` says. */
class State {
  readonly #app: App;
  readonly #settings: Settings;
  #shared: Promise<SharedState> | null = null;

  constructor(app: App, settings: Settings) {
    this.#app = app;
    this.#settings = settings;
  }

  /** The app, with runs and locks where they are wanted. */
  get app(): App {
    if (this.#settings.state === null) return this.#app;
    return {
      ...this.#app,
      runs: async () => (await this.#opened()).runs,
      locks: async () => (await this.#opened()).locks,
    };
  }

  async close(): Promise<void> {
    await (await this.#shared)?.close();
  }

  #opened(): Promise<SharedState> {
    const { state, identity, emulator } = this.#settings;
    this.#shared ??= this.#app.sharedState({ place: state ?? '', identity, emulator });
    return this.#shared;
  }
}

/**
 * Runs a command; an expected failure is shown in the format asked for, so that a document or event
 * stream ends properly whatever happens.
 */
export async function failingWith(
  { app, flags }: Invocation,
  command: string,
  action: (ready: Ready) => Promise<number>,
): Promise<number> {
  const settings = settingsOf(flags);
  const output = new Output(app, settings, command);
  const state = new State(app, settings);
  try {
    return await action({ app: state.app, settings, output });
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return output.finish({ ...NOTHING, ending: thrown.ending, problems: thrown.problems });
  } finally {
    await state.close();
  }
}
