import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chartOf, timeLeft, WaitingLine } from '../../src/progress/waiting-line.ts';

describe('the line that waits', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2027, 0, 5, 12) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function line(
    options: { readonly ascii?: boolean; readonly keys?: boolean; readonly width?: number } = {},
  ) {
    const written: string[] = [];
    const progress = new WaitingLine({
      write: (text) => written.push(text),
      now: () => new Date(),
      commands: false,
      width: 80,
      ascii: true,
      keys: true,
      ...options,
    });
    /** What stands on the last line of the terminal. */
    const shown = (): string =>
      written.join('').split(/\n/).at(-1)?.split('\r\u001b[K').at(-1) ?? '';
    return { progress, shown, written };
  }

  const STARTED = { event: 'gate.started', step: 'wait', percent: 25, seconds: 360 } as const;

  function sample(young: number, old: number | null) {
    const errors = { new: young, old };
    return {
      event: 'gate.sample',
      step: 'wait',
      gate: 'metrics',
      verdict: 'passed',
      said: '',
      errors,
    } as const;
  }

  it('shows shares, time left and keys, and counts down', () => {
    const { progress, shown } = line();
    progress.event(STARTED);
    expect(shown()).toBe('new 25 %  old 75 %  6:00 left  p promote  a abort');
    vi.advanceTimersByTime(61_000);
    expect(shown()).toContain('4:59 left');
    vi.advanceTimersByTime(300_000);
    expect(shown()).toBe('new 25 %  old 75 %  gates  p promote  a abort');
  });

  it('draws the errors of the new service against those of the old one', () => {
    const { progress, shown } = line({ keys: false });
    progress.event(STARTED);
    progress.event(sample(0, 0));
    progress.event(sample(0.05, null));
    progress.event(sample(0.4, 0.01));
    expect(shown()).toBe('new 25 %  old 75 %  errors new _=# old _-.  6:00 left');
  });

  it('is gone before anything else is written, and at the end', async () => {
    const { progress, shown, written } = line();
    progress.event(STARTED);
    progress.event({ event: 'gate.verdict', step: 'wait', verdict: 'passed', said: 'all is well' });
    expect(written.join('')).toContain(
      '\r\u001b[K2027-01-05T12:00:00Z  gate   passed: all is well\n',
    );
    expect(shown()).toContain('left');
    progress.event({
      event: 'step.finished',
      direction: 'forward',
      step: 'wait',
      seconds: 1,
      how: 'passed',
    });
    expect(shown()).toBe('');
    await progress.end();
    expect(shown()).toBe('');
  });

  it('is never longer than the terminal is wide', () => {
    const { progress, shown } = line({ width: 20 });
    progress.event(STARTED);
    expect(shown()).toHaveLength(19);
  });

  it.each([
    [0, '0:00'],
    [59.2, '0:59'],
    [3_599, '59:59'],
    [3_600, '1:00:00'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(timeLeft(seconds)).toBe(text);
  });

  it('has bars for shares up to a tenth, and keeps the newest', () => {
    expect(chartOf([0, 0.001, 0.05, 0.1, 0.9, null], false)).toBe('▁▂▅██-');
    expect(
      chartOf(
        Array.from({ length: 20 }, () => 0),
        true,
      ),
    ).toBe('____________');
  });
});
