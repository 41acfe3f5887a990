import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

function placed(environment: Environment, own: string, xdg: string, fallback: string): string {
  const chosen = environment[own];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const base = environment[xdg];
  const usable = base !== undefined && isAbsolute(base) ? base : join(homedir(), fallback);
  return join(usable, 'negctl');
}

/** Where runs, locks, saved answers and the emulator's state are kept. */
export function stateDirectory(environment: Environment): string {
  return placed(environment, 'NEGCTL_STATE_DIR', 'XDG_STATE_HOME', join('.local', 'state'));
}

/** Where the operator's own settings are kept. */
export function configDirectory(environment: Environment): string {
  return placed(environment, 'NEGCTL_CONFIG_DIR', 'XDG_CONFIG_HOME', '.config');
}
