import { randomInt } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { redacted } from '../clean.ts';
import { messageOf, NegctlError } from '../errors.ts';
import { DamagedJournalError, type ParsedJournal, parseJournal } from '../journal/record.ts';
import { type RunState, replay } from '../journal/replay.ts';
import {
  type NewRun,
  type OpenRun,
  RUN_NAME,
  type RunStore,
  type RunTarget,
  type StepOutput,
  type StoredRun,
} from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import { PlanFileError, parsePlan, planText } from '../plan/plan-file.ts';
import { VERSION } from '../version.ts';
import {
  appendPrivate,
  diskProblem,
  privateDirectory,
  syncDirectory,
  writeWhole,
} from './durable-file.ts';
import { JournalFile } from './journal-file.ts';
import { identityOf } from './process-identity.ts';

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

function newRunName(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '');
  const random = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `r-${stamp.slice(0, 8)}-${stamp.slice(9, 15)}-${random}`;
}

function refuse(code: string, what: string, why: string, fix: string, cause?: unknown): never {
  throw new NegctlError('preflight', [{ code, what, why, fix }], cause);
}

/** Runs in folders of a state directory: `runs/RUN/` with plan, spec, script, journal and outputs. */
export class RunFolders implements RunStore {
  readonly #runs: string;
  readonly #now: () => Date;

  constructor(stateDirectory: string, now: () => Date) {
    this.#runs = join(stateDirectory, 'runs');
    this.#now = now;
  }

  async create({ plan, target, spec, script }: NewRun): Promise<OpenRun> {
    await privateDirectory(this.#runs);
    const run = newRunName(this.#now());
    const folder = join(this.#runs, run);
    try {
      await mkdir(folder, { mode: 0o700 });
      await mkdir(join(folder, 'steps'), { mode: 0o700 });
      await syncDirectory(this.#runs);
    } catch (thrown) {
      throw diskProblem(folder, thrown);
    }
    await writeWhole(join(folder, 'spec.yaml'), spec);
    await writeWhole(join(folder, 'script.sh'), script);
    await writeWhole(join(folder, 'target.json'), `${JSON.stringify(target, null, 2)}\n`);
    await writeWhole(join(folder, 'plan.json'), planText(plan));
    const journal = await JournalFile.create(join(folder, 'journal.ndjson'), this.#now);
    await syncDirectory(folder);
    await journal.append({
      type: 'run.started',
      run,
      planHash: plan.hash,
      project: plan.project,
      name: plan.name,
      host: hostname(),
      process: identityOf(process.pid),
      version: VERSION,
    });
    return new RunFolder({ run, plan, target, journal, folder });
  }

  async open(run: string): Promise<OpenRun> {
    const { plan, target, parsed } = await this.#load(run);
    const folder = join(this.#runs, run);
    const path = join(folder, 'journal.ndjson');
    const journal = await JournalFile.continue(path, this.#now, parsed);
    await journal.append({
      type: 'run.resumed',
      host: hostname(),
      process: identityOf(process.pid),
    });
    return new RunFolder({ run, plan, target, journal, folder });
  }

  async read(run: string): Promise<StoredRun> {
    const { plan, target, state, parsed } = await this.#load(run);
    return { run, plan, target, state, records: parsed.records };
  }

  async list(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#runs);
      return names
        .filter((name) => RUN_NAME.test(name))
        .sort()
        .reverse();
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw diskProblem(this.#runs, thrown);
    }
  }

  async output(run: string, step: string): Promise<StepOutput | null> {
    const { plan } = await this.#load(run);
    const path = join(this.#runs, run, 'steps', outputName(plan, step));
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

  #checked(run: string): string {
    if (RUN_NAME.test(run)) return run;
    return refuse(
      'NEG-6002',
      `"${run}" is not the name of a run`,
      'such names look like r-20260102-101500-k3v9qa',
      'see `negctl runs list`',
    );
  }

  async #load(name: string): Promise<{
    readonly plan: Plan;
    readonly target: RunTarget;
    readonly parsed: ParsedJournal;
    readonly state: RunState;
  }> {
    const run = this.#checked(name);
    const read = (file: string) => readFile(join(this.#runs, run, file), 'utf8');
    try {
      const [plan, target, journal] = await Promise.all([
        read('plan.json'),
        read('target.json'),
        read('journal.ndjson'),
      ]);
      const parsed = parseJournal(journal);
      const state = replay(parsed.records);
      const parsedPlan = parsePlan(plan);
      if (state.run !== run) throw new DamagedJournalError(1, `it is the journal of ${state.run}`);
      if (state.planHash !== parsedPlan.hash)
        throw new PlanFileError('the plan is not the one that was run');
      return { plan: parsedPlan, target: targetSchema.parse(JSON.parse(target)), parsed, state };
    } catch (thrown) {
      return this.#refuseRun(run, thrown);
    }
  }

  #refuseRun(run: string, thrown: unknown): never {
    if (isMissing(thrown)) {
      refuse(
        'NEG-6002',
        `there is no run ${run}`,
        'no journal has that name',
        'see `negctl runs list`',
        thrown,
      );
    }
    refuse(
      'NEG-6006',
      `the record of run ${run} cannot be believed`,
      messageOf(thrown),
      `look into ${join(this.#runs, run)}; nothing is done on such a record`,
      thrown,
    );
  }
}

/** The name of the files that hold the output of a step: its number first, so that they list in order. */
function outputName(plan: Plan, step: string): string {
  const number = plan.steps.findIndex(({ id }) => id === step) + 1;
  return `${String(number).padStart(2, '0')}-${step}`;
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

interface RunFolderInit {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly journal: JournalFile;
  readonly folder: string;
}

class RunFolder implements OpenRun {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly #journal: JournalFile;
  readonly #folder: string;

  constructor({ run, plan, target, journal, folder }: RunFolderInit) {
    this.run = run;
    this.plan = plan;
    this.target = target;
    this.#journal = journal;
    this.#folder = folder;
  }

  append(entry: Parameters<OpenRun['append']>[0]): Promise<void> {
    return this.#journal.append(entry);
  }

  state(): RunState {
    return replay(this.#journal.records);
  }

  async keepOutput(step: string, stdout: string, stderr: string): Promise<void> {
    const path = join(this.#folder, 'steps', outputName(this.plan, step));
    await appendPrivate(`${path}.out`, redacted(stdout));
    await appendPrivate(`${path}.err`, redacted(stderr));
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
