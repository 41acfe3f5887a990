import type { NeededPermission } from '../api.ts';
import type { Json, JsonObject } from '../json.ts';
import { isList, isObject, objectOf, textOf } from '../json.ts';
import { referencesIn } from './body.ts';
import type { ComputeCall } from './call.ts';
import type { World } from './kind.ts';
import { formatPath, parseLink, scopeType } from './paths.ts';
import type { Field, Fields } from './schema.ts';
import { findLive, projectId } from './world.ts';

/** Collections whose permissions are named alike in every scope. */
const UNSCOPED = ['networks', 'subnetworks', 'routers', 'projects', 'regions', 'zones'];

/** Collections whose plain name is the regional or zonal one, and `global…` the global one. */
const GLOBAL_PREFIXED = ['addresses', 'forwardingRules', 'networkEndpointGroups', 'operations'];

/** Verbs that have permissions of other names (IAM sections of the API reference). */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  insert: ['create'],
  patch: ['update', 'get'],
  wait: ['get'],
  getHealth: ['get'],
  listNetworkEndpoints: ['get'],
};

/** What referring to a resource needs, where it is not `use`; certificates have no such permission. */
const REFERRING: Readonly<Record<string, string>> = {
  healthChecks: 'useReadOnly',
  sslCertificates: 'get',
};

/** The same where it depends on who refers: these change how a network routes, or what it lets through. */
const REFERRING_FROM: Readonly<Record<string, string>> = {
  'routers networks': 'updatePolicy',
  'firewalls networks': 'updatePolicy',
};

/** The IAM permissions for a call on `path`, under IAM's own names, which depend on the scope. */
export function permissionsFor(
  collection: string,
  scope: string,
  verb: string,
  path: string,
): readonly NeededPermission[] {
  const words = WORDS[verb] ?? [verb];
  return words.map((word) => ({ name: nameOf(collection, scope, word), path }));
}

function nameOf(collection: string, scope: string, word: string): string {
  if (scope.startsWith('locations/')) {
    // Of Compute's references only certificates of Certificate Manager lie in a location.
    return `certificatemanager.certs.${word}`;
  }
  return `compute.${scopedName(collection, scope)}.${word}`;
}

function scopedName(collection: string, scope: string): string {
  const type = scopeType(scope);
  if (UNSCOPED.includes(collection)) {
    return collection;
  }
  if (GLOBAL_PREFIXED.includes(collection)) {
    return type === 'global' ? prefixed('global', collection) : placed(collection, type);
  }
  return type === 'regional' ? prefixed('region', collection) : collection;
}

function placed(collection: string, type: 'regional' | 'zonal'): string {
  if (collection === 'operations') {
    return type === 'regional' ? 'regionOperations' : 'zoneOperations';
  }
  return collection === 'networkEndpointGroups' && type === 'regional'
    ? prefixed('region', collection)
    : collection;
}

function prefixed(prefix: string, collection: string): string {
  return prefix + collection.charAt(0).toUpperCase() + collection.slice(1);
}

/**
 * What a change needs on the resources that its body refers to and the live resource does not yet:
 * whoever only changes something else needs no permission on them. assumption: a body that the API
 * will refuse is held against permissions first.
 */
export function permissionsToRefer(
  call: ComputeCall,
  fields: Fields,
  body: Json | undefined,
): readonly NeededPermission[] {
  if (!isObject(body)) {
    return [];
  }
  const { world, project, collection } = call;
  const live = findLive(world, formatPath(call));
  const kind = world.kinds.get(collection);
  const known =
    live === undefined || kind === undefined
      ? []
      : referencesIn(kind.fields, live.fields).map(({ path }) => path);
  const links = [...linksIn(fields, body), ...addressIn(collection, body)];
  const places = links.flatMap((link) => parseLink(link, project) ?? []);
  const needed = places.map((place) => {
    const path = formatPath({ ...place, project: projectId(world, place.project) });
    const word =
      REFERRING_FROM[`${collection} ${place.collection}`] ??
      REFERRING[place.collection] ??
      wordForAddress(world, path) ??
      'use';
    return { name: nameOf(place.collection, place.scope, word), path };
  });
  const policies = policiesIn(collection, body, live?.fields);
  return [...needed.filter(({ path }) => !known.includes(path)), ...policies];
}

/** What a backend service names of Network Security: the settings, the field in them, and its collection. */
const OF_NETWORK_SECURITY = [
  ['securitySettings', 'clientTlsPolicy', 'clientTlsPolicies'],
  ['tlsSettings', 'authenticationConfig', 'backendAuthenticationConfigs'],
] as const;

/** These are of another API, and their paths of another form. */
function policiesIn(
  collection: string,
  body: JsonObject,
  live: JsonObject | undefined,
): readonly NeededPermission[] {
  if (collection !== 'backendServices') {
    return [];
  }
  return OF_NETWORK_SECURITY.flatMap(([settings, field, name]) => {
    const namedIn = (fields: JsonObject): string => textOf(objectOf(fields[settings])[field]);
    const path = namedIn(body);
    const isKnown = live !== undefined && namedIn(live) !== '';
    return path === '' || isKnown ? [] : [{ name: `networksecurity.${name}.use`, path }];
  });
}

/** A forwarding rule names its address by a link or by its value; only a link is a reference. */
function addressIn(collection: string, body: JsonObject): readonly string[] {
  return collection === 'forwardingRules' ? [textOf(body['IPAddress'])] : [];
}

function wordForAddress(world: World, path: string): string | undefined {
  return findLive(world, path)?.fields['addressType'] === 'INTERNAL' ? 'useInternal' : undefined;
}

function linksIn(fields: Fields, body: JsonObject): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.output ? [] : linksInValue(field, body[name]),
  );
}

function linksInValue(field: Field, value: Json | undefined): readonly string[] {
  if (field.type === 'reference') {
    return typeof value === 'string' && !field.echo ? [value] : [];
  }
  if (field.type === 'list' && isList(value)) {
    return value.flatMap((item) => linksInValue(field.of, item));
  }
  if (field.type === 'record' && isObject(value)) {
    return linksIn(field.fields, value);
  }
  return [];
}

/** Whether an allow-list grants a permission; `*` in an entry stands for anything. */
export function grants(allowed: readonly string[] | null, permission: string): boolean {
  return (
    allowed === null ||
    allowed.some((entry) => {
      const pattern = entry.split('*').map((part) => part.replaceAll('.', String.raw`\.`));
      return new RegExp(`^${pattern.join('.*')}$`).test(permission);
    })
  );
}
