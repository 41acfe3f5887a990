import { NegctlError } from '../errors.ts';
import type { RunTarget } from '../journal/store.ts';
import { permissionsOf, writesOf } from '../plan/permissions.ts';
import { type Plan, titleOf } from '../plan/plan.ts';
import { keptRows } from '../render/plan-text.ts';
import { rowLines } from '../render/rows.ts';
import { partsOfId } from '../resources/resource.ts';
import { isResourceName } from '../rules/naming.ts';
import { refuseChangedPlan, refuseOtherPlan } from './approved-plan.ts';
import { carryOut, type OpenedRun, reportOn } from './carry-out.ts';
import type { Invocation } from './command.ts';
import { consentedByName } from './consent.ts';
import { deletedLines, goneIn, undeletedLines } from './deletion-text.ts';
import type { Ready } from './failing.ts';
import {
  type JoinedProject,
  type LiveProject,
  type Remembered,
  remember,
  rememberedProject,
  targetOf,
  withLive,
} from './live.ts';
import { acquireLock } from './lock.ts';
import { NOTHING } from './output.ts';
import { checkGranted } from './permission-check.ts';
import { inNewRun, nothingToDo, showPlan } from './planned-run.ts';
import { runArgument } from './run-argument.ts';

/** What is to be deleted, planned from whatever is known of the project. */
interface Deletion {
  readonly target: RunTarget;
  /** Whose lock it takes. */
  readonly lockName: string;
  /**
   * The plan; a text where there is nothing to do, and why.
   * @throws {NegctlError} where it cannot be meant, or must not be
   */
  readonly plan: (project: JoinedProject) => Plan | string;
}

/** Everything of it is used by others: nothing goes. */
function allKept({ output }: Ready, plan: Plan): Promise<number> {
  const { style } = output;
  const isUsed = plan.kept.some(({ usedBy }) => usedBy.length > 0);
  const why = isUsed ? `others use all that is left of ${plan.name}` : 'what is left stays';
  output.result([
    style.good(`${style.symbols.same} Nothing to do: ${why}`),
    ...rowLines(keptRows(plan, style), style),
  ]);
  return output.finish({ ...NOTHING, ending: 'ok', plan, result: { changes: 0 } });
}

/** The result of a deletion, in all formats. @returns the exit code */
export async function finishDeletion(
  { app, settings, output }: Ready,
  { run, context, gcloud, monitoring }: OpenedRun,
): Promise<number> {
  const { plan } = run;
  const started = app.clock.now().getTime();
  const outcome = await carryOut(
    { app, settings, output, run, context, gcloud, monitoring },
    'forward',
  );
  const seconds = (app.clock.now().getTime() - started) / 1_000;
  const gone = goneIn(plan, run.state());
  const argument = runArgument(run.run, settings);
  const facts = { run: run.run, argument, plan, gone, seconds };
  if (outcome.ending === 'ok') output.result(deletedLines(facts, output.style));
  const exitCode = await output.finish({
    ...reportOn(run, outcome),
    result: { done: outcome.done, gone, seconds },
  });
  if (outcome.ending !== 'ok') output.talk(undeletedLines(outcome, facts, output.talkStyle));
  return exitCode;
}

/** Shown, consented to, looked at once more where somebody took their time, and done. */
async function approved(
  ready: Ready,
  plan: Plan,
  deletion: Deletion,
  live: LiveProject,
): Promise<number> {
  const { output } = ready;
  refuseOtherPlan(ready.settings, plan);
  if (plan.steps.length === 0) return allKept(ready, plan);
  const asked = { iam: live.iam, project: plan.project };
  await checkGranted(ready, asked, writesOf(permissionsOf(plan, [])));
  output.plan(plan, false);
  output.talk(plan.warnings.map((warning) => `Warning  ${warning}`));
  const count = `${plan.steps.length} step${plan.steps.length === 1 ? '' : 's'}`;
  const consent = await consentedByName(ready, {
    name: plan.name,
    doing: `${titleOf(plan)} (${count}) in project ${plan.project}`,
    why: 'what is deleted cannot be taken back',
    look: 'look at the plan with --dry-run=server',
    command: `negctl ${titleOf(plan)}`,
  });
  if (consent === 'no') {
    output.talk(['Nothing was done.']);
    return output.finish({ ...NOTHING, ending: 'input', plan });
  }
  if (consent === 'asked') {
    const now = deletion.plan(await live.again());
    if (typeof now === 'string') return nothingToDo(ready, now);
    refuseChangedPlan(now, plan);
  }
  return inNewRun(ready, plan, live, (opened) => finishDeletion(ready, opened));
}

