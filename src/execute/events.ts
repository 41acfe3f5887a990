import type { Problem } from '../errors.ts';

/** Whether a step is being done or taken back. */
export type Direction = 'forward' | 'undo';

/** A step as people know it. */
export interface NamedStep {
  readonly id: string;
  readonly title: string;
  /** `3/12`: its place in the plan. */
  readonly number: string;
}

/** What happens during a run, for whoever shows or records it. Codes are the contract, texts are not. */
export type RunEvent =
  | {
      readonly event: 'run.started';
      readonly steps: readonly (NamedStep & {
        /** True where an earlier process of the same run has done it. */
        readonly done: boolean;
      })[];
    }
  | {
      readonly event: 'step.started';
      readonly direction: Direction;
      readonly step: string;
      readonly command: string;
    }
  | {
      readonly event: 'step.retry';
      readonly direction: Direction;
      readonly step: string;
      readonly attempt: number;
      readonly seconds: number;
      readonly because: string;
    }
  | {
      readonly event: 'step.finished';
      readonly direction: Direction;
      readonly step: string;
      readonly seconds: number;
      /** Beside `done`: what a read showed where gcloud's answer alone did not tell. */
      readonly how: string;
    }
  | {
      readonly event: 'step.failed';
      readonly direction: Direction;
      readonly step: string;
      readonly problem: Problem;
    }
  | { readonly event: 'step.unknown'; readonly step: string; readonly because: string }
  | { readonly event: 'waiting'; readonly step: string; readonly because: string }
  | { readonly event: 'interrupted'; readonly running: readonly string[] }
  | {
      readonly event: 'weight.changed';
      readonly step: string;
      readonly resource: string;
      /** The share of the requests that the new service has now. */
      readonly percent: number;
    }
  | {
      readonly event: 'gate.started';
      readonly step: string;
      readonly percent: number;
      /** Until the gates are looked at. */
      readonly seconds: number;
    }
  | {
      readonly event: 'gate.sample';
      readonly step: string;
      /** Which of several services it is about. */
      readonly service?: string;
      readonly gate: string;
      readonly verdict: string;
      readonly said: string;
      /** Shares of failed requests, where the gate knows them. */
      readonly errors: { readonly new: number; readonly old: number | null } | null;
    }
  | {
      readonly event: 'gate.verdict';
      readonly step: string;
      readonly service?: string;
      readonly verdict: string;
      readonly said: string;
    }
  | {
      /** One of several services does not go on with the others, but has this share; at 0 % it is back. */
      readonly event: 'service.aside';
      readonly service: string;
      readonly percent: number;
      readonly because: string;
    }
  | { readonly event: 'verify.started' }
  | { readonly event: 'verify.finished'; readonly differences: readonly string[] }
  | { readonly event: 'rollback.started'; readonly steps: readonly NamedStep[] }
  | {
      readonly event: 'rollback.finished';
      readonly undone: number;
      readonly leftovers: readonly Leftover[];
    };

/** Something that a run made and could not take away again, or may have made. */
export interface Leftover {
  readonly step: string;
  readonly resource: string;
  readonly because: string;
  /** The words of gcloud or of an API, not yet cleaned; `null` where there are none. */
  readonly said: string | null;
  /** The command that removes it, ready to paste. */
  readonly command: string;
}
