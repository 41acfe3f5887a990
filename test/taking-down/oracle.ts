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

/** The networks that a record is seen from; `null` for a record that everybody sees. */
function seenFrom(state: EmulatorState, record: Stored): readonly string[] | null {
  const zone = resourcesOf(state).get(record.path.replace(/\/rrsets\/.*$/, ''));
  if (zone?.fields['visibility'] !== 'private') return null;
  return [...JSON.stringify(zone.fields).matchAll(/global\/networks\/([-a-z]+)/g)].map(
    ([, network = '']) => network,
  );
}

/** Every internal address of the topologies is in this network. */
const NETWORK = 'net';

function isInternal({ fields }: Stored): boolean {
  return fields['addressType'] === 'INTERNAL' || fields['loadBalancingScheme'] !== undefined
    ? JSON.stringify(fields).includes('"INTERNAL')
    : false;
}

/** Whatever has an address that a record answers with, where it answers. */
function holdersOf(state: EmulatorState, record: Stored, address: string): readonly Stored[] {
  const networks = seenFrom(state, record);
  return [...resourcesOf(state).values()].filter(
    (holder) =>
      [holder.fields['address'], holder.fields['IPAddress']].includes(address) &&
      (!isInternal(holder) || networks === null || networks.includes(NETWORK)),
  );
}

function answersOf({ fields }: Stored): readonly string[] {
  const data = fields['rrdatas'];
  return Array.isArray(data) ? data.map(String) : [];
}

function isRecord({ collection, fields }: Stored): boolean {
  return collection === 'resourceRecordSets' && fields['type'] === 'A';
}

/** The record sets of a state. */
export function recordsOf(state: EmulatorState): readonly Stored[] {
  return [...resourcesOf(state).values()].filter(isRecord);
}

/** Whether a record set leads to nothing but what is gone, as far as that can be known. */
export function leadsNowhere(before: EmulatorState, after: EmulatorState, record: Stored): boolean {
  const left = resourcesOf(after);
  return answersOf(record).every((address) => {
    const holders = holdersOf(before, record, address);
    const networks = seenFrom(before, record);
    const isKnown = networks?.every((network) => network === NETWORK) === true;
    return (
      holders.length > 0 &&
      holders.every((holder) => !left.has(holder.path) && (isKnown || !isInternal(holder)))
    );
  });
}

function pointsTo(state: EmulatorState, record: Stored, used: Stored): boolean {
  if (!isRecord(record) || used.collection !== 'addresses') return false;
  return holdersOf(state, record, String(used.fields['address'])).includes(used)
    ? answersOf(record).includes(String(used.fields['address']))
    : false;
}

/** Who refers to a resource, records that lead to an address included. */
export function usersOf(state: EmulatorState, path: string): readonly string[] {
  const used = resourcesOf(state).get(path);
  if (used === undefined) return [];
  return [...resourcesOf(state).values()]
    .filter((user) => refersTo(user, used) || pointsTo(state, user, used))
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
