import type { Problem } from '../errors.ts';
import type { AnyField } from './field.ts';
import type { GivenValue } from './gather.ts';
import { didYouMean } from './near.ts';
import type { SpecEntry, SpecMap } from './spec-document.ts';

/** The version that every spec states. */
export const SPEC_VERSION = 'negctl/v1';

/** What a spec says, and what in it is wrong. */
export interface SpecValues {
  readonly given: readonly GivenValue[];
  readonly problems: readonly Problem[];
}

interface Known {
  readonly field: AnyField | null;
  readonly members: Map<string, Known>;
}

function knownPaths(fields: readonly AnyField[]): Map<string, Known> {
  const root = new Map<string, Known>();
  for (const field of fields) {
    const parts = field.path.split('.');
    let level = root;
    parts.forEach((part, index) => {
      const last = index === parts.length - 1;
      const known = level.get(part) ?? { field: last ? field : null, members: new Map() };
      level.set(part, known);
      level = known.members;
    });
  }
  return root;
}

function unknownKey(
  path: string,
  entry: SpecEntry,
  file: string,
  siblings: readonly string[],
): Problem {
  const suggestion = didYouMean(path.split('.').at(-1) ?? '', siblings);
  return {
    code: 'NEG-2002',
    what: `${file}:${entry.line}:${entry.column}: unknown key "${path}"`,
    why: 'a spec holds only the keys that its recipe knows',
    fix: suggestion === '' ? `use one of ${siblings.join(', ')}` : suggestion,
  };
}

interface Walk {
  readonly file: string;
  readonly given: GivenValue[];
  readonly problems: Problem[];
}

function walkMembers(map: SpecMap, known: Map<string, Known>, prefix: string, walk: Walk): void {
  for (const [key, entry] of map.entries) {
    const path = `${prefix}${key}`;
    const target = known.get(key);
    if (target === undefined) {
      walk.problems.push(unknownKey(path, entry, walk.file, [...known.keys()]));
    } else if (target.field !== null) {
      const { value: raw, line, column } = entry;
      const source = { kind: 'spec', file: walk.file, line, column } as const;
      walk.given.push({ field: target.field, raw, source });
    } else if (entry.members !== null) {
      walkMembers(entry.members, target.members, `${path}.`, walk);
    } else {
      walk.problems.push({
        code: 'NEG-2002',
        what: `${walk.file}:${entry.line}:${entry.column}: "${path}" is not a mapping`,
        why: 'it groups other keys',
        fix: `put ${[...target.members.keys()].join(', ')} below it`,
      });
    }
  }
}

/** The kind that a spec states, which chooses the recipe; `null` where it states none. */
export function kindOfSpec(spec: SpecMap): string | null {
  const kind = spec.entries.get('kind')?.value;
  return typeof kind === 'string' ? kind : null;
}

function headerProblems(spec: SpecMap, kind: string, file: string): readonly Problem[] {
  const wanted = [
    ['apiVersion', SPEC_VERSION],
    ['kind', kind],
  ] as const;
  return wanted.flatMap(([key, value]) => {
    const entry = spec.entries.get(key);
    if (entry?.value === value) return [];
    const at = entry === undefined ? `${file}:1:1` : `${file}:${entry.line}:${entry.column}`;
    const found = entry === undefined ? 'is missing' : `is ${JSON.stringify(entry.value)}`;
    return [
      {
        code: 'NEG-2002',
        what: `${at}: "${key}" ${found}`,
        why: 'it says how the rest is to be read',
        fix: `write ${key}: ${value}`,
      },
    ];
  });
}

/** The values of a spec for the given fields; everything that is wrong with it, at once. */
export function valuesOfSpec(
  spec: SpecMap,
  recipe: { readonly kind: string; readonly fields: readonly AnyField[] },
  file: string,
): SpecValues {
  const walk: Walk = { file, given: [], problems: [...headerProblems(spec, recipe.kind, file)] };
  const body = new Map([...spec.entries].filter(([key]) => key !== 'apiVersion' && key !== 'kind'));
  walkMembers({ entries: body }, knownPaths(recipe.fields), '', walk);
  return walk;
}
