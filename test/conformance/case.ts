import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.ts';
import type { FailureClass } from '../../src/gcloud/classify.ts';
import type { Command } from '../../src/gcloud/command.ts';
import type { Json } from '../../src/json.ts';

/** The project that every case is about. */
export const PROJECT = 'demo';

/** A call that prepares the emulator: of Compute relative to the project, or a whole path of any API. */
export type Preparation = readonly [method: 'POST' | 'PUT', path: string, body: Json];

/** One command under one set of circumstances; the real gcloud and the stand-in must act alike in it. */
export interface Case {
  /** Unique; says what makes it different from other cases of the same command. */
  readonly name: string;
  /** What is there before: calls to the API. */
  readonly world?: readonly Preparation[];
  /** Settings of the emulator. */
  readonly settings?: Pick<EmulatorOptions, 'quotas' | 'disabledApis'>;
  /** Every one of them must strike. */
  readonly faults?: readonly string[];
  /** The command; some need to know what is there. */
  readonly command: Command | ((emulator: Emulator) => Command);
  /** The class of the failure that it ends with; absent = it succeeds. */
  readonly ends?: FailureClass;
  /** The real gcloud sleeps through most of it, half a minute and more: it runs beside the others. */
  readonly slow?: boolean;
}

/** The command of a case, about the world as it was prepared. */
export function commandOf({ command }: Case, emulator: Emulator): Command {
  return typeof command === 'function' ? command(emulator) : command;
}

/**
 * Makes the world of a case. The faults come last, so that they count the command's calls only.
 * @throws {Error} where the emulator refuses a preparation
 */
export async function prepare(
  emulator: Emulator,
  { world = [], faults = [] }: Case,
): Promise<void> {
  for (const [method, path, body] of world) {
    const request = {
      method,
      path: /^(?:\/|http:)/.test(path) ? path : `/compute/v1/projects/${PROJECT}/${path}`,
      body: JSON.stringify(body),
    };
    const response = await emulator.handle(request);
    if (response.kind !== 'answer' || response.status >= 400) {
      throw new Error(`${method} ${path} is refused: ${JSON.stringify(response)}`);
    }
    // A read brings about what the operation was for.
    await emulator.handle({ ...request, method: 'GET', body: '' });
  }
  emulator.addFaults(faults);
}
