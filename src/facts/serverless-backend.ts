import { type JsonObject, objectsAt, textAt } from '../json.ts';
import type { RegionScope } from '../resources/network.ts';
import { idOfReference, partsOfId, type ResourceId, resourceId } from '../resources/resource.ts';
import { cloudRunTargetIn, type ServerlessTarget } from '../resources/serverless-neg.ts';
import { type Facts, lookup } from './facts.ts';

/** A backend service of a region, and the one serverless NEG in it. */
export interface ServerlessBackendService {
  readonly id: ResourceId;
  readonly document: JsonObject;
  readonly neg: {
    readonly id: ResourceId;
    readonly name: string;
    readonly target: ServerlessTarget;
  };
}

/** What a backend service is, as far as another service can be put behind it. */
export type FoundBackend =
  | { readonly found: ServerlessBackendService }
  | { readonly found: null; readonly because: string };

/** The backend service of that name, where Cloud Run is behind it. */
export function serverlessBackendOf(facts: Facts, scope: RegionScope, name: string): FoundBackend {
  const none = (because: string): FoundBackend => ({ found: null, because });
  const id = resourceId(scope, 'backendServices', name);
  const document = lookup(facts, id);
  if (document === null) return none(`there is no backend service ${name} in ${scope.region}`);
  const groups = objectsAt(document, 'backends').map((one) => textAt(one, 'group') ?? '');
  const [group, ...others] = groups;
  if (group === undefined) return none(`backend service ${name} has no backend`);
  if (others.length > 0) return none(`backend service ${name} has ${groups.length} backends`);
  const negId = idOfReference(group);
  const parts = partsOfId(negId);
  const neg = lookup(facts, negId);
  const target = neg === null ? null : cloudRunTargetIn(neg);
  if (parts === null || target === null) {
    return none(`what is behind ${name} is no serverless NEG for Cloud Run in ${scope.region}`);
  }
  return { found: { id, document, neg: { id: negId, name: parts.name, target } } };
}
