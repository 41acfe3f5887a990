import type { ApiRequest, NeededPermission, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import type { JsonObject } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { unknownResource } from './errors.ts';

/** A call of Cloud DNS, and what it is about. */
export interface DnsCall {
  readonly request: ApiRequest;
  readonly world: World;
  readonly project: string;
}

/** The same, of a zone that is there. */
export interface ZoneCall extends DnsCall {
  readonly zone: StoredResource;
}

export const ZONES = 'managedZones';
export const RECORDS = 'resourceRecordSets';

/** Where a zone is kept. */
export function zonePath(project: string, zone: string): string {
  return `projects/${project}/${ZONES}/${zone}`;
}

/** The zone of a name or an id. */
export function findZone({ world, project }: DnsCall, name: string): StoredResource | undefined {
  return (
    world.store.resource(zonePath(project, name)) ??
    [...world.store.resources()].find(
      (other) => other.project === project && other.collection === ZONES && other.id === name,
    )
  );
}

/** The zone of a call, which must be there. */
export function zoneOf(call: DnsCall, name: string): StoredResource {
  const zone = findZone(call, name);
  if (zone === undefined) {
    throw unknownResource('managedZone', name);
  }
  return zone;
}

interface RouteInit {
  readonly verb: string;
  readonly collection: string;
  readonly name: string;
  readonly path: string;
  /** IAM names behind `dns.`. */
  readonly needs: readonly string[];
  readonly also?: readonly NeededPermission[];
  readonly run: Route['run'];
}

/** A route for a call of Cloud DNS. */
export function dnsRoute({ project }: DnsCall, init: RouteInit): Route {
  const { needs, also = [], ...rest } = init;
  const own = needs.map((name) => ({ name: `dns.${name}`, path: init.path }));
  return { project, ...rest, permissions: [...own, ...also] };
}

/** One page of a list: `maxResults` at a time, and a token where there are more. */
export function pageOf(
  { query }: ApiRequest,
  found: readonly JsonObject[],
): { readonly items: readonly JsonObject[]; readonly next: JsonObject } {
  const size = Number(query.get('maxResults') ?? 100);
  const from = Number(query.get('pageToken') ?? 0);
  const more = from + size < found.length;
  return {
    items: found.slice(from, from + size),
    next: more ? { nextPageToken: String(from + size) } : {},
  };
}
