import { cleanLine } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { MigrationWish } from '../plan/migration.ts';
import { isAtOnce } from '../plan/migration-scheme.ts';
import { permissionsOf, writesOf } from '../plan/permissions.ts';
import { wrapped } from '../render/wrap.ts';
import { isBeyondReturn } from '../rollback/undo-plan.ts';
import { refuseChangedPlan, refuseOtherPlan } from './approved-plan.ts';
import { carryOut, type OpenedRun, reportOn } from './carry-out.ts';
import type { CommandBody, Invocation } from './command.ts';
import { consented, consentedByName } from './consent.ts';
import { goneIn, undeletedLines } from './deletion-text.ts';
import { failingWith, type Ready } from './failing.ts';
import { fatesInResult, fatesOf } from './fates.ts';
import { type LiveProject, targetOf, withLive } from './live.ts';
import { acquireLock } from './lock.ts';
import { type Asked, MIGRATION_ROWS, migrationAsked, SHIFT_ROWS } from './migrate-flags.ts';
import { dnsLines, type Looked, look, probeLines, siteLines } from './migrate-look.ts';
import { withAnswers } from './migrate-questions.ts';
import { withSpec } from './migrate-spec.ts';
import { MIGRATE_OPTIONS } from './options.ts';
import { endLines, splitLines } from './outcome-text.ts';
import { NOTHING } from './output.ts';
import { checkGranted } from './permission-check.ts';
import { inNewRun, showPlan } from './planned-run.ts';
import { runArgument } from './run-argument.ts';

function talkLines({ output }: Ready, lines: readonly string[]): void {
  output.talk(lines.flatMap((line) => wrapped(cleanLine(line), output.talkStyle.width, 6)));
}

/** The end of a migration that was begun or gone on with. @returns the exit code */
export async function finishMigration(
  { app, settings, output }: Ready,
  { run, context, gcloud, monitoring }: OpenedRun,
): Promise<number> {
  const started = app.clock.now().getTime();
  const outcome = await carryOut(
    { app, settings, output, run, context, gcloud, monitoring },
    'forward',
  );
  const seconds = (app.clock.now().getTime() - started) / 1_000;
  const { plan } = run;
  const steps = plan.steps.length;
  const argument = runArgument(run.run, settings);
  const facts = { run: run.run, argument, steps, seconds };
  const isFinal = isBeyondReturn(plan, run.state());
  const fates = fatesOf(plan, run.state());
  if (outcome.ending === 'ok') {
    const { style } = output;
    output.result([
      style.good(
        `${style.symbols.done} all requests go to the new backend; ${steps} steps done and read back   run ${run.run}`,
      ),
      ...(isFinal
        ? ['The old backend service is deleted: there is no way back.']
        : [`Undo   negctl rollback ${argument}`]),
    ]);
  }
  const exitCode = await output.finish({
    ...reportOn(run, outcome),
    result: {
      done: outcome.done,
      undone: outcome.undone,
      seconds,
      ...fatesInResult(plan, run.state()),
    },
  });
  if (outcome.ending === 'ok') return exitCode;
  const { talkStyle } = output;
  const isSplit = outcome.ending === 'gate' && fates.some(({ became }) => became === 'moved');
  if (isSplit) output.talk(splitLines(fates, outcome, facts, talkStyle, !isFinal));
  else if (isFinal) {
    const gone = goneIn(plan, run.state());
    output.talk(undeletedLines(outcome, { ...facts, plan, gone }, talkStyle));
  } else output.talk(endLines(outcome, facts, talkStyle));
  return exitCode;
}

