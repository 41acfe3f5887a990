import { NegctlError } from '../errors.ts';
import type { StepContext } from './ports.ts';

const BACK_OFF_SECONDS = [2, 5, 10, 20, 30] as const;

/** How long to wait after an attempt that failed, counted from 1. */
export function backOffSeconds(attempt: number): number {
  return BACK_OFF_SECONDS[Math.min(attempt, BACK_OFF_SECONDS.length) - 1] ?? 30;
}

/** Codes of refusals that another attempt would meet again: identity, permission, API off, no gcloud. */
const LASTING: ReadonlySet<string> = new Set(['NEG-3101', 'NEG-3102', 'NEG-4106', 'NEG-5101']);

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
      const passing = thrown instanceof NegctlError && !LASTING.has(thrown.problems[0]?.code ?? '');
      if (!passing || attempt > options.retries) throw thrown;
      await ports.clock.sleep(backOffSeconds(attempt) * 1_000);
    }
  }
}
