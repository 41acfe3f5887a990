import { redacted } from '../clean.ts';
import { NegctlError, type Problem } from '../errors.ts';
import { type Facts, lookup } from '../facts/facts.ts';
import type { Command, GcloudContext } from '../gcloud/command.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { StepState } from '../journal/replay.ts';
import { isReversible } from '../plan/plan.ts';
import type { RevisingStep } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import { isBeyondReturn, type UndoStep, undoPlan } from '../rollback/undo-plan.ts';
import { sameDocument } from '../traffic/importable.ts';
import { type ChangingStep, sightOf } from './change.ts';
import type { Leftover } from './events.ts';
import { contextOf, type Execution } from './execution.ts';
import { isOurs } from './perform.ts';
import type { StepContext } from './ports.ts';
import { readPlanned } from './read-planned.ts';
import { liveOf, type Seen } from './settle.ts';

/** A step that was not taken back, and why. */
export interface NotUndone {
  readonly undo: UndoStep;
  readonly because: string;
  /** What gcloud said, not yet cleaned; `null` where it said nothing. */
  readonly said: string | null;
}

/** A step that failed, in this process. */
export interface FailedStep {
  readonly step: string;
  readonly problem: Problem;
}

/** A command as it can be copied; what has a text in it that may not be shown, the run alone can do. */
function copied(command: Command, context: GcloudContext, byRun: string): string {
  const text = shellCommand(command, context);
  return redacted(text) === text ? text : byRun;
}

/** The command that takes a step back. */
export function undoText(step: UndoStep['step'], context: GcloudContext): string {
  return copied(step.undo, context, 'negctl rollback');
}

/**
 * What is left, in the order in which it can be removed. What is attached to something that is left too
 * goes with it: it has no command of its own, which would find nothing any more.
 */
export function leftoversOf(
  left: readonly NotUndone[],
  { ports }: Pick<StepContext, 'ports'>,
): readonly Leftover[] {
  return left.flatMap(({ undo: { id, step, withContainer }, because, said }) => {
    if (withContainer) return [];
    const command = undoText(step, ports.context);
    return [{ step: id, resource: step.resource.id, because, said, command }];
  });
}

/**
 * True for what only this run can have made: by the server id that was recorded, of itself or of what it
 * is attached to; without a record, by what it is and when it was made.
 */
export function isOwn(
  { state, step, containerId }: UndoStep,
  live: Extract<Seen, { state: 'present' }>,
): boolean {
  if (state.serverId !== null) return live.serverId === state.serverId;
  if (containerId !== null && live.containerId !== containerId) return false;
  if (KINDS[step.resource.kind].isRewrite && live.differences.length > 0) return false;
  if (step.resource.container !== null && state.status === 'done') return true;
  return isOurs(live, new Date(state.firstIntentAt));
}

/** True where a read shows it, and shows that it is the run's own. */
export function isStillThere(undo: UndoStep, facts: Facts): boolean {
  const [first] = undo.revisions;
  if (first !== undefined) {
    const document = lookup(facts, first.resource.id);
    return document !== null && !sameDocument(document, first.from);
  }
  const live = liveOf(facts, undo.step.resource);
  return live.state === 'present' && isOwn(undo, live);
}

/** What a read shows to be left of the steps given; all of them where nothing could be read. */
export function leftBy(
  steps: readonly UndoStep[],
  facts: Facts | null,
  because: string,
): readonly NotUndone[] {
  const left = facts === null ? steps : steps.filter((undo) => isStillThere(undo, facts));
  return left.map((undo) => ({ undo, because, said: null }));
}

/** True where a read shows that a step which has no way back is still to be done, or to be done again. */
function isOpen(
  step: ChangingStep | RevisingStep,
  facts: Facts,
  known: StepState | undefined,
): boolean {
  if (step.effect !== 'revise') {
    return sightOf(step, liveOf(facts, step.resource), known).state === 'open';
  }
  const document = lookup(facts, step.resource.id);
  return document === null || !sameDocument(document, step.to);
}

/**
 * What a run that only goes on has not done, in its order; nothing where it has not begun. What a read
 * shows to be gone, or somebody else's by now, is not left of a deletion, whatever the journal says, and
 * no command against it is named. A document that somebody else has changed is left: it is as planned
 * again once it is written.
 *
 * @param facts `null` where nothing could be read: then all that the journal does not know to be done
 */
export function stillToChange(
  { plan, ports, state }: Execution,
  facts: Facts | null,
  because: string,
  failed: readonly FailedStep[],
): readonly Leftover[] {
  const now = state();
  if (now.steps.size === 0) return [];
  return plan.steps.flatMap((step) => {
    const known = now.steps.get(step.id);
    if (step.effect === 'make' || step.effect === 'judge') return [];
    if (known?.status === 'done') return [];
    if (facts !== null && !isOpen(step, facts, known)) return [];
    const problem = failed.find((failure) => failure.step === step.id)?.problem;
    const recorded = known?.status === 'failed' ? known.because : because;
    return [
      {
        step: step.id,
        resource: step.resource.id,
        because: problem?.what ?? recorded,
        said: problem?.said ?? null,
        command: copied(step.run, ports.context, 'negctl resume'),
      },
    ];
  });
}

/**
 * True for what is not taken back any more: a deletion, and a run that has begun to delete at its end. That
 * something could not be deleted then is no reason to move the requests back.
 */
export function onlyGoesOn({ plan, state }: Execution, failed: readonly FailedStep[]): boolean {
  if (!isReversible(plan) || isBeyondReturn(plan, state())) return true;
  const ids = failed.map(({ step }) => step);
  return plan.steps.some(({ id, effect }) => effect === 'remove' && ids.includes(id));
}

/** Everything that the journal cannot say to be gone or done, where no read can tell. */
export function allThatMayBeLeft(execution: Execution, because: string): readonly Leftover[] {
  const steps = undoPlan(execution.plan, execution.state());
  if (onlyGoesOn(execution, [])) return stillToChange(execution, null, because, []);
  const left = steps.map((undo) => ({ undo, because, said: null }));
  return leftoversOf(left, execution);
}

/** What is live of the plan; `null` where it cannot be read. */
async function readIfPossible(execution: Execution): Promise<Facts | null> {
  try {
    return await readPlanned(contextOf(execution));
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return null;
  }
}

/** What a run that is not taken back leaves, by a read where one is possible. */
export async function whatIsLeft(
  execution: Execution,
  because: string,
  failed: readonly FailedStep[],
): Promise<readonly Leftover[]> {
  const isFinal = onlyGoesOn(execution, failed);
  const steps = isFinal ? [] : undoPlan(execution.plan, execution.state());
  if (steps.length === 0 && !isFinal) return [];
  const facts = await readIfPossible(execution);
  const why = facts === null ? `${because}; the project could not be read` : because;
  return [
    ...leftoversOf(leftBy(steps, facts, why), execution),
    ...(isFinal ? stillToChange(execution, facts, why, failed) : []),
  ];
}
