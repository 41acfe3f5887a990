import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '../gcloud/gcloud.ts';
import { type RunState, replay } from '../journal/replay.ts';
import {
  type NewRun,
  type OpenRun,
  RUN_NAME,
  type RunStore,
  type RunTarget,
  type StepOutput,
  type StoredRun,
  type Wish,
} from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import { planTexts } from '../plan/plan-file.ts';
import { VERSION } from '../version.ts';
import {
  diskProblem,
  privateDirectory,
  refuseSharedDirectories,
  syncDirectory,
  writeWhole,
} from './durable-file.ts';
import { isMissing } from './error-code.ts';
import type { GroupJournal } from './group-journal.ts';
import { JournalFile, type OpenAppendFile, openAppendFile, orClosed } from './journal-file.ts';
import { identityOf } from './process-identity.ts';
import { keepOutput, keptOutput } from './step-outputs.ts';
import {
  checkedRunName,
  type LoadedRun,
  loadedRun,
  newRunName,
  refuseDamaged,
  refuseUnknown,
} from './stored-run.ts';
import { type Place, thisMachine } from './this-machine.ts';
import { leaveWish, takeWish, wishIn } from './wish-file.ts';

/** What was taken out of the plan, in a file of its own that nothing but going on and going back reads. */
const KEPT = 'kept.json';

/** Runs in folders of a state directory: `runs/RUN/` with plan, spec, script, journal and outputs. */
export class RunFolders implements RunStore {
  readonly #state: string;
  readonly #runs: string;
  readonly #now: () => Date;
  readonly #openFile: OpenAppendFile;
  readonly #here: Place;

  constructor(
    stateDirectory: string,
    now: () => Date,
    openFile: OpenAppendFile = openAppendFile,
    here: Place = thisMachine(),
  ) {
    this.#state = stateDirectory;
    this.#runs = join(stateDirectory, 'runs');
    this.#now = now;
    this.#openFile = openFile;
    this.#here = here;
  }

