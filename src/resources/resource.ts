import type { Command } from '../gcloud/command.ts';
import type { JsonObject } from '../json.ts';

/**
 * Where a resource lives. A NEG may be any of the first three, most other kinds are global or regional;
 * record sets live in a DNS zone, which is global.
 */
export type Scope =
  | { readonly type: 'global' }
  | { readonly type: 'region'; readonly region: string }
  | { readonly type: 'zone'; readonly zone: string }
  | { readonly type: 'managedZone'; readonly managedZone: string };

export const GLOBAL: Scope = { type: 'global' };

/** The kinds of things negctl makes or takes away: API collections, and attachments as kinds of their own. */
export type KindName =
  | 'networks'
  | 'subnetworks'
  | 'instances'
  | 'firewalls'
  | 'routers'
  | 'routerNats'
  | 'addresses'
  | 'sslCertificates'
  | 'certificates'
  | 'trustConfigs'
  | 'healthChecks'
  | 'networkEndpointGroups'
  | 'networkEndpoints'
  | 'detachedEndpoints'
  | 'backendServices'
  | 'backends'
  | 'urlMaps'
  | 'targetHttpProxies'
  | 'targetHttpsProxies'
  | 'targetTcpProxies'
  | 'targetSslProxies'
  | 'forwardingRules'
  | 'clientTlsPolicies'
  | 'backendAuthenticationConfigs'
  | 'managedZones'
  | 'resourceRecordSets'
  | 'cloudRunServices'
  | 'ingresses'
  | 'backendSwaps'
  | 'retirements';

/**
 * Names one resource within a project: `global/urlMaps/web-map`. An attachment is named by what it
 * joins: `global/backendServices/web-bes/backends/web-neg`.
 */
export type ResourceId = string;

/** What a step is about: one cloud object, wanted or not, as plain data. */
export interface Subject {
  readonly id: ResourceId;
  readonly kind: KindName;
  readonly scope: Scope;
  readonly name: string;
  /** For an attachment: the resource whose document it changes. */
  readonly container: ResourceId | null;
  /** What it refers to: what must exist before it can be created, and outlives it when it goes. */
  readonly refs: readonly ResourceId[];
  /** A few telling words for lists. */
  readonly summary: string;
  /** What a read must show, references as resource ids. */
  readonly body: JsonObject;
}

/**
 * One desired cloud object: it can be written into a plan today and undone by another version of
 * negctl next month.
 */
export interface Resource extends Subject {
  readonly create: Command;
  /**
   * True where neither success nor "exists" can be taken at its word, and a read comes before each attempt:
   * `create` would replace what appeared meanwhile, or gcloud itself sends it again after a lost answer.
   */
  readonly createReplaces: boolean;
  readonly remove: Command;
}

/** The resources of one kind, in their order. */
export function ofKind<S extends Subject>(resources: readonly S[], kind: KindName): readonly S[] {
  return resources.filter((resource) => resource.kind === kind);
}

/** The scope as the start of a resource id and of an API path. */
export function scopePath(scope: Scope): string {
  switch (scope.type) {
    case 'global':
      return 'global';
    case 'region':
      return `regions/${scope.region}`;
    case 'zone':
      return `zones/${scope.zone}`;
    case 'managedZone':
      return resourceId(GLOBAL, 'managedZones', scope.managedZone);
  }
}

/** The resource that a scope lies in: there is nothing in it where that is missing; `null` for places. */
export function resourceAround(scope: Scope): ResourceId | null {
  return scope.type === 'managedZone' ? scopePath(scope) : null;
}

/** The scope as gcloud's flag; always passed, because gcloud guesses otherwise (gcloud-commands 10). */
export function scopeFlag(scope: Scope): string {
  switch (scope.type) {
    case 'global':
      return '--global';
    case 'region':
      return `--region=${scope.region}`;
    case 'zone':
      return `--zone=${scope.zone}`;
    case 'managedZone':
      return `--zone=${scope.managedZone}`;
  }
}

/** The scope as the flag of a `list` command. */
export function listFlag(scope: Scope): string {
  switch (scope.type) {
    case 'global':
      return '--global';
    case 'region':
      return `--regions=${scope.region}`;
    case 'zone':
      return `--zones=${scope.zone}`;
    case 'managedZone':
      return `--zone=${scope.managedZone}`;
  }
}

/** The scope as the flag of APIs that know locations rather than regions. */
export function locationFlag(scope: Scope): string {
  return `--location=${scopeName(scope)}`;
}

/** A resource id as such APIs write it: `locations/R/…`, without the project. */
export function locatedPath(id: ResourceId): string {
  return id.replace(/^global\//, 'locations/global/').replace(/^regions\//, 'locations/');
}

/** The scope in words. */
export function scopeName(scope: Scope): string {
  switch (scope.type) {
    case 'global':
      return 'global';
    case 'region':
      return scope.region;
    case 'zone':
      return scope.zone;
    case 'managedZone':
      return scope.managedZone;
  }
}

export function resourceId(scope: Scope, kind: KindName, name: string): ResourceId {
  return `${scopePath(scope)}/${kind}/${name}`;
}

/** A resource id in its parts; the collection is the API's word, which need not be a kind of negctl. */
export interface ResourceIdParts {
  readonly scope: Scope;
  readonly collection: string;
  readonly name: string;
}

/** How ids begin, by the scope that they are in. */
const SCOPES: readonly (readonly [start: RegExp, scope: (place: string) => Scope])[] = [
  [
    /^global\/managedZones\/([^/]+)\/(?=[^/]+\/)/,
    (managedZone) => ({ type: 'managedZone', managedZone }),
  ],
  [/^global\//, () => GLOBAL],
  [/^regions\/([^/]+)\//, (region) => ({ type: 'region', region })],
  [/^zones\/([^/]+)\//, (zone) => ({ type: 'zone', zone })],
];

/** Takes a resource id apart; `null` for attachments and for text that is no id. */
export function partsOfId(id: ResourceId): ResourceIdParts | null {
  for (const [start, scopeAt] of SCOPES) {
    const match = start.exec(id);
    if (match === null) continue;
    const [, collection, name] = /^([A-Za-z]+)\/([^/]+)$/.exec(id.slice(match[0].length)) ?? [];
    if (collection === undefined || name === undefined) return null;
    return { scope: scopeAt(match[1] ?? ''), collection, name };
  }
  return null;
}

const REFERENCE =
  /(?:^|\/)projects\/([^/]+)\/(?:(?:locations\/)?(global\/.+|regions\/.+|zones\/.+)|locations\/([a-z]+-[a-z]+\d+\/.+))$/;

/**
 * The resource id in a reference of any form the APIs use, and the project that it names: full URL on either host,
 * any version, partial path. Some APIs write `locations/global` and `locations/R` where Compute writes `global` and
 * `regions/R`. `null` for text that is no reference.
 */
export function partsOfReference(
  reference: string,
): { readonly project: string; readonly id: ResourceId } | null {
  const match = REFERENCE.exec(reference);
  if (match === null) return null;
  const [, project = '', placed, located] = match;
  return { project, id: placed ?? `regions/${located}` };
}

/** The resource id of {@link partsOfReference}. Text that is no reference comes back unchanged. */
export function idOfReference(reference: string): string {
  return partsOfReference(reference)?.id ?? reference;
}
