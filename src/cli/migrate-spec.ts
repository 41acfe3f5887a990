import { NegctlError, type Problem } from '../errors.ts';
import { SPEC_VERSION } from '../inputs/from-spec.ts';
import { didYouMean } from '../inputs/near.ts';
import type { SpecEntry, SpecMap } from '../inputs/spec-document.ts';
import type { Json } from '../json.ts';
import type { Invocation } from './command.ts';
import type { Flags } from './flags.ts';
import { MIGRATION_ROWS, SHIFT_ROWS } from './migrate-flags.ts';

/** What a spec of a migration states as its kind. */
const KIND = 'IpToFqdnMigration';

/** What a flag can have as its value. */
type FlagValue = string | boolean | readonly string[];

/** What every spec has beside the flags of its command. */
const COMMON = ['apiVersion', 'kind', 'name', 'project'] as const;

function keyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}

/** A value as it would be written behind a flag; `null` for what could not be. */
function flagValue(value: Json, isList: boolean): FlagValue | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return null;
  const words = value.filter((item: Json) => typeof item === 'string' || typeof item === 'number');
  if (words.length < value.length || words.length === 0) return null;
  return isList ? words.map(String) : words.join(',');
}

function refused(file: string, { line, column }: SpecEntry, what: string, fix: string): Problem {
  const why = 'a spec of a migration holds what its flags say, one key each';
  return { code: 'NEG-2002', what: `${file}:${line}:${column}: ${what}`, why, fix };
}

function headProblems(spec: SpecMap, file: string): readonly Problem[] {
  const wanted = { apiVersion: SPEC_VERSION, kind: KIND };
  return Object.entries(wanted).flatMap(([key, value]) => {
    const found = spec.entries.get(key)?.value ?? null;
    if (found === value) return [];
    const what = `${file}: ${key} is ${JSON.stringify(found)}`;
    return [
      { code: 'NEG-2002', what, why: `it has to be ${value}`, fix: `write ${key}: ${value}` },
    ];
  });
}

/** The flags that a spec stands for, by name; and the name of the set-up, as `name`. */
function flagsIn(spec: SpecMap, file: string): Flags {
  const rows = [...MIGRATION_ROWS, ...SHIFT_ROWS];
  const known = new Map(rows.map(({ flag }) => [keyOf(flag), flag]));
  const lists = new Set(rows.flatMap(({ flag, takes }) => (takes === 'list' ? [flag] : [])));
  const problems = [...headProblems(spec, file)];
  const found = new Map<string, FlagValue>();
  for (const [key, entry] of spec.entries) {
    if (key === 'apiVersion' || key === 'kind') continue;
    const flag = known.get(key) ?? COMMON.find((common) => common === key);
    const value = flagValue(entry.value, lists.has(flag ?? ''));
    if (flag === undefined) {
      const keys = [...COMMON, ...known.keys()];
      const near = didYouMean(key, keys) || `use one of ${keys.join(', ')}`;
      problems.push(refused(file, entry, `unknown key "${key}"`, near));
    } else if (value === null) {
      const fix = 'write a text, a number, or a list of them';
      problems.push(refused(file, entry, `"${key}" is not a plain value`, fix));
    } else if (value !== false) found.set(flag, value);
  }
  if (problems.length > 0) throw new NegctlError('input', problems);
  return found;
}

/**
 * A command line with what its spec says, where it names one: flags win over it.
 * @throws {NegctlError} with every place that is wrong
 */
export async function withSpec(invocation: Invocation): Promise<Invocation> {
  const { app, flags, args } = invocation;
  const file = flags.get('file');
  if (typeof file !== 'string') return invocation;
  const text = app.readText(file);
  if (!text.ok) {
    const fix = 'check the path and its permissions';
    const what = `cannot read ${file}`;
    throw new NegctlError('input', [{ code: 'NEG-5103', what, why: text.reason, fix }]);
  }
  const { parseSpec } = await import('../inputs/spec-document.ts');
  const said = flagsIn(parseSpec(text.text, file), file);
  const name = said.get('name');
  const merged: Flags = new Map([...said, ...flags]);
  return {
    ...invocation,
    flags: merged,
    args: args.length > 0 || typeof name !== 'string' ? args : [name],
  };
}
