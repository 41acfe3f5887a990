import type { EmulatorState } from '../../src/emulator/emulator.ts';

/*
 * Who uses whom, found in another way than negctl does: by looking for the whole path of a resource in
 * the text of every other one, in the emulator's own state.
 */

type Stored = EmulatorState['resources'][string];

/** The resources of a state, by path. */
export function resourcesOf({ resources }: EmulatorState): ReadonlyMap<string, Stored> {
  return new Map(Object.entries(resources));
}

function refersTo(user: Stored, used: Stored): boolean {
  if (user.path === used.path) return false;
  if (JSON.stringify(user.fields).includes(`"${used.path}"`)) return true;
  const stands = user.collection === 'forwardingRules' && used.collection === 'addresses';
  return stands && user.fields['IPAddress'] === used.fields['address'] && user.scope === used.scope;
}

/** Who refers to a resource. */
export function usersOf(state: EmulatorState, path: string): readonly string[] {
  const used = resourcesOf(state).get(path);
  if (used === undefined) return [];
  return [...resourcesOf(state).values()]
    .filter((user) => refersTo(user, used))
    .map((user) => user.path);
}

/** Groundwork that no load balancer owns. */
const GROUNDWORK: ReadonlySet<string> = new Set(['networks', 'subnetworks']);

/** What a resource refers to, directly or through others, itself included; groundwork left out. */
export function reachableFrom(state: EmulatorState, roots: readonly string[]): ReadonlySet<string> {
  const all = [...resourcesOf(state).values()].filter(
    ({ collection }) => !GROUNDWORK.has(collection),
  );
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    const user = resourcesOf(state).get(path);
    if (user === undefined) return;
    for (const used of all) if (refersTo(user, used)) visit(used.path);
  };
  for (const root of roots) visit(root);
  return reached;
}

/** What stands above a URL map or a backend service: proxies and forwarding rules. */
export function aboveOf(state: EmulatorState, path: string): readonly string[] {
  const users = usersOf(state, path).filter((user) => /Proxies\/|forwardingRules\//.test(user));
  return [...new Set(users.flatMap((user) => [user, ...aboveOf(state, user)]))];
}
