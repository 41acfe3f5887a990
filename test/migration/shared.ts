import { expect } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/emulator.ts';
import { isJsonObject, type JsonObject } from '../../src/json.ts';
import { call } from '../emulator/support.ts';
import { type Ended, World, type WorldOptions } from '../support/world.ts';
import { totals, unserved } from './requests.ts';
import { MIGRATE, type Scheme, siteIn } from './site.ts';

/** A world in which the requests of every class are followed after each call of the API. */
export class WatchedWorld extends World {
  /** How many instants were looked at. */
  instants = 0;
  /** Whatever was wrong at any of them. */
  readonly wrong: string[];
  /** What the weights of each class counted together at first. */
  readonly usual: ReadonlyMap<string, number>;

  constructor(
    options: Omit<WorldOptions, 'start'> & { readonly from: World },
    start: Pick<EmulatorOptions, 'timing'> = {},
  ) {
    const wrong: string[] = [];
    const { from } = options;
    const usual = from instanceof WatchedWorld ? from.usual : totals(from.emulator.state());
    super({
      ...options,
      start: {
        ...start,
        onRequest: () => {
          this.instants += 1;
          const state = this.emulator.state();
          wrong.push(...unserved(state));
          for (const [name, total] of totals(state)) {
            const before = usual.get(name);
            // What was not there before is a test host, which nobody uses.
            if (before === undefined) continue;
            // A plain target counts nothing; split, its weights count 100.
            const allowed = before === 1 ? [1, 100] : [before];
            if (!allowed.includes(total)) wrong.push(`${name} counts ${total}`);
          }
        },
      },
    });
    this.wrong = wrong;
    this.usual = usual;
  }

  /** Fails where any instant was wrong, or none was looked at. */
  expectServed(): void {
    expect([...new Set(this.wrong)]).toEqual([]);
    expect(this.instants).toBeGreaterThan(0);
  }
}

const sites = new Map<string, Promise<World>>();

/** The project before its migration; set up once a file, and never written to. */
export function untouched(scheme: Scheme): Promise<World> {
  const known = sites.get(scheme);
  if (known !== undefined) return known;
  const made = (async () => {
    const world = new World();
    await siteIn(world, scheme);
    return world;
  })();
  sites.set(scheme, made);
  return made;
}

/** A world of its own, in which the project stands before its migration. */
export async function watched(
  scheme: Scheme,
  options: Omit<WorldOptions, 'from' | 'start'> = {},
  start: Pick<EmulatorOptions, 'timing'> = {},
): Promise<WatchedWorld> {
  return new WatchedWorld({ ...options, from: await untouched(scheme) }, start);
}

/** The same world once more, to try another way on from here. */
export function afterwards(
  world: WatchedWorld,
  options: Omit<WorldOptions, 'from' | 'start'> = {},
): WatchedWorld {
  return new WatchedWorld({ ...options, from: world });
}

/** One document as the API shows it, its fingerprint aside. */
export async function document(world: World, path: string): Promise<JsonObject> {
  const { body } = await call(world.emulator, 'GET', path);
  const parsed: unknown = JSON.parse(JSON.stringify(body));
  if (!isJsonObject(parsed)) throw new Error(`no document at ${path}`);
  const { fingerprint: _fingerprint, ...rest } = parsed;
  return rest;
}

/** Both maps of the site, as one text. */
export async function mapsOf(world: World): Promise<string> {
  const maps = await Promise.all(
    ['global/urlMaps/rich', 'global/urlMaps/plain'].map((path) => document(world, path)),
  );
  return JSON.stringify(maps);
}

/** A migration with two shifts, judged by a program. */
export const SHORT = [
  ...MIGRATE,
  '--yes',
  '--steps=25,100',
  '--soak=90s',
  '--gate=command',
  '--gate-command=check',
] as const;

/** The name of the only run. */
export function runIn({ out, err }: Ended): string {
  return /r-\d{8}-\d{6}-[a-z0-9]{6}/.exec(`${out}${err}`)?.[0] ?? '';
}
