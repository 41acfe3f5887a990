import type { EmulatorWish } from '../cli/app.ts';
import { emulatorEnvironment } from '../io/emulator-environment.ts';
import type { EmulatorHome } from './emulator-home.ts';
import { ask, checkFaults, host } from './emulator-host.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** An emulator for the time of one command. */
export interface OpenEmulator {
  /** gcloud's environment, pointed at it. */
  readonly environment: Environment;
  close(): Promise<void>;
}

async function borrow(url: string, faults: readonly string[]): Promise<() => Promise<void>> {
  await ask(url, 'GET', 'health');
  if (faults.length === 0) return () => Promise.resolve();
  await ask(url, 'POST', 'faults', JSON.stringify({ faults }));
  return async () => {
    await ask(url, 'DELETE', 'faults');
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
  const { at, faults, timing } = wish;
  checkFaults(faults);
  const running = at === 'local' ? await home.running() : null;
  const url = at === 'local' ? (running?.purpose === 'service' ? running.url : null) : at;
  if (url !== null) {
    const close = await borrow(url, faults);
    return { environment: await emulatorEnvironment(base, url, home.directory), close };
  }
  const server = await host(home, 'command', { faults, timing, port: 0 });
  const environment = await emulatorEnvironment(base, server.url, home.directory);
  return { environment, close: () => server.close() };
}
