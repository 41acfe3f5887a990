import { invalidField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { textOf } from '../json.ts';
import { parseFilter } from './filter.ts';
import { linkTo } from './paths.ts';
import { REGIONS, ZONES } from './regions.ts';

/** One thing in a list, with the scope it lies in. */
export interface Listed {
  readonly scope: string;
  readonly item: JsonObject;
}

/** A list request, and what its answer is called. */
export interface ListCall {
  readonly kind: string;
  /** `projects/P/global/backendServices`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly version: string;
}

const LARGEST_PAGE = 500;

/** `{kind, id, items?, nextPageToken?, selfLink}`; no `items` when empty (compute-api-behaviour.md 3). */
export function listAnswer(call: ListCall, found: readonly Listed[]): JsonObject {
  const page = pageOf(call.query, found);
  return {
    kind: call.kind,
    id: call.path,
    ...(page.items.length === 0 ? {} : { items: page.items.map(({ item }) => item) }),
    ...page.next,
    selfLink: linkTo(call.path, call.version),
  };
}

/** An aggregated list: every scope is there, those without a hit with a warning. */
export function aggregatedAnswer(
  call: ListCall,
  collection: string,
  found: readonly Listed[],
): JsonObject {
  const page = pageOf(call.query, found);
  const items: Record<string, Json> = {};
  for (const scope of [
    'global',
    ...REGIONS.map((name) => `regions/${name}`),
    ...ZONES.map((name) => `zones/${name}`),
  ]) {
    const here = page.items.filter((listed) => listed.scope === scope);
    items[scope] =
      here.length === 0 ? noResults(scope) : { [collection]: here.map(({ item }) => item) };
  }
  return {
    kind: call.kind,
    id: call.path,
    items,
    ...page.next,
    selfLink: linkTo(call.path, call.version),
  };
}

function noResults(scope: string): JsonObject {
  return {
    warning: {
      code: 'NO_RESULTS_ON_PAGE',
      message: `No results for the scope '${scope}'.`,
      data: [{ key: 'scope', value: scope }],
    },
  };
}

interface Page {
  readonly items: readonly Listed[];
  readonly next: { readonly nextPageToken?: string };
}

function pageOf(query: URLSearchParams, found: readonly Listed[]): Page {
  const filter = query.get('filter') ?? '';
  const keeps = filter === '' ? () => true : parseFilter(filter);
  const kept = ordered(
    query,
    found.filter(({ item }) => keeps(item)),
  );
  const from = startOf(query);
  const size = sizeOf(query);
  const items = kept.slice(from, from + size);
  const more = from + size < kept.length;
  return { items, next: more ? { nextPageToken: tokenFor(from + size) } : {} };
}

function ordered(query: URLSearchParams, found: readonly Listed[]): readonly Listed[] {
  if (query.get('orderBy') === 'creationTimestamp desc') {
    return found.toSorted((left, right) => compareBy(right, left, 'creationTimestamp'));
  }
  return found.toSorted(
    (left, right) => left.scope.localeCompare(right.scope) || compareBy(left, right, 'name'),
  );
}

function compareBy(left: Listed, right: Listed, key: string): number {
  return textOf(left.item[key]).localeCompare(textOf(right.item[key]));
}

function sizeOf(query: URLSearchParams): number {
  const asked = query.get('maxResults') ?? String(LARGEST_PAGE);
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_PAGE) {
    throw invalidField('maxResults', asked, 'Must be between 0 and 500, inclusive.');
  }
  return size === 0 ? LARGEST_PAGE : size;
}

function startOf(query: URLSearchParams): number {
  const token = query.get('pageToken') ?? '';
  if (token === '') {
    return 0;
  }
  const from = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (from === undefined) {
    throw invalidField('pageToken', token, 'Invalid page token.');
  }
  return Number(from);
}

function tokenFor(from: number): string {
  return Buffer.from(`from ${from}`).toString('base64url');
}
