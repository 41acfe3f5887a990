import type { Problem } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { JudgingStep, RevisingStep } from '../plan/step.ts';
import { urlMapImport } from '../resources/url-map.ts';
import { importText } from '../traffic/importable.ts';
import { contextOf, type Execution } from './execution.ts';
import { GuardedWrite } from './guarded-write.ts';

/** The changes that a wait is for. */
function shiftsOf({ steps }: Plan, { needs }: JudgingStep): readonly RevisingStep[] {
  return steps.filter(
    (step): step is RevisingStep => step.effect === 'revise' && needs.includes(step.id),
  );
}

/** The share that comes before the one that is judged; `null` where none does. */
export function shareBelow(plan: Plan, judged: JudgingStep): number | null {
  const maps = new Set(shiftsOf(plan, judged).map(({ resource }) => resource.id));
  const below = plan.steps.flatMap((step) =>
    step.effect === 'revise' &&
    maps.has(step.resource.id) &&
    step.percent > 0 &&
    step.percent < judged.percent
      ? [step.percent]
      : [],
  );
  return below.at(-1) ?? null;
}

/**
 * Puts the shares back to what they were one step before, by one guarded write a map: those changes are
 * not done any more, so that going on does them again.
 *
 * @returns what could not be put back; empty where all was
 */
export async function stepDown(
  execution: Execution,
  judged: JudgingStep,
): Promise<readonly Problem[]> {
  const { plan, ports } = execution;
  const problems: Problem[] = [];
  for (const { id, title, resource, serverId, from, to } of shiftsOf(plan, judged)) {
    const written = await new GuardedWrite(
      {
        step: id,
        direction: 'undo',
        resource,
        serverId,
        from: [to],
        to: from,
        command: urlMapImport(resource, importText(from)),
        attempts: 0,
      },
      contextOf(execution),
    ).run();
    if (written.how !== null) {
      await ports.journal.append({ type: 'undo.done', step: id, how: 'restored' });
      continue;
    }
    problems.push({
      code: 'NEG-6013',
      what: `cannot undo: ${title}: ${written.because}`,
      why: 'the share before it was to be put back, because a gate has failed',
      fix: 'negctl abort goes back to where the requests went at first',
    });
  }
  return problems;
}
