import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { Holder } from '../execute/lock.ts';
import type { RunStore, StoredRun } from '../journal/store.ts';
import { wrapped } from '../render/wrap.ts';
import type { CommandBody } from './command.ts';
import { readConfig } from './config.ts';
import { confirmedByName } from './consent.ts';
import { failingWith, type Ready } from './failing.ts';
import {
  CONSENT_OPTIONS,
  type Flags,
  LOOK_OPTIONS,
  type OptionRow,
  OUTPUT_OPTIONS,
} from './options.ts';
import { NOTHING } from './output.ts';

/** What names a lock: nothing in either can mean anything else to a file system or to gcloud. */
const SET_UP = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const PROJECT = /^[a-z0-9.:-]+$/;

const PROJECT_ROW: OptionRow = {
  flag: 'project',
  takes: 'value',
  placeholder: 'PROJECT_ID',
  summary: "Google Cloud project (default: gcloud's configuration)",
  group: 'gcloud',
  variable: true,
};

const CONFIRM_ROW: OptionRow = {
  flag: 'confirm',
  takes: 'value',
  placeholder: 'NAME',
  summary: 'The name once more: what --yes needs here',
  group: 'consent',
  variable: false,
};

function malformed(what: string, fix: string): NegctlError {
  const why = 'a lock belongs to one project and the name of one set-up';
  return new NegctlError('input', [{ code: 'NEG-2005', what, why, fix }]);
}

async function projectFor({ app, settings }: Ready, flags: Flags): Promise<string> {
  const given = flags.get('project');
  const configured = (await readConfig(app)).values.get('project');
  const found = settings.emulator === null ? (configured ?? app.gcloudProperty('project')) : 'demo';
  const project = typeof given === 'string' ? given : found;
  if (typeof project === 'string' && PROJECT.test(project)) return project;
  throw malformed('no project is given', 'add --project=PROJECT_ID');
}

async function readable(store: RunStore, run: string): Promise<StoredRun | null> {
  try {
    return await store.read(run);
  } catch (thrown) {
    if (thrown instanceof NegctlError) return null;
    throw thrown;
  }
}

/** The runs that whoever holds the lock may be writing on. */
async function unfinishedOf(
  store: RunStore,
  project: string,
  name: string,
): Promise<readonly StoredRun[]> {
  const names = await store.list();
  const runs = await Promise.all(names.map((run) => readable(store, run)));
  return runs.filter(
    (run): run is StoredRun =>
      run?.state.ending === null && run.plan.project === project && run.plan.name === name,
  );
}

const LIVES: Readonly<Record<Holder['life'], string>> = {
  alive: 'which runs',
  dead: 'which runs no more',
  unknown: 'which cannot be seen from here',
};

function explained(
  { host, pid, since, life }: Holder,
  runs: readonly StoredRun[],
  setUp: string,
): readonly string[] {
  return [
    `${setUp} is locked by pid ${pid} on ${cleanLine(host)}, since ${cleanLine(since)}, ${LIVES[life]}.`,
    ...runs.map(
      ({ run, state }) => `Its unfinished run ${run} was last written at ${state.lastAt}.`,
    ),
    'Unlocking changes nothing in the project. It ends the writing of these runs: a process that lives after all starts no further step, and stops. A gcloud that it has started goes on to its end.',
  ];
}

function refuseAlive(setUp: string, { host, pid }: Holder): never {
  throw new NegctlError('locked', [
    {
      code: 'NEG-6004',
      what: `${setUp} is locked by pid ${pid} on ${cleanLine(host)}, which runs`,
      why: 'its lock is taken only from a process that is dead or out of sight',
      fix: `wait for it, or stop it: kill ${pid}`,
    },
  ]);
}

async function unlock(ready: Ready, name: string, project: string): Promise<number> {
  const { app, output } = ready;
  if (!SET_UP.test(name)) {
    throw malformed(`"${cleanLine(name)}" is not the name of a set-up`, 'see negctl runs list');
  }
  const setUp = `"${name}" in project ${project}`;
  const locks = await app.locks();
  const holder = await locks.holder(project, name);
  if (holder === null) {
    output.result([`${setUp} is not locked.`]);
    return output.finish({ ...NOTHING, ending: 'ok', result: { unlocked: false } });
  }
  if (holder.life === 'alive') refuseAlive(setUp, holder);
  const store = await app.runs();
  const runs = await unfinishedOf(store, project, name);
  const { width } = output.talkStyle;
  output.talk(explained(holder, runs, setUp).flatMap((line) => wrapped(line, width, 2)));
  const doing = `unlock ${setUp}`;
  const why = 'a run that is still at work on another machine is stopped by it';
  if (!(await confirmedByName(ready, name, { doing, why }))) {
    output.talk(['Nothing was done.']);
    return output.finish({ ...NOTHING, ending: 'input' });
  }
  const lock = await locks.takeFrom(project, name, holder);
  try {
    // Listed once more: a run that began meanwhile is found now, and none can begin any more.
    for (const { run } of await unfinishedOf(store, project, name)) await store.seal(run);
  } finally {
    await lock.release();
  }
  const next = runs.flatMap(({ run }) => [
    `Resume  negctl resume ${run}`,
    `Undo    negctl rollback ${run}`,
  ]);
  output.result([`${setUp} is unlocked.`, ...next]);
  const { host, pid, since } = holder;
  const result = { unlocked: true, holder: { host, pid, since }, runs: runs.map(({ run }) => run) };
  return output.finish({ ...NOTHING, ending: 'ok', result });
}

export const runsUnlockCommand: CommandBody = {
  examples: [
    'negctl runs unlock web --project=my-project',
    'negctl runs unlock web --state=gs://BUCKET/PREFIX --yes --confirm=web',
  ],
  args: [{ name: 'name', required: true, summary: 'Name of the set-up, as in create' }],
  own: [],
  unlisted: [],
  options: [
    ...CONSENT_OPTIONS.filter(({ flag }) => flag === 'yes'),
    CONFIRM_ROW,
    ...LOOK_OPTIONS,
    PROJECT_ROW,
    ...OUTPUT_OPTIONS,
  ],
  exits: ['0', '3', '10'],
  run: (invocation) =>
    failingWith(invocation, 'runs unlock', async (ready) =>
      unlock(ready, invocation.args[0] ?? '', await projectFor(ready, invocation.flags)),
    ),
};
