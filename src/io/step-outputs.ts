import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redacted } from '../clean.ts';
import type { StepOutput } from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import { appendPrivate, diskProblem } from './durable-file.ts';
import { isMissing } from './error-code.ts';

/** The start of the files that hold the output of a step: its number first, so that they list in order. */
function pathOf(folder: string, plan: Plan, step: string): string {
  const number = plan.steps.findIndex(({ id }) => id === step) + 1;
  return join(folder, `${String(number).padStart(2, '0')}-${step}`);
}

/** Adds what one gcloud call printed to the files of its step; `folder` is there. */
export async function keepOutput(
  folder: string,
  plan: Plan,
  step: string,
  { stdout, stderr }: StepOutput,
): Promise<void> {
  const path = pathOf(folder, plan, step);
  await appendPrivate(`${path}.out`, redacted(stdout));
  await appendPrivate(`${path}.err`, redacted(stderr));
}

/** What the gcloud calls of a step printed; `null` where nothing was kept on this machine. */
export async function keptOutput(
  folder: string,
  plan: Plan,
  step: string,
): Promise<StepOutput | null> {
  const path = pathOf(folder, plan, step);
  try {
    const [stdout, stderr] = await Promise.all([
      readFile(`${path}.out`, 'utf8'),
      readFile(`${path}.err`, 'utf8'),
    ]);
    return { stdout, stderr };
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw diskProblem(path, thrown);
  }
}
