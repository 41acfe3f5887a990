import { beforeAll, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import { dyingAt, dyingIn, killed, MOMENTS } from './deaths.ts';
import { afterwards, mapsOf, untouched, type WatchedWorld, watched } from './shared.ts';
import { BOTH, badAt, OTHER_STAYS, original } from './together.ts';

const SCHEME = 'EXTERNAL_MANAGED';
const programs = badAt('25');

/** What a run writes in which one of two services goes back alone. */
const entries: Entry[] = [];
let after: unknown;

beforeAll(async () => {
  const world = await watched(SCHEME, { programs });
  world.hook({
    onJournal: (moment, entry) => {
      if (moment === 'before') entries.push(entry);
    },
  });
  const ended = await world.run(...BOTH);
  expect(ended.exitCode, ended.err).toBe(9);
  after = world.state();
});

/** A world in which it has died, gone on with by a program that still says no. */
function again(dead: WatchedWorld): WatchedWorld {
  return afterwards(dead, { programs });
}

async function resumed(dead: WatchedWorld): Promise<void> {
  const world = again(dead);
  const ended = await world.run('resume', '--yes');
  expect(ended.exitCode, ended.err).toBe(9);
  expect(await mapsOf(world)).toBe(await original(OTHER_STAYS));
  expect(world.state()).toEqual(after);
  world.expectServed();
}

async function takenBack(dead: WatchedWorld, way: 'abort' | 'rollback'): Promise<void> {
  const world = again(dead);
  const ended = await world.run(way, '--yes');
  expect(ended.exitCode, ended.err).toBe(0);
  expect(await mapsOf(world)).toBe(await original());
  if (way === 'rollback') expect(world.state()).toEqual((await untouched(SCHEME)).state());
  world.expectServed();
}

/** Resumed it ends as if it had not died; aborted or rolled back everything is as before. */
async function remedied(dead: WatchedWorld, number: number): Promise<void> {
  dead.expectServed();
  await resumed(dead);
  await takenBack(dead, number % 2 === 0 ? 'abort' : 'rollback');
}

it('killed at any entry while one service goes back alone, one command finishes it, and one takes all back', async () => {
  const aside = entries.findIndex(({ type }) => type === 'service.aside');
  expect(aside).toBeGreaterThan(0);
  for (const number of [-1, 0, 1, 2, 3, 4].map((offset) => aside + offset)) {
    const world = await watched(SCHEME, { programs });
    await killed(world, BOTH, dyingAt(number, number % 2 === 0 ? 'before' : 'synced'));
    await remedied(world, number);
  }
}, 200_000);

it('killed after that, it still knows who has gone back', async () => {
  const aside = entries.findIndex(({ type }) => type === 'service.aside');
  const shifts = entries.flatMap((entry, number) =>
    number > aside + 4 && entry.type === 'step.intent' ? [number] : [],
  );
  expect(shifts.length).toBeGreaterThan(3);
  for (const [index, number] of shifts.entries()) {
    const world = await watched(SCHEME, { programs });
    await killed(world, BOTH, dyingAt(number, 'synced'));
    if (index % 2 === 0) await resumed(world);
    else await takenBack(world, 'abort');
  }
}, 200_000);

it.each(MOMENTS.slice(1, 4))(
  'killed at the %s %i of the write that takes one back, the same',
  async (direction, message) => {
    const world = await watched(SCHEME, { programs });
    // After one write of each of the two maps.
    await killed(world, BOTH, dyingIn(3, direction, message));
    await remedied(world, message);
  },
  100_000,
);
