import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { decoded } from '../compute/paths.ts';
import { liveOf, projectId } from '../compute/world.ts';
import { drawId, drawOperationName } from '../draw.ts';
import { ApiError, malformed, statusAnswer } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isObject, readJson } from '../json.ts';

/** networkservices.googleapis.com: the routes of a service mesh, made and listed; as much as a look at them takes. */
export const networkServicesApi: ApiFamily = {
  service: 'networkservices.googleapis.com',
  title: 'Network Services API',
  pattern: /(?:^|\/)networkservices\/(v1|v1beta1)\/(projects\/.+)$/,
  canBeDisabled: true,
  refuse: statusAnswer,
  route: routeRoutes,
};

/** Collections, with the parameter that names what is made in each. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  httpRoutes: 'httpRouteId',
  grpcRoutes: 'grpcRouteId',
  tcpRoutes: 'tcpRouteId',
  tlsRoutes: 'tlsRouteId',
};

function routeRoutes(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', locations, location = '', collection = '', ...rest] = request.path
    .split('/')
    .map(decoded);
  const parameter = COLLECTIONS[collection];
  if (locations !== 'locations' || parameter === undefined || rest.length > 0) {
    return undefined;
  }
  const project = projectId(world, owner);
  const path = `projects/${project}/locations/${location}/${collection}`;
  const name = request.query.get(parameter) ?? '';
  const route = (verb: string, word: string, body: () => JsonObject): Route => ({
    project,
    verb,
    collection,
    name: verb === 'insert' ? name : '',
    path,
    permissions: [{ name: `networkservices.${collection}.${word}`, path }],
    run: () => jsonAnswer(200, body()),
  });
  switch (request.method) {
    case 'GET':
      return route('list', 'list', () => listed(world, path, collection));
    case 'POST':
      return route('insert', 'create', () =>
        created(world, { project, collection, path: `${path}/${name}`, name, location }, request),
      );
    default:
      return undefined;
  }
}

function listed(world: World, parent: string, collection: string): JsonObject {
  const found = liveOf(world, collection)
    .filter(({ path }) => path.startsWith(`${parent}/`))
    .map(({ path, created: at, fields }) => {
      const time = new Date(at).toISOString();
      return { name: path, createTime: time, updateTime: time, ...fields };
    });
  return found.length === 0 ? {} : { [collection]: found };
}

interface Place {
  readonly project: string;
  readonly location: string;
  readonly collection: string;
  readonly path: string;
  readonly name: string;
}

/** assumption: what a route holds is kept as it comes; a route is there at once. */
function created(world: World, place: Place, { body }: ApiRequest): JsonObject {
  const { project, location, collection, path, name } = place;
  const sent = readJson(body);
  if (name === '' || !isObject(sent)) {
    throw malformed('A route needs a name and a body.');
  }
  if (world.store.resource(path) !== undefined) {
    const message = `Resource '${path}' already exists`;
    throw new ApiError({ http: 409, reason: 'alreadyExists', message });
  }
  const { name: _given, ...fields } = sent;
  world.store.put({
    path,
    collection,
    project,
    scope: `locations/${location}`,
    name,
    id: drawId(world.store),
    created: world.now(),
    live: true,
    fields,
  });
  return {
    name: `projects/${project}/locations/${location}/operations/${drawOperationName(world.store, world.now())}`,
    done: true,
    response: { name: path, ...fields },
  };
}
