import { isJsonObject, type Json } from '../../src/json.ts';
import { documentIn, type Ended, type World } from '../support/world.ts';
import { requestClasses } from './requests.ts';
import { mapsOf, untouched } from './shared.ts';

const SCHEME = 'EXTERNAL_MANAGED';

/** Two services that share a map, moved by two shifts and judged by a program. */
export const BOTH = [
  'migrate',
  'ip-to-fqdn',
  '--project=demo',
  '--backend-service=web',
  '--backend-service=other',
  '--fqdn=api.example.com',
  '--yes',
  '--steps=25,100',
  '--soak=90s',
  '--gate=command',
  '--gate-command=check',
] as const;

/** The new names of both. */
export const MOVED = { web: 'web-fqdn-bes', other: 'other-fqdn-bes' } as const;

/** Where only one has moved. */
export const OTHER_STAYS = { web: 'web-fqdn-bes' } as const;

/** The maps as they were before, with these services under new names. */
export async function original(names: Readonly<Record<string, string>> = {}): Promise<string> {
  const before = await mapsOf(await untouched(SCHEME));
  return Object.entries(names).reduce(
    (text, [old, to]) => text.replaceAll(`/${old}"`, `/${to}"`),
    before,
  );
}

/** A program that is content but with the service `other` at a share. */
export function badAt(percent: string) {
  return (_program: string, environment: Readonly<Record<string, string>>) => {
    const { NEGCTL_GATE_SERVICE: service, NEGCTL_GATE_NEW_PERCENT: now } = environment;
    return { exitCode: service === 'other' && now === percent ? 1 : 0 };
  };
}

/** What the result says of each service. */
export function fatesIn(ended: Ended): Json {
  const result = documentIn(ended)['result'] ?? null;
  return isJsonObject(result) ? (result['services'] ?? null) : null;
}

/** How many URL maps were written. */
export function imports(world: World): number {
  return world.calls.filter(([, kind, verb]) => kind === 'url-maps' && verb === 'import').length;
}

/** The shares of the rule of `rich` in which both services stand. */
export function sharesOf(world: World): unknown {
  const [shared] = requestClasses(world.emulator.state()).filter(({ name }) =>
    name.endsWith('/paths/1'),
  );
  return Object.fromEntries(shared?.targets ?? []);
}

/** Whether something is there, by the end of its path. */
export function has(world: World, path: string): boolean {
  return Object.keys(world.emulator.state().resources).some((one) => one.endsWith(path));
}
