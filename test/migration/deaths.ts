import { expect } from 'vitest';
import { NegctlDied } from '../support/stand-in/deaths.ts';
import type { Hooks, World } from '../support/world.ts';

/** Plays a command in which negctl is killed. */
export async function killed(world: World, words: readonly string[], hooks: Hooks): Promise<void> {
  world.hook(hooks);
  await expect(world.run(...words)).rejects.toBeInstanceOf(NegctlDied);
  await world.idle();
  world.hook({});
}

/** Lets negctl die at its n-th journal entry, counted from 0. */
export function dyingAt(number: number, when: 'before' | 'synced'): Hooks {
  let count = -1;
  return {
    onJournal: (moment) => {
      if (moment !== when) return;
      count += 1;
      if (count === number) throw new NegctlDied();
    },
  };
}

/** The places of one import: its read, its write, and the answers to both. */
export const MOMENTS = [
  ['request', 1],
  ['response', 1],
  ['request', 2],
  ['response', 2],
  ['request', 3],
] as const;

/** Lets negctl die at a moment of the n-th import, counted from 1. */
export function dyingIn(nth: number, direction: 'request' | 'response', number: number): Hooks {
  let imports = 0;
  return {
    before: (argv) => {
      if (argv[1] === 'url-maps' && argv[2] === 'import') imports += 1;
    },
    onMessage: (argv, message) => {
      const here = argv[1] === 'url-maps' && argv[2] === 'import' && imports >= nth;
      if (here && message.direction === direction && message.number === number) {
        throw new NegctlDied();
      }
    },
  };
}
