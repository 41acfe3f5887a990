import { isJsonObject, type Json, type JsonObject, objectsAt, textAt } from '../json.ts';
import { partsOfReference, type ResourceId } from '../resources/resource.ts';

/** One resource that another one names. */
export interface Reference {
  /** A resource id; for a resource of another project its path, `projects/OTHER/…`. */
  readonly id: ResourceId;
  /**
   * False where the project is given by its number: it may be this one or not. Such a reference counts as
   * a use, but nothing is deleted because of it.
   */
  readonly isCertain: boolean;
}

/** Fields that name the resource itself, or where it is. */
const SELF: ReadonlySet<string> = new Set(['name', 'selfLink', 'selfLinkWithId', 'region', 'zone']);

/** Fields in which the server says who uses a resource: references the other way round. */
const REVERSE: ReadonlySet<string> = new Set(['users', 'usedBy']);

/** An id of what is in a scope; a region or a zone itself is none. */
const IN_SCOPE = /^(?:global|regions\/[^/]+|zones\/[^/]+)\/.+$/;

function referenceIn(text: string, project: string): readonly Reference[] {
  const named = partsOfReference(text);
  if (named === null || !IN_SCOPE.test(named.id)) return [];
  const { project: other, id } = named;
  const isNumber = /^\d+$/.test(other);
  if (other === project || isNumber) return [{ id, isCertain: other === project }];
  return [{ id: text.slice(text.indexOf(`projects/${other}/`)), isCertain: true }];
}

function walk(value: Json, project: string): readonly Reference[] {
  if (typeof value === 'string') return referenceIn(value, project);
  if (Array.isArray(value)) return value.flatMap((item: Json) => walk(item, project));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    SELF.has(key) || REVERSE.has(key) ? [] : walk(member, project),
  );
}

/** Everything that a live document refers to, wherever in it: what it needs to stay as it is. */
export function referencesIn(document: JsonObject, project: string): readonly Reference[] {
  return walk(document, project);
}

/** Who uses a resource by what the server itself says: addresses and backend services know. */
export function usersIn(document: JsonObject, project: string): readonly Reference[] {
  const users = document['users'];
  const texts = Array.isArray(users)
    ? users.filter((user): user is string => typeof user === 'string')
    : [];
  const usedBy = objectsAt(document, 'usedBy').flatMap((use) => textAt(use, 'reference') ?? []);
  return [...texts, ...usedBy].flatMap((text) => referenceIn(text, project));
}
