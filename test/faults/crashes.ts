import { MachineDied, NegctlDied } from '../support/stand-in/deaths.ts';
import type { Hooks } from '../support/world.ts';
import { Play, type Played } from './case.ts';
import { dyingAt, dyingAtNth, type Place, POINTS, type Point } from './points.ts';
import { newestRun, type Scene } from './scene.ts';
import type { Command } from './site.ts';
import { WorldSite } from './world-site.ts';

/** One place at which negctl is killed, and what is done about it. */
export interface CrashCase {
  readonly place: Place;
  /** Of negctl alone, its gcloud an orphan, or of the whole machine. */
  readonly death: 'kill' | 'power';
  readonly remedy: 'resume' | 'rollback';
  /** The place, counted from 1, at which that command is killed too; 0 for none. */
  readonly again: number;
}

const DEATHS = {
  kill: () => new NegctlDied('killed'),
  power: () => new MachineDied('without power'),
} as const;

export function crashName({ place, death, remedy, again }: CrashCase): string {
  const second = again === 0 ? '' : `+${again}`;
  return `${place.way}/${place.step}/${place.point}/${death}/${remedy}${second}`;
}

/** Where a second death falls: the places of the second command come up turn by turn. */
const SPREAD = 2 * POINTS.length + 1;

/** Where a gcloud outlives negctl, so that it matters whether the machine stops with it. */
const ORPHANED: readonly Point[] = [
  'process-noted',
  'request-not-sent',
  'request-accepted',
  'operation-done',
];

/** Every place of a scene, killed once, and a second time in whatever is done about it: a deletion only goes on. */
export function crashCases({ places, goal }: Scene): readonly CrashCase[] {
  return places.flatMap((place, index) => {
    const again = 1 + ((index * 7) % SPREAD);
    const remedy = place.way === 'undo' ? 'rollback' : 'resume';
    const power: readonly CrashCase[] = ORPHANED.includes(place.point)
      ? [{ place, death: 'power', remedy, again: 0 }]
      : [];
    const back: CrashCase = { place, death: 'kill', remedy: 'rollback', again };
    const backToo = goal === 'make' ? [back] : [];
    if (place.way === 'undo') return [back, ...power];
    return [
      { place, death: 'kill', remedy: 'resume', again: 0 },
      { place, death: 'kill', remedy: 'resume', again },
      ...backToo,
      ...power,
    ];
  });
}

/** Plays one crash in this process. */
export async function playCrash(scene: Scene, crash: CrashCase): Promise<Played> {
  const site = new WorldSite(crash.place.way === 'forward' ? scene.empty : scene.complete);
  const play = new Play(scene, site, `${scene.name}/${crashName(crash)}`);
  await crashed(play, scene, crash, site);
  site.world.leave();
  return play.played;
}

async function crashed(
  play: Play,
  { command: begin, goal, steps, run }: Scene,
  { place, death, remedy, again }: CrashCase,
  site: WorldSite,
): Promise<void> {
  const command = async (words: readonly string[], hooks?: Hooks): Promise<Command> => {
    const ended = await site.run(words, hooks);
    if (ended.exitCode === null) play.struck();
    await play.judge();
    return ended;
  };
  const first = await command(
    place.way === 'forward' ? begin : ['rollback', run, '--yes'],
    dyingAt(steps, place, DEATHS[death]),
  );
  play.expect(first.exitCode === null, 'the place was not reached');
  if (again > 0) await command([remedy, '--yes'], dyingAtNth(steps, again, DEATHS[death]));
  if (remedy === 'resume' && (await newestRun(site, goal))?.state.ending === null) {
    play.expectExit(await command(['resume', '--yes']), 0);
  }
  if (goal === 'delete') return;
  const left = await newestRun(site, goal);
  if (left !== null && left.state.ending !== 'rolled-back') {
    play.expectExit(await command(['rollback', left.run, '--yes']), 0);
  }
}