  /** A run has its name only once its journal has begun: what a crash leaves before that is no run. */
  async create(init: NewRun): Promise<OpenRun> {
    await privateDirectory(this.#state, 'runs');
    const run = newRunName(this.#now());
    const folder = join(this.#runs, run);
    const draft = join(this.#runs, `.${run}`);
    await onDisk(draft, () => mkdir(draft, { mode: 0o700 }));
    try {
      const journal = await this.#draft(draft, run, init);
      return await orClosed(journal, async () => {
        await journal.append(startOf(run, init.plan, this.#here));
        await onDisk(draft, () => syncDirectory(draft));
        await onDisk(folder, () => rename(draft, folder));
        await onDisk(this.#runs, () => syncDirectory(this.#runs));
        const { plan, target } = init;
        return new JournalledRun({ run, plan, target, journal, outputs: join(folder, 'steps') });
      });
    } catch (thrown) {
      await rm(draft, { recursive: true, force: true });
      throw thrown;
    }
  }

  /**
   * Puts everything that is kept of a run before it begins into a folder that nobody lists.
   * @returns the journal, with nothing in it yet
   */
  async #draft(
    draft: string,
    run: string,
    { plan, target, spec, script }: NewRun,
  ): Promise<JournalFile> {
    await onDisk(draft, () => mkdir(join(draft, 'steps'), { mode: 0o700 }));
    await writeWhole(join(draft, 'spec.yaml'), spec);
    await writeWhole(join(draft, 'script.sh'), script);
    await writeWhole(join(draft, 'target.json'), `${JSON.stringify(target, null, 2)}\n`);
    const texts = planTexts(plan);
    await writeWhole(join(draft, 'plan.json'), texts.plan);
    if (texts.kept !== null) await writeWhole(join(draft, KEPT), texts.kept);
    const path = join(this.#runs, run, 'journal.ndjson');
    const openInDraft: OpenAppendFile = (_path, isNew) =>
      this.#openFile(join(draft, 'journal.ndjson'), isNew);
    return await JournalFile.create(path, this.#now, openInDraft);
  }

  async open(run: string): Promise<OpenRun> {
    const { plan, target, parsed } = await this.#load(run);
    const journal = await this.#continued(run, parsed);
    const outputs = join(this.#runs, run, 'steps');
    return await orClosed(journal, async () => {
      await journal.append({ type: 'run.resumed', ...writerAt(this.#here) });
      // What was wanted of an earlier process is not wanted of this one.
      await takeWish(outputs);
      return new JournalledRun({ run, plan, target, journal, outputs });
    });
  }

  async seal(run: string): Promise<void> {
    const { parsed } = await this.#load(run);
    const journal = await this.#continued(run, parsed);
    try {
      await journal.append({ type: 'run.unlocked', ...writerAt(this.#here) });
    } finally {
      await journal.close();
    }
  }

  async read(run: string): Promise<StoredRun> {
    const { plan, target, state, parsed } = await this.#load(run);
    return { run, plan, target, state, records: parsed.records };
  }

  async list(): Promise<readonly string[]> {
    refuseSharedDirectories(this.#state, 'runs');
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

  async leaveWish(run: string, wish: Wish): Promise<void> {
    await leaveWish(join(this.#runs, checkedRunName(run), 'steps'), wish);
  }

  async hasWish(run: string): Promise<boolean> {
    return (await wishIn(join(this.#runs, checkedRunName(run), 'steps'))) !== null;
  }

  async output(run: string, step: string): Promise<StepOutput | null> {
    const { plan } = await this.#load(run);
    return keptOutput(join(this.#runs, run, 'steps'), plan, step);
  }

  #continued(run: string, parsed: LoadedRun['parsed']): Promise<JournalFile> {
    const path = join(this.#runs, run, 'journal.ndjson');
    return JournalFile.continue(path, this.#now, parsed, this.#openFile);
  }

  async #load(name: string): Promise<LoadedRun> {
    const run = checkedRunName(name);
    refuseSharedDirectories(this.#state, 'runs', run);
    const folder = join(this.#runs, run);
    const read = (file: string) => readFile(join(folder, file), 'utf8');
    try {
      const [plan, kept, target, journal] = await Promise.all([
        read('plan.json'),
        ifThere(read(KEPT)),
        read('target.json'),
        read('journal.ndjson'),
      ]);
      return loadedRun(run, { plan, kept, target, journal });
    } catch (thrown) {
      if (isMissing(thrown)) refuseUnknown(run, thrown);
      refuseDamaged(run, folder, thrown);
    }
  }
}

/** The text of a file; `null` where there is none. */
async function ifThere(read: Promise<string>): Promise<string | null> {
  try {
    return await read;
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

/** @throws {NegctlError} where the disk does not let it be done */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw diskProblem(path, thrown);
  }
}

/** Who writes on a journal: this process, and where it runs. */
export function writerAt({ host }: Place): {
  readonly host: string;
  readonly process: ProcessIdentity;
} {
  return { host, process: identityOf(process.pid) };
}

/** The first entry of a journal. */
export function startOf(
  run: string,
  { hash, project, name }: Plan,
  here: Place,
): Parameters<OpenRun['append']>[0] {
  return {
    type: 'run.started',
    run,
    planHash: hash,
    project,
    name,
    ...writerAt(here),
    version: VERSION,
  };
}

interface JournalledRunInit {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly journal: GroupJournal;
  /** The folder of this machine that the outputs of steps are kept in. */
  readonly outputs: string;
}

/** A run that is open for writing, wherever its journal is. */
export class JournalledRun implements OpenRun {
  readonly run: string;
  readonly plan: Plan;
  readonly target: RunTarget;
  readonly #journal: GroupJournal;
  readonly #outputs: string;

  constructor({ run, plan, target, journal, outputs }: JournalledRunInit) {
    this.run = run;
    this.plan = plan;
    this.target = target;
    this.#journal = journal;
    this.#outputs = outputs;
  }

  append(entry: Parameters<OpenRun['append']>[0]): Promise<void> {
    return this.#journal.append(entry);
  }

  state(): RunState {
    return replay(this.#journal.records);
  }

  keepOutput(step: string, stdout: string, stderr: string): Promise<void> {
    return keepOutput(this.#outputs, this.plan, step, { stdout, stderr });
  }

  takeWish(): Promise<Wish | null> {
    return takeWish(this.#outputs);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
