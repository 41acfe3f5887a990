import { REGIONS } from '../emulator/compute/regions.ts';
import { FaultSyntaxError, parseFault } from '../emulator/faults.ts';
import { type EmulatorServer, startEmulator } from '../emulator/server.ts';
import { StateFileError } from '../emulator/state-file.ts';
import { messageOf, NegctlError } from '../errors.ts';
import type { EmulatorHome } from './emulator-home.ts';
import { permissionsIn } from './emulator-permissions.ts';

/** What an emulator is asked for. */
export interface EmulatorWishes {
  readonly faults: readonly string[];
  /** What the caller may do, as written on the command line; `null` = everything. */
  readonly permissions: string | null;
  /** Factor on real operation times. */
  readonly timing: number;
  /** 0 for any free port. */
  readonly port: number;
}

function emulatorError(what: string, why: string, fix: string, cause: unknown): NegctlError {
  return new NegctlError('environment', [{ code: 'NEG-5104', what, why, fix }], cause);
}

/**
 * Refuses fault specs that cannot be read, before anything is started.
 * @throws {NegctlError} ending `usage`
 */
export function checkFaults(faults: readonly string[]): void {
  for (const spec of faults) {
    try {
      parseFault(spec);
    } catch (thrown) {
      if (!(thrown instanceof FaultSyntaxError)) throw thrown;
      const fix = 'see `negctl help emulator`';
      const problem = { code: 'NEG-1001', what: '--emulator-fault', why: thrown.message, fix };
      throw new NegctlError('usage', [problem], thrown);
    }
  }
}

/** Starts an emulator on the state of `home`; faults and permissions of an earlier command are forgotten. */
export async function host(
  home: EmulatorHome,
  purpose: 'command' | 'service',
  { faults, permissions, timing, port }: EmulatorWishes,
): Promise<EmulatorServer> {
  checkFaults(faults);
  const allowed = permissions === null ? null : permissionsIn(permissions);
  let server: EmulatorServer;
  try {
    server = await startEmulator({
      port,
      timing,
      statePath: home.statePath,
      defaultNetwork: REGIONS,
    });
  } catch (thrown) {
    if (thrown instanceof StateFileError) {
      const fix = 'start anew with `negctl emulator reset`';
      throw emulatorError('the state of the emulator cannot be read', thrown.message, fix, thrown);
    }
    const fix = 'choose another --port';
    throw emulatorError('the emulator cannot listen', messageOf(thrown), fix, thrown);
  }
  try {
    await home.claim(server.url, purpose);
  } catch (thrown) {
    await server.close();
    throw thrown;
  }
  server.emulator.clearFaults();
  server.emulator.addFaults(faults);
  server.emulator.allow(allowed);
  return {
    ...server,
    close: async () => {
      server.emulator.clearFaults();
      server.emulator.allow(null);
      await server.close();
      await home.release();
    },
  };
}

/** Asks a running emulator for something about itself. */
export async function ask(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  page: 'health' | 'state' | 'reset' | 'faults' | 'permissions',
  body?: string,
): Promise<unknown> {
  try {
    const init = body === undefined ? { method } : { method, body };
    const answer = await fetch(new URL(`/_negctl/${page}`, url), init);
    const told: unknown = await answer.json();
    if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${JSON.stringify(told)}`);
    return told;
  } catch (thrown) {
    const fix = 'see `negctl emulator status`';
    throw emulatorError(`no emulator answers at ${url}`, messageOf(thrown), fix, thrown);
  }
}
