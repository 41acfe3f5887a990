import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { Route } from '../api.ts';
import { notFound } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { StoredOperation } from '../store.ts';
import type { ComputeCall } from './call.ts';
import type { World } from './kind.ts';
import type { ListCall } from './lists.ts';
import { aggregatedAnswer, listAnswer } from './lists.ts';
import { renderOperation, settle } from './operations.ts';
import { splitPath } from './paths.ts';
import { permissionsFor } from './permissions.ts';

/** `wait` answers after two minutes at the latest (compute-api-behaviour.md 2.2). */
const LONGEST_WAIT = 120_000;

/** The calls on operations: get, list, aggregated, wait, delete. */
export function routeOperations(call: ComputeCall): Route | undefined {
  const { request, world, project, scope, name, method } = call;
  const base = `projects/${project}/${scope}/operations`;
  const path = name === '' ? base : `${base}/${name}`;
  const route = (verb: string, run: Route['run']): Route => ({
    project,
    verb,
    collection: 'operations',
    name,
    path,
    permissions: permissionsFor(
      'operations',
      scope === 'aggregated' ? 'global' : scope,
      verb,
      path,
    ),
    ...aboutOf(world, path),
    run,
  });
  if (name === '') {
    return request.method === 'GET' ? route('list', () => listOperations(call, path)) : undefined;
  }
  if (method === 'wait') {
    return request.method === 'POST' ? route('wait', () => waitFor(world, path)) : undefined;
  }
  switch (request.method) {
    case 'GET':
      return route('get', () => jsonAnswer(200, renderOperation(needOperation(world, path))));
    case 'DELETE':
      return route('delete', () => deleteOperation(world, path));
    default:
      return undefined;
  }
}

function aboutOf(world: World, path: string): Pick<Route, 'about'> {
  const operation = world.store.operation(path);
  return operation === undefined ? {} : { about: splitPath(operation.target) };
}

function needOperation(world: World, path: string): StoredOperation {
  const operation = world.store.operation(path);
  if (operation === undefined) {
    throw notFound(path);
  }
  return operation;
}

async function waitFor(world: World, path: string): Promise<Answer> {
  const until = world.now() + LONGEST_WAIT * world.pace;
  for (;;) {
    settle(world);
    const operation = needOperation(world, path);
    const rest = Math.min(operation.ends ?? until, until) - world.now();
    if (operation.done || rest <= 0) {
      return jsonAnswer(200, renderOperation(operation));
    }
    await world.sleep(rest);
  }
}

function deleteOperation(world: World, path: string): Answer {
  needOperation(world, path);
  world.store.removeOperation(path);
  return { status: 204, headers: {}, body: '' };
}

function listOperations({ world, request, project, scope }: ComputeCall, path: string): Answer {
  const found = [...world.store.operations()]
    .filter((operation) => operation.project === project)
    .filter((operation) => scope === 'aggregated' || operation.scope === scope)
    .map((operation) => ({ scope: operation.scope, item: renderOperation(operation) }));
  const call = (kind: string): ListCall => ({
    kind,
    path,
    query: request.query,
    version: request.version,
  });
  const body: JsonObject =
    scope === 'aggregated'
      ? aggregatedAnswer(call('compute#operationAggregatedList'), 'operations', found)
      : listAnswer(call('compute#operationList'), found);
  return jsonAnswer(200, body);
}
