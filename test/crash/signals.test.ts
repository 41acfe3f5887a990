import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withGcloud } from '../support/gcloud.ts';
import { Machine, type Running, SPECS } from '../support/real.ts';

const EVENTS = ['--emulator', '--yes', '--format=ndjson'];

/** Two steps, one after the other: enough to be stopped between. */
const SMALL = ['create', 'internet-neg', '-f', join(SPECS, 'internet-neg-only.yaml')];

let machine: Machine;

beforeEach(async () => {
  machine = new Machine();
  expect((await machine.run('emulator', 'start', '--timing=0.1')).exitCode).toBe(0);
});

afterEach(async () => {
  await machine.run('emulator', 'stop');
});

/** Waits for the n-th event of a name. */
async function nthEvent(running: Running, name: string, nth: number): Promise<void> {
  let seen = 0;
  const counted = new Set<string>();
  await running.line((line) => {
    if (line.includes(`"event":"${name}"`) && !counted.has(line)) {
      counted.add(line);
      seen += 1;
    }
    return seen >= nth;
  });
}

withGcloud('asked to stop', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'by %s: finishes what runs, starts nothing more, can be resumed',
    async (signal, exitCode) => {
      const running = machine.start(...SMALL, ...EVENTS);
      await nthEvent(running, 'step.started', 1);
      running.kill(signal);
      const stopped = await running.ended;
      expect(stopped.exitCode, stopped.err).toBe(exitCode);
      expect(stopped.err).toContain('Stopping');
      expect(stopped.err).toContain('Stopped at 1 of 2. Nothing was undone.');
      expect(stopped.out.match(/"event":"step.finished"/g)).toHaveLength(1);
      const resumed = await machine.run('resume', '--yes');
      expect(resumed.exitCode, resumed.err).toBe(0);
    },
  );

  it('with --on-interrupt=rollback puts everything back', async () => {
    const before = machine.emulatedResources();
    const running = machine.start(...SMALL, ...EVENTS, '--on-interrupt=rollback');
    await nthEvent(running, 'step.started', 1);
    running.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped.exitCode, stopped.err).toBe(130);
    expect(machine.emulatedResources()).toEqual(before);
  });

  it('twice: leaves at once, and the run is finished by resume', async () => {
    const running = machine.cold.start(...SMALL, ...EVENTS);
    await nthEvent(running, 'step.started', 1);
    running.kill('SIGINT');
    await running.line((line) => line.startsWith('Stopping'), 'err');
    running.kill('SIGINT');
    const left = await running.ended;
    expect(left.exitCode, left.err).toBe(130);
    expect(left.err).toContain('Left at once');
    const resumed = await machine.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
  });

  it('by a deadline: exits with 124 and can be resumed', async () => {
    const ended = await machine.run(...SMALL, ...EVENTS, '--deadline=100ms');
    expect(ended.exitCode, ended.err).toBe(124);
    const resumed = await machine.run('resume', '--yes');
    expect(resumed.exitCode, resumed.err).toBe(0);
  });
});
