import type { RunEvent } from '../execute/events.ts';

/** Shows the events of a run to somebody. */
export interface Progress {
  event(event: RunEvent): void;
  /** Called once, after the last event: nothing is drawn afterwards. */
  end(): Promise<void>;
}
