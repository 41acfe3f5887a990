import { NegctlError } from '../errors.ts';
import { nameField, projectField } from '../inputs/fields/set-up.ts';
import { gather } from '../inputs/gather.ts';
import type { Values } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import { buildPlan } from '../plan/build.ts';
import {
  type PlanPermissions,
  type Purpose,
  permissionsFor,
  permissionsOf,
  purposesOf,
} from '../plan/permissions.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { recipeByNoun } from '../recipes/registry.ts';
import { permissionLines, toTakeBack } from '../render/permissions-text.ts';
import { wrapped } from '../render/wrap.ts';
import { type Permission, rolesToGrant, rolesWithAll } from '../resources/permission.ts';
import { portable } from './check.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { gatherInputs } from './inputs.ts';
import { GCLOUD_OPTIONS, INPUT_OPTIONS, OUTPUT_OPTIONS, STATE_OPTION } from './options.ts';
import { NOTHING } from './output.ts';
import { grantCommand } from './permission-check.ts';
import { inputProblems, judge } from './prepare.ts';
import { recipeArguments, recipeRows } from './recipe-rows.ts';
import type { Settings } from './settings.ts';

/** One invocation of `permissions`. */
interface Asking extends Ready {
  readonly recipe: Recipe;
}

/** The inputs that together bring everything that the recipe can make. */
function fullest({ recipe }: Asking): readonly Values[] {
  return recipe.fullest.map((choice) => {
    const given = Object.entries(choice).map(([path, raw]) => {
      const field = recipe.fields.find((known) => known.path === path);
      if (field === undefined) throw new Error(`${recipe.noun} has no ${path}`);
      return { field, raw, source: { kind: 'default', because: 'the most it can make' } } as const;
    });
    const { values, problems } = gather(given, recipe.start);
    if (problems.length > 0) throw new Error(problems[0]?.what);
    return values;
  });
}

/** What was said, checked as `create` checks it; `null` where nothing was said but where. */
function checked({ app, recipe, settings, output }: Asking, values: Values): Values | null {
  const said = recipe.fields.filter((field) => field !== projectField && values.has(field));
  if (said.length === 0) return null;
  const diagnostics = judge(app, recipe, values);
  const problems = inputProblems(portable(recipe), values, diagnostics, settings.strict);
  if (problems.length > 0) throw new NegctlError('input', problems);
  output.diagnosed(diagnostics);
  return values;
}

