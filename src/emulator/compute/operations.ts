import { pacificTime } from '../clock.ts';
import { drawFingerprint, drawId, drawOperationName } from '../draw.ts';
import { inUse } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Effect, OperationError, StoredOperation, StoredResource } from '../store.ts';
import type { World } from './kind.ts';
import { linkTo, splitPath } from './paths.ts';
import { fullQuota } from './quotas.ts';
import { usersOf } from './world.ts';

/** What a fault does to the operation of the call it struck. */
export type OperationFault = 'quota' | 'error' | 'never';

/** An operation that is to be started. */
export interface NewOperation {
  readonly target: StoredResource;
  readonly type: string;
  readonly verb: string;
  readonly version: string;
  readonly effect: Effect;
  readonly instant?: boolean;
  readonly error?: OperationError;
  readonly fault?: OperationFault;
  readonly requestId?: string;
}

/** Starts an operation on a resource; its effect comes when its time is up. */
export function startOperation(world: World, start: NewOperation): StoredOperation {
  const now = world.now();
  const { project, scope, collection } = start.target;
  const name = drawOperationName(world.store, now);
  const takes = start.instant ? 0 : world.latency(collection, start.verb);
  const error = faultError(world, start) ?? start.error;
  const operation: StoredOperation = {
    path: `projects/${project}/${scope}/operations/${name}`,
    project,
    scope,
    name,
    id: drawId(world.store),
    type: start.type,
    target: start.target.path,
    targetId: start.target.id,
    version: start.version,
    inserted: now,
    ends: start.fault === 'never' ? null : now + takes,
    done: false,
    effect: start.effect,
    ...(error === undefined ? {} : { error }),
    ...(start.requestId === undefined ? {} : { requestId: start.requestId }),
  };
  world.store.putOperation(operation);
  return start.instant && start.fault !== 'never' ? finish(world, operation) : operation;
}

function faultError(world: World, start: NewOperation): OperationError | undefined {
  switch (start.fault) {
    case 'quota':
      return { code: 'QUOTA_EXCEEDED', message: fullQuota(world, start.target), status: 403 };
    case 'error':
      return {
        code: 'INTERNAL_ERROR',
        message: "Internal error. Please try again or contact Google Support. (Code: '-1')",
        status: 500,
      };
    default:
      return undefined;
  }
}

/** Brings about what was due by now, in the order in which it was due. */
export function settle(world: World): void {
  const now = world.now();
  const due = [...world.store.operations()].filter(
    (operation) => !operation.done && operation.ends !== null && operation.ends <= now,
  );
  for (const operation of due.toSorted((left, right) => Number(left.ends) - Number(right.ends))) {
    finish(world, operation);
  }
}

function finish(world: World, operation: StoredOperation): StoredOperation {
  const error = operation.error ?? refusalInside(world, operation);
  const done: StoredOperation = {
    ...operation,
    done: true,
    ...(error === undefined ? {} : { error }),
  };
  world.store.putOperation(done);
  const target = world.store.resource(operation.target);
  if (target !== undefined) {
    settleTarget(world, target, operation.effect, error !== undefined);
  }
  return done;
}

function settleTarget(world: World, target: StoredResource, effect: Effect, failed: boolean): void {
  const after = failed ? afterFailure(target, effect) : afterSuccess(target, effect);
  if (after === undefined) {
    world.store.remove(target.path);
  } else if (after !== target) {
    world.store.put(after);
  }
  if (!failed) {
    const before = effect.kind === 'create' ? undefined : target;
    world.kinds.get(target.collection)?.follows?.(world, before, after);
  }
}

function afterFailure(target: StoredResource, effect: Effect): StoredResource | undefined {
  return effect.kind === 'create' ? undefined : target;
}

function afterSuccess(target: StoredResource, effect: Effect): StoredResource | undefined {
  switch (effect.kind) {
    case 'create':
      return { ...target, live: true };
    case 'change':
      return { ...target, fields: effect.fields };
    case 'remove':
      return undefined;
    case 'none':
      return target;
  }
}

/** A network in use is refused only when its delete operation ends (compute-api-behaviour.md 2.4). */
function refusalInside(world: World, operation: StoredOperation): OperationError | undefined {
  const kind = world.kinds.get(splitPath(operation.target).collection);
  if (operation.effect.kind !== 'remove' || kind?.refusesInOperation !== true) {
    return undefined;
  }
  // The subnets of an auto-mode network go with it; they are no use of their own.
  const user = usersOf(world, operation.target).find((other) => other.fields['automatic'] !== true);
  return user === undefined
    ? undefined
    : {
        code: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
        message: inUse(kind.word, operation.target, user.path).message,
        status: 400,
      };
}

const HTTP_WORDS: Readonly<Record<number, string>> = {
  400: 'BAD REQUEST',
  403: 'FORBIDDEN',
  409: 'CONFLICT',
  500: 'INTERNAL SERVER ERROR',
};

/** The operation as clients see it, fields in the order of the wire (compute-api-behaviour.md 2.1). */
export function renderOperation(operation: StoredOperation): JsonObject {
  const { scope, project, version, done, error } = operation;
  const place = scope === 'global' ? undefined : linkTo(`projects/${project}/${scope}`, version);
  const shown: Record<string, Json | undefined> = {
    kind: 'compute#operation',
    id: operation.id,
    name: operation.name,
    zone: scope.startsWith('zones/') ? place : undefined,
    operationType: operation.type,
    targetLink: linkTo(operation.target, version),
    targetId: operation.targetId,
    status: done ? 'DONE' : 'RUNNING',
    user: 'user@example.com',
    progress: done ? 100 : 0,
    insertTime: pacificTime(operation.inserted),
    startTime: pacificTime(operation.inserted),
    endTime: done ? pacificTime(operation.ends ?? operation.inserted) : undefined,
    error: done && error ? { errors: [{ code: error.code, message: error.message }] } : undefined,
    httpErrorStatusCode: done && error ? error.status : undefined,
    httpErrorMessage: done && error ? (HTTP_WORDS[error.status] ?? 'ERROR') : undefined,
    selfLink: linkTo(operation.path, version),
    region: scope.startsWith('regions/') ? place : undefined,
  };
  return definedOnly(shown);
}

function definedOnly(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) {
      kept[key] = value;
    }
  }
  return kept;
}

/** A changed resource gets another fingerprint (compute-api-behaviour.md 3). */
export function withNewFingerprint(world: World, fields: JsonObject): JsonObject {
  return { ...fields, fingerprint: drawFingerprint(world.store) };
}
