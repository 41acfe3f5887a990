import { cleanLine } from '../clean.ts';
import type { Problem } from '../errors.ts';
import type { Conflict } from '../plan/build.ts';
import { type Kept, type Plan, titleOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { KINDS } from '../resources/kinds.ts';
import { partsOfId, type ResourceId, type Subject, scopeName } from '../resources/resource.ts';
import { type Row, rowLines } from './rows.ts';
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
function placeOf({ kind, name, container }: Subject): string {
  return `${kind}/${container === null ? name : (container.split('/').at(-1) ?? '')}`;
}

function tailOf(step: Step, numbers: ReadonlyMap<string, number>): string {
  const { container, kind, name, summary } = step.resource;
  const after = step.needs.map((id) => numbers.get(id) ?? 0).sort((one, other) => one - other);
  const needs = after.length === 0 ? [] : [`after ${after.join(', ')}`];
  const isChange = KINDS[kind].verb !== null;
  const words = [cleanLine(container === null || isChange ? summary : name), ...needs];
  return words.filter((word) => word !== '').join('; ');
}

function signOf({ effect, resource }: Step, { symbols }: Style): string {
  switch (effect) {
    case 'make':
      if (resource.kind === 'retirements') return symbols.remove;
      return KINDS[resource.kind].verb === null ? symbols.create : symbols.repoint;
    case 'remove':
      return symbols.remove;
    case 'repoint':
    case 'revise':
      return symbols.repoint;
    case 'judge':
      return symbols.same;
  }
}

/** Collection and name; for what is not in this project's collections the whole text. */
function shortId(id: ResourceId): string {
  const parts = partsOfId(id);
  return cleanLine(parts === null ? id : `${parts.collection}/${parts.name}`);
}

function keptText({ usedBy, because }: Kept): string {
  if (because !== null) return `kept: ${cleanLine(because)}`;
  if (usedBy.length === 0) return 'kept, as asked for';
  return `kept: used by ${usedBy.map(shortId).join(', ')}`;
}

/** What a deletion leaves, and who uses it. */
export function keptRows({ kept }: Plan, { symbols }: Style): readonly Row[] {
  return kept.map((one) => ({
    head: `  ${symbols.same}     ${shortId(one.id)}`,
    tail: keptText(one),
  }));
}

/**
 * The plan as a list: what is created, deleted or pointed elsewhere in which order, what exists already
 * and is taken as it is, and what is left because others use it.
 */
export function planLines(plan: Plan, style: Style): readonly string[] {
  const { same } = style.symbols;
  const count = counted(plan.steps.length, 'step');
  const title = `Plan  ${titleOf(plan)}   project ${plan.project}   ${count}   ${shortHash(plan.hash)}`;
  const numbers = new Map(plan.steps.map((step, index) => [step.id, index + 1]));
  const steps = plan.steps.map((step, index): Row => {
    const head = `  ${signOf(step, style)} ${String(index + 1).padStart(2)}  ${placeOf(step.resource)}`;
    return { head, tail: tailOf(step, numbers) };
  });
  const adopted = plan.adopted.map(
    ({ resource }): Row => ({
      head: `  ${same}     ${placeOf(resource)}`,
      tail: 'exists and is equal',
    }),
  );
  const rows = [...steps, ...adopted, ...keptRows(plan, style)];
  return [
    ...wrapped(title, style.width, 6).map((line) => style.strong(line)),
    ...rowLines(rows, style),
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
