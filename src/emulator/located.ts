import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { ApiFamily, ApiRequest, NeededPermission, Route } from './api.ts';
import { checkBody, readBody } from './compute/check-body.ts';
import type { World } from './compute/kind.ts';
import { decoded } from './compute/paths.ts';
import type { Fields } from './compute/schema.ts';
import { labels, text } from './compute/schema.ts';
import { liveOf, projectId } from './compute/world.ts';
import { drawId, drawOperationName } from './draw.ts';
import { ApiError, malformed, statusAnswer } from './errors.ts';
import type { JsonObject } from './json.ts';
import { isObject, readJson } from './json.ts';
import type { StoredResource } from './store.ts';

/** A collection below `projects/P/locations/L` of an API whose changes are long-running operations. */
export interface LocatedCollection {
  readonly name: string;
  /** IAM's word for it, where that is another. */
  readonly iamName?: string;
  /** The message's name: `ClientTlsPolicy`. */
  readonly message: string;
  /** The parameter that names what is made: `clientTlsPolicyId`. */
  readonly parameter: string;
  /** Beside those that all have: name, description, labels and times. */
  readonly fields: Fields;
  /** What is kept of a body, secrets aside; the body as it is where it says nothing. */
  readonly complete?: (sent: JsonObject) => JsonObject;
  /** What may have to be referred to by whoever makes one with this body; a reference that is empty counts for none. */
  readonly uses?: (sent: JsonObject) => readonly NeededPermission[];
  /** What keeps it from being deleted. */
  readonly userOf: (world: World, resource: StoredResource) => StoredResource | undefined;
}

interface LocatedApi extends Pick<ApiFamily, 'title'> {
  /** The word before `.googleapis.com`, in IAM and in the paths of the emulator. */
  readonly word: string;
  readonly collections: readonly LocatedCollection[];
}

/** An API with such collections (compute-api-behaviour.md 11). */
export function locatedApi(api: LocatedApi): ApiFamily {
  const { word, title } = api;
  return {
    service: `${word}.googleapis.com`,
    title,
    pattern: new RegExp(`(?:^|/)${word}/(v1|v1beta1)/(projects/.+)$`),
    canBeDisabled: true,
    refuse: statusAnswer,
    route: (request, world) => routeLocated(api, request, world),
  };
}

const COMMON: Fields = {
  name: text(),
  description: text(),
  createTime: text({ output: true }),
  updateTime: text({ output: true }),
  labels: labels(),
};

interface LocatedCall {
  readonly api: LocatedApi;
  readonly request: ApiRequest;
  readonly world: World;
  readonly project: string;
  /** `projects/P/locations/L`. */
  readonly parent: string;
  readonly location: string;
}

function routeLocated(api: LocatedApi, request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', locations, location = '', word, name = ''] = request.path
    .split('/')
    .map(decoded);
  if (locations !== 'locations' || location === '') {
    return undefined;
  }
  const project = projectId(world, owner);
  const parent = `projects/${project}/locations/${location}`;
  const call = { api, request, world, project, location, parent };
  if (word === 'operations') {
    return name === '' ? undefined : routeOperation(call, name);
  }
  const collection = api.collections.find((one) => one.name === word);
  return collection === undefined ? undefined : routeResources(call, collection, name);
}

function routeResources(
  call: LocatedCall,
  collection: LocatedCollection,
  name: string,
): Route | undefined {
  const { api, request, project, parent } = call;
  const made = request.query.get(collection.parameter) ?? '';
  const all = `${parent}/${collection.name}`;
  const path = name === '' ? all : `${all}/${name}`;
  const route = (verb: string, word: string, run: Route['run']): Route => ({
    project,
    verb,
    collection: collection.name,
    name: verb === 'insert' ? made : name,
    path,
    permissions: [
      { name: `${api.word}.${collection.iamName ?? collection.name}.${word}`, path },
      ...(word === 'create' ? usedBy(call, collection) : []),
    ],
    run,
  });
  switch (`${request.method} ${name === '' ? 'all' : 'one'}`) {
    case 'GET all':
      return route('list', 'list', () => jsonAnswer(200, listed(call, collection)));
    case 'POST all':
      return route('insert', 'create', () => create(call, collection, made));
    case 'GET one':
      return route('get', 'get', () => jsonAnswer(200, view(found(call, path))));
    case 'PATCH one':
      return route('patch', 'update', () => patch(call, collection, path));
    case 'DELETE one':
      return route('delete', 'delete', () => remove(call, collection, path));
    default:
      return undefined;
  }
}

function usedBy(
  { request }: LocatedCall,
  { uses }: LocatedCollection,
): readonly NeededPermission[] {
  const body = uses === undefined ? undefined : readJson(request.body);
  return uses === undefined || !isObject(body) ? [] : uses(body).filter(({ path }) => path !== '');
}

