import { cleanLine } from '../clean.ts';
import type { RunEvent } from '../execute/events.ts';
import type { Progress } from './progress.ts';

export interface PlainOptions {
  readonly write: (text: string) => void;
  readonly now: () => Date;
  /** Show each gcloud command too. */
  readonly commands: boolean;
}

const HEARTBEAT_MILLISECONDS = 30_000;

function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function secondsText(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** Words for the numbers and states of steps. */
class Lines {
  readonly #numbers = new Map<string, string>();
  readonly #titles = new Map<string, string>();
  readonly #commands: boolean;

  constructor(commands: boolean) {
    this.#commands = commands;
  }

  of(event: RunEvent): readonly string[] {
    switch (event.event) {
      case 'run.started':
        this.#learn(event.steps);
        return [];
      case 'step.started':
        return [
          `start  ${this.#name(event.step, event.direction)}`,
          ...(this.#commands ? [`       ${cleanLine(event.command)}`] : []),
        ];
      case 'step.finished':
        return [
          `done   ${this.#name(event.step, event.direction)}  ${secondsText(event.seconds)}${this.#how(event.how)}`,
        ];
      case 'step.retry':
        return [
          `retry  ${this.#name(event.step, event.direction)}  attempt ${event.attempt} in ${event.seconds} s: ${cleanLine(event.because)}`,
        ];
      case 'step.failed':
        return [
          `FAILED ${this.#name(event.step, event.direction)}: ${cleanLine(event.problem.what)}`,
        ];
      case 'step.unknown':
        return [`?      ${this.#name(event.step, 'forward')}: ${cleanLine(event.because)}`];
      case 'waiting':
        return [`wait   ${this.#name(event.step, 'forward')}: ${cleanLine(event.because)}`];
      case 'interrupted':
        return [
          event.running.length === 0
            ? 'stop   nothing further starts'
            : `stop   nothing further starts; gcloud is finishing ${event.running.join(', ')}`,
        ];
      case 'weight.changed':
        return [`weight ${cleanLine(event.resource)}: ${event.percent} % to the new backend`];
      case 'gate.started':
        return [`soak   ${this.#name(event.step, 'forward')}: ${event.seconds} s left`];
      case 'gate.sample':
        return [];
      case 'gate.verdict':
        return [`gate   ${event.verdict}: ${cleanLine(event.said)}`];
      case 'service.aside':
        return [
          event.percent === 0
            ? `back   ${cleanLine(event.service)}, alone: ${cleanLine(event.because)}`
            : `back   ${cleanLine(event.service)}, alone, to ${event.percent} %: ${cleanLine(event.because)}`,
        ];
      case 'verify.started':
        return ['verify reading back what was made'];
      case 'verify.finished':
        return event.differences.length === 0
          ? ['verify everything is as planned']
          : event.differences.map((difference) => `verify ${cleanLine(difference)}`);
      case 'rollback.started':
        this.#learn(event.steps);
        return [`undo   taking back ${event.steps.length} steps`];
      case 'rollback.finished':
        return [`undo   ${event.undone} taken back, ${event.leftovers.length} left over`];
    }
  }

  #learn(
    steps: readonly { readonly id: string; readonly title: string; readonly number: string }[],
  ): void {
    for (const { id, title, number } of steps) {
      this.#numbers.set(id, number);
      this.#titles.set(id, title);
    }
  }

  #name(step: string, direction: 'forward' | 'undo'): string {
    const title = cleanLine(this.#titles.get(step) ?? step);
    const number = this.#numbers.get(step) ?? '?';
    return direction === 'undo' ? `${number} undo: ${title}` : `${number} ${title}`;
  }

  #how(how: string): string {
    return how === 'created' || how === 'removed' ? '' : `  (${how.replaceAll('-', ' ')})`;
  }
}

/** One line for each thing that happens, with the time; for logs, pipes and screen readers. */
export function plainProgress({ write, now, commands }: PlainOptions): Progress {
  const lines = new Lines(commands);
  const running = new Set<string>();
  const line = (text: string) => write(`${utc(now())}  ${text}\n`);
  const heartbeat = setInterval(() => {
    if (running.size > 0) line(`...    still running: ${[...running].join(', ')}`);
  }, HEARTBEAT_MILLISECONDS);
  heartbeat.unref();
  return {
    event: (event) => {
      if (event.event === 'step.started') running.add(event.step);
      if (event.event === 'step.finished' || event.event === 'step.failed')
        running.delete(event.step);
      for (const text of lines.of(event)) line(text);
    },
    end: () => {
      clearInterval(heartbeat);
      return Promise.resolve();
    },
  };
}
