import { expect } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { Bucket } from '../../src/io/bucket.ts';
import { virtualClock } from '../support/stand-in/clock.ts';
import { GcloudKilled, NegctlDied } from '../support/stand-in/deaths.ts';
import { standIn } from '../support/stand-in/stand-in.ts';
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

/** The writes to the bucket that a machine has asked gcloud for: locks, records, and their removal. */
export function bucketWrites({ calls }: World): number {
  return calls.filter(isBucketWrite).length;
}

function isBucketWrite([group, verb]: readonly string[]): boolean {
  return group === 'storage' && (verb === 'cp' || verb === 'rm');
}

/** Lets negctl die at its n-th write to the bucket: the write is lost with it, or has just been done. */
export function dieAtBucketWrite(world: World, number: number, when: 'before' | 'after'): void {
  let writes = 0;
  const moment = (argv: readonly string[]): void => {
    if (!isBucketWrite(argv)) return;
    writes += 1;
    if (writes !== number) return;
    world.kill();
    if (when === 'before') throw new GcloudKilled();
  };
  world.hook({ [when]: moment });
}

/** Somebody deletes an object of the bucket, or puts another text in its place. */
export async function changeObject(
  emulator: Emulator,
  name: string,
  content: string | null,
): Promise<void> {
  const object = encodeURIComponent(name);
  const { status } = await answered(emulator, 'DELETE', `/storage/v1/b/team/o/${object}`);
  expect(status).toBe(204);
  if (content === null) return;
  const bucket = new Bucket({
    gcloud: standIn(emulator, {}),
    place: 'gs://team',
    pause: () => Promise.resolve(),
  });
  expect(await bucket.write(name, content)).toMatchObject({ end: 'done' });
}

async function answered(emulator: Emulator, method: string, path: string) {
  const answer = await emulator.handle({ method, path, body: '' });
  if (answer.kind === 'dropped') throw new Error('no answer');
  return answer;
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
