import type { Json } from '../json.ts';
import type { AnyField } from './field.ts';
import type { GivenValue } from './gather.ts';

/** The options as the command line parser hands them over, by flag without dashes. */
export type ParsedFlags = ReadonlyMap<string, string | boolean | readonly string[]>;

/** What flags and arguments say about the fields. */
export function valuesOfFlags(
  fields: readonly AnyField[],
  flags: ParsedFlags,
  name: string | undefined,
): readonly GivenValue[] {
  return fields.flatMap((field): readonly GivenValue[] => {
    if (field.positional) {
      return name === undefined ? [] : [{ field, raw: name, source: { kind: 'argument' } }];
    }
    const raw = flags.get(field.flag);
    if (raw === undefined) return [];
    return [{ field, raw, source: { kind: 'flag', flag: field.flag } }];
  });
}

/** The name of the environment variable that stands in for a flag. */
export function variableOf(flag: string): string {
  return `NEGCTL_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** What the environment says about the fields. */
export function valuesOfEnvironment(
  fields: readonly AnyField[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly GivenValue[] {
  return fields.flatMap((field): readonly GivenValue[] => {
    const variable = variableOf(field.flag);
    const raw = environment[variable];
    if (raw === undefined || raw === '') return [];
    return [{ field, raw, source: { kind: 'variable', variable } }];
  });
}

/** What `--set=PATH=VALUE` says; a path that is no field comes back as unknown. */
export function valuesOfSettings(
  fields: readonly AnyField[],
  settings: readonly string[],
): { readonly given: readonly GivenValue[]; readonly unknown: readonly string[] } {
  const given: GivenValue[] = [];
  const unknown: string[] = [];
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const path = at === -1 ? setting : setting.slice(0, at);
    const field = fields.find((candidate) => candidate.path === path);
    if (field === undefined || at === -1) unknown.push(path);
    else given.push({ field, raw: setting.slice(at + 1), source: { kind: 'flag', flag: 'set' } });
  }
  return { given, unknown };
}

/** The values as the flags that give them back, for the command that repeats a run without questions. */
export function flagsOf(
  fields: readonly AnyField[],
  values: Parameters<AnyField['isSet']>[0],
): readonly string[] {
  const given = fields.filter((field) => values.has(field));
  return given.flatMap((field) => {
    const texts = field.flagValuesIn(values);
    if (field.positional) return texts;
    if (field.arity === 'switch') {
      return [texts[0] === 'false' ? `--no-${field.flag}` : `--${field.flag}`];
    }
    return texts.map((text) => `--${field.flag}=${text}`);
  });
}

/** The values as the document of a spec. */
export function specOf(
  recipe: { readonly kind: string; readonly fields: readonly AnyField[] },
  values: Parameters<AnyField['isSet']>[0],
  version: string,
): Json {
  const document: Record<string, Json> = { apiVersion: version, kind: recipe.kind };
  for (const field of recipe.fields) {
    const value = values.has(field) ? field.jsonIn(values) : undefined;
    if (value === undefined) continue;
    const [group, member] = field.path.split('.');
    if (group === undefined) continue;
    if (member === undefined) document[group] = value;
    else {
      const members = document[group];
      document[group] =
        typeof members === 'object' && members !== null && !Array.isArray(members)
          ? { ...members, [member]: value }
          : { [member]: value };
    }
  }
  return document;
}
