import type { Problem } from '../errors.ts';
import { asideIn } from '../journal/replay.ts';
import type { JsonObject } from '../json.ts';
import { type Aside, madeFor, revisionsUnder } from '../plan/aside.ts';
import type { JudgingStep, RevisingStep } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';
import { undoPlan } from '../rollback/undo-plan.ts';
import { contentOf } from '../traffic/importable.ts';
import { contextOf, type Execution } from './execution.ts';
import type { Companions } from './judge.ts';
import { leftoversOf } from './leftovers.ts';
import type { Outcome } from './outcome.ts';
import { revise } from './revise.ts';
import { shareBelow } from './step-down.ts';

/**
 * What may be in a document before a change of it: what is there before, or what the run wrote while
 * other services were aside, if it died before it had written that everywhere.
 */
export function knownBefore(
  { plan, state }: Execution,
  { id, resource }: RevisingStep,
): readonly JsonObject[] {
  return state().asides.flatMap((aside) =>
    revisionsUnder(plan, resource.id, aside)
      .filter((step) => step.id === id)
      .flatMap((step) => [step.from, step.to]),
  );
}

/** The last change of each map that is done, as it is with some services aside. */
function lastDone({ plan, state }: Execution, aside: Aside): readonly RevisingStep[] {
  const { steps } = state();
  const ids = new Set(plan.steps.map(({ resource }) => resource.id));
  return [...ids].flatMap((id) =>
    revisionsUnder(plan, id, aside)
      .filter((step) => steps.get(step.id)?.status === 'done')
      .slice(-1),
  );
}

/** The changes to make once more because somebody is aside or is not any more: the last one of each map. */
function changesAgain(execution: Execution, after: Aside): readonly string[] {
  const now = lastDone(execution, asideIn(execution.state())).map(({ to }) => contentOf(to));
  return lastDone(execution, after).flatMap(({ id, to }) =>
    now.includes(contentOf(to)) ? [] : [id],
  );
}

/**
 * Gives one of several services a smaller share than the others, at once and by one guarded write a map.
 *
 * @returns what kept it from that; `null` where all is written and read back
 */
async function setAside(
  execution: Execution,
  service: ResourceId,
  percent: number,
  because: string,
): Promise<Problem | null> {
  const { ports, state } = execution;
  const fate = { percent, because };
  const after: Aside = new Map(asideIn(state())).set(service, fate);
  const again = changesAgain(execution, after);
  await ports.journal.append({ type: 'service.aside', service, ...fate, again: [...again] });
  ports.emit({ event: 'service.aside', service, ...fate });
  // The plan is another one from here on: without what has just been set aside.
  for (const step of execution.plan.steps) {
    if (step.effect !== 'revise' || !again.includes(step.id)) continue;
    const earlier = state().steps.get(step.id);
    const known = knownBefore(execution, step);
    const end = await revise(step, contextOf(execution), earlier, known);
    if (end.end === 'failed') return end.problem;
  }
  return null;
}

/** What a wait has to do with the rest of its run. */
export function companionsOf(execution: Execution, judged: JudgingStep): Companions {
  const { failuresOf } = execution.state();
  return {
    failuresOf: (service) => failuresOf.get(judged.parts === undefined ? null : service) ?? 0,
    below: shareBelow(execution.plan, judged) ?? 0,
    setAside: (service, percent, because) => setAside(execution, service, percent, because),
  };
}

/** Services that are one step below the others go with them again: a resumed run tries once more. */
export async function rejoin(execution: Execution): Promise<void> {
  const { ports, state } = execution;
  for (const [service, { percent }] of asideIn(state())) {
    if (percent === 0) continue;
    const after = new Map(asideIn(state()));
    after.delete(service);
    const again = changesAgain(execution, after);
    await ports.journal.append({ type: 'service.rejoined', service, again: [...again] });
  }
}

/** The services whose requests have gone back while those of others moved, and what was made for them. */
export function takenBackAlone({
  plan,
  ports,
  state,
}: Execution): Pick<Outcome, 'problems' | 'leftovers'> {
  const back = [...asideIn(state())];
  const made = back.flatMap(([service]) => madeFor(plan, service));
  const left = undoPlan(plan, state()).flatMap((undo) =>
    made.includes(undo.id)
      ? [{ undo, because: 'it was made for a service that has gone back', said: null }]
      : [],
  );
  return {
    problems: back.map(([service, { because }]) => ({
      code: 'NEG-7001',
      what: `the requests of ${service} have gone back to where they went, those of the others have moved`,
      why: because,
      fix: 'mend its new backend, then migrate it alone',
    })),
    leftovers: leftoversOf(left, { ports }),
  };
}
