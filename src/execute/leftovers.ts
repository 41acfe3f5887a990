import { NegctlError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { shellCommand } from '../gcloud/quote.ts';
import type { UndoStep } from '../rollback/undo-plan.ts';
import type { Leftover } from './events.ts';
import type { Execution } from './execution.ts';
import type { StepContext } from './ports.ts';
import { liveOf } from './settle.ts';

/** A step that was not taken back, and why. */
export interface NotUndone {
  readonly undo: UndoStep;
  readonly because: string;
}

/**
 * What is left, in the order in which it can be removed. What is attached to something that is left too
 * goes with it: it has no command of its own, which would find nothing any more.
 */
export function leftoversOf(
  left: readonly NotUndone[],
  { ports }: Pick<StepContext, 'ports'>,
): readonly Leftover[] {
  const ids = new Set<string | null>(left.map(({ undo }) => undo.step.resource.id));
  return left.flatMap(({ undo: { id, step }, because }) => {
    const { resource } = step;
    if (ids.has(resource.container)) return [];
    const command = shellCommand(step.undo, ports.context);
    return [{ step: id, resource: resource.id, because, command }];
  });
}

/** True where a read shows it, and shows nothing that speaks against its being the run's own. */
export function mayBeOurs({ step, state }: UndoStep, facts: Facts): boolean {
  const live = liveOf(facts, step.resource);
  if (live.state !== 'present') return false;
  return state.serverId === null || live.serverId === state.serverId;
}

/** What a read shows to be left of the steps given; all of them where the project cannot be read. */
export async function leftBy(
  steps: readonly UndoStep[],
  read: () => Promise<Facts>,
  because: string,
): Promise<readonly NotUndone[]> {
  try {
    const facts = await read();
    return steps.filter((undo) => mayBeOurs(undo, facts)).map((undo) => ({ undo, because }));
  } catch (thrown) {
    if (!(thrown instanceof NegctlError)) throw thrown;
    return steps.map((undo) => ({ undo, because: `${because}; the project could not be read` }));
  }
}

/** What a deletion that goes no further has not done, in its order; nothing where it has not begun. */
export function stillToChange(
  { plan, ports, state }: Execution,
  because: string,
): readonly Leftover[] {
  const now = state();
  if (now.steps.size === 0) return [];
  return plan.steps.flatMap((step) => {
    const known = now.steps.get(step.id);
    if (step.effect === 'make' || known?.status === 'done') return [];
    return [
      {
        step: step.id,
        resource: step.resource.id,
        because: known?.status === 'failed' ? known.because : because,
        command: shellCommand(step.run, ports.context),
      },
    ];
  });
}
