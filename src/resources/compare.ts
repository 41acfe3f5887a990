import { isJsonObject, type Json, type JsonObject, textAt } from '../json.ts';
import type { Kind } from './kind.ts';
import { idOfReference, type ResourceId, type Subject } from './resource.ts';
import { covered, isSecretText, standsForSecret } from './secret.ts';

/** One field in which a live resource is not what was planned. */
export interface Difference {
  readonly field: string;
  readonly wanted: Json;
  readonly live: Json;
}

/** Finds the live document of another resource; `null` where it does not exist. */
export type Lookup = (id: ResourceId) => JsonObject | null;

/**
 * A value that is known only once another resource exists (the address behind a forwarding rule).
 * Stands in a resource's body until it is compared.
 */
export function fieldOf(resource: ResourceId, field: string): JsonObject {
  return { $valueOf: resource, $field: field };
}

/** The resources whose documents are needed to compare this one. */
export function comparedThrough(resource: Subject): readonly ResourceId[] {
  return Object.values(resource.body).flatMap(referredIn);
}

function referredIn(value: Json): readonly ResourceId[] {
  if (Array.isArray(value)) return value.flatMap(referredIn);
  const id = isJsonObject(value) ? textAt(value, '$valueOf') : undefined;
  return id === undefined ? [] : [id];
}

function resolved(wanted: Json, lookup: Lookup): Json {
  if (Array.isArray(wanted)) return wanted.map((item: Json) => resolved(item, lookup));
  if (!isJsonObject(wanted)) return wanted;
  const id = textAt(wanted, '$valueOf');
  const field = textAt(wanted, '$field');
  if (id === undefined || field === undefined) return wanted;
  return lookup(id)?.[field] ?? null;
}

/** References to ids, so that hosts, API versions and project numbers do not count as differences. */
export function withIds(value: Json): Json {
  if (typeof value === 'string') return idOfReference(value);
  if (Array.isArray(value)) return value.map(withIds);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withIds(member)]));
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** Objects: what is wanted is there, what is there beside it is up to `extras`. Lists: the same, in order. */
function agrees(wanted: Json, live: Json, extras: 'allowed' | 'refused'): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live) || wanted.length !== live.length) return false;
    return wanted.every((item: Json, index) => agrees(item, live[index] ?? null, extras));
  }
  if (!isJsonObject(wanted)) return wanted === live;
  if (standsForSecret(wanted)) return isSecretText(wanted, live);
  if (!isJsonObject(live)) return false;
  const surplus = Object.keys(live).filter((key) => !(key in wanted) && !isEmpty(live[key]));
  if (extras === 'refused' && surplus.length > 0) return false;
  return Object.entries(wanted).every(([key, value]) => agrees(value, live[key] ?? null, extras));
}

function different(
  field: string,
  wanted: Json,
  live: Json,
  extras: 'allowed' | 'refused',
): Difference[] {
  if (isEmpty(wanted) && isEmpty(live)) return [];
  if (agrees(wanted, live, extras)) return [];
  return [{ field, wanted: covered(field, wanted, wanted), live: covered(field, live, wanted) }];
}

/** Where a live resource does not show what the plan asked for: the check after a run. */
export function differencesFromPlan(
  resource: Subject,
  kind: Kind,
  document: JsonObject,
  lookup: Lookup,
): readonly Difference[] {
  const live = kind.normalise(document);
  return Object.entries(resource.body).flatMap(([field, wanted]) =>
    different(field, resolved(wanted, lookup), withIds(live[field] ?? null), 'allowed'),
  );
}

/**
 * Where a live resource is not the one that the plan would create: what was asked for is missing, or
 * something is set that nobody asked for. The check before a resource is adopted.
 */
export function differencesForAdoption(
  resource: Subject,
  kind: Kind,
  document: JsonObject,
  lookup: Lookup,
): readonly Difference[] {
  const live = kind.normalise(document);
  const wantedOf = (field: string): Json => resolved(resource.body[field] ?? null, lookup);
  const fields = new Set([...Object.keys(resource.body), ...Object.keys(kind.unsaid)]);
  return [...fields].flatMap((field) => {
    const unsaid = kind.unsaid[field] ?? null;
    const wanted = field in resource.body ? wantedOf(field) : unsaid;
    const shown = withIds(live[field] ?? unsaid);
    const isOpen = !(field in resource.body) || kind.open.includes(field);
    const extras = isOpen ? 'allowed' : 'refused';
    return different(field, wanted, shown, extras);
  });
}
