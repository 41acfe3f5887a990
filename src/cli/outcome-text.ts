import { cleanLine } from '../clean.ts';
import type { Outcome } from '../execute/outcome.ts';
import type { NextStep } from '../recipes/recipe.ts';
import { leftoverLines } from '../render/leftovers.ts';
import type { Style } from '../render/style.ts';
import { wrapped } from '../render/wrap.ts';
import type { Fate } from './fates.ts';

const LABEL = 7;

function entry(label: string, text: string, style: Style): readonly string[] {
  const lines = wrapped(text, style.width - LABEL, 0);
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL)}${line}`);
}

/** Commands are never broken: they are there to be copied. */
function command(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${text}`;
}

export interface RunFacts {
  readonly run: string;
  /** The run as commands take it. */
  readonly argument: string;
  readonly steps: number;
  readonly seconds: number;
}

function stepsText(count: number): string {
  return `${count} step${count === 1 ? '' : 's'}`;
}

/** What is said after everything was made and read back. */
export function successLines(
  run: RunFacts,
  next: readonly NextStep[],
  again: string,
  style: Style,
): readonly string[] {
  const done = `${style.symbols.done} ${run.steps} of ${stepsText(run.steps)} done and read back in ${run.seconds.toFixed(0)} s   run ${run.run}`;
  return [
    style.good(done),
    ...next.flatMap(({ title, detail }, index) => [
      ...entry(index === 0 ? 'Next' : '', title, style),
      command('', `  ${cleanLine(detail)}`),
    ]),
    command('Undo', `negctl rollback ${run.argument}`),
    command('Again', again),
  ];
}

/** What is said where everything was there already. */
export function unchangedLines(
  adopted: number,
  next: readonly NextStep[],
  style: Style,
): readonly string[] {
  const resources = `${adopted} resource${adopted === 1 ? '' : 's'}`;
  return [
    style.good(`${style.symbols.done} Nothing to do: ${resources} as planned already, 0 changes`),
    ...next.flatMap(({ title, detail }, index) => [
      ...entry(index === 0 ? 'Next' : '', title, style),
      command('', `  ${cleanLine(detail)}`),
    ]),
  ];
}

function leftLines(
  { leftovers }: Outcome,
  { argument }: RunFacts,
  style: Style,
): readonly string[] {
  const count = leftovers.length;
  if (count === 0) return [command('Undo', `negctl rollback ${argument}`)];
  return [
    style.bad(`${style.symbols.failed} ${count} resource${count === 1 ? '' : 's'} left over:`),
    ...leftoverLines(leftovers, style),
    command('Undo', `negctl rollback ${argument}`),
  ];
}

/** What is said where some of several services have moved and others have gone back. */
export function splitLines(
  fates: readonly Fate[],
  { leftovers }: Pick<Outcome, 'leftovers'>,
  { run, argument }: Pick<RunFacts, 'run' | 'argument'>,
  style: Style,
  canGoBack: boolean,
): readonly string[] {
  const ended = (wanted: Fate['became']): string =>
    fates.flatMap(({ became, service }) => (became === wanted ? [service] : [])).join(', ');
  return [
    style.good(`${style.symbols.done} Moved: ${ended('moved')}   run ${run}`),
    `${style.symbols.undone} Gone back, read back: ${ended('back')}`,
    'What was made for those that have gone back is still there:',
    ...leftovers.map(({ resource }) => `  ${resource}`),
    canGoBack
      ? command('Undo', `negctl rollback ${argument}`)
      : 'Old backend services are deleted: there is no way back for those that moved.',
  ];
}

/** What is said by a process whose run somebody else has taken over. */
export function takenOverLines(
  { done }: Pick<Outcome, 'done'>,
  { argument, steps }: Pick<RunFacts, 'argument' | 'steps'>,
): readonly string[] {
  return [
    `Stopped at ${done} of ${steps}. The run is no longer this process's to go on with.`,
    `See    negctl runs describe ${argument}`,
  ];
}

/** What is said after a run that did not reach its end, or that was taken back. */
export function endLines(outcome: Outcome, run: RunFacts, style: Style): readonly string[] {
  switch (outcome.ending) {
    case 'rolled-back':
      return [
        `${style.symbols.undone} ${stepsText(outcome.undone)} undone and checked; the project is as before   run ${run.run}`,
      ];
    case 'leftovers':
      return leftLines(outcome, run, style);
    case 'gate':
      return [
        `${style.symbols.undone} The requests go where they went before, read back   run ${run.run}`,
        'What was made for the migration is still there:',
        ...outcome.leftovers.map(({ resource }) => `  ${resource}`),
        command('Undo', `negctl rollback ${run.argument}`),
      ];
    case 'waiting':
      return [
        `Waiting at ${outcome.done} of ${run.steps}. Nothing was undone.`,
        command('Go on', `negctl promote ${run.argument}`),
        command('Back', `negctl abort ${run.argument}`),
      ];
    case 'changed':
      return outcome.done === 0
        ? ['Nothing was touched.']
        : [`Nothing was touched.   undo: negctl rollback ${run.argument}`];
    case 'locked':
      return takenOverLines(outcome, run);
    default:
      return outcome.undone > 0
        ? [
            `Stopped, and ${stepsText(outcome.undone)} undone and checked; the project is as before.`,
          ]
        : [
            `Stopped at ${outcome.done} of ${run.steps}. Nothing was undone.`,
            command('Resume', `negctl resume ${run.argument}`),
            command('Undo', `negctl rollback ${run.argument}`),
          ];
  }
}
