import type { Problem } from '../errors.ts';
import { problemOf } from '../gcloud/explain-failure.ts';
import type { StepState } from '../journal/replay.ts';
import type { JsonObject } from '../json.ts';
import type { RevisingStep } from '../plan/step.ts';
import { GuardedWrite, type Written } from './guarded-write.ts';
import type { StepEnd } from './perform.ts';
import type { StepContext } from './ports.ts';
import { UNSETTLED } from './pursue.ts';
import { operationsSettled } from './settle.ts';

type Unwritten = Extract<Written, { readonly how: null }>;

/** What a write is called in the journal, by what it took. */
const HOW = { command: 'changed', read: 'settled' } as const;

function problemAfter(
  { title, resource }: RevisingStep,
  written: Unwritten,
  { ports }: StepContext,
): Problem {
  if (written.failure !== null) {
    return problemOf(written.failure, { doing: title, project: ports.context.project });
  }
  return {
    code: 'NEG-6013',
    what: `cannot ${title}: ${resource.id}: ${written.because}`,
    why: 'a change of somebody else is never overwritten knowingly',
    fix: 'the live document is in the log of the run, the planned one in its plan; settle them, then go on or go back',
  };
}

/**
 * Changes one document, guarded.
 *
 * @param known what may be there before
 */
export async function revise(
  step: RevisingStep,
  context: StepContext,
  before: StepState | undefined,
  known: readonly JsonObject[],
): Promise<StepEnd> {
  const { ports } = context;
  const startedAt = ports.clock.now().getTime();
  const isResumed = before !== undefined;
  const settled = !isResumed || (await operationsSettled(context, step.resource));
  const written = settled
    ? await new GuardedWrite(
        {
          step: step.id,
          direction: 'forward',
          resource: step.resource,
          serverId: step.serverId,
          from: known,
          to: step.to,
          command: step.run,
          attempts: before?.attempts ?? 0,
        },
        context,
      ).run()
    : ({ how: null, because: UNSETTLED, failure: null, left: 'unknown' } as const);
  const { id, serverId, percent } = step;
  if (written.how !== null) {
    const seconds = (ports.clock.now().getTime() - startedAt) / 1_000;
    const how = HOW[written.how];
    await ports.journal.append({ type: 'step.done', step: id, serverId, how, seconds });
    ports.emit({ event: 'weight.changed', step: id, resource: step.resource.id, percent });
    ports.emit({ event: 'step.finished', direction: 'forward', step: id, seconds, how });
    return { end: 'done' };
  }
  const problem = problemAfter(step, written, context);
  const { because: said, failure } = written;
  // What was written once, and could not be written anew, is there for all that is known.
  const left = typeof before?.serverId === 'string' ? 'unknown' : written.left;
  const found = failure?.class ?? 'unknown';
  await ports.journal.append({ type: 'step.failed', step: id, class: found, said, left });
  ports.emit({ event: 'step.failed', direction: 'forward', step: id, problem });
  return { end: 'failed', problem };
}
