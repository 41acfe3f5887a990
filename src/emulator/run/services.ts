import type { ApiRequest } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { drawUuid, projectNumber } from '../draw.ts';
import { ApiError, malformed } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, objectOf, objectsOf, readJson, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';

/** Where a Cloud Run service is; an empty region is every region, an empty name every service. */
export interface ServicePlace {
  readonly project: string;
  readonly region: string;
  readonly name: string;
}

const COLLECTION = 'services';

/** The annotation that says what a service lets in. */
export const INGRESS = 'run.googleapis.com/ingress';
const INGRESSES = ['all', 'internal', 'internal-and-cloud-load-balancing'];

function pathOf({ project, region, name }: ServicePlace): string {
  return `projects/${project}/locations/${region}/services/${name}`;
}

/** The services of a place, as a Knative list. */
export function listServices(world: World, { project, region }: ServicePlace): JsonObject {
  const items = [...world.store.resources()]
    .filter(({ collection }) => collection === COLLECTION)
    .filter((service) => service.project === project)
    .filter(({ scope }) => region === '' || scope === `regions/${region}`)
    .map(view);
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'ServiceList',
    metadata: {
      selfLink: `/apis/serving.knative.dev/v1/namespaces/${projectNumber(project)}/services`,
    },
    items,
  };
}

/** One service. @throws {ApiError} 404 where it is not there */
export function getService(world: World, place: ServicePlace): JsonObject {
  return view(needed(world, place));
}

/** Makes a service from a Knative document; it is ready at once. */
export function createService(world: World, place: ServicePlace, request: ApiRequest): JsonObject {
  const sent = documentIn(request);
  const name = textOf(objectOf(sent['metadata'])['name']);
  const at = { ...place, name };
  if (!/^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/.test(name)) {
    throw malformed(`metadata.name: "${name}" is not the name of a service.`);
  }
  if (world.store.resource(pathOf(at)) !== undefined) {
    throw conflict(`Resource '${name}' already exists.`, 'ALREADY_EXISTS');
  }
  const { project, region } = at;
  const service: StoredResource = {
    path: pathOf(at),
    collection: COLLECTION,
    project,
    scope: `regions/${region}`,
    name,
    id: drawUuid(world.store),
    created: world.now(),
    live: true,
    fields: { ...contentOf(sent), resourceVersion: 1, policy: { version: 1, etag: 'ACAB' } },
  };
  world.store.put(service);
  return view(service);
}

/** Puts a new document in place of the one it was read as. */
export function replaceService(world: World, place: ServicePlace, request: ApiRequest): JsonObject {
  const service = needed(world, place);
  const sent = documentIn(request);
  const known = resourceVersion(service);
  const read = textOf(objectOf(sent['metadata'])['resourceVersion']);
  if (read !== '' && read !== known) {
    throw conflict(
      `Conflict for resource '${place.name}': version '${read}' was specified but current version is '${known}'.`,
      'ABORTED',
    );
  }
  const fields = { ...service.fields, ...contentOf(sent), resourceVersion: versionOf(service) + 1 };
  const replaced = { ...service, fields };
  world.store.put(replaced);
  return view(replaced);
}

/** Deletes a service at once. */
export function deleteService(world: World, place: ServicePlace): JsonObject {
  world.store.remove(needed(world, place).path);
  return { kind: 'Status', status: 'Success' };
}

/** Who may call a service. */
export function getPolicy(world: World, place: ServicePlace): JsonObject {
  return objectOf(needed(world, place).fields['policy']);
}

/** Replaces who may call a service. */
export function setPolicy(world: World, place: ServicePlace, request: ApiRequest): JsonObject {
  const service = needed(world, place);
  const sent = readJson(request.body);
  const { bindings = [] } = objectOf(isObject(sent) ? sent['policy'] : undefined);
  const policy = { version: 1, etag: 'ACAC', bindings };
  world.store.put({ ...service, fields: { ...service.fields, policy } });
  return policy;
}

function needed(world: World, place: ServicePlace): StoredResource {
  const service = world.store.resource(pathOf(place));
  if (service === undefined) {
    const { name, region, project } = place;
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: `Resource '${name}' of kind 'SERVICE' in region '${region}' in project '${project}' does not exist.`,
    });
  }
  return service;
}

function conflict(message: string, status: string): ApiError {
  return new ApiError({ http: 409, reason: 'conflict', message, status });
}

function documentIn({ body }: ApiRequest): JsonObject {
  const sent: Json | undefined = readJson(body);
  if (!isObject(sent)) {
    throw malformed('Invalid JSON payload received.');
  }
  return sent;
}

/** What of a document is the client's to say: annotations and the spec. */
function contentOf(sent: JsonObject): JsonObject {
  const annotations = objectOf(objectOf(sent['metadata'])['annotations']);
  const ingress = annotations[INGRESS] ?? 'all';
  if (!INGRESSES.includes(textOf(ingress))) {
    throw malformed(`metadata.annotations[${INGRESS}]: "${textOf(ingress)}" is not valid.`);
  }
  const spec = objectOf(sent['spec']);
  const traffic = objectsOf(spec['traffic']);
  const latest: readonly Json[] = [{ percent: 100, latestRevision: true }];
  return {
    annotations: { ...annotations, [INGRESS]: ingress, [`${INGRESS}-status`]: ingress },
    spec: { ...spec, traffic: traffic.length === 0 ? latest : traffic },
  };
}

function versionOf({ fields }: StoredResource): number {
  return typeof fields['resourceVersion'] === 'number' ? fields['resourceVersion'] : 1;
}

function resourceVersion(service: StoredResource): string {
  return `AAY${Buffer.from(String(versionOf(service))).toString('base64url')}`;
}

/** The document as reads show it: what was said, and what became of it. */
function view(service: StoredResource): JsonObject {
  const { name, project, scope, fields, id, created } = service;
  const region = scope.slice('regions/'.length);
  const number = projectNumber(project);
  const generation = versionOf(service);
  const at = new Date(created).toISOString();
  const spec = objectOf(fields['spec']);
  const revision = `${name}-${String(generation).padStart(5, '0')}-${id.slice(0, 3)}`;
  const host = `${name}-${number}.${region}.run.app`;
  const conditions = ['Ready', 'ConfigurationsReady', 'RoutesReady'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: at,
  }));
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: number,
      selfLink: `/apis/serving.knative.dev/v1/namespaces/${number}/services/${name}`,
      uid: id,
      resourceVersion: resourceVersion(service),
      generation,
      creationTimestamp: at,
      labels: { 'cloud.googleapis.com/location': region },
      annotations: objectOf(fields['annotations']),
    },
    spec,
    status: {
      observedGeneration: generation,
      conditions,
      latestReadyRevisionName: revision,
      latestCreatedRevisionName: revision,
      traffic: objectsOf(spec['traffic']).map((target) => ({
        ...target,
        revisionName: target['revisionName'] ?? revision,
        ...(typeof target['tag'] === 'string' ? { url: `https://${target['tag']}---${host}` } : {}),
      })),
      url: `https://${host}`,
      address: { url: `https://${host}` },
    },
  };
}
