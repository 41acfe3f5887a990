/** The place of a resource: `projects/P/<scope>/<collection>/X`. */
export interface ResourcePath {
  readonly project: string;
  /** `global`, `regions/R` or `zones/Z`; for certificates of Certificate Manager `locations/L`. */
  readonly scope: string;
  readonly collection: string;
  readonly name: string;
}

const FULL =
  /(?:^|\/)projects\/([^/]+)\/(global|(?:regions|zones|locations)\/[^/]+)\/([^/]+)\/([^/]+)$/;
const PARTIAL = /^(global|regions\/[^/]+|zones\/[^/]+)\/([^/]+)\/([^/]+)$/;

/** A place as a path. */
export function formatPath(path: ResourcePath): string {
  return `projects/${path.project}/${path.scope}/${path.collection}/${path.name}`;
}

/** A link in any accepted form: any host and API version, or partial (compute-api-behaviour.md 3). */
export function parseLink(link: string, project: string): ResourcePath | undefined {
  const [, owner, scope, collection, name] = FULL.exec(link) ?? [];
  if (owner !== undefined && scope && collection && name) {
    return { project: owner, scope, collection, name };
  }
  const [, ownScope, ownCollection, ownName] = PARTIAL.exec(link) ?? [];
  if (ownScope && ownCollection && ownName) {
    return { project, scope: ownScope, collection: ownCollection, name: ownName };
  }
  return undefined;
}

/** The parts of a path the emulator itself wrote. */
export function splitPath(path: string): ResourcePath {
  const parsed = parseLink(path, '');
  if (parsed === undefined) {
    throw new TypeError(`not a resource path: ${path}`);
  }
  return parsed;
}

/**
 * Links come back with host www.googleapis.com and the version of the call (compute-api-behaviour.md 3).
 * assumption: those to Certificate Manager with its own host.
 */
export function linkTo(path: string, version: string): string {
  if (path.includes('/locations/')) {
    return `https://certificatemanager.googleapis.com/v1/${path}`;
  }
  return `https://www.googleapis.com/compute/${version}/${path}`;
}

/** Where a resource lies: everywhere, in a region, or in a zone. */
export type ScopeType = 'global' | 'regional' | 'zonal';

/** The type of a scope. */
export function scopeType(scope: string): ScopeType {
  if (scope === 'global') {
    return 'global';
  }
  return scope.startsWith('regions/') ? 'regional' : 'zonal';
}

/** The last part of a path or URL. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The region a scope lies in; the empty string for global. */
export function regionOf(scope: string): string {
  const place = lastPart(scope);
  if (scope.startsWith('regions/')) {
    return place;
  }
  return scope.startsWith('zones/') ? place.slice(0, place.lastIndexOf('-')) : '';
}

/** A part of a path without its percent signs; what is no valid encoding stands for itself. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
