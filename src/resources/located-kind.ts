import { textAt } from '../json.ts';
import { createdAt, type Kind } from './kind.ts';
import { locationFlag, type Resource, type Scope } from './resource.ts';

/**
 * What tells a live resource of an API that knows locations from another: its full name, and when it was made,
 * for the server gives no id.
 */
export const LOCATED_DOCUMENT = {
  nameIn: (document) => textAt(document, 'name')?.split('/').at(-1),
  identityIn: (document) => textAt(document, 'createTime') ?? null,
  createdIn: createdAt('createTime'),
} satisfies Partial<Kind>;

function removal(group: readonly string[], scope: Scope, name: string): Resource['remove'] {
  return { argv: [...group, 'delete', name, locationFlag(scope)] };
}

/**
 * A kind of such an API, whose operations gcloud cannot list and of which few projects have any.
 * @param everywhere the location that stands for all in which it may be
 */
export function locatedKind(
  group: readonly string[],
  everywhere: 'global' | '-',
): Pick<Kind, keyof typeof LOCATED_DOCUMENT | 'list' | 'listAll' | 'remove'> &
  Pick<Kind, 'settlesAfterSeconds' | 'isReadOnDemand'> {
  return {
    ...LOCATED_DOCUMENT,
    settlesAfterSeconds: 15,
    isReadOnDemand: true,
    list: (scope) => ({ argv: [...group, 'list', locationFlag(scope)] }),
    listAll: { argv: [...group, 'list', `--location=${everywhere}`] },
    remove: (scope, name) => removal(group, scope, name),
  };
}

/**
 * What all resources of such an API have in common: gcloud sends their creates again after a lost answer and
 * then says that they exist, so that a read comes before each attempt.
 */
export function locatedResource(
  group: readonly string[],
  scope: Scope,
  name: string,
): Pick<Resource, 'scope' | 'name' | 'container' | 'createReplaces' | 'remove'> {
  return {
    scope,
    name,
    container: null,
    createReplaces: true,
    remove: removal(group, scope, name),
  };
}
