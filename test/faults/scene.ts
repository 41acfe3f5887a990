import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import type { StoredRun } from '../../src/journal/store.ts';
import type { MakingStep } from '../../src/plan/step.ts';
import { OTHER } from '../support/set-ups.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import type { Hooks, World } from '../support/world.ts';
import type { Example } from './examples.ts';
import { type Aftermath, INVARIANTS } from './invariants.ts';
import { hooksAt, type Place, stepOf } from './points.ts';
import { type Call, callOf, isWrite } from './requests.ts';
import type { Site } from './site.ts';
import { WorldSite } from './world-site.ts';

/** One example, once played undisturbed, and what a disturbed play is held against. */
export interface Scene {
  readonly example: Example;
  /** The command that carries it out. */
  readonly create: readonly string[];
  readonly steps: readonly MakingStep[];
  /** Somebody else's set-up is there, and nothing of this one. */
  readonly empty: World;
  readonly before: EmulatorState;
  /** Everything is there. */
  readonly complete: World;
  readonly planned: EmulatorState;
  readonly run: string;
  /** Every place that an undisturbed run passes, and its rollback. */
  readonly places: readonly Place[];
  /** The write by which each step acts on the API, each way. */
  readonly calls: ReadonlyMap<string, Call>;
}

async function played(site: WorldSite, words: readonly string[], hooks?: Hooks): Promise<void> {
  const { exitCode, err } = await site.run(words, hooks);
  if (exitCode !== 0) throw new Error(`${words.join(' ')}: ${err}`);
}

/** What nothing else of a plan is needed for, and what is attached to it. */
function beginningOf(steps: readonly MakingStep[]): readonly MakingStep[] {
  const begun = steps.filter(({ needs }) => needs.length === 0);
  const ids = new Set(begun.map(({ id }) => id));
  // Steps are in an order in which they can be done: an attachment comes after those it waits for.
  const attached = steps.filter(({ id, needs, resource }) => {
    const isBegun = resource.container !== null && needs.every((need) => ids.has(need));
    if (isBegun) ids.add(id);
    return isBegun;
  });
  return [...begun, ...attached];
}

/** Makes the beginning of a plan, as somebody else: a run finds it and adopts it. */
async function madeByOthers(site: WorldSite, steps: readonly MakingStep[]): Promise<void> {
  for (const { run } of beginningOf(steps)) {
    await site.do(run);
  }
}

/** The same example in a project in which a part of it is there already. */
export async function adoptingSceneOf({ example, steps }: Scene): Promise<Scene> {
  return sceneOf({ ...example, name: `${example.name}, partly adopted` }, steps);
}

/** Plays an example undisturbed, there and back; `given` is a plan of which others have made a part. */
export async function sceneOf(example: Example, given: readonly MakingStep[] = []): Promise<Scene> {
  const spec = example.copyTo(temporaryDirectory('memory'));
  const create = ['create', example.noun, '-f', spec, '--project=demo', '--yes', '--emulator'];
  const empty = new WorldSite();
  await played(empty, OTHER);
  await madeByOthers(empty, given);
  rmSync(join(empty.world.directory, 'runs'), { recursive: true });
  const complete = new WorldSite(empty.world);
  await played(complete, create);
  const stored = await newestRun(complete);
  if (stored === null) throw new Error('an undisturbed run left no record');
  const steps = stored.plan.steps.filter((step) => step.effect === 'make');
  const places: Place[] = [];
  const calls = new Map<string, Call>();
  const watching = hooksAt(steps, (place) => places.push(place));
  const hooks: Hooks = {
    ...watching,
    onMessage: (argv, message) => {
      watching.onMessage?.(argv, message);
      const step = stepOf(steps, argv);
      if (step !== null && isWrite(message.request))
        calls.set(`${step.way} ${step.step}`, callOf(message.request));
    },
  };
  const both = new WorldSite(empty.world);
  await played(both, create, hooks);
  await played(both, ['rollback', '--yes', (await newestRun(both))?.run ?? ''], hooks);
  return {
    example,
    create,
    steps,
    empty: empty.world,
    before: empty.state(),
    complete: complete.world,
    planned: complete.state(),
    run: stored.run,
    places,
    calls,
  };
}

/** The run that was begun last; `null` where there is none that can be read. */
export async function newestRun(site: Site): Promise<StoredRun | null> {
  const [newest] = await site.runs.list();
  return newest === undefined ? null : site.runs.read(newest);
}

/** What was looked at after a command, and what was wrong. */
export interface Findings {
  readonly checked: number;
  readonly violations: readonly string[];
}

/** Holds a site against every invariant, as it is after its last command. */
export async function judged(scene: Scene, site: Site): Promise<Findings> {
  const last = site.commands.at(-1);
  if (last === undefined) throw new Error('nothing was played');
  const { before, planned } = scene;
  const run = await newestRun(site);
  const aftermath: Aftermath = { before, planned, after: site.state(), site, last, run };
  const violations = Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(aftermath).map((wrong) => `${name}: ${wrong}`),
  );
  return { checked: Object.keys(INVARIANTS).length, violations };
}
