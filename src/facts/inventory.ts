import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { KINDS } from '../resources/kinds.ts';
import {
  GLOBAL,
  idOfReference,
  type KindName,
  partsOfId,
  type ResourceId,
  type Scope,
} from '../resources/resource.ts';
import { type Reader, readJson } from './read.ts';
import { referencesIn, usersIn } from './references.ts';

/** One resource that exists, whoever made it. */
export interface LiveResource {
  readonly id: ResourceId;
  readonly kind: KindName;
  readonly scope: Scope;
  readonly name: string;
  readonly serverId: string | null;
  readonly document: JsonObject;
}

/** Everything of a project that load balancers are made of, and who uses what. */
export interface Inventory {
  readonly resources: ReadonlyMap<ResourceId, LiveResource>;
  /** What a resource refers to, as far as it is in the inventory. */
  readonly uses: (id: ResourceId) => readonly LiveResource[];
  /** Who refers to a resource; also what is no part of the inventory, or of another project. */
  readonly usedBy: (id: ResourceId) => readonly ResourceId[];
}

/** The form of names that the API gives and that are safe in an argv. */
const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** True for what can be named to gcloud; anything else counts as a user, and is left alone. */
export function isNameable({ name }: LiveResource): boolean {
  return NAME.test(name);
}

function liveResource(kind: KindName, document: JsonObject): LiveResource {
  const id = idOfReference(textAt(document, 'selfLink') ?? '');
  const { scope, name } = partsOfId(id) ?? { scope: GLOBAL, name: '' };
  return { id, kind, scope, name, serverId: textAt(document, 'id') ?? null, document };
}

/** The inventory of resources whose documents were read. */
export function inventoryOf(resources: readonly LiveResource[], project: string): Inventory {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const uses = new Map<ResourceId, Set<ResourceId>>();
  const users = new Map<ResourceId, Set<ResourceId>>();
  const note = (map: Map<ResourceId, Set<ResourceId>>, key: ResourceId, value: ResourceId) =>
    map.set(key, (map.get(key) ?? new Set()).add(value));
  for (const { id, document } of resources) {
    for (const reference of referencesIn(document, project)) {
      note(users, reference.id, id);
      if (reference.isCertain) note(uses, id, reference.id);
    }
    for (const user of usersIn(document, project)) {
      note(users, id, user.id);
      if (user.isCertain) note(uses, user.id, id);
    }
  }
  return {
    resources: byId,
    uses: (id) => [...(uses.get(id) ?? [])].flatMap((used) => byId.get(used) ?? []),
    usedBy: (id) => [...(users.get(id) ?? [])].filter((user) => user !== id),
  };
}

/**
 * Reads everything that load balancers are made of, in all scopes: one list call a kind, side by side.
 * @throws {NegctlError} where a call failed or left out a part: then nobody knows who uses what
 */
export async function readInventory(reader: Reader): Promise<Inventory> {
  const kinds = Object.values(KINDS);
  const found = await Promise.all(
    kinds.map(async ({ name, title, listAll }) => {
      if (listAll === null) return [];
      const listed = await readJson(reader, listAll, `read the ${title} list`);
      const documents = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
      return documents.map((document) => liveResource(name, document));
    }),
  );
  return inventoryOf(found.flat(), reader.project);
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
