import { Play, type Played } from './case.ts';
import { type CrashCase, crashCases, crashName } from './crashes.ts';
import { momentOf, type Place } from './points.ts';
import { type Disturbance, RealSite } from './real-site.ts';
import { callOf, isWrite } from './requests.ts';
import { newestRun, type Scene } from './scene.ts';
import { pick, pickScene } from './seed.ts';
import type { Command, SeenRequest } from './site.ts';

/** A kill for a sample: a scene, a place, and a place in the command that follows, or none. */
export interface RealCrash {
  readonly scene: Scene;
  readonly crash: CrashCase;
  readonly second: Place | null;
}

export function realCrashName({ scene, crash, second }: RealCrash): string {
  const again = second === null ? '' : ` then ${second.way}/${second.step}/${second.point}`;
  return `${scene.name}/${crashName({ ...crash, again: 0 })}${again}`;
}

/** Draws a kill. */
export function drawCrash(scenes: readonly Scene[], random: () => number): RealCrash {
  const scene = pickScene(scenes, random);
  const kills = crashCases(scene).filter(({ death }) => death === 'kill');
  const crash = pick(kills, random);
  const way = crash.remedy === 'resume' ? 'forward' : 'undo';
  const there = scene.places.filter((place) => place.way === way);
  return { scene, crash, second: crash.again > 0 ? pick(there, random) : null };
}

/** Lets the harness kill negctl at a place that its requests show. */
export function killAtRequest(site: RealSite, { calls }: Scene, place: Place): void {
  const call = calls.get(`${place.way} ${place.step}`);
  if (call === undefined) return;
  let isTaken = false;
  let isDone = false;
  const kill = (): void => {
    if (!isDone) site.kill();
    isDone = true;
  };
  const isMine = (request: SeenRequest): boolean => {
    const { verb, id } = callOf(request);
    return isWrite(request) && verb === call.verb && id === call.id;
  };
  site.front.watcher = {
    onRequest: (request) => {
      if (place.point === 'request-not-sent' && isMine(request)) kill();
    },
    onAnswer: (request, body) => {
      isTaken ||= isMine(request);
      if (place.point === 'request-accepted' && isMine(request)) kill();
      const isEnd = request.path.includes('/wait') && /"status": ?"DONE"/.test(body);
      if (place.point === 'operation-done' && isTaken && isEnd && body.includes(call.id)) kill();
    },
  };
}

/** Runs a command that is killed at a place: by itself at a moment of its journal, or at a request. */
async function killedAt(
  site: RealSite,
  scene: Scene,
  words: readonly string[],
  place: Place,
): Promise<Command> {
  const at = momentOf(place);
  const disturbance: Disturbance = at === null ? {} : { at };
  if (at === null) killAtRequest(site, scene, place);
  const ended = await site.run(words, disturbance);
  site.front.watcher = {};
  return ended;
}

/** Plays one kill by real processes. */
export async function playRealCrash({ scene, crash, second }: RealCrash): Promise<Played> {
  const { place, remedy } = crash;
  const site = await RealSite.open(place.way === 'forward' ? scene.empty : scene.complete);
  const play = new Play(scene, site, realCrashName({ scene, crash, second }));
  try {
    const words = place.way === 'forward' ? scene.command : ['rollback', scene.run, '--yes'];
    const first = await killedAt(site, scene, words, place);
    await play.judge();
    play.expect(first.exitCode === null, `the place was not reached: ${first.err.slice(-300)}`);
    if (first.exitCode === null) play.struck();
    if (second !== null) {
      const again = await killedAt(site, scene, [remedy, '--yes'], second);
      await play.judge();
      if (again.exitCode === null) play.struck();
    }
    const left = await newestRun(site, scene.goal);
    const wanted = remedy === 'resume' ? 'ok' : 'rolled-back';
    if (left !== null && left.state.ending !== wanted) {
      play.expectExit(await site.run([remedy, left.run, '--yes']), 0);
      await play.judge();
    }
    return play.played;
  } finally {
    await site.close();
  }
}
