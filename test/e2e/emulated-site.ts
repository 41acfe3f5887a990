import { expect } from 'vitest';
import type { Preparation } from '../conformance/case.ts';
import type { Machine } from '../support/real.ts';

const headers = { authorization: 'Bearer emulator' };

/** Starts the emulator of a machine, and makes what a project has before. */
export async function emulated(machine: Machine, all: readonly Preparation[]): Promise<void> {
  const started = await machine.run('emulator', 'start', '--timing=0');
  expect(started.exitCode, started.err).toBe(0);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.out)?.[0] ?? '';
  for (const [method, path, body] of all) {
    const answer = await fetch(`${url}/compute/v1/projects/demo/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBe(200);
    // One that is done at once is settled by the first look at it.
    await fetch(`${url}/compute/v1/projects/demo/global/operations`, { headers });
  }
}
