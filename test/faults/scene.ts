import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import type { StoredRun } from '../../src/journal/store.ts';
import type { MakingStep, Step } from '../../src/plan/step.ts';
import { scopeFlag } from '../../src/resources/resource.ts';
import { OTHER } from '../support/set-ups.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import type { Hooks, World } from '../support/world.ts';
import type { Example } from './examples.ts';
import { type Aftermath, INVARIANTS } from './invariants.ts';
import { hooksAt, type Place, stepOf } from './points.ts';
import { type Call, callOf, isWait, isWrite } from './requests.ts';
import type { Site } from './site.ts';
import { WorldSite } from './world-site.ts';

/** One command, once played undisturbed, and what a disturbed play is held against. */
export interface Scene {
  readonly name: string;
  readonly example: Example;
  /** What is made can be taken back; a deletion only goes on. */
  readonly goal: 'make' | 'delete';
  /** The command that is disturbed. */
  readonly command: readonly string[];
  /** The set-up, as in the plan. */
  readonly setUp: string;
  readonly steps: readonly Step[];
  /** Where the command begins: somebody else's set-up is there, and what is to be deleted. */
  readonly empty: World;
  readonly before: EmulatorState;
  /** Where it has come to its end. */
  readonly complete: World;
  readonly planned: EmulatorState;
  readonly run: string;
  /** Every place that an undisturbed run passes, and its rollback. */
  readonly places: readonly Place[];
  /** The write by which each step acts on the API, each way. */
  readonly calls: ReadonlyMap<string, Call>;
  /** Those of the calls whose operation gcloud waits for by a request of its own. */
  readonly waited: ReadonlySet<string>;
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
  const making = steps.filter((step) => step.effect === 'make');
  return sceneOf({ ...example, name: `${example.name}, partly adopted` }, making);
}

/** Notes every place that a run passes, and every write. */
function watch(
  steps: readonly Step[],
): Pick<Scene, 'places' | 'calls' | 'waited'> & { readonly hooks: Hooks } {
  const places: Place[] = [];
  const calls = new Map<string, Call>();
  const waited = new Set<string>();
  const watching = hooksAt(steps, (place) => places.push(place));
  const hooks: Hooks = {
    ...watching,
    onMessage: (argv, message) => {
      watching.onMessage?.(argv, message);
      const step = stepOf(steps, argv);
      if (step === null) return;
      const key = `${step.way} ${step.step}`;
      if (isWrite(message.request)) calls.set(key, callOf(message.request));
      if (isWait(message.request)) waited.add(key);
    },
  };
  return { places, calls, waited, hooks };
}

/** Plays an example undisturbed, there and back; `given` is a plan of which others have made a part. */
export async function sceneOf(example: Example, given: readonly MakingStep[] = []): Promise<Scene> {
  const spec = example.copyTo(temporaryDirectory('memory'));
  const command = ['create', example.noun, '-f', spec, '--project=demo', '--yes', '--emulator'];
  const empty = new WorldSite();
  await played(empty, OTHER);
  await example.prepare(empty.world);
  await madeByOthers(empty, given);
  forgetRuns(empty);
  const complete = new WorldSite(empty.world);
  await played(complete, command);
  const { run, plan } = await runOf(complete);
  const steps = plan.steps.filter((step) => step.effect === 'make');
  const { places, calls, waited, hooks } = watch(steps);
  const both = new WorldSite(empty.world);
  await played(both, command, hooks);
  await played(both, ['rollback', '--yes', (await runOf(both)).run], hooks);
  return {
    name: example.name,
    example,
    goal: 'make',
    command,
    setUp: plan.name,
    steps,
    empty: empty.world,
    before: empty.state(),
    complete: complete.world,
    planned: complete.state(),
    run,
    places,
    calls,
    waited,
  };
}

/** The deletions of what an example makes: of all that a front end leads to, and of its NEG alone. */
function deletionsOf({ steps, setUp }: Scene): readonly (readonly string[])[] {
  const resources = steps.map(({ resource }) => resource);
  const hasFrontEnd = resources.some(({ kind }) => kind === 'forwardingRules');
  const neg = resources.find(({ kind }) => kind === 'networkEndpointGroups');
  return [
    ...(hasFrontEnd ? [['delete', setUp, `--confirm=${setUp}`]] : []),
    ...(neg === undefined
      ? []
      : [['delete', 'neg', neg.name, scopeFlag(neg.scope), '--detach', `--confirm=${neg.name}`]]),
  ];
}

/** Deletes undisturbed what an example has made, in every way in which it can be deleted. */
export async function deletionScenesOf(scene: Scene): Promise<readonly Scene[]> {
  const scenes = deletionsOf(scene).map(async (words): Promise<Scene> => {
    const command = [...words, '--project=demo', '--yes', '--emulator'];
    const start = new WorldSite(scene.complete);
    const trial = new WorldSite(start.world);
    await played(trial, command);
    const { run, plan } = await runOf(trial, 'delete');
    const { places, calls, waited, hooks } = watch(plan.steps);
    const end = new WorldSite(start.world);
    await played(end, command, hooks);
    return {
      ...scene,
      name: `${scene.name}, ${words.slice(0, -1).join(' ')}`,
      goal: 'delete',
      command,
      steps: plan.steps,
      empty: start.world,
      before: start.state(),
      complete: end.world,
      planned: end.state(),
      run,
      places,
      calls,
      waited,
    };
  });
  return Promise.all(scenes);
}

/** Every scene of every example: made, and deleted. */
export async function allScenes(examples: readonly Example[]): Promise<readonly Scene[]> {
  const making = await Promise.all(examples.map((example) => sceneOf(example)));
  const deleting = await Promise.all(making.map(deletionScenesOf));
  return [...making, ...deleting.flat()];
}

function forgetRuns({ world }: WorldSite): void {
  rmSync(join(world.directory, 'runs'), { recursive: true });
}

async function runOf(site: Site, goal: Scene['goal'] = 'make'): Promise<StoredRun> {
  const stored = await newestRun(site, goal);
  if (stored === null) throw new Error('an undisturbed run left no record');
  return stored;
}

/** True for the steps of each scene whose call of the API, and goal, come up there first. */
export function firstOfTheirKind(
  scenes: readonly Scene[],
): (scene: Scene) => (where: Pick<Place, 'way' | 'step'>) => boolean {
  const seen = new Set<string>();
  const fresh = new Map(
    scenes.map((scene) => {
      const first = [...scene.calls].filter(([key, { verb, collection }]) => {
        const shape = `${scene.goal} ${key.split(' ')[0]} ${verb} ${collection}`;
        return !seen.has(shape) && seen.add(shape);
      });
      return [scene, new Set(first.map(([key]) => key))];
    }),
  );
  return (scene) => {
    const keys = fresh.get(scene);
    return ({ way, step }) => keys?.has(`${way} ${step}`) === true;
  };
}

/** The run of its goal that was begun last; `null` where there is none. Names of runs tell the time of different clocks. */
export async function newestRun(site: Site, goal: Scene['goal']): Promise<StoredRun | null> {
  const verb = goal === 'make' ? 'create' : 'delete';
  const runs = await site.runs.list();
  const stored = await Promise.all(runs.map((run) => site.runs.read(run)));
  return stored.find(({ plan }) => plan.verb === verb) ?? null;
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
  const { before, planned, goal } = scene;
  const run = await newestRun(site, goal);
  const aftermath: Aftermath = { goal, before, planned, after: site.state(), site, last, run };
  const violations = Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(aftermath).map((wrong) => `${name}: ${wrong}`),
  );
  return { checked: Object.keys(INVARIANTS).length, violations };
}
