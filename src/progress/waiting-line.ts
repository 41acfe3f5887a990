import { cleanLine } from '../clean.ts';
import type { RunEvent } from '../execute/events.ts';
import { plainProgress } from './plain.ts';
import type { Progress } from './progress.ts';

const UNICODE_BARS = '▁▂▃▄▅▆▇█';
const ASCII_BARS = '_.:-=+*#';

/** How many looks a chart shows. */
const CHART_LENGTH = 12;

/** A share of failed requests that fills a bar. */
const FULL_BAR = 0.1;

/** Shares of failed requests as bars, the newest last; a dash where none is known. */
export function chartOf(shares: readonly (number | null)[], ascii: boolean): string {
  const bars = [...(ascii ? ASCII_BARS : UNICODE_BARS)];
  return shares
    .slice(-CHART_LENGTH)
    .map((share) => {
      if (share === null) return '-';
      const height = Math.ceil(Math.min(share / FULL_BAR, 1) * (bars.length - 1));
      return bars[height] ?? '-';
    })
    .join('');
}

/** `4:05`, and `1:02:30` from an hour on. */
export function timeLeft(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map(
    Math.floor,
  );
  const pad = (part: number | undefined): string => String(part ?? 0).padStart(2, '0');
  return hours === 0 ? `${minutes}:${pad(rest)}` : `${hours}:${pad(minutes)}:${pad(rest)}`;
}

/** Shares of failed requests. */
type ErrorShares = NonNullable<Extract<RunEvent, { event: 'gate.sample' }>['errors']>;

/** A wait as it is shown. */
interface Wait {
  readonly percent: number;
  readonly until: number;
}

export interface WaitingLineOptions {
  readonly write: (text: string) => void;
  readonly now: () => Date;
  readonly commands: boolean;
  readonly width: number;
  /** True where only ASCII can be shown. */
  readonly ascii: boolean;
  /** True where keys are heard. */
  readonly keys: boolean;
}

const ERASE_LINE = '\r\u001b[K';
const REDRAW_MILLISECONDS = 1_000;

/**
 * What happens as lines, and below them, while shares are waited with, one line that is redrawn: shares,
 * errors of the new service against the old one, time left, keys.
 */
export class WaitingLine implements Progress {
  readonly #options: WaitingLineOptions;
  readonly #lines: Progress;
  readonly #timer: NodeJS.Timeout;
  /** By the service that they are of; all of the only one under no name. */
  readonly #errors = new Map<string, ErrorShares[]>();
  #wait: Wait | null = null;
  #isDrawn = false;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
    const { now, commands } = options;
    this.#lines = plainProgress({ write: (text) => this.#above(text), now, commands });
    this.#timer = setInterval(() => this.#draw(), REDRAW_MILLISECONDS);
    this.#timer.unref();
  }

  event(event: RunEvent): void {
    if (event.event === 'gate.started') {
      const until = this.#options.now().getTime() + event.seconds * 1_000;
      this.#wait = { percent: event.percent, until };
      this.#errors.clear();
    }
    if (event.event === 'gate.sample' && event.errors !== null) {
      const of = event.service ?? '';
      this.#errors.set(of, [...(this.#errors.get(of) ?? []), event.errors]);
    }
    const ends = ['step.started', 'step.finished', 'step.failed', 'rollback.started'];
    if (ends.includes(event.event)) this.#wait = null;
    this.#lines.event(event);
    this.#draw();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#erase();
    await this.#lines.end();
  }

  #above(text: string): void {
    this.#erase();
    this.#options.write(text);
  }

  #erase(): void {
    if (this.#isDrawn) this.#options.write(ERASE_LINE);
    this.#isDrawn = false;
  }

  #draw(): void {
    if (this.#wait === null) {
      this.#erase();
      return;
    }
    const text = cleanLine(this.#text(this.#wait)).slice(0, this.#options.width - 1);
    this.#options.write(`${ERASE_LINE}${text}`);
    this.#isDrawn = true;
  }

  #text({ percent, until }: Wait): string {
    const { now, ascii, keys } = this.#options;
    const left = Math.ceil((until - now().getTime()) / 1_000);
    const errors = [...this.#errors].map(([service, shares]) => {
      const young = shares.map((share) => share.new);
      const old = shares.map((share) => share.old);
      const of = service === '' ? 'errors' : (service.split('/').at(-1) ?? service);
      return `${of} new ${chartOf(young, ascii)} old ${chartOf(old, ascii)}`;
    });
    return [
      `new ${percent} %  old ${100 - percent} %`,
      ...errors,
      left > 0 ? `${timeLeft(left)} left` : 'gates',
      ...(keys ? ['p promote', 'a abort'] : []),
    ].join('  ');
  }
}
