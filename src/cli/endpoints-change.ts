import { cleanLine } from '../clean.ts';
import { NegctlError, type Problem } from '../errors.ts';
import { type EndpointInput, parseEndpoint } from '../inputs/endpoint.ts';
import { endpointFile } from '../inputs/endpoint-file.ts';
import type { RunTarget } from '../journal/store.ts';
import { permissionsOf, writesOf } from '../plan/permissions.ts';
import type { Plan } from '../plan/plan.ts';
import type { App, OpenCloud } from './app.ts';
import { refuseChangedPlan, refuseOtherPlan } from './approved-plan.ts';
import { carryOut, type OpenedRun, reportOn } from './carry-out.ts';
import type { CommandBody, Invocation } from './command.ts';
import { consented } from './consent.ts';
import { lockNameOf, plainName, usage } from './deletion.ts';
import { readInstances, readNeg } from './endpoints.ts';
import { type Change, checkWish, type EndpointsWish, endpointsPlan } from './endpoints-plan.ts';
import { failingWith, type Ready } from './failing.ts';
import type { Flags } from './flags.ts';
import { remember, targetOf } from './live.ts';
import { CHANGE_OPTIONS, type OptionRow } from './options.ts';
import { endLines } from './outcome-text.ts';
import { NOTHING } from './output.ts';
import { checkGranted } from './permission-check.ts';
import { inNewRun, nothingToDo, showPlan } from './planned-run.ts';
import { runArgument } from './run-argument.ts';
import { givenScope, PLACE_ROWS, type WhichNeg } from './which-neg.ts';

function misread(what: string, why: string, fix: string): NegctlError {
  return new NegctlError('input', [{ code: 'NEG-2002', what, why, fix }]);
}

function fromFlags(flags: Flags, name: string): readonly EndpointInput[] {
  const given = flags.get(name);
  const texts = Array.isArray(given) ? given : [];
  return texts.map((text: string) => {
    const parsed = parseEndpoint(text);
    if (parsed.ok) return parsed.value;
    throw misread(
      `--${name}: "${cleanLine(text)}" is no endpoint`,
      `expected is ${parsed.expected}`,
      'correct it',
    );
  });
}

function fromFile({ readText }: App, flags: Flags): readonly EndpointInput[] {
  const path = flags.get('endpoints-file');
  if (typeof path !== 'string') return [];
  const file = readText(path);
  if (!file.ok) {
    throw misread(`${cleanLine(path)} cannot be read`, file.reason, 'name a file that can be read');
  }
  const read = endpointFile(path, file.text);
  if (read.ok) return read.endpoints;
  throw misread(
    `${cleanLine(path)}, line ${read.line}: ${cleanLine(read.reason)}`,
    'an endpoint file is CSV with a line of keys, or a YAML or JSON list',
    'see `negctl endpoints add --help`',
  );
}

function wishOf({ app, flags }: Invocation, change: Change): EndpointsWish {
  const endpoints = [...fromFlags(flags, `${change}-endpoint`), ...fromFile(app, flags)];
  if (endpoints.length > 0) return { change, endpoints };
  throw usage(
    'no endpoint is given',
    `there is nothing to ${change}`,
    `give --${change}-endpoint=…, or --endpoints-file=FILE`,
  );
}

/** One invocation, with everything that its plan depends on. */
interface Work {
  readonly ready: Ready;
  readonly target: RunTarget;
  readonly which: WhichNeg;
  readonly wish: EndpointsWish;
}

/** Reads the NEG, its endpoints, and the VMs where it is about them; judges the wish by them. */
async function planned(
  { target, which, wish }: Work,
  { gcloud }: OpenCloud,
): Promise<Plan | string> {
  const { project } = target.context;
  const reader = { gcloud, project };
  const live = await readNeg(reader, which);
  checkWish(live, wish);
  const aboutVms = wish.endpoints.some(({ instance }) => instance !== undefined);
  const instances = aboutVms ? await readInstances(reader, live) : null;
  return endpointsPlan(live, wish, instances, project);
}

async function carriedOut(ready: Ready, plan: Plan, opened: OpenedRun): Promise<number> {
  const { app, settings, output } = ready;
  const { run } = opened;
  const started = app.clock.now().getTime();
  const outcome = await carryOut({ app, settings, output, ...opened }, 'forward');
  const argument = runArgument(run.run, settings);
  const seconds = (app.clock.now().getTime() - started) / 1_000;
  const steps = plan.steps.length;
  const facts = { run: run.run, argument, steps, seconds };
  if (outcome.ending === 'ok') {
    const { style } = output;
    const done = `${steps} of ${steps} step${steps === 1 ? '' : 's'} done and read back in ${seconds.toFixed(0)} s`;
    output.result([
      style.good(`${style.symbols.done} ${done}   run ${run.run}`),
      `Undo   negctl rollback ${argument}`,
    ]);
  }
  const { done, undone } = outcome;
  const exitCode = await output.finish({
    ...reportOn(run, outcome),
    result: { done, undone, seconds },
  });
  if (outcome.ending !== 'ok') output.talk(endLines(outcome, facts, output.talkStyle));
  return exitCode;
}

