import { isJsonObject, type Json, textAt } from '../json.ts';
import { networksOfZone } from '../resources/dns-zone.ts';
import { idOfReference, type ResourceId, scopePath } from '../resources/resource.ts';
import type { LiveResource } from './live-resource.ts';

/** An IP address in the one form that all spellings of it share. */
function plainAddress(text: string): string {
  const [address = ''] = text.split('/');
  if (!address.includes(':')) return address;
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
}

function textsBelow(value: Json, keys: ReadonlySet<string>, isWanted: boolean): readonly string[] {
  if (typeof value === 'string') return isWanted ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsBelow(item, keys, isWanted));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => textsBelow(member, keys, keys.has(key)));
}

/** Where a record set, and each choice of its routing policy, has addresses. */
const ADDRESS_FIELDS: ReadonlySet<string> = new Set(['rrdatas', 'ipAddress', 'externalEndpoints']);

/** Every address that a record set answers with; none where it is not of addresses. */
export function addressesIn({ kind, document }: LiveResource): readonly string[] {
  const isOfAddresses = ['A', 'AAAA'].includes(textAt(document, 'type') ?? '');
  if (kind !== 'resourceRecordSets' || !isOfAddresses) return [];
  return textsBelow(document, ADDRESS_FIELDS, false).map(plainAddress);
}

/** The address that something stands on, by its value. */
function ownAddress({ kind, document }: LiveResource): string | null {
  const field = kind === 'addresses' ? 'address' : 'IPAddress';
  const value = textAt(document, field);
  const isHolder = kind === 'addresses' || kind === 'forwardingRules';
  return isHolder && value !== undefined ? plainAddress(value) : null;
}

/** What of the project has an address that a record set answers with. */
export interface Held {
  readonly by: readonly LiveResource[];
  /** False where the address may mean something else in another network that the record is seen from. */
  readonly isCertain: boolean;
}

/** Which record sets answer with which addresses, and what of the project has these addresses. */
export interface Pointers {
  readonly held: (record: LiveResource, address: string) => Held;
  /** The record sets that point to an address or forwarding rule. */
  readonly to: (id: ResourceId) => readonly LiveResource[];
}

type Resources = ReadonlyMap<ResourceId, LiveResource>;

function isInternal({ document }: LiveResource): boolean {
  const scheme = textAt(document, 'loadBalancingScheme') ?? '';
  return scheme.startsWith('INTERNAL') || textAt(document, 'addressType') === 'INTERNAL';
}

/** The network that an internal address is in: that of the rule, for a reserved one that of its users. */
function networksOf(holder: LiveResource, resources: Resources): readonly ResourceId[] {
  const users = textsBelow(holder.document['users'] ?? [], new Set(), true);
  const rules = users.flatMap((user) => resources.get(idOfReference(user)) ?? []);
  return [holder, ...rules].flatMap(({ document }) => {
    const network = textAt(document, 'network');
    return network === undefined ? [] : [idOfReference(network)];
  });
}

/**
 * A private zone answers in its networks only, and the same internal address may stand in several
 * networks: what is not in a network of the zone is not pointed to.
 */
function sightOf(record: LiveResource, holder: LiveResource, resources: Resources) {
  if (!isInternal(holder)) return { isSeen: true, isCertain: true };
  const zone = resources.get(scopePath(record.scope));
  const isPrivate = zone !== undefined && textAt(zone.document, 'visibility') === 'private';
  if (!isPrivate) return { isSeen: true, isCertain: false };
  const asking = networksOfZone(zone.document);
  const own = networksOf(holder, resources);
  return {
    isSeen: asking.some((network) => own.includes(network)),
    isCertain: asking.every((network) => own.includes(network)),
  };
}

/** Joins the record sets of a project with whatever has the addresses that they answer with. */
export function pointersIn(resources: Resources): Pointers {
  const holders = new Map<string, LiveResource[]>();
  for (const resource of resources.values()) {
    const address = ownAddress(resource);
    if (address === null) continue;
    holders.set(address, [...(holders.get(address) ?? []), resource]);
  }
  const held: Pointers['held'] = (record, address) => {
    const sights = (holders.get(address) ?? [])
      .map((holder) => ({ holder, ...sightOf(record, holder, resources) }))
      .filter(({ isSeen }) => isSeen);
    return {
      by: sights.map(({ holder }) => holder),
      isCertain: sights.every(({ isCertain }) => isCertain),
    };
  };
  const to = new Map<ResourceId, LiveResource[]>();
  for (const record of resources.values()) {
    const pointedTo = addressesIn(record).flatMap((address) => held(record, address).by);
    for (const id of new Set(pointedTo.map((holder) => holder.id))) {
      to.set(id, [...(to.get(id) ?? []), record]);
    }
  }
  return { held, to: (id) => to.get(id) ?? [] };
}