/** Whether all this may be done: with the name of the old service where there is no way back, or no steps. */
async function approved(
  ready: Ready,
  { moved, plan }: Looked,
  { schedule, deleteOld }: MigrationWish,
): Promise<'given' | 'asked' | 'no'> {
  const name = moved.map(({ site }) => site.service.name).join(',');
  const doing = `move the requests of ${name} in ${plan.steps.length} steps in project ${plan.project}`;
  if (!deleteOld && !isAtOnce(schedule)) {
    const yes = await consented(ready, `M${doing.slice(1)}?`);
    if (!yes) return 'no';
    return ready.settings.yes ? 'given' : 'asked';
  }
  return consentedByName(ready, {
    name,
    doing: deleteOld ? `${doing}, and delete it at the end` : doing,
    why: deleteOld ? 'what is deleted cannot be put back' : 'all requests are moved at once',
    look: 'look at the plan with --dry-run=server',
    command: 'negctl migrate ip-to-fqdn …',
  });
}

async function againstProject(ready: Ready, live: LiveProject, asked: Asked): Promise<number> {
  const { settings, output } = ready;
  const looked = await look(live, asked);
  const { plan } = looked;
  talkLines(ready, siteLines(looked));
  const [dns, probes] = await Promise.all([
    dnsLines(ready, looked),
    probeLines(ready, looked, asked.wish),
  ]);
  talkLines(ready, [...dns, ...probes]);
  if (settings.dryRun !== null) {
    showPlan(ready, plan, live.target);
    const ending = settings.detailedExitcode ? 'diff' : 'ok';
    return output.finish({ ...NOTHING, ending, plan });
  }
  refuseOtherPlan(settings, plan);
  const target = { iam: live.iam, project: plan.project };
  await checkGranted(ready, target, writesOf(permissionsOf(plan, [])));
  output.plan(plan, false);
  talkLines(
    ready,
    plan.warnings.map((warning) => `Warning  ${warning}`),
  );
  if (!settings.yes) output.event({ event: 'approval.required', hash: plan.hash });
  const consent = await approved(ready, looked, asked.wish);
  if (consent === 'no') {
    output.talk(['Nothing was done.']);
    return output.finish({ ...NOTHING, ending: 'input', plan });
  }
  if (consent === 'asked') {
    const again = await live.again();
    refuseChangedPlan((await look(again, asked)).plan, plan);
  }
  return inNewRun(ready, plan, live, (opened) => finishMigration(ready, opened));
}

function refuseOffline(): never {
  throw new NegctlError('usage', [
    {
      code: 'NEG-1001',
      what: 'a migration cannot be planned offline',
      why: 'what it writes is worked out from the URL maps as they are',
      fix: 'give --dry-run=server: it only reads',
    },
  ]);
}

async function migrate(ready: Ready, given: Invocation): Promise<number> {
  const invocation = await withAnswers(ready, await withSpec(given));
  const { settings } = ready;
  const asked = migrationAsked(invocation);
  if (settings.dryRun === 'client') refuseOffline();
  const target = await targetOf(ready, invocation.flags);
  const lock =
    settings.dryRun === null
      ? await acquireLock(ready, target.context.project, asked.wish.name)
      : null;
  try {
    return await withLive(ready, target, (live) => againstProject(ready, live, asked));
  } finally {
    await lock?.release();
  }
}

export const migrateCommand: CommandBody = {
  examples: [
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com --dry-run=server',
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com',
    'negctl migrate ip-to-fqdn --backend-service=web --fqdn=api.example.com --yes --gate=metrics',
    'negctl migrate ip-to-fqdn -f migration.yaml --yes --until=25',
    'negctl migrate ip-to-fqdn --all-on=shop --fqdn=onprem.example.com',
  ],
  args: [
    {
      name: 'name',
      required: false,
      summary: 'Starts the names of what is made (default: BACKEND_SERVICE-fqdn)',
    },
  ],
  own: [
    { heading: 'From where to where', rows: MIGRATION_ROWS },
    { heading: 'How', rows: SHIFT_ROWS },
  ],
  unlisted: [],
  options: MIGRATE_OPTIONS,
  exits: ['0', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '130'],
  run: (invocation) =>
    failingWith(invocation, 'migrate ip-to-fqdn', (ready) => migrate(ready, invocation)),
};
