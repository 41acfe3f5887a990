import { NegctlError } from '../errors.ts';
import type { Direction } from './events.ts';
import type { StepContext } from './ports.ts';

const FIRST_BACK_OFFS = [2, 5, 10, 20] as const;
const LATER_BACK_OFF = 30;

/** How long to wait after an attempt that failed, counted from 1. */
export function backOffSeconds(attempt: number): number {
  return FIRST_BACK_OFFS[attempt - 1] ?? LATER_BACK_OFF;
}

/** An attempt at a step that a read has shown to have done nothing. */
export interface FailedAttempt {
  readonly step: string;
  readonly direction: Direction;
  /** Counted from 1. */
  readonly attempt: number;
  readonly because: string;
}

/** Tells that the step is tried again, and waits for that. */
export async function restAfter(
  { ports }: Pick<StepContext, 'ports'>,
  { step, direction, attempt, because }: FailedAttempt,
): Promise<void> {
  const seconds = backOffSeconds(attempt);
  ports.emit({ event: 'step.retry', direction, step, attempt: attempt + 1, seconds, because });
  await ports.clock.sleep(seconds * 1_000);
}

/** Codes of refusals that another attempt would meet again: identity, permission, API off, no gcloud. */
const LASTING: ReadonlySet<string> = new Set(['NEG-3101', 'NEG-3102', 'NEG-4106', 'NEG-5101']);

function mayPass(thrown: unknown): boolean {
  return thrown instanceof NegctlError && !thrown.problems.some(({ code }) => LASTING.has(code));
}

/**
 * Reads, again where the failure may pass: a read changes nothing, so it can be repeated.
 * @throws {NegctlError} the last failure
 */
export async function readAgain<T>(
  { ports, options }: Pick<StepContext, 'ports' | 'options'>,
  read: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (thrown) {
      if (!mayPass(thrown) || attempt > options.retries) throw thrown;
      await ports.clock.sleep(backOffSeconds(attempt) * 1_000);
    }
  }
}
