import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What one worker is told; it finds the file in `NEGCTL_MUTATION_JOB`. */
const jobSchema = z.discriminatedUnion('do', [
  /** Runs every `of`-th test, from `shard` on, and notes which places it meets. */
  z.object({ do: z.literal('record'), shard: z.int(), of: z.int(), out: z.string() }),
  /** Tries mutants until none is left; `mutants` is a queue that all workers take from. */
  z.object({
    do: z.literal('try'),
    mutants: z.array(z.int()),
    claims: z.string(),
    record: z.string(),
    out: z.string(),
    /** The mutant that is awake from the start of the process, where that is so. */
    fromStart: z.int(),
  }),
]);

export type Job = z.infer<typeof jobSchema>;

export function readJob(path: string): Job {
  return jobSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** What a worker says, one line each. */
const lineSchema = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('test'),
    test: z.string(),
    milliseconds: z.number(),
    met: z.array(z.int()),
    error: z.string().nullable(),
  }),
  z.object({ say: z.literal('begin'), mutant: z.int() }),
  /** A test is started, which is given so many milliseconds; a worker that says nothing for longer is taken for hung. */
  z.object({ say: z.literal('alive'), within: z.number() }),
  z.object({
    say: z.literal('verdict'),
    mutant: z.int(),
    /** The test that failed; `null` where none did. */
    by: z.string().nullable(),
    /** How many tests were run. */
    tests: z.int(),
    /** True where a test did not end in its time, which a busy machine may do too. */
    timed: z.boolean(),
  }),
  /** Something was left running: this process is to be ended. */
  z.object({ say: z.literal('spoilt') }),
  z.object({ say: z.literal('over') }),
]);

export type Line = z.infer<typeof lineSchema>;

export function say(out: string, line: Line): void {
  appendFileSync(out, `${JSON.stringify(line)}\n`);
}

/** The whole lines that were said so far. */
export function linesIn(out: string): readonly Line[] {
  if (!existsSync(out)) return [];
  const text = readFileSync(out, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
    .map((line) => lineSchema.parse(JSON.parse(line)));
}
