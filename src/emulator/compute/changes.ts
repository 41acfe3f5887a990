import { drawFingerprint, drawId, labelFingerprint } from '../draw.ts';
import type { ApiError } from '../errors.ts';
import {
  alreadyExists,
  inUse,
  invalidField,
  notFound,
  notReady,
  requiredField,
  staleFingerprint,
} from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { equalJson, objectOf, textOf } from '../json.ts';
import type { StoredOperation, StoredResource } from '../store.ts';
import { acceptBody, mergePatch, outputsOf, referencesIn } from './body.ts';
import { checkBody, readBody } from './check-body.ts';
import type { ChangeMethod, Draft, Kind } from './kind.ts';
import type { OperationFault } from './operations.ts';
import { startOperation, withNewFingerprint } from './operations.ts';
import { formatPath, scopeType } from './paths.ts';
import { checkQuota } from './quotas.ts';
import type { World } from './world.ts';
import { findLive, needReady, projectId, usersOf } from './world.ts';

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

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** POST to a collection. */
export function insertResource(call: ChangeCall): StoredOperation {
  const { world, kind } = call;
  const sent = readSent(call);
  const name = checkName(sent);
  const path = formatPath({ ...call, collection: kind.collection, name });
  if (world.store.resource(path) !== undefined) {
    throw alreadyExists(path);
  }
  const draft = completed(kind, draftOf(call, path, name, sent, sent));
  checkDraft(kind, draft.draft);
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
    fields: withFirstFingerprints(kind, draft.draft),
    ...(draft.assigned.length === 0 ? {} : { assigned: draft.assigned }),
  };
  const error = kind.failsInOperation?.(draft.draft);
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
  return replaceFields(call, resource, 'update', sent, sent);
}

function replaceFields(
  call: ChangeCall,
  resource: StoredResource,
  verb: 'patch' | 'update',
  sent: JsonObject,
  wanted: JsonObject,
): StoredOperation {
  const { kind } = call;
  checkImmutable(kind, resource, sent, call);
  const draft = draftOf(call, resource.path, resource.name, sent, wanted);
  const full: Draft = {
    ...draft,
    before: resource,
    fields: { ...outputsOf(kind.fields, resource.fields), ...draft.fields },
  };
  const { draft: done } = completed(kind, full);
  checkDraft(kind, done);
  return start(call, resource, verb, { effect: changeTo(call, kind, done.fields) });
}

/** `POST …/X/method`. */
export function runMethod(call: ChangeCall, verb: string, method: ChangeMethod): StoredOperation {
  const { world, kind } = call;
  const resource = method.whileBusy ? needLive(call) : needFree(call);
  const sent = readBody(call.body);
  checkBody(method.body, sent, 'resource');
  const fields = method.apply({ world, resource, sent, query: call.query, version: call.version });
  const draft: Draft = {
    ...draftOf(call, resource.path, resource.name, sent, {}),
    fields,
    before: resource,
  };
  checkDraft(kind, draft);
  const effect = method.keepsFingerprint
    ? ({ kind: 'change', fields } as const)
    : changeTo(call, kind, fields);
  return start(call, resource, verb, {
    effect,
    type: method.operationType,
    ...(method.instant === undefined ? {} : { instant: true }),
  });
}

function changeTo(
  call: ChangeCall,
  kind: Kind,
  fields: JsonObject,
): { kind: 'change'; fields: JsonObject } {
  return {
    kind: 'change',
    fields: 'fingerprint' in kind.fields ? withNewFingerprint(call.world, fields) : fields,
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

function checkName(sent: JsonObject): string {
  const name = textOf(sent['name']);
  if (name === '') {
    throw requiredField('resource.name');
  }
  if (!NAME.test(name)) {
    throw invalidField(
      'resource.name',
      name,
      "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'",
    );
  }
  return name;
}

function draftOf(
  call: ChangeCall,
  path: string,
  name: string,
  sent: JsonObject,
  wanted: JsonObject,
): Draft {
  const { world, kind, project, scope } = call;
  const reading = { project, projectId: (id: string) => projectId(world, id) };
  const fields = acceptBody(kind.fields, wanted, reading);
  return { world, path, project, scope, name, sent, fields };
}

function completed(kind: Kind, draft: Draft): { draft: Draft; assigned: readonly string[] } {
  const { fields, assigned = [] } = kind.complete?.(draft) ?? { fields: draft.fields };
  return { draft: { ...draft, fields }, assigned };
}

function checkDraft(kind: Kind, draft: Draft): void {
  for (const [name, field] of Object.entries(kind.fields)) {
    const value = draft.fields[name];
    if (field.required && (value === undefined || value === '')) {
      throw requiredField(`resource.${name}`);
    }
  }
  for (const { path } of referencesIn(kind.fields, draft.fields)) {
    needReady(draft.world, path);
  }
  kind.check?.(draft);
}

function checkFingerprint(
  kind: Kind,
  resource: StoredResource,
  sent: JsonObject,
  needed: boolean,
): void {
  if (!('fingerprint' in kind.fields)) {
    return;
  }
  const fingerprint = textOf(sent['fingerprint']);
  if (fingerprint === '' && needed) {
    throw requiredField('resource.fingerprint');
  }
  if (fingerprint !== '' && fingerprint !== resource.fields['fingerprint']) {
    throw staleFingerprint();
  }
}

/** assumption: the text is ours; the API refuses such a change, how it says so is not recorded. */
function checkImmutable(
  kind: Kind,
  resource: StoredResource,
  sent: JsonObject,
  call: ChangeCall,
): void {
  const reading = { project: call.project, projectId: (id: string) => projectId(call.world, id) };
  const wanted = acceptBody(kind.fields, sent, reading);
  for (const [name, field] of Object.entries(kind.fields)) {
    const value = wanted[name];
    const fixed = field.immutable === true && name in sent;
    if (fixed && value !== undefined && !equalJson(value, resource.fields[name])) {
      throw invalidField(`resource.${name}`, sent[name], 'The field cannot be changed.');
    }
  }
  if ('name' in sent && sent['name'] !== resource.name) {
    throw invalidField('resource.name', sent['name'], 'The name of a resource cannot be changed.');
  }
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

function withFirstFingerprints(kind: Kind, draft: Draft): JsonObject {
  const { fields } = kind;
  return {
    ...draft.fields,
    ...('fingerprint' in fields ? { fingerprint: drawFingerprint(draft.world.store) } : {}),
    ...('labelFingerprint' in fields
      ? { labelFingerprint: labelFingerprint(objectOf(undefined)) }
      : {}),
  };
}
