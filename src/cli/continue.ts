import { NegctlError } from '../errors.ts';
import { pendingSteps } from '../execute/execution.ts';
import type { RunState } from '../journal/replay.ts';
import type { RunStore, StoredRun } from '../journal/store.ts';
import { type Purpose, permissionsOf, toTakeBack, writesOf } from '../plan/permissions.ts';
import { isReversible } from '../plan/plan.ts';
import { isBeyondReturn, undoPlan } from '../rollback/undo-plan.ts';
import type { EmulatorWish } from './app.ts';
import { carryOut, type OpenedRun, reportOn, type Way } from './carry-out.ts';
import type { CommandBody } from './command.ts';
import { consented } from './consent.ts';
import { finishDeletion } from './deletion.ts';
import { failingWith, type Ready } from './failing.ts';
import { lockOrWish } from './live-wish.ts';
import { finishMigration } from './migrate.ts';
import {
  CONSENT_OPTIONS,
  EMULATOR_OPTIONS,
  GCLOUD_OPTIONS,
  type OptionRow,
  OUTPUT_OPTIONS,
  RUN_OPTIONS,
  UNTIL_OPTION,
} from './options.ts';
import { endLines } from './outcome-text.ts';
import { checkGranted } from './permission-check.ts';
import { runArgument } from './run-argument.ts';
import { requireSecrets } from './secrets.ts';

function refuse(what: string, why: string, fix: string): never {
  throw new NegctlError('preflight', [{ code: 'NEG-6003', what, why, fix }]);
}

/** True for a run in which something is left to do that way. */
function isOpen({ state }: StoredRun, way: Way): boolean {
  if (state.ending === null) return true;
  if (way === 'forward') return state.ending === 'leftovers' && state.direction === 'forward';
  return state.ending === 'leftovers' || state.ending === 'ok' || state.ending === 'gate';
}

async function stateOf(store: RunStore, run: string): Promise<RunState | null> {
  try {
    return (await store.read(run)).state;
  } catch (thrown) {
    if (thrown instanceof NegctlError) return null;
    throw thrown;
  }
}

/** The only run that could be meant where none is named. */
async function onlyUnfinished(store: RunStore, { output }: Ready): Promise<string> {
  const names = await store.list();
  const unfinished: string[] = [];
  for (const name of names) {
    const state = await stateOf(store, name);
    if (state === null) output.talk([`Note  the record of ${name} is damaged; it is left alone`]);
    else if (state.ending === null || state.ending === 'leftovers') unfinished.push(name);
  }
  const [only, ...others] = unfinished;
  if (only === undefined)
    return refuse(
      'no run is unfinished',
      'there is nothing to go on with',
      'see `negctl runs list`, and name a run',
    );
  if (others.length > 0) {
    return refuse(
      'more than one run is unfinished',
      unfinished.join(', '),
      'name the one that is meant',
    );
  }
  return only;
}

async function approved(ready: Ready, stored: StoredRun, way: Way): Promise<void> {
  const { plan, run, state } = stored;
  const states = [...state.steps.values()];
  const made = states.filter(({ status }) => status !== 'undone').length;
  const left = plan.steps.length - states.filter(({ status }) => status === 'done').length;
  const question =
    way === 'abort'
      ? `Move the requests of ${run} back to where they went before, project ${plan.project}?`
      : way === 'forward'
        ? `Go on with ${run}: ${left} of ${plan.steps.length} steps left, project ${plan.project}?`
        : `Take back what ${run} made: up to ${made} resources in project ${plan.project}?`;
  if (await consented(ready, question)) return;
  throw new NegctlError('input', [
    { code: 'NEG-2005', what: 'nothing was done', why: 'the answer was no', fix: 'nothing to do' },
  ]);
}

/** A rehearsal is continued on the emulator, whatever the flags say; a real run never is. */
function emulatorFor({ settings }: Ready, stored: StoredRun): EmulatorWish | null {
  if (stored.target.cloud === 'emulator') {
    return settings.emulator ?? { at: 'local', faults: [], permissions: null, timing: 0.1 };
  }
  if (settings.emulator === null) return null;
  return refuse(
    `${stored.run} was run on Google Cloud`,
    'a run is continued where it was begun',
    'leave --emulator out',
  );
}

