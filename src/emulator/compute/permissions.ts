import { scopeType } from './paths.ts';

/** Collections whose permissions are named alike in every scope. */
const UNSCOPED = ['networks', 'subnetworks', 'projects', 'regions', 'zones'];

/** Collections whose plain name is the regional or zonal one, and `global…` the global one. */
const GLOBAL_PREFIXED = ['addresses', 'forwardingRules', 'networkEndpointGroups', 'operations'];

/** Verbs that share a permission with another one. */
const WORDS: Readonly<Record<string, string>> = {
  insert: 'create',
  patch: 'update',
  wait: 'get',
  getHealth: 'get',
  listNetworkEndpoints: 'get',
};

/**
 * The IAM permissions for a call: IAM's own name, which depends on the scope, and the plain
 * `compute.<collection>.<verb>`, so that an allow-list may be written without thinking of scopes.
 */
export function permissionsFor(collection: string, scope: string, verb: string): readonly string[] {
  const word = WORDS[verb] ?? verb;
  const names = new Set([scopedName(collection, scope), collection]);
  return [...names].map((name) => `compute.${name}.${word}`);
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
