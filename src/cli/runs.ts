import { cleanLine, cleanLines } from '../clean.ts';
import { NegctlError } from '../errors.ts';
import type { StepState } from '../journal/replay.ts';
import type { StoredRun } from '../journal/store.ts';
import type { Json } from '../json.ts';
import { isReversible, titleOf } from '../plan/plan.ts';
import { column, wrapped } from '../render/wrap.ts';
import { isBeyondReturn } from '../rollback/undo-plan.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { LOOK_OPTIONS, type OptionRow, OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { runArgument } from './run-argument.ts';
import type { Settings } from './settings.ts';
import { parseCount } from './settings.ts';

const RUN_ARGUMENT = { name: 'run', required: true, summary: 'Name of a run, see runs list' };

/** How a run ended, or what can be done with it. */
function endingOf({ state }: StoredRun): string {
  const unfinished = state.direction === 'undo' ? 'unfinished rollback' : 'unfinished';
  return cleanLine(state.ending ?? unfinished);
}

async function list({ app, output }: Ready): Promise<number> {
  const store = await app.runs();
  const names = await store.list();
  const rows = await Promise.all(
    names.map(async (run) => {
      try {
        const stored = await store.read(run);
        const { plan, target, state } = stored;
        const project = cleanLine(plan.project);
        const where = target.cloud === 'emulator' ? `${project} (emulator)` : project;
        return {
          run,
          what: cleanLine(titleOf(plan)),
          where,
          ending: endingOf(stored),
          at: state.startedAt,
        };
      } catch (thrown) {
        if (!(thrown instanceof NegctlError)) throw thrown;
        return { run, what: '?', where: '?', ending: 'damaged', at: '' };
      }
    }),
  );
  const whats = column(rows.map(({ what }) => what));
  const places = column(rows.map(({ where }) => where));
  output.result(
    rows.length === 0
      ? ['No runs yet.']
      : rows.map(
          ({ run, ending }, index) => `${run}  ${whats[index]}  ${places[index]}  ${ending}`,
        ),
  );
  return output.finish({ ...NOTHING, ending: 'ok', result: rows.map((row) => ({ ...row })) });
}

function stateText(state: StepState | undefined): string {
  if (state === undefined) return 'not started';
  switch (state.status) {
    case 'done':
      return `done in ${state.seconds.toFixed(1)} s`;
    case 'intended':
      return 'unknown: begun, its end is not recorded';
    case 'failed':
      return `failed: ${cleanLine(state.because)}`;
    case 'undoing':
      return 'undo begun, its end is not recorded';
    case 'undone':
      return 'undone';
    case 'kept':
      return `left over: ${cleanLine(state.because)}`;
  }
}

function whatNext({ run, plan, state }: StoredRun, settings: Settings): readonly string[] {
  const argument = runArgument(run, settings);
  const resumable = state.ending === null || state.ending === 'leftovers';
  const isFinal = !isReversible(plan) || isBeyondReturn(plan, state);
  if (isFinal) return resumable ? [`Resume  negctl resume ${argument}`] : [];
  const made = [...state.steps.values()].some(({ status }) => status !== 'undone');
  const resume = `Resume  negctl resume ${argument}`;
  const undo = `Undo    negctl rollback ${argument}`;
  if (state.ending === null) return state.direction === 'forward' ? [resume, undo] : [undo];
  if (state.ending === 'ok') return [undo];
  return made && state.ending === 'leftovers' ? [undo] : [];
}

async function describe({ app, settings, output }: Ready, run: string): Promise<number> {
  const stored = await (await app.runs()).read(run);
  const { plan, target, state } = stored;
  const { width } = output.style;
  const steps = plan.steps.map((step, index) => {
    const step_ = state.steps.get(step.id);
    return { number: index + 1, id: step.id, title: step.title, state: step_ };
  });
  output.result([
    output.style.strong(cleanLine(`${run}  ${titleOf(plan)}  project ${plan.project}`)),
    `cloud    ${target.cloud}`,
    `started  ${cleanLine(state.startedAt)}`,
    `last     ${cleanLine(state.lastAt)}`,
    `plan     ${plan.hash}`,
    `ending   ${endingOf(stored)}`,
    ...steps.flatMap(({ number, title, state: current }) =>
      wrapped(
        `  ${String(number).padStart(2)}  ${cleanLine(title)}: ${stateText(current)}`,
        width,
        6,
      ),
    ),
    ...whatNext(stored, settings),
  ]);
  const result: Json = {
    run,
    project: plan.project,
    cloud: target.cloud,
    ending: endingOf(stored),
    startedAt: state.startedAt,
    lastAt: state.lastAt,
    steps: steps.map(({ number, id, state: current }) => ({
      number,
      id,
      status: current?.status ?? 'not started',
      serverId: current?.serverId ?? null,
    })),
  };
  return output.finish({ ...NOTHING, ending: 'ok', run, plan, result });
}

async function logs({ app, output }: Ready, run: string, wanted: number | null): Promise<number> {
  const store = await app.runs();
  const { plan, state } = await store.read(run);
  const chosen = plan.steps.filter((_step, index) => wanted === null || index + 1 === wanted);
  let isEmpty = true;
  for (const step of chosen) {
    const number = plan.steps.indexOf(step) + 1;
    const printed = await store.output(run, step.id);
    if (printed === null) continue;
    isEmpty = false;
    const lines = [...cleanLines(printed.stderr), ...cleanLines(printed.stdout)];
    output.result([
      output.style.strong(`Step ${number}: ${cleanLine(step.title)}`),
      ...lines.filter((line) => line !== '').map((line) => `| ${line}`),
    ]);
  }
  if (isEmpty) {
    const host = cleanLine(state.host);
    output.talk([
      `Nothing here: what gcloud printed is kept on the machine that ran it (${host}).`,
    ]);
  }
  return output.finish({ ...NOTHING, ending: 'ok', run });
}

const OPTIONS: readonly OptionRow[] = [...LOOK_OPTIONS, ...OUTPUT_OPTIONS];

export const runsListCommand: CommandBody = {
  examples: ['negctl runs list', 'negctl runs list --format=json'],
  args: [],
  own: [],
  unlisted: [],
  options: OPTIONS,
  exits: ['0', '5'],
  run: (invocation) => failingWith(invocation, 'runs list', list),
};

export const runsDescribeCommand: CommandBody = {
  examples: ['negctl runs describe r-20260102-101500-k3v9qa'],
  args: [RUN_ARGUMENT],
  own: [],
  unlisted: [],
  options: OPTIONS,
  exits: ['0', '6'],
  run: (invocation) =>
    failingWith(invocation, 'runs describe', (ready) => describe(ready, invocation.args[0] ?? '')),
};

const STEP_OPTION: OptionRow = {
  flag: 'step',
  takes: 'value',
  placeholder: 'N',
  summary: 'Only this step',
  group: 'output',
  variable: false,
};

export const runsLogsCommand: CommandBody = {
  examples: ['negctl runs logs r-20260102-101500-k3v9qa --step=5'],
  args: [RUN_ARGUMENT],
  own: [{ heading: 'Which', rows: [STEP_OPTION] }],
  unlisted: [],
  options: OPTIONS,
  exits: ['0', '2', '6'],
  run: (invocation) => {
    const step = invocation.flags.get('step');
    return failingWith(invocation, 'runs logs', (ready) =>
      logs(
        ready,
        invocation.args[0] ?? '',
        typeof step === 'string' ? parseCount(step, 'step', 1) : null,
      ),
    );
  },
};