async function againstProject(ready: Ready, deletion: Deletion): Promise<number> {
  const { settings, output } = ready;
  const { target, lockName } = deletion;
  const writes = settings.dryRun === null;
  const lock = writes ? await acquireLock(ready, target.context.project, lockName) : null;
  try {
    return await withLive(ready, target, async (live) => {
      const plan = deletion.plan(live);
      if (typeof plan === 'string') return nothingToDo(ready, plan);
      if (writes) return approved(ready, plan, deletion, live);
      showPlan(ready, plan, target);
      return output.finish({ ...NOTHING, ending: dryEnding(ready, plan), plan });
    });
  } finally {
    await lock?.release();
  }
}

function dryEnding({ settings }: Ready, plan: Plan): 'diff' | 'ok' {
  return settings.detailedExitcode && plan.steps.length > 0 ? 'diff' : 'ok';
}

/** Without gcloud only what negctl itself made is known, by its journals. */
async function offline(ready: Ready, deletion: Deletion): Promise<number> {
  const plan = deletion.plan(await rememberedProject(ready, deletion.target));
  if (typeof plan === 'string') return nothingToDo(ready, plan);
  refuseOtherPlan(ready.settings, plan);
  showPlan(ready, plan, deletion.target);
  ready.output.talk([
    'Drawn from the journals alone, not from the live project; --dry-run=server does that.',
  ]);
  return ready.output.finish({ ...NOTHING, ending: dryEnding(ready, plan), plan });
}

/** The name without its place, where it is given in full. */
export function plainName(name: string): string {
  const plain = partsOfId(name)?.name ?? name;
  if (isResourceName(plain)) return plain;
  throw new NegctlError('input', [
    {
      code: 'name/rfc1035',
      what: `"${name}" is not a name`,
      why: 'names have lower-case letters, digits and dashes, a letter first',
      fix: 'see `negctl list`',
    },
  ]);
}

/** What is made by a set-up is deleted under its lock, however it is named. */
export function lockNameOf({ setUps }: Remembered, plain: string): string {
  const owner = setUps.find(
    ({ name, made }) => name === plain || [...made.keys()].some((id) => id.endsWith(`/${plain}`)),
  );
  return owner?.name ?? plain;
}

/** Plans a deletion, shows it, asks, and carries it out. @returns the exit code */
export async function runDeletion(
  ready: Ready,
  { flags, args }: Invocation,
  plan: Deletion['plan'],
): Promise<number> {
  const plain = plainName(args[0] ?? '');
  const { dryRun, state } = ready.settings;
  if (dryRun === 'client' && state !== null) throw nothingKnownHere(state);
  const target = await targetOf(ready, flags);
  const lockName = lockNameOf(await remember(ready, target), plain);
  const deletion = { target, lockName, plan };
  return dryRun === 'client' ? offline(ready, deletion) : againstProject(ready, deletion);
}

/** Without gcloud nothing can be read from the bucket, and without journals nothing be drawn. */
function nothingKnownHere(state: string): NegctlError {
  return usage(
    '--dry-run starts no gcloud, and the journals of what was made can be read only through it',
    `they are in ${state}`,
    'use --dry-run=server',
  );
}

/** The error where the command line cannot be meant. */
export function usage(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('usage', [{ code: 'NEG-1001', what, why, fix }]);
}

/** The error where something is in use that was to go. */
export function inUse(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('preflight', [{ code: 'NEG-6010', what, why, fix }]);
}
