import type { JsonObject } from '../json.ts';
import type { Scope } from './resource.ts';

/**
 * Google's predefined roles that hold permissions of load balancing, the narrowest first. Which role
 * holds what is Google's to change: the tables of the kinds say how it was published in 2026.
 */
export const ROLES = [
  'roles/compute.viewer',
  'roles/monitoring.viewer',
  'roles/run.viewer',
  'roles/run.developer',
  'roles/compute.publicIpAdmin',
  'roles/compute.securityAdmin',
  'roles/compute.loadBalancerAdmin',
  'roles/compute.instanceAdmin.v1',
  'roles/compute.networkAdmin',
  'roles/certificatemanager.viewer',
  'roles/certificatemanager.editor',
  'roles/certificatemanager.owner',
  'roles/dns.reader',
  'roles/dns.admin',
] as const;

export type Role = (typeof ROLES)[number];

/** An IAM permission, and the predefined roles that hold it. */
export interface Permission {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** What a kind of resource takes of IAM, where it lives in a scope. */
export interface KindPermissions {
  /** To create or attach one, gcloud's waiting and reading back included, references aside. */
  readonly create: (scope: Scope) => readonly Permission[];
  /** To delete or detach one. */
  readonly remove: (scope: Scope) => readonly Permission[];
  /** To give one another resource to lead to. */
  readonly repoint: (scope: Scope) => readonly Permission[];
  /** To see all of them. */
  readonly read: (scope: Scope) => readonly Permission[];
  /** To refer to one from a resource that says this. */
  readonly use: (scope: Scope, user: JsonObject) => readonly Permission[];
}

type ScopeNames = Readonly<Partial<Record<Scope['type'], string>>>;

/** The permissions on one API collection: IAM's name for it depends on the scope. */
export class CollectionPermissions {
  readonly #names: ScopeNames;
  /** The roles that may change it. */
  readonly #roles: readonly Role[];

  constructor(names: ScopeNames, roles: readonly Role[]) {
    this.#names = names;
    this.#roles = roles;
  }

  /** A permission that the roles which change the collection hold, and only they. */
  change(scope: Scope, word: string): Permission {
    return { name: this.#nameOf(scope, word), roles: this.#roles };
  }

  /** A permission that roles for reading hold too, and the administrator of networks in any case. */
  look(scope: Scope, word: 'get' | 'list'): Permission {
    const roles = ['roles/compute.viewer', ...this.#roles, 'roles/compute.networkAdmin'] as const;
    return { name: this.#nameOf(scope, word), roles: ordered(roles) };
  }

  /** A permission that further roles hold. */
  beyond(scope: Scope, word: string, others: readonly Role[]): Permission {
    return { name: this.#nameOf(scope, word), roles: ordered([...this.#roles, ...others]) };
  }

  #nameOf(scope: Scope, word: string): string {
    const collection = this.#names[scope.type];
    if (collection === undefined) throw new Error(`no permission ${word} in scope ${scope.type}`);
    return `compute.${collection}.${word}`;
  }
}

const OPERATIONS = new CollectionPermissions(
  { global: 'globalOperations', region: 'regionOperations', zone: 'zoneOperations' },
  [
    'roles/compute.viewer',
    'roles/compute.securityAdmin',
    'roles/compute.instanceAdmin.v1',
    'roles/compute.loadBalancerAdmin',
    'roles/compute.networkAdmin',
  ],
);

/** What gcloud needs to wait for a change. */
export function toWait(scope: Scope): Permission {
  return OPERATIONS.change(scope, 'get');
}

/** To see whether an operation on a resource is still under way, after a failure or a death. */
export function toSeeOperations(scope: Scope): Permission {
  return OPERATIONS.change(scope, 'list');
}

/** To compare what Cloud Monitoring counts. */
export const TO_READ_METRICS: Permission = {
  name: 'monitoring.timeSeries.list',
  roles: ['roles/monitoring.viewer'],
};

/** The roles that may look at the project and its regions. */
const LOOKING: readonly Role[] = [
  'roles/compute.viewer',
  'roles/compute.securityAdmin',
  'roles/compute.instanceAdmin.v1',
  'roles/compute.loadBalancerAdmin',
  'roles/compute.networkAdmin',
];

/** To read the quotas of the project, and of it in a region. */
export const TO_READ_QUOTAS: Permission = { name: 'compute.projects.get', roles: LOOKING };
export const TO_READ_REGION_QUOTAS: Permission = { name: 'compute.regions.get', roles: LOOKING };

/** The usual permissions of a collection: `create`, `delete`, `get`, `list`, and `use` to refer to it. */
export function usualPermissions(collection: CollectionPermissions): KindPermissions {
  return {
    create: (scope) => [
      collection.change(scope, 'create'),
      collection.look(scope, 'get'),
      toWait(scope),
    ],
    remove: (scope) => [collection.change(scope, 'delete'), toWait(scope)],
    repoint: () => [],
    read: (scope) => [collection.look(scope, 'list')],
    use: (scope) => [collection.change(scope, 'use')],
  };
}

function ordered(roles: readonly Role[]): readonly Role[] {
  return ROLES.filter((role) => roles.includes(role));
}

/** Each permission once, by name. */
export function distinctPermissions(permissions: readonly Permission[]): readonly Permission[] {
  const byName = new Map(permissions.map((permission) => [permission.name, permission]));
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The roles that each by itself hold all of these permissions, the narrowest first. */
export function rolesWithAll(permissions: readonly Permission[]): readonly Role[] {
  return ROLES.filter((role) => permissions.every(({ roles }) => roles.includes(role)));
}

/** As few roles as hold all of these permissions together: one if there is one, the narrowest. */
export function rolesToGrant(permissions: readonly Permission[]): readonly Role[] {
  const granted: Role[] = [];
  let missing = permissions;
  while (missing.length > 0) {
    const counts = ROLES.map((role) => ({
      role,
      holds: missing.filter(({ roles }) => roles.includes(role)).length,
    }));
    const best = counts.reduce((one, other) => (other.holds > one.holds ? other : one));
    if (best.holds === 0) throw new Error(`no role holds ${missing[0]?.name}`);
    granted.push(best.role);
    missing = missing.filter(({ roles }) => !roles.includes(best.role));
  }
  return granted;
}
