import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return undefined;
    throw thrown;
  }
}

function configDirectory(environment: Environment): string {
  return environment['CLOUDSDK_CONFIG'] ?? join(homedir(), '.config', 'gcloud');
}

function propertyIn(file: string, section: string, name: string): string | undefined {
  let current = '';
  for (const raw of file.split('\n')) {
    const line = raw.trim();
    const header = /^\[(.+)\]$/.exec(line);
    if (header !== null) current = header[1] ?? '';
    const property = /^([a-z_]+)\s*=\s*(.*)$/.exec(line);
    if (current === section && property?.[1] === name) return property[2];
  }
  return undefined;
}

/**
 * A property (`core/project`) as gcloud itself would see it, without starting gcloud: variable first,
 * then the active configuration. `undefined` where neither says.
 */
export function gcloudProperty(
  environment: Environment,
  property: `${string}/${string}`,
  configuration: string | undefined,
): string | undefined {
  const [section = '', name = ''] = property.split('/');
  const variable = environment[`CLOUDSDK_${section}_${name}`.toUpperCase()];
  if (variable !== undefined && variable !== '') return variable;
  const directory = configDirectory(environment);
  const active =
    configuration ??
    environment['CLOUDSDK_ACTIVE_CONFIG_NAME'] ??
    readIfThere(join(directory, 'active_config'))?.trim() ??
    'default';
  if (!/^[a-z][-a-z0-9]*$/i.test(active)) return undefined;
  const file = readIfThere(join(directory, 'configurations', `config_${active}`));
  const value = file === undefined ? undefined : propertyIn(file, section, name);
  return value === '' ? undefined : value;
}
