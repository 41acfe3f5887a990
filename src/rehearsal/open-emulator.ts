import type { EmulatorWish } from '../cli/app.ts';
import { emulatorEnvironment } from '../io/emulator-environment.ts';
import type { EmulatorHome } from './emulator-home.ts';
import { ask, checkFaults, host } from './emulator-host.ts';
import { permissionsIn } from './emulator-permissions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** An emulator for the time of one command. */
export interface OpenEmulator {
  /** gcloud's environment, pointed at it. */
  readonly environment: Environment;
  close(): Promise<void>;
}

/** Sets what the command asks for, and gives what puts it back. */
async function borrow(
  url: string,
  faults: readonly string[],
  permissions: readonly string[] | null,
): Promise<() => Promise<void>> {
  await ask(url, 'GET', 'health');
  const before = permissions === null ? null : await ask(url, 'GET', 'permissions');
  if (permissions !== null) await ask(url, 'POST', 'permissions', JSON.stringify({ permissions }));
  if (faults.length > 0) await ask(url, 'POST', 'faults', JSON.stringify({ faults }));
  return async () => {
    if (faults.length > 0) await ask(url, 'DELETE', 'faults');
    if (before !== null) await ask(url, 'POST', 'permissions', JSON.stringify(before));
  };
}

/**
 * The emulator that a command asks for: the one at the URL given, else the one that runs already, else
 * one that is started for this command and ends with it.
 */
export async function openEmulator(
  home: EmulatorHome,
  wish: EmulatorWish,
  base: Environment,
): Promise<OpenEmulator> {
  const { at, faults, permissions, timing } = wish;
  checkFaults(faults);
  const allowed = permissions === null ? null : permissionsIn(permissions);
  const running = at === 'local' ? await home.running() : null;
  const url = at === 'local' ? (running?.purpose === 'service' ? running.url : null) : at;
  if (url !== null) {
    const close = await borrow(url, faults, allowed);
    return { environment: await emulatorEnvironment(base, url, home.directory), close };
  }
  const server = await host(home, 'command', { faults, permissions, timing, port: 0 });
  const environment = await emulatorEnvironment(base, server.url, home.directory);
  return { environment, close: () => server.close() };
}
