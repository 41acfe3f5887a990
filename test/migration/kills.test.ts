import { beforeAll, expect, it } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import { dyingAt, dyingIn, killed, MOMENTS } from './deaths.ts';
import { afterwards, mapsOf, SHORT, untouched, type WatchedWorld, watched } from './shared.ts';

const SCHEME = 'EXTERNAL_MANAGED';

/** What an undisturbed run writes. */
const entries: Entry[] = [];
let before = '';
let after: unknown;

beforeAll(async () => {
  const world = await watched(SCHEME);
  world.hook({
    onJournal: (moment, entry) => {
      if (moment === 'before') entries.push(entry);
    },
  });
  const ended = await world.run(...SHORT);
  expect(ended.exitCode, ended.err).toBe(0);
  after = world.state();
  before = await mapsOf(await untouched(SCHEME));
});

const REMEDIES = [
  async (world: WatchedWorld) => {
    const ended = await world.run('resume', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.state()).toEqual(after);
  },
  async (world: WatchedWorld) => {
    const ended = await world.run('abort', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await mapsOf(world)).toBe(before);
  },
  async (world: WatchedWorld) => {
    const ended = await world.run('rollback', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(world.state()).toEqual((await untouched(SCHEME)).state());
  },
] as const;

/** Whatever is done about the n-th death: in a world in which it has happened, as often as there are ways. */
async function remedied(dead: WatchedWorld, number: number): Promise<void> {
  dead.expectServed();
  const [resume, abort, rollback] = REMEDIES;
  const back = number % 2 === 0 ? abort : rollback;
  for (const remedy of [resume, back]) {
    const world = afterwards(dead);
    await remedy(world);
    world.expectServed();
  }
}

/** Of a shift or a wait; what becomes durable together with another entry is left out. */
function isShift(entry: Entry): boolean {
  if (!('step' in entry) || entry.type === 'step.process') return false;
  return /^urlMaps/.test(entry.step) || /\.at-/.test(entry.step);
}

it('killed at any entry about a shift or a wait, one command finishes it, and one takes it back', async () => {
  const numbers = entries.flatMap((entry, number) => (isShift(entry) ? [number] : []));
  expect(numbers.length).toBeGreaterThan(15);
  for (const number of numbers) {
    const world = await watched(SCHEME);
    await killed(world, SHORT, dyingAt(number, number % 2 === 0 ? 'before' : 'synced'));
    await remedied(world, number);
  }
}, 400_000);

/** Of what is made before any request is moved. */
function isMaking(entry: Entry): boolean {
  if (!('step' in entry) || entry.type === 'step.process') return false;
  return !isShift(entry);
}

it('killed while it prepares, no request has moved, and it is finished or taken back the same', async () => {
  const numbers = entries.flatMap((entry, number) => (isMaking(entry) ? [number] : []));
  expect(numbers.length).toBeGreaterThanOrEqual(8);
  // Every second one: where one has died the next one is about the same step, or its neighbour.
  for (const [place, number] of numbers.filter((_number, index) => index % 2 === 0).entries()) {
    const world = await watched(SCHEME);
    await killed(world, SHORT, dyingAt(number, place % 2 === 0 ? 'before' : 'synced'));
    expect(await mapsOf(world)).toBe(before);
    await remedied(world, place);
  }
}, 200_000);

it.each(MOMENTS)(
  'killed at the %s %i of a write, the same',
  async (direction, message) => {
    for (const nth of [1, 2, 4]) {
      const world = await watched(SCHEME);
      await killed(world, SHORT, dyingIn(nth, direction, message));
      await remedied(world, nth);
    }
  },
  100_000,
);

it.each(MOMENTS)(
  'killed at the %s %i of the way back, it goes back all the same',
  async (direction, message) => {
    const world = await watched(SCHEME);
    await killed(world, SHORT, dyingAt(entries.length - 10, 'synced'));
    await killed(world, ['abort', '--yes'], dyingIn(1, direction, message));
    const ended = await world.run('abort', '--yes');
    expect(ended.exitCode, ended.err).toBe(0);
    expect(await mapsOf(world)).toBe(before);
    world.expectServed();
  },
);