function neededFor({ recipe }: Asking, values: Values): PlanPermissions {
  const planned = buildPlan({
    recipe: recipe.noun,
    name: values.get(nameField) ?? '',
    project: '',
    inputs: [],
    resources: recipe.resources(values, {
      certificateDigest: () => '',
      secretDigest: () => null,
      facts: null,
    }),
    facts: null,
    warnings: [],
  });
  if (!planned.ok) throw new Error('a plan for an empty project has conflicts');
  return permissionsOf(planned.plan, recipe.alsoReads(values));
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** Each purpose once, with what any of the plans takes for it. */
function merged(purposes: readonly Purpose[]): readonly Purpose[] {
  return distinct(purposes, ({ purpose }) => purpose).map(({ purpose }) => ({
    purpose,
    permissions: permissionsFor(purposes.filter((other) => other.purpose === purpose)),
  }));
}

/** What several plans take together; what they have in common is told once. */
function joined(all: readonly PlanPermissions[]): PlanPermissions {
  const [first] = all;
  if (first === undefined) throw new Error('a recipe that makes nothing');
  return {
    reads: merged(all.flatMap(({ reads }) => reads)),
    planning: merged(all.flatMap(({ planning }) => planning)),
    later: merged(all.flatMap(({ later }) => later)),
    settle: {
      ...first.settle,
      permissions: permissionsFor(all.map(({ settle }) => settle)),
    },
    steps: distinct(
      all.flatMap(({ steps }) => steps),
      ({ step }) => step.id,
    ),
  };
}

/** Something that IAM asks for elsewhere than in the project. */
interface Elsewhere {
  readonly permission: string;
  readonly on: string;
  readonly role: string;
}

/** What runs and locks in a bucket take there. */
const STATE_PERMISSIONS = ['create', 'delete', 'get', 'list'].map(
  (verb) => `storage.objects.${verb}`,
);

function forState({ state }: Settings): readonly Elsewhere[] {
  if (state === null) return [];
  const [bucket] = /^gs:\/\/[^/]+/.exec(state) ?? [state];
  const role = 'roles/storage.objectUser';
  return STATE_PERMISSIONS.map((permission) => ({ permission, on: `bucket ${bucket}`, role }));
}

/**
 * What is taken elsewhere than in the project: to act as somebody else, to charge another project, to
 * keep runs and locks in a bucket.
 */
function elsewhere(settings: Settings): readonly Elsewhere[] {
  const { identity } = settings;
  const { impersonateServiceAccount: account, billingProject } = identity;
  const acting = {
    permission: 'iam.serviceAccounts.getAccessToken',
    role: 'roles/iam.serviceAccountTokenCreator',
  };
  const charging = {
    permission: 'serviceusage.services.use',
    role: 'roles/serviceusage.serviceUsageConsumer',
  };
  return [
    ...(account === undefined ? [] : [{ ...acting, on: `service account ${account}` }]),
    ...(billingProject === undefined ? [] : [{ ...charging, on: `project ${billingProject}` }]),
    ...forState(settings),
  ];
}

function memberOf({ identity }: Settings): string {
  const account = identity.impersonateServiceAccount ?? identity.account;
  if (account === undefined) return 'user:ACCOUNT';
  return account.endsWith('.gserviceaccount.com') ? `serviceAccount:${account}` : `user:${account}`;
}

function dataOf({ purpose, permissions }: Purpose): Json {
  return { purpose, ...holdersOf(permissions) };
}

function holdersOf(permissions: readonly Permission[]) {
  return {
    permissions: permissions.map(({ name }) => name),
    roles: rolesWithAll(permissions),
  };
}

function resultOf(needed: PlanPermissions, settings: Settings, grants: readonly string[]): Json {
  const { reads, planning, settle, steps } = needed;
  const all = permissionsFor(purposesOf(needed));
  const forward = permissionsFor([
    ...planning,
    ...reads,
    settle,
    ...steps.map(({ step, run }) => ({ purpose: step.title, permissions: run })),
  ]).map(({ name }) => name);
  const names = all.map(({ name }) => name);
  return {
    planning: planning.map(dataOf),
    reads: reads.map(dataOf),
    steps: steps.map(({ step, run, undo }) => ({
      id: step.id,
      title: step.title,
      ...holdersOf(run),
      undo: holdersOf(undo),
    })),
    settle: dataOf(settle),
    all: names,
    undoOnly: names.filter((name) => !forward.includes(name)),
    roles: rolesToGrant(all),
    grant: grants,
    elsewhere: elsewhere(settings).map((item) => ({ ...item })),
  };
}

async function show(asking: Asking, flags: Flags, name: string | undefined): Promise<number> {
  const { app, recipe, settings, output } = asking;
  const gathered = await gatherInputs(app, recipe, settings, flags, name);
  if (gathered.problems.length > 0) throw new NegctlError('input', gathered.problems);
  const values = checked(asking, gathered.values);
  const plans = values === null ? fullest(asking) : [values];
  const needed = joined(plans.map((plan) => neededFor(asking, plan)));
  const all = permissionsFor(purposesOf(needed));
  const roles = rolesToGrant(all);
  const project = gathered.values.get(projectField) ?? 'PROJECT';
  const grants = roles.map((role) => grantCommand(project, memberOf(settings), role));
  const { style } = output;
  const about = values === null ? 'the most it can make' : (values.get(nameField) ?? '');
  const back = permissionsFor(toTakeBack(needed.steps)).length;
  const title = `Permissions of create ${recipe.noun}: ${about}   ${all.length} in all, ${back} to take it back`;
  output.result([
    ...wrapped(title, style.width, 6).map((line) => style.strong(line)),
    ...permissionLines(needed, style),
    '',
    ...wrapped(`Granted by  ${roles.join(' and ')}`, style.width, 12),
    ...grants.flatMap((line) => wrapped(`  ${line}`, style.width, 4)),
    ...elsewhere(settings).flatMap(({ permission, on, role }) =>
      wrapped(`Also        ${permission} on ${on}, as in ${role}`, style.width, 12),
    ),
    ...wrapped('For a role of your own  --format=json lists all under result.all', style.width, 12),
  ]);
  const result = resultOf(needed, settings, grants);
  return output.finish({ ...NOTHING, ending: 'ok', result });
}

/** `permissions` for one recipe, with the inputs of its `create`. */
export function permissionsCommand(noun: string): CommandBody {
  const recipe = recipeByNoun(noun);
  const example = `negctl permissions ${noun}`;
  return {
    examples: [example, `${example} -f web.yaml`, `${example} -f web.yaml --format=json`],
    args: recipeArguments(recipe),
    ...recipeRows(recipe),
    options: [
      ...INPUT_OPTIONS.filter(({ flag }) => flag === 'file' || flag === 'set'),
      STATE_OPTION,
      ...GCLOUD_OPTIONS,
      ...OUTPUT_OPTIONS,
    ],
    exits: ['0', '2', '3'],
    run: (invocation) =>
      failingWith(invocation, `permissions ${noun}`, (ready) =>
        show({ ...ready, recipe }, invocation.flags, invocation.args[0]),
      ),
  };
}
