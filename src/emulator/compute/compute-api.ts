import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import { invalidField, legacyAnswer, notFound } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isObject, readJson, textOf } from '../json.ts';
import type { StoredOperation } from '../store.ts';
import type { ComputeCall } from './call.ts';
import type { ChangeCall } from './changes.ts';
import {
  deleteResource,
  insertResource,
  patchResource,
  runMethod,
  updateResource,
} from './changes.ts';
import { checkBody, readBody } from './check-body.ts';
import type { Kind, Method, ReadMethod, World } from './kind.ts';
import type { ListCall } from './lists.ts';
import { aggregatedAnswer, listAnswer } from './lists.ts';
import { routeOperations } from './operation-calls.ts';
import type { OperationFault } from './operations.ts';
import { renderOperation } from './operations.ts';
import { decoded, formatPath, scopeType } from './paths.ts';
import { permissionsFor, permissionsToRefer } from './permissions.ts';
import { routePlaces } from './places.ts';
import { REGIONS, ZONES } from './regions.ts';
import { viewResource } from './views.ts';
import { findLive, liveOf, projectId } from './world.ts';

/** compute.googleapis.com, versions v1, beta and alpha: the same handlers (compute-api-behaviour.md 1). */
export const computeApi: ApiFamily = {
  service: 'compute.googleapis.com',
  title: 'Compute Engine API',
  pattern: /(?:^|\/)compute\/(v1|beta|alpha)\/(projects\/.+)$/,
  canBeDisabled: true,
  route: routeCompute,
  refuse: legacyAnswer,
};

function routeCompute(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', ...rest] = request.path.split('/').map(decoded);
  const project = projectId(world, owner);
  const places = routePlaces(request, world, project, rest);
  if (places !== undefined) {
    return places;
  }
  const call = { request, world, project, ...takeScope(rest) };
  if (call.collection === 'operations') {
    return routeOperations(call);
  }
  const kind = world.kinds.get(call.collection);
  return kind === undefined ? undefined : routeKind(call, kind);
}

function takeScope(
  parts: readonly string[],
): Pick<ComputeCall, 'scope' | 'collection' | 'name' | 'method'> {
  const [first = '', second = ''] = parts;
  if (first === 'global' || first === 'aggregated') {
    return named(first, parts.slice(1));
  }
  if (first === 'regions' || first === 'zones') {
    return named(`${first}/${second}`, parts.slice(2));
  }
  // setUrlMap and setSslCertificates of global proxies have no /global/ in their path (compute-api-behaviour.md 1).
  return named('global', parts);
}

function named(
  scope: string,
  [collection = '', name = '', method = '']: readonly string[],
): Pick<ComputeCall, 'scope' | 'collection' | 'name' | 'method'> {
  return { scope, collection, name, method };
}

function routeKind(call: ComputeCall, kind: Kind): Route | undefined {
  if (call.scope === 'aggregated') {
    return call.name === '' ? aggregatedRoute(call, kind) : undefined;
  }
  if (!kind.scopes.includes(scopeType(call.scope))) {
    return undefined;
  }
  checkPlace(call.scope);
  if (call.method !== '') {
    return methodRoute(call, kind);
  }
  return call.name === '' ? collectionRoute(call, kind) : resourceRoute(call, kind);
}

/** assumption: an unknown region or zone is refused like any other invalid value. */
function checkPlace(scope: string): void {
  const [type, place = ''] = scope.split('/');
  if (type === 'regions' && !REGIONS.includes(place)) {
    throw invalidField('region', place, 'Unknown region.');
  }
  if (type === 'zones' && !ZONES.includes(place)) {
    throw invalidField('zone', place, 'Unknown zone.');
  }
}

function collectionRoute(call: ComputeCall, kind: Kind): Route | undefined {
  switch (call.request.method) {
    case 'GET':
      return computeRoute(call, 'list', () => jsonAnswer(200, listOfKind(call, kind)));
    case 'POST':
      return changeRoute(call, kind, 'insert', insertResource);
    default:
      return undefined;
  }
}

function resourceRoute(call: ComputeCall, kind: Kind): Route | undefined {
  const has = (scopes: Kind['patch']): boolean => scopes?.includes(scopeType(call.scope)) === true;
  switch (call.request.method) {
    case 'GET':
      return computeRoute(call, 'get', () => jsonAnswer(200, getResource(call)));
    case 'DELETE':
      return changeRoute(call, kind, 'delete', deleteResource);
    case 'PATCH':
      return has(kind.patch) ? changeRoute(call, kind, 'patch', patchResource) : undefined;
    case 'PUT':
      return has(kind.update) ? changeRoute(call, kind, 'update', updateResource) : undefined;
    default:
      return undefined;
  }
}

