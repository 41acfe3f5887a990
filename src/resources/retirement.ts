import { kind } from './kind.ts';
import { networkEndpointGroupKind } from './network-endpoint-group.ts';
import type { Resource, ResourceId } from './resource.ts';
import { isSameServerlessNeg } from './serverless-neg.ts';

/**
 * A serverless NEG that goes once nothing uses it, as a step that can be taken back: nothing is in it that a
 * command could not say, so the same NEG is made again. A NEG of that name that calls something else is
 * somebody else's, and is left alone.
 */
export const retirementKind = kind({
  name: 'retirements',
  title: 'network endpoint group',
  verb: 'delete',
  isRewrite: true,
  createdIn: () => null,
  inContainer: (neg, { body }) => {
    if (neg === null) return body;
    return isSameServerlessNeg(body, neg) ? null : { networkEndpointType: 'another' };
  },
  typicalSeconds: { create: 4, remove: 4 },
  permissions: {
    create: networkEndpointGroupKind.permissions.remove,
    remove: networkEndpointGroupKind.permissions.create,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

/** @param after what has to be done before nothing uses the NEG any more */
export function retirement(neg: Resource, after: ResourceId): Resource {
  return {
    ...neg,
    id: `${neg.id}/retirement`,
    kind: 'retirements',
    container: neg.id,
    refs: [after],
    summary: `${neg.summary}, deleted`,
    create: neg.remove,
    createReplaces: true,
    remove: neg.create,
  };
}
