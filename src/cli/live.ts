import { NegctlError, type Problem } from '../errors.ts';
import type { Iam } from '../facts/iam.ts';
import { type Inventory, inventoryOf, readInventory } from '../facts/inventory.ts';
import type { LiveResource } from '../facts/live-resource.ts';
import { type LoadBalancer, loadBalancersOf, type SetUp } from '../facts/load-balancers.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import type { RunTarget, StoredRun } from '../journal/store.ts';
import type { ResourceId } from '../resources/resource.ts';
import { isProjectId } from '../rules/naming.ts';
import type { Monitoring } from '../traffic/monitoring.ts';
import type { App, OpenCloud } from './app.ts';
import { readConfig } from './config.ts';
import type { Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { EMULATOR_PROJECT } from './inputs.ts';

/** The project that a command is about, and as whom gcloud acts on it. */
export async function targetOf({ app, settings }: Ready, flags: Flags): Promise<RunTarget> {
  const given = flags.get('project');
  const project = typeof given === 'string' ? given : await defaultProject(app, settings);
  if (project === undefined || !isProjectId(project)) throw noProject(project);
  return {
    context: { project, ...settings.identity },
    cloud: settings.emulator === null ? 'real' : 'emulator',
  };
}

async function defaultProject(app: App, settings: Ready['settings']): Promise<string | undefined> {
  if (settings.emulator !== null) return EMULATOR_PROJECT;
  const configured = (await readConfig(app)).values.get('project');
  return typeof configured === 'string' ? configured : app.gcloudProperty('core/project');
}

function noProject(given: string | undefined): NegctlError {
  const problem: Problem = {
    code: given === undefined ? 'NEG-2003' : 'name/project-id',
    what: given === undefined ? 'the project is missing' : `"${given}" is not a project id`,
    why: 'everything is read from one project',
    fix: 'give --project=PROJECT_ID, or `negctl config set project PROJECT_ID`',
  };
  return new NegctlError('input', [problem]);
}

/** What the journals say about a project: what negctl made there, and what it deleted. */
export interface Remembered {
  readonly setUps: readonly SetUp[];
  /** The runs that deleted something to the end, by its name. */
  readonly deleted: ReadonlyMap<string, string>;
  /** Every run that could be read and is about the project, the oldest first. */
  readonly runs: readonly StoredRun[];
}

async function readRuns({ app, output }: Ready): Promise<readonly StoredRun[]> {
  const store = await app.runs();
  const names = [...(await store.list())].reverse();
  const runs = await Promise.all(
    names.map(async (name) => {
      try {
        return [await store.read(name)];
      } catch (thrown) {
        if (!(thrown instanceof NegctlError)) throw thrown;
        output.talk([`Note  the record of ${name} cannot be read; it is left out`]);
        return [];
      }
    }),
  );
  return runs.flat();
}

function madeBy({ plan, state }: StoredRun): readonly (readonly [ResourceId, string | null])[] {
  return plan.steps.flatMap(({ id, effect, resource }) => {
    const step = state.steps.get(id);
    const mayBeThere = step !== undefined && step.status !== 'undone' && step.serverId !== null;
    if (effect !== 'make' || resource.container !== null || !mayBeThere) return [];
    return [[resource.id, step.serverId] as const];
  });
}

/** Reads the journals on this machine, as far as they are about the target. */
export async function remember(
  ready: Ready,
  { context, cloud }: Pick<RunTarget, 'context' | 'cloud'>,
): Promise<Remembered> {
  const runs = (await readRuns(ready)).filter(
    ({ plan, target }) => plan.project === context.project && target.cloud === cloud,
  );
  const made = new Map<string, Map<ResourceId, string | null>>();
  const deleted = new Map<string, string>();
  for (const stored of runs) {
    const { run, plan, state } = stored;
    if (plan.verb === 'endpoints') continue;
    if (plan.verb === 'delete') {
      if (state.ending === 'ok') deleted.set(plan.name, run);
      continue;
    }
    const own = made.get(plan.name) ?? new Map<ResourceId, string | null>();
    for (const [id, serverId] of madeBy(stored)) own.set(id, serverId);
    made.set(plan.name, own);
    deleted.delete(plan.name);
  }
  const setUps = [...made].map(([name, own]) => ({ name, made: own }));
  return { setUps, deleted, runs };
}

/** A project, joined from what is known of it. */
export interface JoinedProject {
  readonly target: RunTarget;
  readonly inventory: Inventory;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly remembered: Remembered;
}

/** The live project, joined. */
export interface LiveProject extends JoinedProject {
  readonly gcloud: Gcloud;
  readonly iam: Iam;
  readonly monitoring: Monitoring;
  /** Reads the project once more. */
  readonly again: () => Promise<LiveProject>;
}

/** What the runs made, as if it were live: a document that refers to what the resource refers to. */
function rememberedResources(
  { runs, setUps }: Remembered,
  project: string,
): readonly LiveResource[] {
  const ids = new Map(setUps.flatMap(({ made }) => [...made]));
  const resources = runs.flatMap(({ plan }) => plan.steps.map(({ resource }) => resource));
  const attached = resources.filter(({ kind }) => kind === 'backends');
  return [...ids].flatMap(([id, serverId]) => {
    const resource = resources.findLast((one) => one.id === id);
    if (resource === undefined) return [];
    const { kind, scope, name, refs } = resource;
    const backends = attached.filter(({ container }) => container === id);
    const all = [...refs, ...backends.flatMap((backend) => backend.refs)];
    const others = all.filter((reference) => reference !== id);
    const references = others.map((reference) => `projects/${project}/${reference}`);
    return [{ id, kind, scope, name, serverId, document: { references } }];
  });
}

/** What the journals know of a project, joined like the live one: no gcloud is started for it. */
export async function rememberedProject(ready: Ready, target: RunTarget): Promise<JoinedProject> {
  const remembered = await remember(ready, target);
  const { project } = target.context;
  const inventory = inventoryOf(rememberedResources(remembered, project), project);
  return {
    target,
    inventory,
    remembered,
    loadBalancers: loadBalancersOf(inventory, remembered.setUps),
  };
}

async function readLive(
  ready: Ready,
  target: RunTarget,
  { gcloud, iam, monitoring }: Omit<OpenCloud, 'close'>,
  remembered: Remembered,
): Promise<LiveProject> {
  const { project } = target.context;
  const known = remembered.setUps.flatMap(({ made }) => [...made.keys()]);
  const inventory = await readInventory({ gcloud, project }, known);
  const loadBalancers = loadBalancersOf(inventory, remembered.setUps);
  const again = () => readLive(ready, target, { gcloud, iam, monitoring }, remembered);
  return { target, gcloud, iam, monitoring, inventory, loadBalancers, remembered, again };
}

/** Opens the cloud, reads the project, and closes the cloud after the action. */
export async function withLive<T>(
  ready: Ready,
  target: RunTarget,
  action: (live: LiveProject) => Promise<T>,
): Promise<T> {
  const { app, settings, output } = ready;
  const remembered = await remember(ready, target);
  const cloud = await app.openCloud(target, settings.emulator);
  try {
    output.talk([`Reading project ${target.context.project} …`]);
    return await action(await readLive(ready, target, cloud, remembered));
  } finally {
    await cloud.close();
  }
}
