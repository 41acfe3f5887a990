import { cleanLine } from '../clean.ts';
import { NegctlError, type Problem } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import type { Granted, Iam } from '../facts/iam.ts';
import { readFacts } from '../facts/read.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { inapplicable, missingFields, missingProblems } from '../inputs/gather.ts';
import { describeSource, type Values } from '../inputs/values.ts';
import { buildPlan } from '../plan/build.ts';
import { permissionsOf, permissionsOfAny, purposesOf, writesOf } from '../plan/permissions.ts';
import type { Plan, PlannedInput } from '../plan/plan.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { conflictProblem } from '../render/plan-text.ts';
import { problemOfDiagnostic } from '../render/problems.ts';
import type { Permission } from '../resources/permission.ts';
import type { Resource } from '../resources/resource.ts';
import { certificateDigest } from '../resources/ssl-certificate.ts';
import { judgeInputs, judgeLive, judgeNetwork, refusals } from '../rules/judge.ts';
import type { Diagnostic } from '../rules/rule.ts';
import { certificatesIn } from '../rules/tls.ts';
import type { App } from './app.ts';
import { refuseUngranted, uncheckedPermissions, ungranted } from './permission-check.ts';
import { secretDigestIn } from './secrets.ts';

/** Everything that is wrong with the inputs as they stand: incomplete, meaningless, against a rule. */
export function inputProblems(
  recipe: Recipe,
  values: Values,
  diagnostics: readonly Diagnostic[],
  strict: boolean,
): readonly Problem[] {
  return [
    ...inapplicable(recipe.fields, values, recipe.choice),
    ...missingProblems(missingFields(recipe.fieldsFor(values), values)),
    ...refusals(diagnostics, strict).map(problemOfDiagnostic),
  ];
}

/** The findings of the rules about the inputs; no process is started for them. */
export function judge(app: App, recipe: Recipe, values: Values): readonly Diagnostic[] {
  const fields = recipe.fieldsFor(values);
  const now = app.clock.now();
  return judgeInputs(recipe.rulesFor(values), { values, fields, readText: app.readText, now });
}

/** Every value of the inputs, defaults included, with its source. */
function plannedInputs(recipe: Recipe, values: Values): readonly PlannedInput[] {
  return recipe.fields.flatMap((field) => {
    const value = field.jsonIn(values);
    const source = field.sourceIn(values);
    if (value === undefined || source === undefined) return [];
    return [{ path: field.path, value, source: describeSource(source) }];
  });
}

function digestIn(app: App, path: string): string {
  const file = app.readText(path);
  const [first] = file.ok ? certificatesIn(file.text) : [];
  const digest = first === undefined ? null : certificateDigest(first.toString());
  if (digest === null) throw new Error(`no certificate in ${path} after the checks`);
  return digest;
}

function warningTexts(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'warning')
    .map(({ rule, message }) => `${rule}: ${cleanLine(message)}`);
}

export interface Draft {
  readonly app: App;
  readonly recipe: Recipe;
  readonly project: string;
  readonly name: string;
  readonly values: Values;
  /** The findings of the rules about the inputs. */
  readonly diagnostics: readonly Diagnostic[];
}

function resourcesOf({ app, recipe, values }: Draft, facts: Facts | null): readonly Resource[] {
  return recipe.resources(values, {
    certificateDigest: (path) => digestIn(app, path),
    secretDigest: (path) => secretDigestIn(app, path),
    facts,
  });
}

function planOf(draft: Draft, facts: Facts | null, diagnostics: readonly Diagnostic[]): Plan {
  const { recipe, name, project, values } = draft;
  const planned = buildPlan({
    verb: recipe.verb,
    recipe: recipe.noun,
    name,
    project,
    inputs: plannedInputs(recipe, values),
    resources: resourcesOf(draft, facts),
    facts,
    warnings: warningTexts(diagnostics),
  });
  if (planned.ok) return planned.plan;
  throw new NegctlError('preflight', planned.conflicts.map(conflictProblem));
}

/** The plan from the inputs alone: offline, nothing read, nothing adopted. */
export function draftPlan(draft: Draft): Plan {
  return planOf(draft, null, draft.diagnostics);
}

/** A plan that was held against the live project, and what the rules found there. */
export interface CheckedPlan {
  readonly plan: Plan;
  readonly facts: Facts;
  readonly diagnostics: readonly Diagnostic[];
  /** What could not be checked, in words. */
  readonly unchecked: readonly string[];
  /** What the project does not grant of what the plan takes, where that did not refuse it. */
  readonly ungranted: readonly Permission[];
}

