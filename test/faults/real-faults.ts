import { join } from 'node:path';
import { z } from 'zod';
import { Play, type Played } from './case.ts';
import { API_FAULTS, canStrike, faultLine } from './injections.ts';
import type { Way } from './points.ts';
import { type Disturbance, RealSite, replaceGcloud } from './real-site.ts';
import { type Call, callOf, isWrite } from './requests.ts';
import { newestRun, type Scene } from './scene.ts';
import { pick, pickScene } from './seed.ts';
import { ENDINGS, mended, otherOperatorLeaves } from './strikes.ts';

/** Where a fault strikes a real run. */
interface RealTarget {
  readonly goal: Scene['goal'];
  readonly way: Way;
  readonly step: string;
  readonly call: Call;
  readonly lasting: boolean;
  /** Called when it strikes, where the harness sees that; the emulator's board and negctl's own moments are seen otherwise. */
  readonly struck: () => void;
}

/** Brings a fault to a site; what it returns happens to the negctl of the next command. */
type RealInjection = (site: RealSite, target: RealTarget) => Disturbance;

/** A gcloud that gives up on an answer, and a negctl that gives up on gcloud, before a test does. */
const IMPATIENT = ['--step-timeout=6s'] as const;

function api(name: string): RealInjection {
  return (site, { call, lasting }) => {
    const fault = API_FAULTS[name];
    if (fault === undefined) throw new Error(`no fault ${name}`);
    site.server.emulator.addFaults([faultLine(fault, call, lasting)]);
    return name === 'stall' || name === 'operation-never-ends' ? { flags: IMPATIENT } : {};
  };
}

function momentsOf(way: Way, step: string): { readonly intent: string; readonly process: string } {
  const prefix = way === 'undo' ? 'undo' : 'step';
  return { intent: `${prefix}.intent ${step}`, process: `${prefix}.process ${step}` };
}

/** Disk faults strike for good: after one, the journal takes nothing more. */
function disk(code: 'ENOSPC' | 'EROFS'): RealInjection {
  return (_site, { way, step }) => ({ at: `${momentsOf(way, step).intent} half`, action: code });
}

/** Runs are kept on a small disk of its own, and that is full from here on. */
const fullDisk: RealInjection = (site, target) => {
  if (!site.hasOwnDisk) return disk('ENOSPC')(site, target);
  const { way, step } = target;
  const runs = join(site.machine.directory, 'runs');
  return { at: `${momentsOf(way, step).intent} before`, action: `fill ${runs}` };
};

/** Calls back at the write of the target: once, or at each. */
function atWrite(
  site: RealSite,
  { call, lasting, struck: told }: RealTarget,
  when: 'onRequest' | 'onAnswer',
  strike: () => Promise<void> | void,
): void {
  let struck = false;
  site.front.watcher = {
    [when]: async (request: Parameters<typeof callOf>[0]) => {
      const { verb, id } = callOf(request);
      if (!isWrite(request) || verb !== call.verb || id !== call.id || (struck && !lasting)) return;
      struck = true;
      told();
      await strike();
    },
  };
}

function gcloudKilled(when: 'onRequest' | 'onAnswer'): RealInjection {
  return (site, target) => {
    atWrite(site, target, when, async () => {
      const run = await newestRun(site, target.goal);
      process.kill(site.gcloudOf(run?.run ?? '', target.step), 'SIGKILL');
    });
    return {};
  };
}

function foreign(how: 'equal' | 'different'): RealInjection {
  return (site, target) => {
    const { call, struck } = target;
    site.front.watcher = {
      onRequest: async (request) => {
        const { verb, id } = callOf(request);
        if (!isWrite(request) || verb !== call.verb || id !== call.id) return;
        site.front.watcher = {};
        struck();
        if (verb === 'insert') site.foreign.add(id);
        const { method, path, body: asked } = request;
        const changed = method === 'POST' && how === 'different';
        const body = changed
          ? JSON.stringify({
              ...z.looseObject({}).parse(JSON.parse(asked)),
              description: 'foreign',
            })
          : asked;
        await site.server.emulator.handle({ method, path, body });
      },
    };
    return {};
  };
}

