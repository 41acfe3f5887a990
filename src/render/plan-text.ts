import { cleanLine } from '../clean.ts';
import type { Problem } from '../errors.ts';
import type { Conflict } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import { type Resource, scopeName } from '../resources/resource.ts';
import type { Style } from './style.ts';
import { column, wrapped } from './wrap.ts';

/** The short form of a plan hash, enough to recognise it. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 'sha256:'.length + 12)}…`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function placeOf(resource: Resource): string {
  const name = resource.container === null ? resource.name : cleanLine(resource.name);
  return `${resource.kind}/${name}`;
}

function stepLine(
  step: Step,
  numbers: ReadonlyMap<string, number>,
  place: string,
  style: Style,
): readonly string[] {
  const number = String(numbers.get(step.id)).padStart(2);
  const after = step.needs.map((id) => numbers.get(id)).sort((one = 0, other = 0) => one - other);
  const needs = after.length === 0 ? '' : `after ${after.join(', ')}`;
  const summary = cleanLine(step.resource.summary);
  const head = `  ${style.symbols.create} ${number}  ${place}`;
  const tail = [summary, needs].filter((part) => part !== '').join('; ');
  if (head.length + 2 + tail.length <= style.width) return [`${head}  ${style.faint(tail)}`];
  const folded = wrapped(tail, style.width - 8, 0);
  return [head.trimEnd(), ...folded.map((line) => `        ${style.faint(line)}`)];
}

/** The plan as a list: what is created in which order, what exists already and is taken as it is. */
export function planLines(plan: Plan, style: Style): readonly string[] {
  const count = counted(plan.steps.length, 'step');
  const title = `Plan  create ${plan.recipe} ${plan.name}   project ${plan.project}   ${count}   ${shortHash(plan.hash)}`;
  const numbers = new Map(plan.steps.map((step, index) => [step.id, index + 1]));
  const places = column(plan.steps.map((step) => placeOf(step.resource)));
  const steps = plan.steps.flatMap((step, index) =>
    stepLine(step, numbers, places[index] ?? '', style),
  );
  const adopted = plan.adopted.map(
    ({ resource }) =>
      `  ${style.symbols.same}     ${placeOf(resource)}  ${style.faint('exists and is equal, taken as it is')}`,
  );
  return [style.strong(title), ...steps, ...adopted];
}

function fieldText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return cleanLine(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** A resource that is in the way, as an error: which fields differ, and from what. */
export function conflictProblem({ resource, differences }: Conflict): Problem {
  const fields = differences
    .map(
      ({ field, wanted, live }) =>
        `${field} is ${fieldText(live)}, planned is ${fieldText(wanted)}`,
    )
    .join('; ');
  const title = KINDS[resource.kind].title;
  return {
    code: 'NEG-6001',
    what: `${title} "${resource.name}" exists already (${scopeName(resource.scope)}) and differs: ${fields}`,
    why: 'negctl changes nothing that it did not make',
    fix: 'choose another name, or make it equal to the plan',
  };
}
