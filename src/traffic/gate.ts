import type { MetricsGate } from './metrics.ts';
import type { Reading } from './reading.ts';

/** What is looked at before more traffic is moved. */
export type Gate =
  /** Somebody says so. */
  | { readonly type: 'manual' }
  /** Cloud Monitoring: server errors and latency of the new service against the old one. */
  | MetricsGate
  /** HTTP requests to a URL: an answer of the server's below 500 counts as good. */
  | {
      readonly type: 'probe';
      readonly url: string;
      readonly samples: number;
      /** What is asked for as host; `null`: that of the URL. */
      readonly host: string | null;
    }
  /** A program: exit code 0 passes, 75 is inconclusive, anything else fails. */
  | { readonly type: 'command'; readonly program: string };

/** A gate as it is asked for: what it compares is known once the project has been read. */
export type GateWish =
  | Exclude<Gate, MetricsGate>
  | { readonly type: 'metrics'; readonly minRequests: number };

/**
 * What follows from a gate that has failed for good: all requests go back; or the shares stay as they are;
 * or they become what they were one step before. The last two wait for somebody.
 */
export const ON_FAIL = ['rollback', 'hold', 'step-down'] as const;

export type OnFail = (typeof ON_FAIL)[number];

/** When a gate has failed for good, and how long it may go without a verdict. */
export interface Limits {
  /** The failure in a row that ends it: 2 = the second one. */
  readonly consecutiveFailures: number;
  /** The failure in all steps of a migration that ends it: 5 = the fifth one, whatever passed between. */
  readonly failures: number;
  /** The error in a row after which nothing can be known: 4 = the fourth one. */
  readonly consecutiveErrors: number;
  /** Seconds from one round of readings to the next. */
  readonly intervalSeconds: number;
  /** Seconds that a gate may stay without a verdict, counted from the end of the soak. */
  readonly holdSeconds: number;
}

export const LIMITS: Limits = {
  consecutiveFailures: 2,
  failures: 5,
  consecutiveErrors: 4,
  intervalSeconds: 60,
  holdSeconds: 1_800,
};

/** What all gates said in one round: the worst of them counts. */
export function worstOf(readings: readonly Reading[]): Reading['verdict'] {
  const order = ['failed', 'error', 'inconclusive'] as const;
  return order.find((verdict) => readings.some((one) => one.verdict === verdict)) ?? 'passed';
}

/** How many rounds ended how so far. */
export interface Tally {
  readonly failures: number;
  readonly consecutiveFailures: number;
  readonly consecutiveErrors: number;
}

export const NO_ROUNDS: Tally = { failures: 0, consecutiveFailures: 0, consecutiveErrors: 0 };

/**
 * The tally after one more round. A pass ends both rows; an inconclusive round neither ends nor lengthens
 * them: it says nothing.
 */
export function tallied(tally: Tally, verdict: Reading['verdict']): Tally {
  switch (verdict) {
    case 'passed':
      return { ...tally, consecutiveFailures: 0, consecutiveErrors: 0 };
    case 'failed':
      return {
        failures: tally.failures + 1,
        consecutiveFailures: tally.consecutiveFailures + 1,
        consecutiveErrors: 0,
      };
    case 'error':
      return { ...tally, consecutiveErrors: tally.consecutiveErrors + 1 };
    case 'inconclusive':
      return { ...tally, consecutiveErrors: 0 };
  }
}

/**
 * What follows from a round: more traffic, another round, the way back, or waiting for somebody. A pass
 * is one of the last round: nothing passes on what earlier rounds said.
 */
export function decided(
  tally: Tally,
  verdict: Reading['verdict'],
  heldSeconds: number,
  limits: Limits,
): 'on' | 'again' | 'back' | 'hold' {
  if (verdict === 'passed') return 'on';
  if (tally.failures >= limits.failures) return 'back';
  if (tally.consecutiveFailures >= limits.consecutiveFailures) return 'back';
  if (tally.consecutiveErrors >= limits.consecutiveErrors) return 'hold';
  return heldSeconds >= limits.holdSeconds ? 'hold' : 'again';
}
