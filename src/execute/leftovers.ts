import { shellCommand } from '../gcloud/quote.ts';
import { undoPlan } from '../rollback/undo-plan.ts';
import type { Leftover } from './events.ts';
import type { Execution } from './execution.ts';

/**
 * What a run that goes no further leaves: all that it made, and all of which that cannot be told; of a
 * deletion all that is still to be done, in its order.
 */
export function leftBy({ plan, ports, state }: Execution, because: string): readonly Leftover[] {
  const now = state();
  const made = undoPlan(plan, now).map(({ id, step }) => ({
    step: id,
    resource: step.resource.id,
    because,
    command: shellCommand(step.undo, ports.context),
  }));
  const undone = plan.steps.flatMap((step) => {
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
  return [...made, ...undone];
}