/** What is left to do of a run, or to take back, in terms of IAM. */
function purposesOf({ plan, state }: StoredRun, way: Way): readonly Purpose[] {
  const { reads, settle, steps } = permissionsOf(plan, []);
  if (way !== 'forward') {
    const undone = undoPlan(plan, state).filter(({ withContainer }) => !withContainer);
    const undo = undone.map(({ step }) => ({
      purpose: `undo: ${step.title}`,
      permissions: toTakeBack(step),
    }));
    return [...reads, settle, ...undo];
  }
  const left = steps.map((needed) =>
    state.steps.get(needed.step.id)?.status === 'done' ? { ...needed, run: [] } : needed,
  );
  return [...reads, ...writesOf({ settle, steps: left, later: [] })];
}

/** A deletion goes on, and never back. */
function refuseBack({ run }: StoredRun): never {
  throw new NegctlError('preflight', [
    {
      code: 'NEG-6011',
      what: `${run} is a deletion and cannot be rolled back`,
      why: 'what it deleted is gone; making it again would give another resource',
      fix: `finish it with negctl resume ${run}`,
    },
  ]);
}

/** Where what the requests would go back to is deleted. */
function refuseLate(run: string): never {
  throw new NegctlError('preflight', [
    {
      code: 'NEG-6011',
      what: `${run} has deleted the old backend service and cannot go back`,
      why: 'the last point of return was passed when the deletion began',
      fix: `see negctl runs describe ${run}; negctl resume finishes what is not finished`,
    },
  ]);
}

async function finished(
  ready: Ready,
  { run, context, gcloud, monitoring }: OpenedRun,
  way: Way,
): Promise<number> {
  const { app, settings, output } = ready;
  if (!isReversible(run.plan)) return finishDeletion(ready, { run, context, gcloud, monitoring });
  if (run.plan.verb === 'migrate' && way === 'forward') {
    return finishMigration(ready, { run, context, gcloud, monitoring });
  }
  const started = app.clock.now().getTime();
  const outcome = await carryOut({ app, settings, output, run, context, gcloud, monitoring }, way);
  const seconds = (app.clock.now().getTime() - started) / 1_000;
  const isBack =
    (way === 'back' && outcome.ending === 'rolled-back') ||
    (way === 'abort' && outcome.ending === 'gate');
  const ending = isBack ? 'ok' : outcome.ending;
  const argument = runArgument(run.run, settings);
  const facts = { run: run.run, argument, steps: run.plan.steps.length, seconds };
  const report = {
    ...reportOn(run, outcome),
    ending,
    result: { done: outcome.done, undone: outcome.undone, seconds },
  };
  const { symbols } = output.style;
  if (outcome.ending === 'ok') {
    const total = run.plan.steps.length;
    output.result([
      output.style.good(`${symbols.done} all ${total} steps done and read back   run ${run.run}`),
      `Undo   negctl rollback ${argument}`,
    ]);
  } else if (ending === 'ok') output.result(endLines(outcome, facts, output.style));
  const exitCode = await output.finish(report);
  if (ending !== 'ok') output.talk(endLines(outcome, facts, output.talkStyle));
  return exitCode;
}

/** What a command asks for: a way, or to end the wait that is under way and to go on. */
type Asked = Way | 'promote';

const VERBS: Readonly<Record<Asked, string>> = {
  forward: 'resumed',
  promote: 'promoted',
  back: 'rolled back',
  abort: 'aborted',
};

/** Only a migration moves requests. */
function refuseUnmoved({ run, plan }: StoredRun): void {
  if (plan.verb === 'migrate') return;
  refuse(`${run} moves no requests`, 'only a migration does', 'see negctl resume and rollback');
}

/** The wait that somebody says may end: the one that is under way. */
function waitOf({ run, plan, state }: StoredRun): string {
  const wait = plan.steps.find(
    ({ id, effect }) => effect === 'judge' && state.steps.get(id)?.status === 'intended',
  );
  return (
    wait?.id ??
    refuse(
      `${run} waits for nobody`,
      'no share of the requests is being judged',
      'see negctl runs describe',
    )
  );
}

/** Which way a run is gone on with; an undo that was begun is never turned round. */
function wayOf(stored: StoredRun, asked: Asked): Way {
  const { run, plan, state } = stored;
  if (asked === 'back' && !isReversible(plan)) refuseBack(stored);
  if (asked === 'promote' || asked === 'abort') refuseUnmoved(stored);
  const wanted = asked === 'promote' ? 'forward' : asked;
  if (wanted !== 'forward' && isBeyondReturn(plan, state)) refuseLate(run);
  const way = state.direction === 'undo' && wanted === 'forward' ? 'back' : wanted;
  if (isOpen(stored, way)) return way;
  return refuse(
    `${run} cannot be ${VERBS[asked]}`,
    `it ended with "${state.ending}"`,
    `see negctl runs describe ${run}`,
  );
}

