import { expect } from 'vitest';
import { call, type Doc } from '../emulator/support.ts';
import type { Hooks, World } from './world.ts';

/** Longer than an operation takes, shorter than negctl rests between two attempts. */
const MOMENT = 1_500;

/** Calls back once, when a gcloud with the words given has ended. */
export function onceAfter(
  words: readonly string[],
  strike: () => Promise<void>,
): Pick<Hooks, 'after'> {
  let struck = false;
  return {
    after: (argv) => {
      if (struck || !words.every((word) => argv.includes(word))) return;
      struck = true;
      void strike();
    },
  };
}

/** Somebody changes the project past negctl, and it is so a moment later. */
export async function foreign(
  { emulator, clock }: World,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: Doc,
): Promise<void> {
  const reply = await call(emulator, method, path, body);
  expect(reply, `${method} ${path}`).toMatchObject({ status: 200 });
  await clock.sleep(MOMENT);
}

/** Somebody deletes something and makes another of that name. */
export async function replace(world: World, path: string, changes: Doc): Promise<void> {
  const { body } = await call(world.emulator, 'GET', path);
  await foreign(world, 'DELETE', path);
  await foreign(world, 'POST', path.split('/').slice(0, -1).join('/'), { ...body, ...changes });
}
