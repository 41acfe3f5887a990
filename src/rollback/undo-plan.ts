import type { RunState, StepState } from '../journal/replay.ts';
import type { JsonObject } from '../json.ts';
import { revisionsOf, revisionsUnder } from '../plan/aside.ts';
import { ordered } from '../plan/graph.ts';
import type { Plan } from '../plan/plan.ts';
import { type MakingStep, type RevisingStep, stepIdOf } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';

/** One step to take back. */
export interface UndoStep {
  readonly id: string;
  readonly needs: readonly string[];
  readonly step: MakingStep | RevisingStep;
  readonly state: StepState;
  /** For a change of a document, all changes that the plan makes of it, in their order. */
  readonly revisions: readonly RevisingStep[];
  /** Every document that the run may have written there. */
  readonly written: readonly JsonObject[];
  /**
   * True where it goes with another one, by no write of its own: an attachment whose container is taken
   * back too, and every change of a document but the first.
   */
  readonly withContainer: boolean;
  /** The server's id of what it was attached to; `null` where that is not known, or there is none. */
  readonly containerId: string | null;
}

/** True for a step that made something, or of which that is not known. What was never sent made nothing. */
export function mayHaveMade({ status, left, attempts }: StepState): boolean {
  if (attempts === 0) return false;
  return status === 'failed' ? left === 'unknown' : status !== 'undone';
}

/** True once something may be deleted that the run did not make: nothing brings that back. */
export function isBeyondReturn({ steps }: Plan, run: RunState): boolean {
  return steps.some(({ id, effect }) => {
    const state = run.steps.get(id);
    if (effect !== 'remove' || state === undefined || state.attempts === 0) return false;
    return state.status !== 'failed' || state.left === 'unknown';
  });
}

interface Candidate {
  readonly step: MakingStep | RevisingStep;
  readonly state: StepState;
}

/** Only what was made or changed can be taken back: what is deleted is gone. */
function candidates(plan: Plan, run: RunState): readonly Candidate[] {
  return plan.steps.flatMap((step) => {
    if (step.effect !== 'make' && step.effect !== 'revise') return [];
    const state = run.steps.get(step.id);
    return state !== undefined && mayHaveMade(state) ? [{ step, state }] : [];
  });
}

interface Edge {
  readonly first: string;
  readonly after: string;
}

/** The steps that made what things are attached to, by its id; nothing is attached to `null`. */
type Containers = ReadonlyMap<string | null, string>;

/** The edges that a step brings: whoever needs it goes first, but a container goes before what is in it. */
function edgesOf({ step }: Candidate, containers: Containers): readonly Edge[] {
  const container = containers.get(step.resource.container);
  return step.needs.map((need) =>
    need === container ? { first: need, after: step.id } : { first: step.id, after: need },
  );
}

/** What the run may have written to a document, whoever was aside at the time. */
function writtenTo(id: ResourceId, plan: Plan, run: RunState): readonly JsonObject[] {
  return run.asides.flatMap((aside) => revisionsUnder(plan, id, aside).map(({ to }) => to));
}

/** What a step attached something to: adopted, or made by the run. */
function containerIdOf({ resource }: UndoStep['step'], plan: Plan, run: RunState): string | null {
  const { container } = resource;
  if (container === null) return null;
  const adopted = plan.adopted.find((item) => item.resource.id === container);
  return adopted?.serverId ?? run.steps.get(stepIdOf(container))?.serverId ?? null;
}

/**
 * What to take back and in which order: the reverse of how it was made. An attachment goes with its
 * container, so it waits for the container instead of the other way round, and what it attached waits
 * for it.
 */
export function undoPlan(plan: Plan, run: RunState): readonly UndoStep[] {
  const found = candidates(plan, run);
  const containers: Containers = new Map(found.map(({ step }) => [step.resource.id, step.id]));
  const edges = found.flatMap((candidate) => edgesOf(candidate, containers));
  const isFirst = ({ id, resource }: Candidate['step']) =>
    found.find(({ step }) => step.resource.id === resource.id)?.step.id === id;
  return ordered(
    found.map(({ step, state }) => ({
      id: step.id,
      needs: edges.filter(({ after }) => after === step.id).map(({ first }) => first),
      step,
      state,
      revisions: revisionsOf(plan, step.resource.id),
      written: writtenTo(step.resource.id, plan, run),
      withContainer: containers.has(step.resource.container) || !isFirst(step),
      containerId: containerIdOf(step, plan, run),
    })),
  );
}
