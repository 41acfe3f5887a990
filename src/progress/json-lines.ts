import { jsonText } from '../clean.ts';
import type { RunEvent } from '../execute/events.ts';

/** Writes events as JSON lines, numbered and timed; each is flushed at once. */
export class JsonLines {
  readonly #write: (text: string) => void;
  readonly #now: () => Date;
  #seq = 0;
  #run: string | null = null;

  constructor(write: (text: string) => void, now: () => Date) {
    this.#write = write;
    this.#now = now;
  }

  /** From here on the events belong to this run. */
  belongTo(run: string): void {
    this.#run = run;
  }

  line(event: RunEvent | { readonly event: string; readonly [detail: string]: unknown }): void {
    this.#seq += 1;
    const head = { v: 1, ts: this.#now().toISOString(), seq: this.#seq, run: this.#run };
    this.#write(`${jsonText({ ...head, ...event })}\n`);
  }
}