/** The location `-` stands for all of them. */
function listed({ world, project, parent, location }: LocatedCall, { name }: LocatedCollection) {
  const within = location === '-' ? `projects/${project}/locations/` : `${parent}/`;
  const there = liveOf(world, name)
    .filter(({ path }) => path.startsWith(within))
    .map(view);
  return there.length === 0 ? {} : { [name]: there };
}

function view({ path, created, fields }: StoredResource): JsonObject {
  // Nanoseconds in UTC (compute-api-behaviour.md 11).
  const time = new Date(created).toISOString().replace('Z', '000000Z');
  return { name: path, createTime: time, updateTime: time, ...fields };
}

function found({ world }: LocatedCall, path: string): StoredResource {
  const resource = world.store.resource(path);
  if (resource === undefined) {
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: `Resource '${path}' was not found`,
    });
  }
  return resource;
}

/** The fields of a body; its name is that of the path (compute-api-behaviour.md 11). */
function fieldsOf({ request }: LocatedCall, { fields, complete }: LocatedCollection): JsonObject {
  const sent = readBody(readJson(request.body));
  checkBody({ ...COMMON, ...fields }, sent, '');
  const { name: _given, createTime: _created, updateTime: _updated, ...kept } = sent;
  return complete === undefined ? kept : complete(kept);
}

function create(call: LocatedCall, collection: LocatedCollection, name: string): Answer {
  const { world, project, parent, location } = call;
  const path = `${parent}/${collection.name}/${name}`;
  // assumption: the form of names; underscores are allowed, the seed has them (rules.md, name/policy-id).
  if (!/^[a-zA-Z][-_a-zA-Z0-9]{0,62}$/.test(name)) {
    const parameter = collection.parameter.replace(/[A-Z]/g, (letter) =>
      `_${letter}`.toLowerCase(),
    );
    throw malformed(`Invalid ${parameter} '${name}'.`);
  }
  const fields = fieldsOf(call, collection);
  if (world.store.resource(path) !== undefined) {
    throw new ApiError({
      http: 409,
      reason: 'alreadyExists',
      message: `Resource '${path}' already exists`,
    });
  }
  const resource: StoredResource = {
    path,
    collection: collection.name,
    project,
    scope: `locations/${location}`,
    name,
    id: drawId(world.store),
    created: world.now(),
    live: true,
    fields,
  };
  world.store.put(resource);
  return accepted(call, 'create', path, { ...typeOf(call, collection), ...view(resource) });
}

function patch(call: LocatedCall, collection: LocatedCollection, path: string): Answer {
  const resource = { ...found(call, path), fields: fieldsOf(call, collection) };
  call.world.store.put(resource);
  return accepted(call, 'update', path, { ...typeOf(call, collection), ...view(resource) });
}

function typeOf({ api }: LocatedCall, { message }: LocatedCollection): JsonObject {
  return { '@type': `type.googleapis.com/google.cloud.${api.word}.v1.${message}` };
}

/** assumption: what something else names is refused like a mesh that a route names. */
function remove(call: LocatedCall, collection: LocatedCollection, path: string): Answer {
  const { world } = call;
  const user = collection.userOf(world, found(call, path));
  if (user !== undefined) {
    throw new ApiError({
      http: 400,
      reason: 'resourceInUseByAnotherResource',
      status: 'FAILED_PRECONDITION',
      message: `Resource '${path}' is already being used by '${user.path}'`,
    });
  }
  world.store.remove(path);
  return accepted(call, 'delete', path, { '@type': 'type.googleapis.com/google.protobuf.Empty' });
}

/** The change is made at once, the operation says so at the first poll. assumption: nothing is seen in between. */
function accepted(
  { api, world, parent, request }: LocatedCall,
  verb: string,
  target: string,
  response: JsonObject,
): Answer {
  const name = `${parent}/operations/${drawOperationName(world.store, world.now())}`;
  const time = new Date(world.now()).toISOString().replace('Z', '000000Z');
  const metadata = {
    '@type': `type.googleapis.com/google.cloud.${api.word}.v1.OperationMetadata`,
    createTime: time,
    target,
    verb,
    requestedCancellation: false,
    apiVersion: request.version,
  };
  const done = { name, metadata: { ...metadata, endTime: time }, done: true, response };
  const { longRunning } = world.store.settings;
  world.store.set({ longRunning: { ...longRunning, [name]: done } });
  return jsonAnswer(200, { name, metadata, done: false });
}

function routeOperation({ api, world, project, parent }: LocatedCall, name: string): Route {
  const path = `${parent}/operations/${name}`;
  return {
    project,
    verb: 'get',
    collection: 'operations',
    name,
    path,
    permissions: [{ name: `${api.word}.operations.get`, path }],
    run: () => {
      const operation = world.store.settings.longRunning[path];
      if (!isObject(operation)) {
        throw new ApiError({
          http: 404,
          reason: 'notFound',
          message: `Resource '${path}' was not found`,
        });
      }
      return jsonAnswer(200, operation);
    },
  };
}
