import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { keepSecret } from '../clean.ts';
import { messageOf, NegctlError } from '../errors.ts';
import { DamagedJournalError, type ParsedJournal, parseJournal } from '../journal/record.ts';
import { type RunState, replay } from '../journal/replay.ts';
import { RUN_NAME, type RunTarget } from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import { PlanFileError, parseKept, parsePlan } from '../plan/plan-file.ts';

const targetSchema = z.object({
  context: z.object({
    project: z.string(),
    account: z.string().exactOptional(),
    configuration: z.string().exactOptional(),
    impersonateServiceAccount: z.string().exactOptional(),
    billingProject: z.string().exactOptional(),
  }),
  cloud: z.enum(['real', 'emulator']),
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function newRunName(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '');
  const random = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `r-${stamp.slice(0, 8)}-${stamp.slice(9, 15)}-${random}`;
}

function refuse(code: string, what: string, why: string, fix: string, cause?: unknown): never {
  throw new NegctlError('preflight', [{ code, what, why, fix }], cause);
}

/**
 * The name, if it has the form of one; checked before any path is built from it.
 * @throws {NegctlError} `NEG-6002`
 */
export function checkedRunName(run: string): string {
  if (RUN_NAME.test(run)) return run;
  return refuse(
    'NEG-6002',
    `"${run}" is not the name of a run`,
    'such names look like r-20260102-101500-k3v9qa',
    'see `negctl runs list`',
  );
}

/** There is no run of that name. */
export function refuseUnknown(run: string, cause?: unknown): never {
  return refuse(
    'NEG-6002',
    `there is no run ${run}`,
    'no journal has that name',
    'see `negctl runs list`; runs that are kept in a bucket take --state=gs://BUCKET/PREFIX',
    cause,
  );
}

/** A run whose record is damaged; `place` is where the operator can look at it. */
export function refuseDamaged(run: string, place: string, thrown: unknown): never {
  return refuse(
    'NEG-6006',
    `the record of run ${run} cannot be believed`,
    messageOf(thrown),
    `look into ${place}; nothing is done on such a record`,
    thrown,
  );
}

/** The texts that a run is kept as. */
export interface RunTexts {
  readonly plan: string;
  /** What was taken out of the plan so that it can be shown; `null` where nothing was. */
  readonly kept: string | null;
  readonly target: string;
  readonly journal: string;
}

/** A run as its texts say. */
export interface LoadedRun {
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly parsed: ParsedJournal;
  readonly state: RunState;
}

/**
 * Reads the texts of a run and holds them against each other.
 * @throws {Error} of one kind or another where they cannot be believed
 */
export function loadedRun(run: string, { plan, kept, target, journal }: RunTexts): LoadedRun {
  const parsed = parseJournal(journal);
  const state = replay(parsed.records);
  const values = parseKept(kept);
  for (const value of Object.values(values)) keepSecret(value.trim());
  const parsedPlan = parsePlan(plan, values);
  if (state.run !== run) throw new DamagedJournalError(1, `it is the journal of ${state.run}`);
  if (state.planHash !== parsedPlan.hash)
    throw new PlanFileError('the plan is not the one that was run');
  return { plan: parsedPlan, target: targetSchema.parse(JSON.parse(target)), parsed, state };
}
