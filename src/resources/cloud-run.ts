import type { Command } from '../gcloud/command.ts';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { kind } from './kind.ts';
import type { RegionScope } from './network.ts';
import type { Permission } from './permission.ts';
import { partsOfId, type Resource, type ResourceId, resourceId } from './resource.ts';

/** What a Cloud Run service lets in: everything, only what is inside, or that and load balancers. */
export type Ingress = 'all' | 'internal' | 'internal-and-cloud-load-balancing';

const RUN_API = 'run.googleapis.com';
const INGRESS = 'run.googleapis.com/ingress';

/**
 * Viewers see services and their IAM policies, developers change services too, and cannot set policies
 * (docs.cloud.google.com/run/docs/securing/managing-access, "Cloud Run predefined roles").
 */
function runPermission(word: string, isRead: boolean): Permission {
  const roles = isRead
    ? (['roles/run.viewer', 'roles/run.developer'] as const)
    : (['roles/run.developer'] as const);
  return { name: `run.services.${word}`, roles };
}

function objectAt(document: JsonObject, key: string): JsonObject {
  const member = document[key];
  return member !== undefined && isJsonObject(member) ? member : {};
}

/**
 * A Cloud Run service as the engine sees one. gcloud shows Knative documents, in which the name is not
 * where every other API has it.
 */
function serviceOf(document: JsonObject): JsonObject {
  const metadata = objectAt(document, 'metadata');
  const status = objectAt(document, 'status');
  const ready = objectsAt(status, 'conditions').find((one) => textAt(one, 'type') === 'Ready');
  return {
    name: textAt(metadata, 'name') ?? '',
    id: textAt(metadata, 'uid') ?? '',
    ingress: textAt(objectAt(metadata, 'annotations'), INGRESS) ?? 'all',
    isReady: ready === undefined || textAt(ready, 'status') !== 'False',
    url: textAt(status, 'url') ?? '',
    tags: objectsAt(status, 'traffic').flatMap((target) => textAt(target, 'tag') ?? []),
  };
}

/** Cloud Run services: read, never made; they belong to nobody's load balancer. */
export const cloudRunServiceKind = kind({
  name: 'cloudRunServices',
  title: 'Cloud Run service',
  list: (scope) => ({
    argv: [
      'run',
      'services',
      'list',
      ...(scope.type === 'region' ? [`--region=${scope.region}`] : []),
    ],
  }),
  fromList: serviceOf,
  api: RUN_API,
  createdIn: () => null,
  typicalSeconds: { create: 0, remove: 0 },
  permissions: {
    create: () => [],
    remove: () => [],
    repoint: () => [],
    read: () => [runPermission('list', true)],
    use: () => [],
  },
});

function toChangeIngress(): readonly Permission[] {
  return [runPermission('get', true), runPermission('update', false)];
}

export const ingressKind = kind({
  inContainer: (service, { body }) => {
    const ingress = service?.['ingress'] ?? null;
    return ingress === body['ingress'] ? { ingress } : null;
  },
  name: 'ingresses',
  title: 'ingress',
  verb: 'restrict',
  api: RUN_API,
  createdIn: () => null,
  typicalSeconds: { create: 5, remove: 5 },
  permissions: {
    create: toChangeIngress,
    remove: toChangeIngress,
    repoint: () => [],
    read: () => [],
    use: () => [],
  },
});

export function cloudRunServiceId(scope: RegionScope, name: string): ResourceId {
  return resourceId(scope, 'cloudRunServices', name);
}

function ingressCommand(scope: RegionScope, service: string, ingress: Ingress) {
  const place = `--region=${scope.region}`;
  return { argv: ['run', 'services', 'update', service, place, `--ingress=${ingress}`] };
}

/**
 * The ingress of a Cloud Run service that is open to everybody, restricted to what is inside and to load
 * balancers. It waits until requests can come through the load balancer.
 */
export function restrictedIngress(
  scope: RegionScope,
  service: string,
  after: readonly ResourceId[],
): Resource {
  const container = cloudRunServiceId(scope, service);
  const ingress: Ingress = 'internal-and-cloud-load-balancing';
  return {
    id: `${container}/ingress`,
    kind: 'ingresses',
    scope,
    name: service,
    container,
    refs: [container, ...after],
    summary: `all -> ${ingress}`,
    body: { ingress },
    create: ingressCommand(scope, service, ingress),
    createReplaces: true,
    remove: ingressCommand(scope, service, 'all'),
  };
}

/** Shows who may call a Cloud Run service. */
export function readPolicy(service: ResourceId): Command {
  const parts = partsOfId(service);
  if (parts?.scope.type !== 'region') throw new Error(`${service} is no Cloud Run service`);
  const { name, scope } = parts;
  return { argv: ['run', 'services', 'get-iam-policy', name, `--region=${scope.region}`] };
}
