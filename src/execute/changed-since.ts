import type { Problem } from '../errors.ts';
import { readInventory } from '../facts/inventory.ts';
import type { StepState } from '../journal/replay.ts';
import type { Step } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';
import { type ChangingStep, sightOf } from './change.ts';
import { contextOf, type Execution, pendingSteps } from './execution.ts';
import { isOurs } from './perform.ts';
import { readerOf } from './ports.ts';
import { readPlanned } from './read-planned.ts';
import { liveOf, type Seen } from './settle.ts';

/** What is no longer as this run left it, or as it was when its plan was consented to. */
export async function changedSince(execution: Execution): Promise<readonly Problem[]> {
  const { plan, state, ports } = execution;
  const facts = await readPlanned(contextOf(execution));
  const before = state();
  const made = plan.steps.flatMap((step) => {
    const earlier = before.steps.get(step.id);
    if (step.effect !== 'make' || earlier?.status !== 'done') return [];
    const live = liveOf(facts, step.resource);
    if (live.state === 'present' && isStillOwn(earlier, live)) return [];
    const problem: Problem = {
      code: 'NEG-6005',
      what: `${step.resource.id} is no longer the one that this run made`,
      why: 'somebody deleted or replaced it after the run was stopped',
      fix: `roll the run back (negctl rollback ${before.run}) and run the command again`,
    };
    return [problem];
  });
  const removing = pendingSteps(plan, before).filter(isChanging);
  if (removing.length === 0) return made;
  const going = new Set(plan.steps.map(({ resource }) => resource.id));
  const inventory = await readInventory(readerOf(ports), []);
  const releases = removing.map(({ resource }) => resource);
  const isOther = (user: ResourceId, id: ResourceId): boolean =>
    !going.has(user) &&
    !releases.some(({ container, refs }) => container === user && refs.includes(id));
  return [
    ...made,
    ...removing.flatMap((step) => {
      const sight = sightOf(step, liveOf(facts, step.resource), before.steps.get(step.id));
      const users = inventory.usedBy(step.resource.id);
      const others = users.filter((user) => isOther(user, step.resource.id));
      return meanwhile(step, sight, others);
    }),
  ];
}

/** Known by its server id, or, where that could not be read at the time, by what only this run can have made. */
function isStillOwn(earlier: StepState, live: Extract<Seen, { state: 'present' }>): boolean {
  if (live.serverId === earlier.serverId) return true;
  return earlier.serverId === null && isOurs(live, new Date(earlier.firstIntentAt));
}

/** What a revision finds is looked at right before it. */
function isChanging(step: Step): step is ChangingStep {
  return step.effect === 'remove' || step.effect === 'repoint';
}

/**
 * What stands against deleting now what was to be deleted then.
 *
 * @param others who uses it, beside what goes too and what it is still to be taken off
 */
function meanwhile(
  step: ChangingStep,
  sight: ReturnType<typeof sightOf>,
  others: readonly ResourceId[],
): readonly Problem[] {
  const { id } = step.resource;
  const because =
    sight.state === 'unreachable'
      ? sight.because
      : step.effect === 'remove' && others.length > 0
        ? `it is now used by ${others.join(', ')}`
        : null;
  if (because === null || sight.state === 'reached') return [];
  return [
    {
      code: 'NEG-6005',
      what: `${id}: ${because}`,
      why: 'the project changed after the run was stopped',
      fix: 'run `negctl delete` again: it plans anew from what is there now',
    },
  ];
}
