import { drawId } from '../draw.ts';
import type { ApiError } from '../errors.ts';
import { alreadyExists, inUse, notFound, notReady } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Effect, StoredOperation, StoredResource } from '../store.ts';
import { mergePatch, outputsOf } from './body.ts';
import { checkBody, readBody } from './check-body.ts';
import {
  checkDraft,
  checkFingerprint,
  checkImmutable,
  checkName,
  completeDraft,
  draftOf,
  immutableFields,
  withFirstFingerprints,
} from './drafts.ts';
import type { ChangeMethod, Kind, World } from './kind.ts';
import type { OperationFault } from './operations.ts';
import { startOperation, withNewFingerprint } from './operations.ts';
import { formatPath, scopeType } from './paths.ts';
import { checkQuota } from './quotas.ts';
import { findLive, usersOf } from './world.ts';

/** A request that wants to change something. */
export interface ChangeCall {
  readonly world: World;
  readonly kind: Kind;
  readonly project: string;
  readonly scope: string;
  readonly name: string;
  readonly body: Json | undefined;
  readonly query: URLSearchParams;
  readonly version: string;
  readonly fault?: OperationFault;
}

/** POST to a collection. */
export function insertResource(call: ChangeCall): StoredOperation {
  const { world, kind } = call;
  const sent = readSent(call);
  const name = checkName(sent);
  const path = formatPath({ ...call, collection: kind.collection, name });
  if (world.store.resource(path) !== undefined) {
    throw alreadyExists(path);
  }
  const { draft, assigned } = completeDraft(kind, draftOf(call, { path, name, sent }, sent));
  checkDraft(kind, draft);
  checkQuota(world, call.project, call.scope, kind.quota);
  const resource: StoredResource = {
    path,
    collection: kind.collection,
    project: call.project,
    scope: call.scope,
    name,
    id: drawId(world.store),
    created: world.now(),
    live: false,
    fields: withFirstFingerprints(kind, draft),
    ...(assigned.length === 0 ? {} : { assigned }),
  };
  const error = kind.failsInOperation?.(draft);
  world.store.put(resource);
  return start(call, resource, 'insert', {
    effect: { kind: 'create' },
    ...(error === undefined ? {} : { error }),
  });
}

/** DELETE of a resource. */
export function deleteResource(call: ChangeCall): StoredOperation {
  const resource = needFree(call);
  if (call.kind.refusesInOperation !== true) {
    const [user] = usersOf(call.world, resource.path);
    if (user !== undefined) {
      throw inUseError(call, resource, user);
    }
  }
  return start(call, resource, 'delete', { effect: { kind: 'remove' } });
}

function inUseError(
  { world, kind }: ChangeCall,
  used: StoredResource,
  user: StoredResource,
): ApiError {
  const names = kind.inUseNames?.(used.path, user.path, world) ?? [used.path, user.path];
  return inUse(kind.word, names[0], names[1]);
}

/** PATCH: what is sent is laid over what is there. */
export function patchResource(call: ChangeCall): StoredOperation {
  const resource = needFree(call);
  const sent = readSent(call);
  checkFingerprint(call.kind, resource, sent, false);
  const merged = mergePatch(call.kind.fields, resource.fields, sent);
  return replaceFields(call, resource, 'patch', sent, merged);
}

/** PUT: what is sent replaces what is there. */
export function updateResource(call: ChangeCall): StoredOperation {
  const resource = needFree(call);
  const sent = readSent(call);
  checkFingerprint(call.kind, resource, sent, true);
  const wanted = { ...immutableFields(call.kind, resource), ...sent };
  return replaceFields(call, resource, 'update', sent, wanted);
}

function replaceFields(
  call: ChangeCall,
  resource: StoredResource,
  verb: 'patch' | 'update',
  sent: JsonObject,
  wanted: JsonObject,
): StoredOperation {
  const { kind } = call;
  checkImmutable(kind, resource, sent, call.world);
  const accepted = draftOf(call, { ...resource, sent }, wanted);
  const { draft } = completeDraft(kind, {
    ...accepted,
    before: resource,
    fields: { ...outputsOf(kind.fields, resource.fields), ...accepted.fields },
  });
  checkDraft(kind, draft);
  return start(call, resource, verb, { effect: changeTo(call, draft.fields) });
}

/** `POST …/X/method`. */
export function runMethod(call: ChangeCall, verb: string, method: ChangeMethod): StoredOperation {
  const { world, kind, query, version } = call;
  const resource = method.whileBusy ? needLive(call) : needFree(call);
  const sent = readBody(call.body);
  checkBody(method.body, sent, '');
  const fields = method.apply({ world, resource, sent, query, version });
  checkDraft(kind, { ...resource, world, sent, fields, before: resource });
  return start(call, resource, verb, {
    effect: method.keepsFingerprint ? { kind: 'change', fields } : changeTo(call, fields),
    type: method.operationType,
    ...(method.instant === undefined ? {} : { instant: true }),
  });
}

/** A change of the fields, with another fingerprint where the kind has one. */
function changeTo({ world, kind }: ChangeCall, fields: JsonObject): Effect {
  return {
    kind: 'change',
    fields: 'fingerprint' in kind.fields ? withNewFingerprint(world, fields) : fields,
  };
}

type Start = Pick<Parameters<typeof startOperation>[1], 'effect' | 'instant' | 'error'> & {
  readonly type?: string;
};

function start(
  call: ChangeCall,
  target: StoredResource,
  verb: string,
  { type, ...rest }: Start,
): StoredOperation {
  const requestId = call.query.get('requestId');
  return startOperation(call.world, {
    ...rest,
    target,
    verb,
    type: type ?? operationType(call.kind, call.scope, verb),
    version: call.version,
    ...(call.fault === undefined ? {} : { fault: call.fault }),
    ...(requestId === null ? {} : { requestId }),
  });
}

function operationType({ operationTypes = {} }: Kind, scope: string, verb: string): string {
  return operationTypes[`${scopeType(scope)}.${verb}`] ?? operationTypes[verb] ?? verb;
}

function readSent(call: ChangeCall): JsonObject {
  const sent = readBody(call.body);
  checkBody(call.kind.fields, sent, 'resource');
  return sent;
}

function needLive(call: ChangeCall): StoredResource {
  const { world, kind } = call;
  const path = formatPath({ ...call, collection: kind.collection });
  const resource = findLive(world, path);
  if (resource === undefined) {
    throw world.store.resource(path) === undefined ? notFound(path) : notReady(path);
  }
  return resource;
}

/** The resource of the call, refused while another operation runs on it (compute-api-behaviour.md 10.2). */
function needFree(call: ChangeCall): StoredResource {
  const resource = needLive(call);
  if (call.world.store.running(resource.path) !== undefined) {
    throw notReady(resource.path);
  }
  return resource;
}