/** gcloud by a script that strikes at the target's kind of call. */
function scripted(line: string): RealInjection {
  return (site, { way, step }) => {
    const real = site.realGcloud;
    replaceGcloud(site, `#!/bin/sh\n[ -e "$0.struck" ] && ${line}\nexec ${real} "$@"\n`);
    return { at: `${momentsOf(way, step).intent} synced`, action: `touch ${site.gcloud}.struck` };
  };
}

export const REAL_FAULTS: Readonly<Record<string, RealInjection>> = {
  ...Object.fromEntries(Object.keys(API_FAULTS).map((name) => [name, api(name)])),
  'connection-refused': scripted(
    'export CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE=http://127.0.0.1:9/compute/v1/',
  ),
  'token-expired': (site, { call: { verb, collection, name } }) => {
    site.server.emulator.addFaults([`${verb}:${collection}/${name}=401x*`, 'list:*=401@9x*']);
    return {};
  },
  'gcloud-missing': (site, { way, step }) => ({
    at: `${momentsOf(way, step).intent} synced`,
    action: `unlink ${site.gcloud}`,
  }),
  'gcloud-killed-before': gcloudKilled('onRequest'),
  'gcloud-killed-after': gcloudKilled('onAnswer'),
  'disk-full': fullDisk,
  'journal-full': disk('ENOSPC'),
  'journal-read-only': disk('EROFS'),
  'broken-pipe': () => ({ deaf: true }),
  SIGINT: (_site, { way, step }) => ({
    at: `${momentsOf(way, step).process} synced`,
    action: 'signal SIGINT',
  }),
  SIGTERM: (_site, { way, step }) => ({
    at: `${momentsOf(way, step).process} synced`,
    action: 'signal SIGTERM',
  }),
  SIGHUP: (_site, { way, step }) => ({
    at: `${momentsOf(way, step).process} synced`,
    action: 'signal SIGHUP',
  }),
  'foreign-equal': foreign('equal'),
  'foreign-different': foreign('different'),
};

/** A fault for a sample. */
export interface RealFault {
  readonly scene: Scene;
  readonly fault: string;
  readonly way: Way;
  readonly step: string;
  readonly lasting: boolean;
}

export function realFaultName({ scene, fault, way, step, lasting }: RealFault): string {
  return `${scene.name}/${way}/${step}/${fault}/${lasting ? 'for-ever' : 'once'}`;
}

/** Draws where the n-th fault strikes; the faults themselves come up turn by turn. */
export function drawFault(scenes: readonly Scene[], nth: number, random: () => number): RealFault {
  const scene = pickScene(scenes, random);
  const key = pick([...scene.calls.keys()], random);
  const [way, step = ''] = key.split(' ');
  const names = Object.keys(REAL_FAULTS).filter((name) => canStrike(name, scene.waited.has(key)));
  return {
    scene,
    fault: names[nth % names.length] ?? '',
    way: way === 'undo' ? 'undo' : 'forward',
    step,
    lasting: random() < 0.5,
  };
}

/** Plays one fault by real processes. */
export async function playRealFault(one: RealFault): Promise<Played> {
  const { scene, fault, way, step, lasting } = one;
  const call = scene.calls.get(`${way} ${step}`);
  const inject = REAL_FAULTS[fault];
  if (call === undefined || inject === undefined) throw new Error(`no case: ${realFaultName(one)}`);
  const site = await RealSite.open(way === 'forward' ? scene.empty : scene.complete, {
    ownDisk: fault === 'disk-full',
  });
  const play = new Play(scene, site, realFaultName(one));
  try {
    const words = way === 'forward' ? scene.command : ['rollback', scene.run, '--yes'];
    let hasStruck = false;
    const struck = () => {
      hasStruck = true;
    };
    const target = { goal: scene.goal, way, step, call, lasting, struck };
    const disturbance = inject(site, target);
    const ended = await site.run(words, disturbance);
    hasStruck ||= site.hasStruck(disturbance, ended);
    play.expect(hasStruck, `the fault did not strike: ${ended.err.slice(-300)}`);
    if (hasStruck) play.struck();
    site.calm();
    if (fault !== 'broken-pipe') await play.judge();
    const allowed = fault === 'broken-pipe' ? [0] : ENDINGS[way];
    play.expectExit(ended, ...allowed);
    await otherOperatorLeaves(scene, site);
    await mended(play, scene, ended, one);
    return play.played;
  } finally {
    await site.close();
  }
}
