import { join } from 'node:path';
import { z } from 'zod';
import { redacted } from '../clean.ts';
import { DamagedJournalError } from '../journal/record.ts';
import {
  type NewRun,
  type OpenRun,
  RUN_NAME,
  type RunStore,
  type StepOutput,
  type StoredRun,
  type Wish,
} from '../journal/store.ts';
import { planTexts } from '../plan/plan-file.ts';
import type { Bucket } from './bucket.ts';
import { privateDirectory } from './durable-file.ts';
import { JournalObjects } from './journal-objects.ts';
import { takenOverError } from './lock-owner.ts';
import { JournalledRun, startOf, writerAt } from './run-store.ts';
import { keptOutput } from './step-outputs.ts';
import {
  checkedRunName,
  type LoadedRun,
  loadedRun,
  newRunName,
  type RunTexts,
  refuseDamaged,
  refuseUnknown,
} from './stored-run.ts';
import type { Place } from './this-machine.ts';
import { leaveWish, takeWish, wishIn } from './wish-file.ts';

/**
 * What of a run never changes: one object, so that it is there as a whole or not at all. Spec and script
 * lie in it for people.
 */
const headSchema = z.object({
  plan: z.string(),
  kept: z.string().exactOptional(),
  target: z.string(),
});

const HEAD = 'run.json';
const JOURNAL = 'journal';

/** The objects of one run by their names below its folder. */
type RunParts = ReadonlyMap<string, string>;

export interface RunObjectsInit {
  readonly bucket: Bucket;
  /** State directory of this machine: what gcloud printed stays here. */
  readonly directory: string;
  readonly now: () => Date;
  readonly here: Place;
  /** Throws where this process does not hold the lock of a set-up any more. */
  readonly confirm: (project: string, name: string) => Promise<void>;
}

/**
 * Runs in a bucket: `runs/RUN/run.json` with plan, target, spec and script, and below `runs/RUN/journal/`
 * one object for each group of entries.
 */
export class RunObjects implements RunStore {
  readonly #init: RunObjectsInit;
  /** What the last listing has brought with it, each run to be taken once. */
  readonly #listed = new Map<string, RunParts>();

  constructor(init: RunObjectsInit) {
    this.#init = init;
  }

  async create({ plan, target, spec, script }: NewRun): Promise<OpenRun> {
    const { bucket, now, here, confirm } = this.#init;
    const run = newRunName(now());
    const outputs = await this.#outputs(run);
    const texts = { spec: redacted(spec), script: redacted(script) };
    const { plan: shown, kept } = planTexts(plan);
    const head = {
      plan: shown,
      ...(kept === null ? {} : { kept }),
      target: JSON.stringify(target),
      ...texts,
    };
    const journal = new JournalObjects(bucket, `runs/${run}/${JOURNAL}`, now);
    const [written] = await Promise.all([
      bucket.write(`runs/${run}/${HEAD}`, `${JSON.stringify(head)}\n`),
      journal.append(startOf(run, plan, here)),
    ]);
    if (written.end !== 'done') throw takenOverError(`run ${run} was made by somebody else`);
    // Only now: who takes the lock from here on finds the run, and ends its writing.
    await confirm(plan.project, plan.name);
    return new JournalledRun({ run, plan, target, journal, outputs });
  }

  async open(run: string): Promise<OpenRun> {
    const { here, confirm } = this.#init;
    const { plan, target, parsed } = await this.#load(run);
    const journal = this.#continued(run, parsed);
    await journal.append({ type: 'run.resumed', ...writerAt(here) });
    await confirm(plan.project, plan.name);
    const outputs = await this.#outputs(run);
    await takeWish(outputs);
    return new JournalledRun({ run, plan, target, journal, outputs });
  }

  async seal(run: string): Promise<void> {
    const { parsed } = await this.#load(run);
    const { here } = this.#init;
    await this.#continued(run, parsed).append({ type: 'run.unlocked', ...writerAt(here) });
  }

  async read(run: string): Promise<StoredRun> {
    const { plan, target, state, parsed } = await this.#load(run);
    return { run, plan, target, state, records: parsed.records };
  }

  /** One call brings all runs with it: the reads that follow a listing cost nothing. */
  async list(): Promise<readonly string[]> {
    const objects = await this.#init.bucket.readAll('runs/**');
    const runs = new Map<string, Map<string, string>>();
    for (const [name, text] of objects) {
      const below = name.slice('runs/'.length);
      const run = below.slice(0, below.indexOf('/'));
      if (!RUN_NAME.test(run)) continue;
      const parts = runs.get(run) ?? new Map<string, string>();
      runs.set(run, parts.set(below.slice(run.length + 1), text));
    }
    this.#listed.clear();
    for (const [run, parts] of runs) if (hasBegun(parts)) this.#listed.set(run, parts);
    return [...this.#listed.keys()].sort().reverse();
  }

  async leaveWish(run: string, wish: Wish): Promise<void> {
    await leaveWish(await this.#outputs(checkedRunName(run)), wish);
  }

  async hasWish(run: string): Promise<boolean> {
    return (await wishIn(await this.#outputs(checkedRunName(run)))) !== null;
  }

  async output(run: string, step: string): Promise<StepOutput | null> {
    const { plan } = await this.#load(run);
    return keptOutput(await this.#outputs(run), plan, step);
  }

  #continued(run: string, parsed: LoadedRun['parsed']): JournalObjects {
    const { bucket, now } = this.#init;
    return new JournalObjects(bucket, `runs/${run}/${JOURNAL}`, now, parsed);
  }

  async #outputs(run: string): Promise<string> {
    const { directory } = this.#init;
    await privateDirectory(directory, 'outputs', run);
    return join(directory, 'outputs', run);
  }

  async #load(name: string): Promise<LoadedRun> {
    const run = checkedRunName(name);
    const parts = this.#listed.get(run) ?? (await this.#parts(run));
    this.#listed.delete(run);
    if (!hasBegun(parts)) refuseUnknown(run);
    try {
      return loadedRun(run, textsOf(parts));
    } catch (thrown) {
      refuseDamaged(run, `${this.#init.bucket.place}/runs/${run}`, thrown);
    }
  }

  async #parts(run: string): Promise<RunParts> {
    const folder = `runs/${run}/`;
    const objects = await this.#init.bucket.readAll(`${folder}**`);
    return new Map([...objects].map(([name, text]) => [name.slice(folder.length), text]));
  }
}

/**
 * A run begins with two objects, written side by side: of one that died before it had both, there is one,
 * and it has done nothing.
 */
function hasBegun(parts: RunParts): boolean {
  return parts.size > 1;
}

function textsOf(parts: RunParts): RunTexts {
  const head = parts.get(HEAD);
  if (head === undefined) throw new Error(`${HEAD} is missing`);
  const { plan, kept = null, target } = headSchema.parse(JSON.parse(head));
  const names = [...parts.keys()].filter((name) => name.startsWith(`${JOURNAL}/`)).sort();
  const journal = names.map((name) => String(parts.get(name))).join('');
  // An object is written as a whole: half a line is no death while writing, as it is in a file.
  if (!journal.endsWith('\n')) throw new DamagedJournalError(names.length, 'it is cut off');
  return { plan, kept, target, journal };
}
