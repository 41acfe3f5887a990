import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { NegctlDied } from './stand-in/deaths.ts';
import { World } from './world.ts';

/** A set-up with few parts, so that every byte of its journal can be tried. */
export const SMALL: readonly string[] = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=80',
  '--protocol=HTTP',
  '--frontend-protocol=HTTP',
  '--yes',
];

/** A run that has come to an end, one way or the other, and its journal. */
export interface Ran {
  readonly world: World;
  readonly run: string;
  readonly path: string;
  readonly bytes: Buffer;
}

export function ranIn(world: World): Ran {
  const runs = join(world.directory, 'runs');
  const [run = ''] = readdirSync(runs);
  const path = join(runs, run, 'journal.ndjson');
  return { world, run, path, bytes: readFileSync(path) };
}

export async function good(): Promise<Ran> {
  const world = new World();
  expect((await world.run(...SMALL)).exitCode).toBe(0);
  return ranIn(world);
}

/** The last step fails. */
export async function rolledBack(): Promise<Ran> {
  const world = new World();
  world.emulator.addFaults(['insert:forwardingRules/web-fr=quota']);
  expect((await world.run(...SMALL)).exitCode).toBe(7);
  return ranIn(world);
}

/** negctl dies while gclouds are at work. */
export async function killed(): Promise<Ran> {
  const world = new World();
  let gclouds = 0;
  world.hook({
    before: (argv) => {
      gclouds += argv.includes('list') ? 0 : 1;
      if (gclouds === 6) throw new NegctlDied();
    },
  });
  await expect(world.run(...SMALL)).rejects.toBeInstanceOf(NegctlDied);
  await world.idle();
  world.hook(undefined);
  return ranIn(world);
}
