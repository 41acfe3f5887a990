import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wish } from '../journal/store.ts';
import { diskProblem, writeWhole } from './durable-file.ts';
import { isMissing } from './error-code.ts';

function pathIn(folder: string): string {
  return join(folder, 'wish');
}

/** Leaves a wish in the folder of a run on this machine; a later one takes its place. */
export function leaveWish(folder: string, wish: Wish): Promise<void> {
  return writeWhole(pathIn(folder), `${wish}\n`);
}

/** The wish that was left and not taken; `null` where there is none. */
export function wishIn(folder: string): Promise<Wish | null> {
  return wishAt(pathIn(folder));
}

async function wishAt(path: string): Promise<Wish | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === 'promote' || text === 'abort' ? text : null;
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw diskProblem(path, thrown);
  }
}

/** Takes the wish, so that it is fulfilled once; one that is left meanwhile is this one or the next. */
export async function takeWish(folder: string): Promise<Wish | null> {
  if ((await wishIn(folder)) === null) return null;
  const taken = join(folder, 'wish.taken');
  await rename(pathIn(folder), taken);
  const wish = await wishAt(taken);
  await rm(taken);
  return wish;
}
