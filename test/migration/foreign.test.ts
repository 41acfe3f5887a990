import { expect, it } from 'vitest';
import { call } from '../emulator/support.ts';
import { documentIn } from '../support/world.ts';
import { somebody } from '../taking-down/somebody.ts';
import { document, runIn, SHORT, type WatchedWorld, watched } from './shared.ts';
import { MIGRATE } from './site.ts';

const SCHEME = 'EXTERNAL_MANAGED';
const MAP = 'global/urlMaps/plain';
const THEIRS = { description: 'theirs' };

/** A change of the map by somebody else, in the midst of negctl's own write of it. */
function meanwhile(
  world: WatchedWorld,
  direction: 'request' | 'response',
  number: number,
  nth = 1,
): void {
  let imports = 0;
  let done = false;
  world.hook({
    before: (argv) => {
      if (argv.slice(1, 4).join(' ') === 'url-maps import plain') imports += 1;
    },
    onMessage: (argv, message) => {
      const here = argv.slice(1, 4).join(' ') === 'url-maps import plain' && imports === nth;
      if (done || !here || message.direction !== direction || message.number !== number) return;
      done = true;
      void call(world.emulator, 'PATCH', MAP, THEIRS);
    },
  });
}

it('stops before a write where the map was changed since, and leaves the change', async () => {
  const world = await watched(SCHEME);
  const waiting = await world.run(...MIGRATE, '--yes', '--steps=10,100');
  await somebody(world, 'PATCH', MAP, THEIRS);
  const changed = await document(world, MAP);
  const ended = await world.run('promote', '--yes', '--format=json');
  expect(ended.exitCode, ended.err).toBe(8);
  expect(documentIn(ended)).toMatchObject({ errors: [{ code: 'NEG-6013' }] });
  expect(await document(world, MAP)).toEqual(changed);
  const { out } = await world.run('runs', 'logs', runIn(waiting));
  expect(out).toContain('"description": "theirs"');
  expect(JSON.stringify(documentIn(ended)['leftovers'])).toContain(MAP);
  world.expectServed();
});

it('tells of a change that was made in the same moment and overwritten', async () => {
  const world = await watched(SCHEME, {}, { timing: 0 });
  let done = false;
  world.hook({
    before: (argv) => {
      if (done || argv.slice(1, 4).join(' ') !== 'url-maps import plain') return;
      done = true;
      void call(world.emulator, 'PATCH', MAP, THEIRS);
    },
  });
  const ended = await world.run(...SHORT);
  expect(ended.exitCode, ended.err).toBe(7);
  expect(ended.err).toContain('NEG-6013');
  expect(ended.err).toContain('was overwritten');
  world.expectServed();
});

it('never overwrites a change between what gcloud reads and what it writes', async () => {
  const world = await watched(SCHEME);
  meanwhile(world, 'request', 2);
  const ended = await world.run(...SHORT);
  expect([7, 8], ended.err).toContain(ended.exitCode);
  expect(await document(world, MAP)).toMatchObject(THEIRS);
  expect(ended.err).toContain('NEG-6013');
  world.expectServed();
});

it('finds a change after its write, and does not write over it', async () => {
  const world = await watched(SCHEME);
  meanwhile(world, 'request', 3);
  const ended = await world.run(...SHORT);
  expect(ended.exitCode, ended.err).toBe(8);
  expect(await document(world, MAP)).toMatchObject(THEIRS);
  world.expectServed();
});

it('does not write over a change on the way back', async () => {
  const world = await watched(SCHEME);
  await world.run(...MIGRATE, '--yes', '--steps=10,100');
  await somebody(world, 'PATCH', MAP, THEIRS);
  const ended = await world.run('abort', '--yes');
  expect(ended.exitCode, ended.err).toBe(8);
  expect(await document(world, MAP)).toMatchObject(THEIRS);
  expect(ended.err).toContain(MAP);
  world.expectServed();
});
