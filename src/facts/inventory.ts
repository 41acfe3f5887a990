import { NegctlError } from '../errors.ts';
import type { Command } from '../gcloud/command.ts';
import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { COMPUTE_API, type Kind } from '../resources/kind.ts';
import { KINDS } from '../resources/kinds.ts';
import {
  GLOBAL,
  idOfReference,
  type KindName,
  partsOfId,
  type ResourceId,
  resourceId,
  type Scope,
} from '../resources/resource.ts';
import { type Pointers, pointersIn } from './dns.ts';
import type { LiveResource } from './live-resource.ts';
import { type Reader, readJson } from './read.ts';
import { referencesIn, usersIn } from './references.ts';

/** A part of the project that could not be looked at, although nothing is wrong with the rest. */
export interface Unread {
  readonly kind: KindName;
  /** Why, in words that fit after a colon. */
  readonly because: string;
}

/** Everything of a project that load balancers are made of, and who uses what. */
export interface Inventory {
  readonly resources: ReadonlyMap<ResourceId, LiveResource>;
  /** What a resource refers to, as far as it is in the inventory. */
  readonly uses: (id: ResourceId) => readonly LiveResource[];
  /** What a resource may refer to: it gives the project by its number, which may be another one's. */
  readonly mayUse: (id: ResourceId) => readonly LiveResource[];
  /** Who refers to a resource; also what is no part of the inventory, or of another project. */
  readonly usedBy: (id: ResourceId) => readonly ResourceId[];
  readonly pointers: Pointers;
  /** What nobody knows anything of: there may be some, and they may use what is known. */
  readonly unread: readonly Unread[];
}

/** True for what can be named to gcloud; anything else counts as a user, and is left alone. */
export function isNameable({ kind, name }: LiveResource): boolean {
  return KINDS[kind].names.test(name);
}

/** Documents say themselves where they are, by a link or a full name; of the others it is known where they were read. */
function liveResource(kind: KindName, read: Scope, document: JsonObject): LiveResource {
  const { nameIn, identityIn } = KINDS[kind];
  const name = textAt(document, 'name');
  const link = textAt(document, 'selfLink') ?? (name?.startsWith('projects/') ? name : undefined);
  const id =
    link === undefined ? resourceId(read, kind, nameIn(document) ?? '') : idOfReference(link);
  const parts = partsOfId(id) ?? { scope: GLOBAL, name: '' };
  return {
    id,
    kind,
    scope: parts.scope,
    name: parts.name,
    serverId: identityIn?.(document) ?? null,
    document,
  };
}

/** The inventory of resources whose documents were read. */
export function inventoryOf(
  resources: readonly LiveResource[],
  project: string,
  unread: readonly Unread[] = [],
): Inventory {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const pointers = pointersIn(byId);
  const uses = new Map<ResourceId, Set<ResourceId>>();
  const mayUse = new Map<ResourceId, Set<ResourceId>>();
  const users = new Map<ResourceId, Set<ResourceId>>();
  const note = (map: Map<ResourceId, Set<ResourceId>>, key: ResourceId, value: ResourceId) =>
    map.set(key, (map.get(key) ?? new Set()).add(value));
  for (const { id, kind, document } of resources) {
    for (const reference of referencesIn(document, project)) {
      note(users, reference.id, id);
      note(reference.isCertain ? uses : mayUse, id, reference.id);
    }
    for (const user of usersIn(document, project)) {
      note(users, id, user.id);
      if (user.isCertain) note(uses, user.id, id);
    }
    // A reserved address is not given back while a name leads to it: somebody else might get it.
    if (kind !== 'addresses') continue;
    for (const record of pointers.to(id)) note(users, id, record.id);
  }
  return {
    resources: byId,
    uses: (id) => [...(uses.get(id) ?? [])].flatMap((used) => byId.get(used) ?? []),
    mayUse: (id) => [...(mayUse.get(id) ?? [])].flatMap((used) => byId.get(used) ?? []),
    usedBy: (id) => [...(users.get(id) ?? [])].filter((user) => user !== id),
    pointers,
    unread,
  };
}

