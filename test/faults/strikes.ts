import { EXIT_CODES } from '../../src/errors.ts';
import { shellCommand } from '../../src/gcloud/quote.ts';
import { textAt } from '../../src/json.ts';
import { Play, type Played } from './case.ts';
import { canStrike, INJECTIONS } from './injections.ts';
import { leftoversOf } from './invariants.ts';
import type { Way } from './points.ts';
import { newestRun, type Scene } from './scene.ts';
import type { Command, Site } from './site.ts';
import { WorldSite } from './world-site.ts';

/** One fault at one step, once or for ever. */
export interface FaultCase {
  readonly way: Way;
  readonly step: string;
  readonly fault: string;
  readonly lasting: boolean;
}

export function faultName({ way, step, fault, lasting }: FaultCase): string {
  return `${way}/${step}/${fault}/${lasting ? 'for-ever' : 'once'}`;
}

/** Every fault at every step that writes, both ways, once and for ever. */
export function faultCases({ calls, waited }: Scene): readonly FaultCase[] {
  return [...calls.keys()].flatMap((key) => {
    const [way, step = ''] = key.split(' ');
    const faults = Object.keys(INJECTIONS).filter((fault) => canStrike(fault, waited.has(key)));
    return faults.flatMap((fault) =>
      [false, true].map((lasting) => ({
        way: way === 'undo' ? ('undo' as const) : ('forward' as const),
        step,
        fault,
        lasting,
      })),
    );
  });
}

/** How a command may end that met a fault on its way. */
export const ENDINGS: Readonly<Record<Way, readonly number[]>> = {
  forward: [0, 4, 5, 6, 7, 8, 11, 129, 130, 143],
  undo: [0, 5, 8, 129, 130, 143],
};

/** Plays one fault in this process: the disturbed command, and then whatever it says is left to do. */
export async function playFault(scene: Scene, one: FaultCase): Promise<Played> {
  const { command, steps, run, calls } = scene;
  const { way, step, fault, lasting } = one;
  const site = new WorldSite(way === 'forward' ? scene.empty : scene.complete);
  const play = new Play(scene, site, `${scene.name}/${faultName(one)}`);
  const call = calls.get(`${way} ${step}`);
  const inject = INJECTIONS[fault];
  if (call === undefined || inject === undefined) throw new Error(`no case: ${faultName(one)}`);
  let hasStruck = false;
  const struck = () => {
    hasStruck = true;
  };
  const { world, foreign } = site;
  const hooks = inject(world, { steps, way, step, call, lasting, foreign, struck });
  const ended = await site.run(way === 'forward' ? command : ['rollback', run, '--yes'], hooks);
  await play.judge();
  if (hasStruck || world.emulator.faults().some(({ fired }) => fired > 0)) play.struck();
  world.emulator.clearFaults();
  play.expectExit(ended, ...ENDINGS[way]);
  await otherOperatorLeaves(scene, site);
  await mended(play, scene, ended, one);
  world.leave();
  return play.played;
}

/** Does what the disturbed command says is left to do, until nothing is left. */
export async function mended(
  play: Play,
  { goal }: Scene,
  ended: Command,
  { way, fault }: Pick<FaultCase, 'way' | 'fault'>,
): Promise<void> {
  const { site } = play;
  const endures = fault === 'operation-never-ends';
  if (ended.exitCode === EXIT_CODES.leftovers) {
    for (const leftover of leftoversOf(ended)) await site.paste(textAt(leftover, 'command') ?? '');
    play.expect(endures || play.nothingLeft(), 'the printed commands leave something behind');
  }
  const left = await newestRun(site, goal);
  if (left === null) return;
  const unless = endures ? [EXIT_CODES.leftovers] : [];
  if (goal === 'delete') {
    if (left.state.ending === 'ok') return;
    play.expectExit(await site.run(['resume', left.run, '--yes']), 0, ...unless);
    return play.judge();
  }
  const wasStopped = ended.exitCode !== null && ended.exitCode > EXIT_CODES.diff;
  if (wasStopped && left.state.ending === null && way === 'forward') {
    play.expectExit(await site.run(['resume', left.run, '--yes']), 0);
    await play.judge();
  }
  const ending = (await newestRun(site, goal))?.state.ending;
  if (ending === 'rolled-back' || ending === 'changed') return;
  const back = await site.run(['rollback', left.run, '--yes']);
  await play.judge();
  play.expectExit(back, 0, ...unless);
}

/** What another operator made in the meantime is not negctl's to take away: they do it themselves. */
export async function otherOperatorLeaves({ steps, calls }: Scene, site: Site): Promise<void> {
  for (const step of steps) {
    const made = calls.get(`forward ${step.id}`);
    if (step.effect !== 'make' || made?.verb !== 'insert' || !site.foreign.has(made.id)) continue;
    await site.paste(shellCommand(step.undo, { project: 'demo' }));
  }
  site.foreign.clear();
}