function getResource({ world, request, ...place }: ComputeCall): JsonObject {
  const path = formatPath(place);
  const resource = findLive(world, path);
  if (resource === undefined) {
    throw notFound(path);
  }
  return viewResource(world, resource, request.version);
}

function listOfKind(call: ComputeCall, kind: Kind): JsonObject {
  return listAnswer(
    listCall(call, `compute#${kind.singular}List`),
    viewsOf(call, kind, call.scope),
  );
}

function aggregatedRoute(call: ComputeCall, kind: Kind): Route {
  const list = listCall(call, kind.aggregatedKind ?? `compute#${kind.singular}AggregatedList`);
  const run = (): Answer =>
    jsonAnswer(200, aggregatedAnswer(list, kind.collection, viewsOf(call, kind)));
  return { ...computeRoute({ ...call, scope: 'global' }, 'list', run), path: list.path };
}

function listCall(call: ComputeCall, kind: string): ListCall {
  const { request, project, scope, collection } = call;
  const path = `projects/${project}/${scope}/${collection}`;
  return { kind, path, query: request.query, version: request.version };
}

function viewsOf(
  call: ComputeCall,
  kind: Kind,
  scope?: string,
): { scope: string; item: JsonObject }[] {
  return liveOf(call.world, kind.collection)
    .filter((resource) => resource.project === call.project)
    .filter((resource) => scope === undefined || resource.scope === scope)
    .map((resource) => ({
      scope: resource.scope,
      item: viewResource(call.world, resource, call.request.version),
    }));
}

function methodRoute(call: ComputeCall, kind: Kind): Route | undefined {
  const method = kind.methods?.[call.method];
  if (method === undefined || call.request.method !== httpMethodOf(method)) {
    return undefined;
  }
  return method.does === 'change'
    ? changeRoute(call, kind, call.method, (change) => runMethod(change, call.method, method))
    : computeRoute(call, method.permission ?? call.method, () =>
        jsonAnswer(200, readWith(call, method)),
      );
}

function httpMethodOf(method: Method): string {
  return method.does === 'read' ? method.http : 'POST';
}

function readWith(call: ComputeCall, method: ReadMethod): JsonObject {
  const { world, request } = call;
  const path = formatPath(call);
  const sent = readBody(request.body === '' ? {} : readJson(request.body));
  checkBody(method.body, sent, '');
  const resource = findLive(world, path);
  const about = { world, sent, query: request.query, version: request.version };
  if (resource !== undefined) {
    return method.answer({ ...about, resource });
  }
  if (method.absent === undefined) {
    throw notFound(path);
  }
  return method.absent({ ...about, draft: { ...call, path, fields: {}, sent } });
}

function changeRoute(
  call: ComputeCall,
  kind: Kind,
  verb: string,
  change: (call: ChangeCall) => StoredOperation,
): Route {
  const { request, world } = call;
  const body = readJson(request.body);
  const run = (fault?: OperationFault): Answer => {
    const again = repeated(call);
    const operation =
      again ??
      change({
        ...call,
        kind,
        body,
        query: request.query,
        version: request.version,
        ...(fault === undefined ? {} : { fault }),
      });
    return jsonAnswer(200, renderOperation(world.store.operation(operation.path) ?? operation));
  };
  const name = verb === 'insert' && isObject(body) ? textOf(body['name']) : call.name;
  const route = computeRoute({ ...call, name }, verb, run);
  const fields = kind.methods?.[verb]?.body ?? kind.fields;
  const refers = permissionsToRefer(call, fields, body);
  return { ...route, permissions: [...route.permissions, ...refers] };
}

/** A second call with the same requestId gets the first one's operation (compute-api-behaviour.md 2.1, docs). */
function repeated({ world, request, project }: ComputeCall): StoredOperation | undefined {
  const requestId = request.query.get('requestId');
  return requestId === null
    ? undefined
    : [...world.store.operations()].find(
        (operation) => operation.requestId === requestId && operation.project === project,
      );
}

/** A route for a compute call. */
export function computeRoute(call: ComputeCall, verb: string, run: Route['run']): Route {
  const { project, scope, collection, name } = call;
  const base = `projects/${project}/${scope}/${collection}`;
  const path = name === '' ? base : `${base}/${name}`;
  return {
    project,
    verb,
    collection,
    name,
    path,
    permissions: permissionsFor(collection, scope, verb, path),
    run,
  };
}
