import { dirname, resolve } from 'node:path';
import { NegctlError } from '../errors.ts';
import type { AnyField } from '../inputs/field.ts';
import { regionField } from '../inputs/fields/region.ts';
import { projectField } from '../inputs/fields/set-up.ts';
import { zoneField } from '../inputs/fields/zonal.ts';
import {
  type ParsedFlags,
  valuesOfEnvironment,
  valuesOfFlags,
  valuesOfSettings,
} from '../inputs/from-flags.ts';
import { type Gathered, type GivenValue, gather } from '../inputs/gather.ts';
import { didYouMean } from '../inputs/near.ts';
import type { Source } from '../inputs/values.ts';
import type { Json } from '../json.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { App } from './app.ts';
import { type Config, readConfig } from './config.ts';
import type { Settings } from './settings.ts';

/** The project of a rehearsal that names none. */
export const EMULATOR_PROJECT = 'demo';

/** What gcloud's active configuration says; a rehearsal is in no project of it. */
function gcloudDefaults(app: App, recipe: Recipe, settings: Settings): readonly GivenValue[] {
  const source: Source = { kind: 'gcloud' };
  const isRehearsal = settings.emulator !== null;
  const configured = [
    [projectField, isRehearsal ? EMULATOR_PROJECT : app.gcloudProperty('core/project')],
    [regionField, isRehearsal ? undefined : app.gcloudProperty('compute/region')],
    [zoneField, isRehearsal ? undefined : app.gcloudProperty('compute/zone')],
  ] as const;
  return configured.flatMap(([field, raw]) =>
    raw === undefined || !recipe.fields.includes(field) ? [] : [{ field, raw, source }],
  );
}

async function valuesOfFile(
  app: App,
  recipe: Recipe,
  file: string,
): Promise<readonly GivenValue[]> {
  const text = app.readText(file);
  if (!text.ok) {
    throw new NegctlError('input', [
      {
        code: 'NEG-5103',
        what: `cannot read ${file}`,
        why: text.reason,
        fix: 'check the path and its permissions',
      },
    ]);
  }
  const { parseSpec } = await import('../inputs/spec-document.ts');
  const { valuesOfSpec } = await import('../inputs/from-spec.ts');
  const { given, problems } = valuesOfSpec(parseSpec(text.text, file), recipe, file);
  if (problems.length > 0) throw new NegctlError('input', problems);
  return given;
}

function valuesOfSet(recipe: Recipe, settings: Settings): readonly GivenValue[] {
  const { given, unknown } = valuesOfSettings(recipe.fields, settings.set);
  if (unknown.length === 0) return given;
  const paths = recipe.fields.map(({ path }) => path);
  throw new NegctlError(
    'usage',
    unknown.map((path) => ({
      code: 'NEG-1001',
      what: `--set: "${path}" is not a value of the spec`,
      why: 'it is given as PATH=VALUE, the path as in a spec',
      fix: didYouMean(path, paths) || 'see templates/specs',
    })),
  );
}

function valuesOfConfig({ file, values }: Config): readonly GivenValue[] {
  const raw = values.get('project');
  return raw === undefined ? [] : [{ field: projectField, raw, source: { kind: 'config', file } }];
}

/** Files named by a spec are found beside it, all others from where the command was started. */
function absolute(given: GivenValue, cwd: string): GivenValue {
  const { field, raw, source } = given;
  if (!field.isPath || typeof raw !== 'string') return given;
  const base = source.kind === 'spec' ? resolve(cwd, dirname(source.file)) : cwd;
  return { ...given, raw: resolve(base, raw) };
}

/** The raw value of a field, with what is in the file that it names where that is its value. */
export function opened(app: App, field: AnyField, raw: Json): Json {
  if (!field.isRead || typeof raw !== 'string') return raw;
  const path = resolve(app.cwd, raw);
  const file = app.readText(path);
  return file.ok ? { path, text: file.text } : { path, problem: file.reason };
}

/**
 * All values from all sources, the weakest first: gcloud's configuration, the user's, spec, environment, flags.
 * @throws {NegctlError} where a source cannot be read at all
 */
export async function gatherInputs(
  app: App,
  recipe: Recipe,
  settings: Settings,
  flags: ParsedFlags,
  name: string | undefined,
): Promise<Gathered> {
  const fromFile =
    settings.file === undefined ? [] : await valuesOfFile(app, recipe, settings.file);
  const given = [
    ...gcloudDefaults(app, recipe, settings),
    ...(settings.emulator === null ? valuesOfConfig(await readConfig(app)) : []),
    ...fromFile,
    ...valuesOfEnvironment(recipe.fields, app.environment),
    ...valuesOfSet(recipe, settings),
    ...valuesOfFlags(recipe.fields, flags, name),
  ];
  const whole = given.map((value) => absolute(value, app.cwd));
  return gather(
    whole.map((value) => ({ ...value, raw: opened(app, value.field, value.raw) })),
    recipe.start,
  );
}
