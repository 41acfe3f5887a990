import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { GcloudContext } from '../gcloud/command.ts';
import type { Gcloud } from '../gcloud/gcloud.ts';
import { shellLine } from '../gcloud/quote.ts';
import { nameField, projectField } from '../inputs/fields/set-up.ts';
import { flagsOf } from '../inputs/from-flags.ts';
import { missingFields } from '../inputs/gather.ts';
import type { Values } from '../inputs/values.ts';
import type { RunTarget } from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import { type Recipe, slugOf } from '../recipes/recipe.ts';
import { scriptOf } from '../render/script.ts';
import { wrapped } from '../render/wrap.ts';
import type { Permission } from '../resources/permission.ts';
import type { OpenCloud } from './app.ts';
import { refuseChangedPlan, refuseOtherPlan } from './approved-plan.ts';
import { askInputs } from './ask.ts';
import { carryOut, reportOn } from './carry-out.ts';
import { canAsk, consented, consentedByName } from './consent.ts';
import type { Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { gatherInputs } from './inputs.ts';
import { acquireLock } from './lock.ts';
import { nextStepsOf } from './next-steps.ts';

import { endLines, successLines, unchangedLines } from './outcome-text.ts';
import { NOTHING } from './output.ts';
import {
  type CheckedPlan,
  type CheckOptions,
  checkAgainstProject,
  type Draft,
  draftPlan,
  inputProblems,
  judge,
} from './prepare.ts';
import { runArgument } from './run-argument.ts';
import { makeSecret } from './secrets.ts';
import type { Settings } from './settings.ts';
import { specText } from './spec-text.ts';

/** One invocation of `create` or `update`. */
export interface Create extends Ready {
  readonly recipe: Recipe;
}

function contextOf(settings: Settings, project: string): GcloudContext {
  return { project, ...settings.identity };
}

/** Values that are complete and that no rule about inputs refuses, or an error with all that is wrong. */
function checkedDraft({ app, recipe, settings, output }: Create, values: Values): Draft {
  const diagnostics = judge(app, recipe, values);
  const problems = inputProblems(recipe, values, diagnostics, settings.strict);
  if (problems.length > 0) throw new NegctlError('input', problems);
  output.diagnosed(diagnostics);
  const project = values.get(projectField) ?? '';
  const name = values.get(nameField) ?? '';
  return { app, recipe, project, name, values, diagnostics };
}

/** The plan as the result of a dry run, in the format asked for. */
function showPlan({ app, settings, output }: Create, plan: Plan): void {
  output.plan(plan, true);
  if (settings.format === 'script') app.out(scriptOf(plan, contextOf(settings, plan.project)));
}

/** The command that does the same without questions. */
export function againCommand({ recipe, settings }: Create, values: Values): string {
  const emulator = settings.emulator === null ? [] : ['--emulator'];
  const state = settings.state === null ? [] : [`--state=${settings.state}`];
  const words = ['negctl', recipe.verb, recipe.noun, ...flagsOf(recipe.fields, values)];
  return shellLine([...words, ...emulator, ...state]);
}

async function unchanged(create: Create, draft: Draft, checked: CheckedPlan): Promise<number> {
  const { output, recipe } = create;
  const next = await nextStepsOf(create, recipe, draft.values, checked.facts);
  output.result(unchangedLines(checked.plan.adopted.length, next, output.style));
  const result = { changes: 0, next: next.map(({ title, detail }) => ({ title, detail })) };
  return output.finish({ ...NOTHING, ending: 'ok', plan: checked.plan, result });
}

interface Approved {
  readonly draft: Draft;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly cloud: Pick<OpenCloud, 'gcloud' | 'monitoring'>;
}

async function carriedOut(create: Create, approved: Approved): Promise<number> {
  const { app, settings, output, recipe } = create;
  const { draft, plan, target, cloud } = approved;
  const store = await app.runs();
  const spec = await specText(recipe, draft.values);
  const run = await store.create({ plan, target, spec, script: scriptOf(plan, target.context) });
  output.events.belongTo(run.run);
  const started = app.clock.now().getTime();
  try {
    const { context } = target;
    const carried = { app, settings, output, run, context, ...cloud };
    const outcome = await carryOut(carried, 'forward');
    const seconds = (app.clock.now().getTime() - started) / 1_000;
    const argument = runArgument(run.run, settings);
    const facts = { run: run.run, argument, steps: plan.steps.length, seconds };
    const live = outcome.facts;
    const next = live === null ? [] : await nextStepsOf(create, recipe, draft.values, live);
    if (outcome.ending === 'ok') {
      await app.savedAnswers.forget(slugOf(recipe));
      output.result(successLines(facts, next, againCommand(create, draft.values), output.style));
    }
    const report = {
      ...reportOn(run, outcome),
      result: {
        done: outcome.done,
        undone: outcome.undone,
        seconds,
        next: next.map((step) => ({ ...step })),
      },
    };
    const exitCode = await output.finish(report);
    if (outcome.ending !== 'ok') output.talk(endLines(outcome, facts, output.talkStyle));
    return exitCode;
  } finally {
    await run.close();
  }
}

/** A dry run may be made by somebody who only reads: what they could not do is told, not refused. */
function tellUngranted({ output }: Create, project: string, missing: readonly Permission[]): void {
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const text = `Note  project ${project} does not grant this account all it takes to apply the plan: ${names}`;
  output.talk(wrapped(text, output.talkStyle.width, 6));
}

/** From values to a verified load balancer, or back to how it was. */
async function apply(create: Create, draft: Draft): Promise<number> {
  const { app, settings, output } = create;
  const target: RunTarget = {
    context: contextOf(settings, draft.project),
    cloud: settings.emulator === null ? 'real' : 'emulator',
  };
  const writes = settings.dryRun === null;
  const lock = writes ? await acquireLock(create, draft.project, draft.name) : null;
  const cloud = await app.openCloud(target, settings.emulator);
  output.talk([`Reading project ${draft.project} …`]);
  try {
    const { gcloud } = cloud;
    const options: CheckOptions = {
      strict: settings.strict,
      rehearsal: target.cloud === 'emulator',
      iam: settings.permissionCheck ? cloud.iam : null,
      ungranted: writes ? 'refuse' : 'tell',
    };
    const checked = await checkAgainstProject(draft, gcloud, options);
    const { plan } = checked;
    output.diagnosed(checked.diagnostics);
    output.unchecked(checked.unchecked);
    if (!writes) {
      tellUngranted(create, draft.project, checked.ungranted);
      showPlan(create, plan);
      const ending = settings.detailedExitcode && plan.steps.length > 0 ? 'diff' : 'ok';
      const result = { ungranted: checked.ungranted.map(({ name }) => name) };
      return await output.finish({ ...NOTHING, ending, plan, result });
    }
    refuseOtherPlan(settings, plan);
    if (plan.steps.length === 0) return await unchanged(create, draft, checked);
    output.plan(plan, false);
    const count = plan.steps.length;
    const question = `Apply ${count} step${count === 1 ? '' : 's'} to project ${plan.project}?`;
    if (!settings.yes) output.event({ event: 'approval.required', hash: plan.hash });
    if (!(await approvedBy(create, plan, question))) {
      output.talk(['Nothing was done.']);
      return await output.finish({ ...NOTHING, ending: 'input', plan });
    }
    if (!settings.yes) await refuseMeanwhile(draft, gcloud, plan, options);
    return await carriedOut(create, { draft, plan, target, cloud });
  } finally {
    await cloud.close();
    await lock?.release();
  }
}

/** Whoever changes a set-up that is there, and deletes what it no longer needs, names it. */
async function approvedBy(create: Create, plan: Plan, question: string): Promise<boolean> {
  const { verb, noun } = create.recipe;
  if (verb === 'create') return consented(create, question);
  const destruction = {
    name: plan.name,
    doing: `change what is in service in project ${plan.project}`,
    why: 'requests are answered by something else afterwards',
    look: 'look at the plan with --dry-run=server',
    command: `negctl ${verb} ${noun} ${plan.name}`,
  };
  return (await consentedByName(create, destruction)) !== 'no';
}

/** Somebody may have taken minutes to say yes: the project is read once more before the first write. */
async function refuseMeanwhile(
  draft: Draft,
  gcloud: Gcloud,
  approved: Plan,
  options: CheckOptions,
): Promise<void> {
  const once: CheckOptions = { ...options, rehearsal: true, iam: null };
  const again = await checkAgainstProject(draft, gcloud, once);
  refuseChangedPlan(again.plan, approved);
}

/** All values, asked for where something is missing and somebody is there; `null` where they left. */
async function valuesFor(
  create: Create,
  flags: Flags,
  name: string | undefined,
): Promise<Values | null> {
  const { app, recipe, settings, output } = create;
  const { values, problems, notes } = await gatherInputs(app, recipe, settings, flags, name);
  output.talk(notes.map((note) => `Note  ${cleanLine(note)}`));
  if (problems.length > 0) throw new NegctlError('input', problems);
  const complete = missingFields(recipe.fieldsFor(values), values).length === 0;
  return complete || !canAsk(create) ? values : askInputs(create, recipe, values);
}

/** `negctl create NOUN [NAME]`. @returns the exit code */
export async function runCreate(
  create: Create,
  flags: Flags,
  name: string | undefined,
): Promise<number> {
  const { app, recipe, settings, output } = create;
  const values = await valuesFor(create, flags, name);
  if (values === null) return output.finish({ ...NOTHING, ending: 'interrupt' });
  const draft = checkedDraft(create, values);
  if (settings.saveSpec !== undefined) {
    await app.writeFile(settings.saveSpec, await specText(recipe, draft.values));
    output.talk([`Spec written to ${cleanLine(settings.saveSpec)}`]);
  }
  if (settings.dryRun === null) {
    const secret = await makeSecret(app, draft.values);
    if (secret !== null) output.talk([`New secret written to ${cleanLine(secret)}`]);
  }
  if (settings.dryRun !== 'client') return apply(create, draft);
  const plan = draftPlan(draft);
  refuseOtherPlan(settings, plan);
  showPlan(create, plan);
  output.talk(['Not compared with the live project; --dry-run=server does that.']);
  const ending = settings.detailedExitcode ? 'diff' : 'ok';
  return output.finish({ ...NOTHING, ending, plan });
}
