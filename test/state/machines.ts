import { expect } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { virtualClock } from '../support/stand-in/clock.ts';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import { World } from '../support/world.ts';

/** Where the machines of a test keep their runs. */
export const STATE = '--state=gs://team/negctl';

/** Two machines with state directories of their own, in front of one cloud. */
export interface Machines {
  readonly a: World;
  readonly b: World;
  readonly emulator: Emulator;
}

/** The cloud has the bucket already, unless a test is about that. */
export async function machines(bucket = 'team'): Promise<Machines> {
  const clock = virtualClock(Date.UTC(2027, 0, 5, 12));
  const emulator = createEmulator({ clock, timing: 0.1 });
  const made = await emulator.handle({
    method: 'POST',
    path: '/storage/v1/b?project=demo',
    body: JSON.stringify({ name: bucket }),
  });
  expect(made).toMatchObject({ kind: 'answer', status: 200 });
  const machine = (host: string): World => new World({ emulator, clock, host });
  return { a: machine('machine-a'), b: machine('machine-b'), emulator };
}

/** The objects of the bucket: what each holds, by its name. */
export function objectsOf(emulator: Emulator): ReadonlyMap<string, string> {
  const { objects = {} } = emulator.state().buckets['team'] ?? {};
  return new Map(Object.values(objects).map(({ name, content }) => [name, content]));
}

/** The names of the runs in the bucket. */
export function runsIn(emulator: Emulator): readonly string[] {
  const names = [...objectsOf(emulator).keys()];
  return [...new Set(names.flatMap((name) => /^negctl\/runs\/([^/]+)/.exec(name)?.[1] ?? []))];
}

/** Runs a command that negctl does not survive, and waits until the gclouds it left have ended. */
export async function killed(world: World, ...words: readonly string[]): Promise<void> {
  await expect(world.run(...words)).rejects.toBeInstanceOf(NegctlDied);
  await world.idle();
  world.hook(undefined);
}
