import { NegctlError } from '../errors.ts';
import type { App } from './app.ts';
import type { Invocation } from './command.ts';
import { NOTHING, Output } from './output.ts';
import { type Settings, settingsOf } from './settings.ts';

/** What most commands start from. */
export interface Ready {
  readonly app: App;
  readonly settings: Settings;
  readonly output: Output;
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
  try {
    return await action({ app, settings, output });
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return output.finish({ ...NOTHING, ending: thrown.ending, problems: thrown.problems });
  }
}
