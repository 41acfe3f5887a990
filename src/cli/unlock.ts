import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { Holder } from '../execute/lock.ts';
import type { RunStore, StoredRun } from '../journal/store.ts';
import { isReversible } from '../plan/plan.ts';
import { wrapped } from '../render/wrap.ts';
import type { CommandBody } from './command.ts';
import { consentedByName } from './consent.ts';
import { plainName } from './deletion.ts';
import { failingWith, type Ready } from './failing.ts';
import { targetOf } from './live.ts';
import { UNLOCK_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { runArgument } from './run-argument.ts';

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
  const { app, settings, output } = ready;
  const state = settings.state === null ? '' : ` --state=${settings.state}`;
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
  const consent = await consentedByName(ready, {
    name,
    doing: `unlock ${setUp}`,
    why: 'a run that is still at work on another machine is stopped by it',
    look: 'see `negctl runs list` and ask whoever holds it',
    command: `negctl runs unlock ${name} --project=${project}${state}`,
  });
  if (consent === 'no') {
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
  const next = runs.flatMap(({ run, plan }) => [
    `Resume  negctl resume ${runArgument(run, settings)}`,
    ...(isReversible(plan) ? [`Undo    negctl rollback ${runArgument(run, settings)}`] : []),
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
  options: UNLOCK_OPTIONS,
  exits: ['0', '3', '4', '5', '10'],
  run: (invocation) =>
    failingWith(invocation, 'runs unlock', async (ready) => {
      const { context } = await targetOf(ready, invocation.flags);
      return unlock(ready, plainName(invocation.args[0] ?? ''), context.project);
    }),
};
