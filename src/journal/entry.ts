import { z } from 'zod';

const stepId = z.string().regex(/^[A-Za-z0-9.-]+$/);
const process = z.object({ pid: z.int().positive(), started: z.string() });

/**
 * One fact about a run. An intent is durable before gcloud is started; its outcome is durable before
 * anything that depends on it starts. An intent without outcome is settled by reading the live project.
 */
export const entrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run.started'),
    run: z.string(),
    planHash: z.string(),
    project: z.string(),
    name: z.string(),
    host: z.string(),
    process,
    version: z.string(),
  }),
  z.object({ type: z.literal('run.resumed'), host: z.string(), process }),
  /** Somebody took the lock of the run from its process; from here on that process cannot write any more. */
  z.object({ type: z.literal('run.unlocked'), host: z.string(), process }),
  /**
   * This is about to be sent. What it makes was absent, what it removes was there, when the project was
   * last read.
   */
  z.object({ type: z.literal('step.intent'), step: stepId, attempt: z.int().positive() }),
  z.object({ type: z.literal('step.process'), step: stepId, process }),
  z.object({
    type: z.literal('step.done'),
    step: stepId,
    /** The server's id of what was made, removed or changed; attachments have none. */
    serverId: z.string().nullable(),
    /**
     * `created`, `removed`, `changed`: gcloud said so; `settled`: a read showed it after gcloud had
     * failed or died; `gone`: what was to be removed was not there any more; `passed`: the gates said so.
     */
    how: z.enum(['created', 'settled', 'removed', 'gone', 'changed', 'passed']),
    seconds: z.number(),
  }),
  z.object({
    type: z.literal('step.failed'),
    step: stepId,
    class: z.string(),
    said: z.string(),
    /** What a read showed: nothing made, nothing removed, somebody else's, or nothing that could be told. */
    left: z.enum(['absent', 'present', 'foreign', 'unknown']),
  }),
  /** What the gates of a step said in one round. */
  z.object({
    type: z.literal('gate.verdict'),
    step: stepId,
    verdict: z.enum(['passed', 'failed', 'inconclusive', 'error']),
    said: z.string(),
    /** Which of several services it is about. */
    service: z.string().exactOptional(),
  }),
  /** Somebody said that it may go on. */
  z.object({ type: z.literal('gate.promoted'), step: stepId }),
  /**
   * One of several services does not go on with the others: it is to have this share from here on, at 0
   * for good. The changes of documents that follow from that are to be made once more.
   */
  z.object({
    type: z.literal('service.aside'),
    service: z.string(),
    percent: z.number(),
    because: z.string(),
    again: z.array(stepId),
  }),
  /** It goes with the others again. */
  z.object({ type: z.literal('service.rejoined'), service: z.string(), again: z.array(stepId) }),
  z.object({ type: z.literal('undo.started'), because: z.string() }),
  z.object({ type: z.literal('undo.intent'), step: stepId, attempt: z.int().positive() }),
  z.object({ type: z.literal('undo.process'), step: stepId, process }),
  z.object({
    type: z.literal('undo.done'),
    step: stepId,
    how: z.enum(['removed', 'gone', 'with-container', 'never-made', 'not-ours', 'restored']),
  }),
  z.object({ type: z.literal('undo.kept'), step: stepId, because: z.string() }),
  z.object({ type: z.literal('run.finished'), ending: z.string() }),
]);

/** One fact about a run; see {@link entrySchema}. */
export type Entry = z.infer<typeof entrySchema>;

/** Where entries go; an append is durable when its promise resolves. */
export interface Journal {
  append(entry: Entry): Promise<void>;
}