async function against(work: Work, cloud: OpenCloud): Promise<number> {
  const { ready, target } = work;
  const { settings, output } = ready;
  const plan = await planned(work, cloud);
  if (typeof plan === 'string') return nothingToDo(ready, plan);
  refuseOtherPlan(settings, plan);
  if (settings.dryRun !== null) {
    showPlan(ready, plan, target);
    return output.finish({ ...NOTHING, ending: settings.detailedExitcode ? 'diff' : 'ok', plan });
  }
  const asked = { iam: cloud.iam, project: plan.project };
  await checkGranted(ready, asked, writesOf(permissionsOf(plan, [])));
  output.plan(plan, false);
  output.talk(plan.warnings.map((warning) => `Warning  ${warning}`));
  const question = `Apply ${plan.steps.length} step${plan.steps.length === 1 ? '' : 's'} to project ${plan.project}?`;
  if (!(await consented(ready, question))) {
    output.talk(['Nothing was done.']);
    return output.finish({ ...NOTHING, ending: 'input', plan });
  }
  if (!settings.yes) {
    const again = await planned(work, cloud);
    if (typeof again === 'string') return nothingToDo(ready, again);
    refuseChangedPlan(again, plan);
  }
  return inNewRun(ready, plan, { target, ...cloud }, (opened) => carriedOut(ready, plan, opened));
}

const OFFLINE: Problem = {
  code: 'NEG-1001',
  what: '--dry-run=client is given',
  why: 'only the difference to what is there is sent, and that has to be read',
  fix: 'use --dry-run=server, which reads and changes nothing',
};

async function change(ready: Ready, invocation: Invocation, word: Change): Promise<number> {
  const { app, settings, output } = ready;
  const { flags, args } = invocation;
  const name = plainName(args[0] ?? '');
  const wish = wishOf(invocation, word);
  if (settings.dryRun === 'client') throw new NegctlError('usage', [OFFLINE]);
  const target = await targetOf(ready, flags);
  const { project } = target.context;
  const lockName = lockNameOf(await remember(ready, target), name);
  const locks = await app.locks();
  const lock =
    settings.dryRun === null ? await locks.acquire(project, lockName, settings.lockTimeout) : null;
  try {
    const cloud = await app.openCloud(target, settings.emulator);
    try {
      output.talk([`Reading project ${project} …`]);
      const which = { name: args[0] ?? '', scope: givenScope(flags) };
      return await against({ ready, target, which, wish }, cloud);
    } finally {
      await cloud.close();
    }
  } finally {
    await lock?.release();
  }
}

function rowsFor(word: Change): readonly OptionRow[] {
  return [
    {
      flag: `${word}-endpoint`,
      takes: 'list',
      placeholder: 'instance=VM|ip=…|fqdn=…[,port=PORT]',
      summary: `Endpoint to ${word} (repeatable)`,
      group: 'input',
      variable: false,
    },
    {
      flag: 'endpoints-file',
      takes: 'value',
      placeholder: 'FILE',
      summary: 'CSV (first line: instance,ip,fqdn,port), or a YAML or JSON list',
      group: 'input',
      variable: false,
    },
    ...PLACE_ROWS,
  ];
}

const NEG_ARGUMENT = { name: 'neg', required: true, summary: 'Name of the NEG' };

function changeCommand(word: Change, examples: readonly string[]): CommandBody {
  return {
    examples,
    args: [NEG_ARGUMENT],
    own: [{ heading: 'Which endpoints, of which NEG', rows: rowsFor(word) }],
    unlisted: [],
    options: CHANGE_OPTIONS,
    exits: ['0', '2', '3', '4', '5', '6', '7', '8', '10', '11', '130'],
    run: (invocation) =>
      failingWith(invocation, `endpoints ${word}`, (ready) => change(ready, invocation, word)),
  };
}

export const endpointsAddCommand = changeCommand('add', [
  'negctl endpoints add web-neg --add-endpoint=instance=vm-1,port=8080',
  'negctl endpoints add web-neg --zone=europe-west1-b --endpoints-file=all.csv --yes',
  'negctl endpoints add web-neg --endpoints-file=all.csv --dry-run=server',
]);

export const endpointsRemoveCommand = changeCommand('remove', [
  'negctl endpoints remove web-neg --remove-endpoint=instance=vm-1,port=8080',
  'negctl endpoints remove web-neg --endpoints-file=gone.csv --yes',
]);
