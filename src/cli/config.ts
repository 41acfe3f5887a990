import { NegctlError } from '../errors.ts';
import { didYouMean } from '../inputs/near.ts';
import type { Json } from '../json.ts';
import { isProjectId } from '../rules/naming.ts';
import type { App } from './app.ts';
import type { Flags } from './flags.ts';
import type { OptionRow } from './options.ts';

/** One setting of the user's configuration, and the flag that it stands in for. */
export interface ConfigKey {
  readonly key: string;
  readonly flag: string;
  readonly summary: string;
  /** The flag is a switch that is given where the setting has this value. */
  readonly switchOn?: boolean;
}

/** Every key of `config.yaml`; the file is closed, like a spec. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  { key: 'project', flag: 'project', summary: 'Google Cloud project' },
  { key: 'format', flag: 'format', summary: 'form of results' },
  { key: 'accessible', flag: 'accessible', summary: 'no redrawing, no colour', switchOn: true },
  {
    key: 'savedAnswers',
    flag: 'no-saved-answers',
    summary: 'offer the answers of last time',
    switchOn: false,
  },
  { key: 'state', flag: 'state', summary: 'gs://BUCKET/PREFIX for runs and locks' },
  { key: 'run.maxParallel', flag: 'max-parallel', summary: 'steps at the same time' },
  { key: 'run.stepTimeout', flag: 'step-timeout', summary: 'longest time for one step' },
  { key: 'run.deadline', flag: 'deadline', summary: 'start no step after this time' },
  { key: 'run.onInterrupt', flag: 'on-interrupt', summary: 'what Ctrl-C does' },
];

/** The user's configuration: values by key, in the order of the file. */
export interface Config {
  readonly file: string;
  readonly values: ReadonlyMap<string, Json>;
}

function unknownKey(file: string, key: string): NegctlError {
  const keys = CONFIG_KEYS.map((known) => known.key);
  const problem = {
    code: 'NEG-2002',
    what: `${file}: unknown key "${key}"`,
    why: 'the configuration holds only the keys that negctl knows',
    fix: didYouMean(key, keys) || `use one of ${keys.join(', ')}`,
  };
  return new NegctlError('input', [problem]);
}

/**
 * Checks that a key exists.
 * @throws {NegctlError} with near matches
 */
export function configKey(file: string, key: string): ConfigKey {
  const known = CONFIG_KEYS.find((candidate) => candidate.key === key);
  if (known === undefined) throw unknownKey(file, key);
  return known;
}

function unfit(key: string, value: Json): string | undefined {
  const { switchOn } = configKey('', key);
  if (switchOn !== undefined) return typeof value === 'boolean' ? undefined : 'true or false';
  const isProject = typeof value === 'string' && isProjectId(value);
  return key === 'project' && !isProject ? 'the id of a project' : undefined;
}

/**
 * Refuses a value that its key cannot have; values of flags are judged as the flag's.
 * @throws {NegctlError}
 */
export function refuseUnfit(file: string, key: string, value: Json): void {
  const expected = unfit(key, value);
  if (expected === undefined) return;
  const what = `${file}: ${JSON.stringify(value)} is not a value for ${key}`;
  const why = 'it would be ignored, or mean something else';
  throw new NegctlError('input', [
    { code: 'NEG-2002', what, why, fix: `set ${key} to ${expected}` },
  ]);
}

/** Reads the user's configuration; the YAML reader is loaded only where there is a file. */
export async function readConfig(app: App): Promise<Config> {
  const { configFile: file } = app;
  const text = app.readText(file);
  if (!text.ok && !text.isMissing) {
    const fix = 'check the path and its permissions, or set NEGCTL_CONFIG_DIR';
    throw new NegctlError('environment', [
      { code: 'NEG-5103', what: `cannot read ${file}`, why: text.reason, fix },
    ]);
  }
  if (!text.ok || text.text.trim() === '') return { file, values: new Map() };
  const { parseSpec } = await import('../inputs/spec-document.ts');
  const values = new Map<string, Json>();
  for (const [key, entry] of parseSpec(text.text, file).entries) {
    if (entry.members === null) values.set(configKey(file, key).key, entry.value);
    else {
      for (const [member, { value }] of entry.members.entries) {
        values.set(configKey(file, `${key}.${member}`).key, value);
      }
    }
  }
  for (const [key, value] of values) refuseUnfit(file, key, value);
  return { file, values };
}

/** The flags, with the configuration standing in for those that are not given. */
export function withConfig(rows: readonly OptionRow[], flags: Flags, config: Config): Flags {
  const merged = new Map(flags);
  for (const { key, flag, switchOn } of CONFIG_KEYS) {
    const value = config.values.get(key);
    const isKnown = rows.some((row) => row.flag === flag);
    if (value === undefined || flag === 'project' || !isKnown || merged.has(flag)) continue;
    if (switchOn === undefined) merged.set(flag, String(value));
    else if (value === switchOn) merged.set(flag, true);
  }
  return merged;
}
