import { cleanLine } from '../clean.ts';
import type { Problem } from '../errors.ts';
import type { Conflict } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import { type Resource, scopeName } from '../resources/resource.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** The short form of a plan hash, enough to recognise it. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 'sha256:'.length + 12)}…`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Kind and name; for an attachment the name of what it changes. */
function placeOf({ kind, name, container }: Resource): string {
  return `${kind}/${container === null ? name : (container.split('/').at(-1) ?? '')}`;
}

function tailOf(step: Step, numbers: ReadonlyMap<string, number>): string {
  const { container, name, summary } = step.resource;
  const after = step.needs.map((id) => numbers.get(id) ?? 0).sort((one, other) => one - other);
  const needs = after.length === 0 ? [] : [`after ${after.join(', ')}`];
  return [cleanLine(container === null ? summary : name), ...needs].join('; ');
}

const MARGIN = 8;
const NARROWEST_TAIL = 24;

/** A row as two columns, or with the second below the first where that leaves too little room. */
function rowLines(head: string, tail: string, headWidth: number, style: Style): readonly string[] {
  const beside = style.width - headWidth - 2 >= NARROWEST_TAIL;
  const indent = beside ? headWidth + 2 : MARGIN;
  const lines = wrapped(tail, style.width - indent, 0).map((line) => style.faint(line));
  const below = lines.map((line) => `${' '.repeat(indent)}${line}`);
  return beside ? [`${head.padEnd(indent)}${lines[0] ?? ''}`, ...below.slice(1)] : [head, ...below];
}

interface Row {
  readonly head: string;
  readonly tail: string;
}

/** The plan as a list: what is created in which order, what exists already and is taken as it is. */
export function planLines(plan: Plan, style: Style): readonly string[] {
  const { create, same } = style.symbols;
  const count = counted(plan.steps.length, 'step');
  const title = `Plan  create ${plan.recipe} ${plan.name}   project ${plan.project}   ${count}   ${shortHash(plan.hash)}`;
  const numbers = new Map(plan.steps.map((step, index) => [step.id, index + 1]));
  const created = plan.steps.map((step, index): Row => {
    const head = `  ${create} ${String(index + 1).padStart(2)}  ${placeOf(step.resource)}`;
    return { head, tail: tailOf(step, numbers) };
  });
  const adopted = plan.adopted.map(
    ({ resource }): Row => ({
      head: `  ${same}     ${placeOf(resource)}`,
      tail: 'exists and is equal',
    }),
  );
  const rows = [...created, ...adopted];
  const headWidth = Math.max(0, ...rows.map(({ head }) => head.length));
  return [
    ...wrapped(title, style.width, 6).map((line) => style.strong(line)),
    ...rows.flatMap(({ head, tail }) => rowLines(head, tail, headWidth, style)),
  ];
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