/** All NEGs, or all of another collection of Compute, in all scopes, by one call. */
export async function readAll(reader: Reader, kind: KindName): Promise<readonly LiveResource[]> {
  const { listAll } = KINDS[kind];
  return listAll === null ? [] : (await readList(reader, kind, GLOBAL, listAll)).resources;
}

/** What was read, and what could not be. */
interface Found {
  readonly resources: readonly LiveResource[];
  readonly unread: readonly Unread[];
}

/** A project may do without an API, and an account without permission on it: that is said, not an error. */
function isDenied(thrown: unknown): thrown is NegctlError {
  const codes: readonly string[] = ['NEG-3102', 'NEG-4106'];
  return thrown instanceof NegctlError && thrown.problems.every(({ code }) => codes.includes(code));
}

async function readList(
  reader: Reader,
  kind: KindName,
  scope: Scope,
  command: Command,
): Promise<Found> {
  const { title, api } = KINDS[kind];
  try {
    const listed = await readJson(reader, command, `read the ${title} list`);
    const documents = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
    return {
      resources: documents.map((document) => liveResource(kind, scope, document)),
      unread: [],
    };
  } catch (thrown) {
    if (api === COMPUTE_API || !isDenied(thrown)) throw thrown;
    const [problem] = thrown.problems;
    return { resources: [], unread: [{ kind, because: problem?.what ?? thrown.message }] };
  }
}

function together(found: readonly Found[]): Found {
  return {
    resources: found.flatMap(({ resources }) => resources),
    unread: found.flatMap(({ unread }) => unread),
  };
}

/** So many zones are read at a time: each takes a process. */
const ZONES_AT_A_TIME = 4;

/** Zones that answer from their own records. */
function hasRecords({ kind, document }: LiveResource): boolean {
  const elsewhere = ['forwardingConfig', 'peeringConfig', 'serviceDirectoryConfig'];
  return kind === 'managedZones' && elsewhere.every((field) => document[field] === undefined);
}

async function readRecords(reader: Reader, zones: readonly LiveResource[]): Promise<Found> {
  const list = KINDS.resourceRecordSets.list;
  const found: Found[] = [];
  for (let from = 0; list !== null && from < zones.length; from += ZONES_AT_A_TIME) {
    const some = zones.slice(from, from + ZONES_AT_A_TIME);
    const read = some.map(({ name }) => {
      const scope = { type: 'managedZone', managedZone: name } as const;
      return readList(reader, 'resourceRecordSets', scope, list(scope));
    });
    found.push(...(await Promise.all(read)));
  }
  return together(found);
}

/**
 * Reads everything that load balancers are made of, in all scopes: one list call a kind, side by side,
 * and one for the records of each DNS zone. What few projects have is read where something refers to it.
 * @param known ids that journals know of
 * @throws {NegctlError} where a call failed or left out a part: then nobody knows who uses what
 */
export async function readInventory(
  reader: Reader,
  known: readonly ResourceId[],
): Promise<Inventory> {
  const listed = (some: readonly Kind[]): readonly Promise<Found>[] =>
    some.flatMap(({ name, listAll }) =>
      listAll === null ? [] : [readList(reader, name, GLOBAL, listAll)],
    );
  const kinds = Object.values(KINDS);
  const always = kinds.filter(({ isReadOnDemand }) => !isReadOnDemand);
  const read = together(await Promise.all(listed(always)));
  const named = JSON.stringify([known, read.resources.map(({ document }) => document)]);
  const wanted = kinds.filter(
    ({ name, isReadOnDemand }) => isReadOnDemand && named.includes(`/${name}/`),
  );
  const records = readRecords(reader, read.resources.filter(hasRecords));
  const found = together([read, ...(await Promise.all([records, ...listed(wanted)]))]);
  return inventoryOf(found.resources, reader.project, found.unread);
}

/** A resource and everything that it refers to, directly or through others. */
export function closureOf(
  inventory: Inventory,
  roots: readonly ResourceId[],
): readonly ResourceId[] {
  const reached = new Set<ResourceId>();
  const visit = (id: ResourceId): void => {
    if (reached.has(id) || !inventory.resources.has(id)) return;
    reached.add(id);
    for (const used of inventory.uses(id)) visit(used.id);
  };
  for (const root of roots) visit(root);
  return [...reached];
}