/** How the live project is held against a draft. */
export interface CheckOptions {
  readonly strict: boolean;
  readonly rehearsal: boolean;
  /** Who says what the account may do; `null` where that is not asked. */
  readonly iam: Iam | null;
  /** What happens to a plan that the account may not carry out: a dry run only tells it. */
  readonly ungranted: 'refuse' | 'tell';
}

interface Outside {
  readonly diagnostics: readonly Diagnostic[];
  readonly unchecked: readonly string[];
}

/** Asks DNS and the endpoint, where the set-up depends on them. */
async function askOutside({ app, recipe, values }: Draft): Promise<Outside> {
  const probe = recipe.probe(values);
  if (probe === null) return { diagnostics: [], unchecked: [] };
  const network = await app.network();
  const { host, tlsPort } = probe;
  const [resolution, tls] = await Promise.all([
    network.resolve(host),
    tlsPort === null ? null : network.checkTls(host, tlsPort),
  ]);
  const unchecked = [
    ...(resolution.status === 'unreachable'
      ? [`whether ${host} resolves in the public DNS (${resolution.reason})`]
      : []),
    ...(tls?.status === 'unreachable'
      ? [`the certificate of ${host}:${tlsPort} (${tls.reason})`]
      : []),
  ];
  return {
    diagnostics: judgeNetwork(recipe.rulesFor(values), { values, resolution, tls }),
    unchecked,
  };
}

const REHEARSAL: Outside = {
  diagnostics: [],
  unchecked: ['DNS and the certificate of the endpoint (a rehearsal asks nobody outside)'],
};

/**
 * Reads the live project and judges the plan against it.
 * @throws {NegctlError} ending `preflight` where a rule refuses or a resource is in the way
 */
export async function checkAgainstProject(
  draft: Draft,
  gcloud: Gcloud,
  options: CheckOptions,
): Promise<CheckedPlan> {
  const { recipe, values, project, app } = draft;
  const { iam } = options;
  const wanted = resourcesOf(draft, null);
  const also = recipe.alsoReads(values);
  const asking =
    iam === null ? null : iam.granted(project, namesOf(permissionsOfAny(wanted, also)));
  const [facts, outside] = await Promise.all([
    readFacts({ gcloud, project }, wanted, also, recipe.policies?.(values)).catch(
      async (thrown: unknown) => {
        if (iam !== null && asking !== null) refuseReading(draft, iam, await asking, thrown);
        throw thrown;
      },
    ),
    options.rehearsal && recipe.probe(values) !== null ? REHEARSAL : askOutside(draft),
  ]);
  const live = judgeLive(recipe.rulesFor(values), {
    values,
    resources: resourcesOf(draft, facts),
    facts,
    now: app.clock.now(),
  });
  const found = [...live, ...outside.diagnostics];
  const refused = refusals(found, options.strict);
  if (refused.length > 0) throw new NegctlError('preflight', refused.map(problemOfDiagnostic));
  const plan = planOf(draft, facts, [...draft.diagnostics, ...live]);
  const checked = { plan, facts, diagnostics: found };
  const unseen = [...outside.unchecked, ...unreadPolicies(facts)];
  if (iam === null || asking === null) {
    return { ...checked, unchecked: unseen, ungranted: [] };
  }
  const granted = await asking;
  const purposes = writesOf(permissionsOf(plan, also));
  if (options.ungranted === 'refuse') refuseUngranted({ iam, project }, purposes, granted);
  const unchecked = purposes.length === 0 ? [] : uncheckedPermissions(granted);
  return {
    ...checked,
    unchecked: [...unseen, ...unchecked],
    ungranted: ungranted(purposes, granted),
  };
}

/** Whose callers nobody could look at. */
function unreadPolicies({ policies }: Facts): readonly string[] {
  return policies.unread.map((id) => `who may call ${id.split('/').at(-1) ?? id}`);
}

/** Where reading was forbidden, tells at once what else is missing, not only what was met first. */
function refuseReading(draft: Draft, iam: Iam, granted: Granted, thrown: unknown): void {
  if (!(thrown instanceof NegctlError) || thrown.ending !== 'auth') return;
  const needed = permissionsOf(planOf(draft, null, []), draft.recipe.alsoReads(draft.values));
  refuseUngranted({ iam, project: draft.project }, purposesOf(needed), granted);
}

function namesOf(permissions: readonly Permission[]): readonly string[] {
  return permissions.map(({ name }) => name);
}