async function goOn(ready: Ready, name: string | undefined, asked: Asked): Promise<number> {
  const { app, settings } = ready;
  const store = await app.runs();
  const run = name ?? (await onlyUnfinished(store, ready));
  const before = await store.read(run);
  wayOf(before, asked);
  const emulator = emulatorFor(ready, before);
  const consent = () => approved(ready, before, 'abort');
  const lock = await lockOrWish(ready, before, asked, consent);
  if (lock === null) return 0;
  try {
    // Whoever had the lock until now may have gone on with the run.
    const stored = await store.read(run);
    const way = wayOf(stored, asked);
    const wait = asked === 'promote' ? waitOf(stored) : null;
    await approved(ready, stored, way);
    const context = { ...stored.target.context, ...settings.identity };
    const cloud = await app.openCloud({ ...stored.target, context }, emulator);
    try {
      const { project } = stored.plan;
      await checkGranted(ready, { iam: cloud.iam, project }, purposesOf(stored, way));
      if (way === 'forward') {
        const pending = pendingSteps(stored.plan, stored.state);
        requireSecrets(
          app,
          pending.flatMap((step) => (step.effect === 'judge' ? [] : [step.run])),
        );
      }
      const open = await store.open(run);
      ready.output.events.belongTo(run);
      if (wait !== null) await open.append({ type: 'gate.promoted', step: wait });
      try {
        return await finished(
          ready,
          { run: open, context, gcloud: cloud.gcloud, monitoring: cloud.monitoring },
          way,
        );
      } finally {
        await open.close();
      }
    } finally {
      await cloud.close();
    }
  } finally {
    await lock.release();
  }
}

const OPTIONS: readonly OptionRow[] = [
  ...CONSENT_OPTIONS.filter(({ flag }) => flag === 'yes'),
  ...RUN_OPTIONS,
  ...EMULATOR_OPTIONS,
  ...GCLOUD_OPTIONS,
  ...OUTPUT_OPTIONS,
];

const RUN_ARGUMENT = {
  name: 'run',
  required: false,
  summary: 'Name of a run (default: the only unfinished one)',
};

export const resumeCommand: CommandBody = {
  examples: ['negctl resume', 'negctl resume r-20260102-101500-k3v9qa --yes'],
  args: [RUN_ARGUMENT],
  own: [],
  unlisted: [],
  options: [UNTIL_OPTION, ...OPTIONS],
  exits: ['0', '4', '6', '7', '8', '9', '11', '12'],
  run: (invocation) =>
    failingWith(invocation, 'resume', (ready) => goOn(ready, invocation.args[0], 'forward')),
};

export const rollbackCommand: CommandBody = {
  examples: ['negctl rollback r-20260102-101500-k3v9qa', 'negctl rollback --yes --format=json'],
  args: [RUN_ARGUMENT],
  own: [],
  unlisted: [],
  options: OPTIONS,
  exits: ['0', '4', '6', '8'],
  run: (invocation) =>
    failingWith(invocation, 'rollback', (ready) => goOn(ready, invocation.args[0], 'back')),
};

export const promoteCommand: CommandBody = {
  examples: ['negctl promote', 'negctl promote r-20260102-101500-k3v9qa --yes'],
  args: [RUN_ARGUMENT],
  own: [],
  unlisted: [],
  options: [UNTIL_OPTION, ...OPTIONS],
  exits: ['0', '4', '6', '7', '8', '9', '10', '12'],
  run: (invocation) =>
    failingWith(invocation, 'promote', (ready) => goOn(ready, invocation.args[0], 'promote')),
};

export const abortCommand: CommandBody = {
  examples: ['negctl abort', 'negctl abort r-20260102-101500-k3v9qa --yes'],
  args: [RUN_ARGUMENT],
  own: [],
  unlisted: [],
  options: OPTIONS,
  exits: ['0', '4', '6', '8', '10'],
  run: (invocation) =>
    failingWith(invocation, 'abort', (ready) => goOn(ready, invocation.args[0], 'abort')),
};
