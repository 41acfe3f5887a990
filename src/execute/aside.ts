import type { Problem } from '../errors.ts';
import { asideIn } from '../journal/replay.ts';
import type { JsonObject } from '../json.ts';
import { type Aside, madeFor, revisionsUnder } from '../plan/aside.ts';
import type { Plan } from '../plan/plan.ts';
import type { JudgingStep, RevisingStep } from '../plan/step.ts';
import type { ResourceId } from '../resources/resource.ts';
import { undoPlan } from '../rollback/undo-plan.ts';
import { sameDocument } from '../traffic/importable.ts';
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
  { id, resource, from, together }: RevisingStep,
): readonly JsonObject[] {
  if (together === undefined) return [from];
  return state().asides.flatMap((aside) =>
    revisionsUnder(plan, resource.id, aside)
      .filter((step) => step.id === id)
      .flatMap((step) => [step.from, step.to]),
  );
}

/** The changes to make once more because somebody is aside or is not any more: the last one of each map. */
function changesAgain({ plan, state }: Execution, after: Aside): readonly string[] {
  const { steps } = state();
  const isDone = ({ id }: RevisingStep) => steps.get(id)?.status === 'done';
  return mapsOf(plan).flatMap((map) => {
    const now = revisionsUnder(plan, map, asideIn(state())).filter(isDone).at(-1);
    const then = revisionsUnder(plan, map, after).find(({ id }) => id === now?.id);
    return now === undefined || then === undefined || sameDocument(now.to, then.to) ? [] : [now.id];
  });
}

function mapsOf({ steps }: Plan): readonly ResourceId[] {
  const maps = steps.flatMap(({ effect, resource }) => (effect === 'revise' ? [resource.id] : []));
  return [...new Set(maps)];
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
  const after: Aside = new Map(asideIn(state())).set(service, { percent, because });
  const again = changesAgain(execution, after);
  await ports.journal.append({
    type: 'service.aside',
    service,
    percent,
    because,
    again: [...again],
  });
  ports.emit({ event: 'service.aside', service, percent, because });
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

/** What a wait has to do with others than the service that it judges. */
export function companionsOf(execution: Execution, judged: JudgingStep): Companions | null {
  if (judged.parts === undefined) return null;
  return {
    failuresOf: (service) => execution.state().failuresOf.get(service) ?? 0,
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
