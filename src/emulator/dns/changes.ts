import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { Route } from '../api.ts';
import { readBody } from '../compute/check-body.ts';
import { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { equalJson, isObject, objectsOf, readJson, textOf, without } from '../json.ts';
import type { ZoneCall } from './call.ts';
import { dnsRoute, pageOf } from './call.ts';
import { taken, unknownResource } from './errors.ts';
import { acceptRecord, checkAlias, putRecord, recordsIn } from './record-sets.ts';

/** The calls about changes: several record sets of a zone taken away and added at once. */
export function routeChanges(call: ZoneCall, id: string): Route | undefined {
  const { request, zone } = call;
  const path = id === '' ? `${zone.path}/changes` : `${zone.path}/changes/${id}`;
  const route = (verb: string, needs: readonly string[], run: Route['run']): Route =>
    dnsRoute(call, { verb, collection: 'changes', name: id, path, needs, run });
  switch (`${request.method} ${id === '' ? 'all' : 'one'}`) {
    case 'POST all':
      return route('insert', neededBy(request.body), () => createChange(call));
    case 'GET all':
      return route('list', ['changes.list'], () => listChanges(call));
    case 'GET one':
      return route('get', ['changes.get'], () => getChange(call, id));
    default:
      return undefined;
  }
}

function neededBy(body: string): readonly string[] {
  const sent = readJson(body);
  const holds = (key: string): boolean => isObject(sent) && objectsOf(sent[key]).length > 0;
  return [
    'changes.create',
    ...(holds('additions') ? ['resourceRecordSets.create'] : []),
    ...(holds('deletions') ? ['resourceRecordSets.delete'] : []),
  ];
}

function createChange(call: ZoneCall): Answer {
  const { request, world, zone } = call;
  const sent = readBody(readJson(request.body));
  const deletions = objectsOf(sent['deletions']);
  const additions = objectsOf(sent['additions']);
  const accepted = additions.map((record, index) =>
    acceptRecord(call, record, `entity.change.additions[${index}]`),
  );
  const gone = deletions.map((record, index) => present(call, record, index));
  for (const fields of accepted) {
    refuseTaken(call, fields, gone);
  }
  for (const path of gone) {
    world.store.remove(path);
  }
  for (const fields of accepted) {
    const named = `${textOf(fields['name'])}][${textOf(fields['type'])}`;
    checkAlias(call, fields, `entity.change.additions[${named}]`);
    putRecord(call, fields);
  }
  const { longRunning } = world.store.settings;
  const place = `${zone.path}/changes/`;
  const id = String(Object.keys(longRunning).filter((key) => key.startsWith(place)).length + 1);
  const change = {
    kind: 'dns#change',
    additions,
    deletions,
    startTime: new Date(world.now()).toISOString(),
    id,
  };
  world.store.set({ longRunning: { ...longRunning, [`${place}${id}`]: change } });
  return jsonAnswer(200, { ...change, status: 'pending' });
}

/** What is to be taken away must be there, and just so. */
function present({ world, zone }: ZoneCall, record: JsonObject, index: number): string {
  const found = recordsIn(world, zone).find(
    ({ fields }) => fields['name'] === record['name'] && fields['type'] === record['type'],
  );
  const named = `${textOf(record['name'])} (${textOf(record['type'])})`;
  if (found === undefined) {
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: `The 'entity.change.deletions[${index}]' resource named '${named}' does not exist.`,
    });
  }
  const plain = (one: JsonObject): JsonObject => without(one, ['kind', 'signatureRrdatas']);
  if (!equalJson(plain(found.fields), plain(record))) {
    throw new ApiError({
      http: 412,
      reason: 'conditionNotMet',
      message: `Precondition not met for 'entity.change.deletions[${index}]'`,
    });
  }
  return found.path;
}

function refuseTaken({ world, zone }: ZoneCall, fields: JsonObject, gone: readonly string[]): void {
  const there = recordsIn(world, zone).find(
    (other) =>
      other.fields['name'] === fields['name'] &&
      other.fields['type'] === fields['type'] &&
      !gone.includes(other.path),
  );
  if (there !== undefined) {
    const [name, type] = [textOf(fields['name']), textOf(fields['type'])];
    throw taken(`entity.change.additions[${name}][${type}]`, `${name} (${type})`);
  }
}

/** assumption: done when it is asked about for the first time. */
function done(change: JsonObject): JsonObject {
  return { ...change, status: 'done' };
}

function changesOf({ world, zone }: ZoneCall): readonly JsonObject[] {
  return Object.entries(world.store.settings.longRunning).flatMap(([key, change]) =>
    key.startsWith(`${zone.path}/changes/`) && isObject(change) ? [done(change)] : [],
  );
}

function listChanges(call: ZoneCall): Answer {
  const { items, next } = pageOf(call.request, changesOf(call));
  return jsonAnswer(200, { kind: 'dns#changesListResponse', changes: items, ...next });
}

function getChange(call: ZoneCall, id: string): Answer {
  const change = changesOf(call).find((one) => one['id'] === id);
  if (change === undefined) {
    throw unknownResource('changeId', id);
  }
  return jsonAnswer(200, change);
}
