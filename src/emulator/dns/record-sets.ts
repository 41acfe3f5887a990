import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { Route } from '../api.ts';
import { acceptBody, renderBody } from '../compute/body.ts';
import { checkBody, readBody } from '../compute/check-body.ts';
import type { World } from '../compute/kind.ts';
import { labels, list, record, text, whole } from '../compute/schema.ts';
import { readingFor } from '../compute/world.ts';
import { drawId } from '../draw.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, readJson, textOf, textsOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { ZoneCall } from './call.ts';
import { dnsRoute, pageOf, RECORDS } from './call.ts';
import { aliasConflict, invalidValue, taken, unknownResource } from './errors.ts';
import { isDnsName, isRecordData, isWithin } from './names.ts';

const data = list(text());
const addresses = list(
  record({
    ipAddress: text(),
    ipProtocol: text(),
    port: text(),
    loadBalancerType: text(),
    networkUrl: text(),
    project: text(),
    region: text(),
    kind: text(),
  }),
);
const healthy = record({ internalLoadBalancers: addresses, externalEndpoints: list(text()) });

/** A record set: one name, one type, some data, or a policy that chooses among data. */
const FIELDS = {
  kind: text({ output: true }),
  name: text(),
  type: text(),
  ttl: whole(),
  rrdatas: data,
  signatureRrdatas: list(text()),
  routingPolicy: record({
    kind: text(),
    wrr: record({
      kind: text(),
      items: list(
        record({ kind: text(), weight: whole(), rrdatas: data, healthCheckedTargets: healthy }),
      ),
    }),
    geo: record({
      kind: text(),
      items: list(
        record({ kind: text(), location: text(), rrdatas: data, healthCheckedTargets: healthy }),
      ),
    }),
    labels: labels(),
  }),
};

/** The calls about record sets; `place` is empty, or name and type. */
export function routeRecords(call: ZoneCall, place: readonly string[]): Route | undefined {
  const { request, zone } = call;
  const [name = '', type = ''] = place;
  const path = name === '' ? `${zone.path}/rrsets` : recordPath(zone, name, type);
  const route = (verb: string, needs: readonly string[], run: Route['run']): Route =>
    dnsRoute(call, { verb, collection: RECORDS, name: calledBy(name, type), path, needs, run });
  switch (`${request.method} ${name === '' ? 'all' : 'one'}`) {
    case 'GET all':
      return route('list', [`${RECORDS}.list`], () => jsonAnswer(200, listRecords(call)));
    case 'POST all': {
      const body = readJson(request.body);
      const made = isObject(body) ? calledBy(textOf(body['name']), textOf(body['type'])) : '';
      return { ...route('insert', toChange('create'), () => createRecord(call)), name: made };
    }
    case 'GET one':
      return route('get', [`${RECORDS}.get`], () =>
        jsonAnswer(200, viewRecord(recordOf(call, name, type))),
      );
    case 'PATCH one':
      return route('patch', toChange('update'), () => patchRecord(call, name, type));
    case 'DELETE one':
      return route('delete', toChange('delete'), () => {
        call.world.store.remove(recordOf(call, name, type).path);
        return jsonAnswer(200, {});
      });
    default:
      return undefined;
  }
}

/** How faults name a record set: `www.example.com.:A`. */
function calledBy(name: string, type: string): string {
  return name === '' ? '' : `${name}:${type}`;
}

/** assumption: a change of one record set needs what a change of several does. */
function toChange(word: string): readonly string[] {
  return ['changes.create', `${RECORDS}.${word}`];
}

function recordPath(zone: StoredResource, name: string, type: string): string {
  return `${zone.path}/rrsets/${name}/${type}`;
}

/** All record sets of a zone. */
export function recordsIn({ store }: World, zone: StoredResource): readonly StoredResource[] {
  const place = `${zone.path}/rrsets/`;
  return [...store.resources()].filter(
    ({ collection, path }) => collection === RECORDS && path.startsWith(place),
  );
}

function listRecords(call: ZoneCall): JsonObject {
  const { request, world, zone } = call;
  const { query } = request;
  const asked = (key: string): string | null => query.get(key);
  const found = recordsIn(world, zone)
    .filter(({ fields }) =>
      ['name', 'type'].every((key) => asked(key) === null || asked(key) === fields[key]),
    )
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const { items, next } = pageOf(request, found.map(viewRecord));
  return { kind: 'dns#resourceRecordSetsListResponse', rrsets: items, ...next };
}

/** A record set as a GET returns it. */
export function viewRecord({ fields }: StoredResource): JsonObject {
  return renderBody(FIELDS, { ...fields, kind: 'dns#resourceRecordSet' }, 'v1');
}

function recordOf({ world, zone }: ZoneCall, name: string, type: string): StoredResource {
  const record = world.store.resource(recordPath(zone, name, type));
  if (record === undefined) {
    throw unknownResource('name', `${name} (${type})`);
  }
  return record;
}

/** A record set as a body has it, held against schema, zone and type. */
export function acceptRecord(
  { world, project, zone }: ZoneCall,
  body: Json,
  at: string,
): JsonObject {
  const sent = readBody(body);
  checkBody(FIELDS, sent, '');
  const fields: JsonObject = { ttl: 0, ...acceptBody(FIELDS, sent, readingFor(world, project)) };
  const name = textOf(fields['name']);
  const type = textOf(fields['type']);
  if (!isDnsName(name) || !isWithin(name, textOf(zone.fields['dnsName']))) {
    throw invalidValue(`${at}.name`, name);
  }
  if (!TYPES.includes(type)) {
    throw invalidValue(`${at}.type`, type);
  }
  const rrdatas = textsOf(fields['rrdatas']);
  if (rrdatas.length === 0 && fields['routingPolicy'] === undefined) {
    throw invalidValue(`${at}.rrdata`, '');
  }
  const wrong = rrdatas.findIndex((one) => !isRecordData(type, one));
  if (wrong >= 0) {
    throw invalidValue(`${at}.rrdata[${wrong}]`, rrdatas[wrong]);
  }
  return fields;
}

const TYPES = [
  'A AAAA ALIAS CAA CNAME DNSKEY DS HTTPS IPSECKEY MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT',
].flatMap((types) => types.split(' '));

/** Refuses a name that would be an alias and something else at once. */
export function checkAlias({ world, zone }: ZoneCall, fields: JsonObject, at: string): void {
  const isAlias = (one: JsonObject): boolean => one['type'] === 'CNAME';
  const beside = recordsIn(world, zone).filter(
    (other) => other.fields['name'] === fields['name'] && other.fields['type'] !== fields['type'],
  );
  if (beside.some((other) => isAlias(other.fields)) || (isAlias(fields) && beside.length > 0)) {
    throw aliasConflict(at, textOf(fields['name']));
  }
}

/** Keeps an accepted record set. */
export function putRecord(call: ZoneCall, fields: JsonObject): StoredResource {
  const { world, project, zone } = call;
  const name = textOf(fields['name']);
  const type = textOf(fields['type']);
  const path = recordPath(zone, name, type);
  const record: StoredResource = {
    path,
    collection: RECORDS,
    project,
    scope: `managedZones/${zone.name}`,
    name: `${name}/${type}`,
    id: world.store.resource(path)?.id ?? drawId(world.store),
    created: world.store.resource(path)?.created ?? world.now(),
    live: true,
    fields,
  };
  world.store.put(record);
  return record;
}

function createRecord(call: ZoneCall): Answer {
  const fields = acceptRecord(call, readJson(call.request.body) ?? null, 'entity.rrset');
  const name = textOf(fields['name']);
  const type = textOf(fields['type']);
  if (call.world.store.resource(recordPath(call.zone, name, type)) !== undefined) {
    throw taken('entity.rrset', `${name} (${type})`);
  }
  checkAlias(call, fields, 'entity.rrset');
  return jsonAnswer(200, viewRecord(putRecord(call, fields)));
}

function patchRecord(call: ZoneCall, name: string, type: string): Answer {
  const { fields } = recordOf(call, name, type);
  const sent = readBody(readJson(call.request.body));
  const body = { ...fields, ...sent, name, type };
  return jsonAnswer(200, viewRecord(putRecord(call, acceptRecord(call, body, 'entity.rrset'))));
}

/** Name servers and start of authority, which a zone has from the beginning (compute-api-behaviour.md 11). */
export function addFirstRecords(call: ZoneCall, nameServers: readonly string[]): void {
  const name = call.zone.fields['dnsName'] ?? '';
  const [first = ''] = nameServers;
  const authority = `${first} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300`;
  const shards = call.zone.assigned === undefined ? {} : { assigned: ['rrdatas'] };
  for (const [type, rrdatas] of [
    ['NS', nameServers],
    ['SOA', [authority]],
  ] as const) {
    const put = putRecord(call, { name, type, ttl: 21_600, rrdatas });
    call.world.store.put({ ...put, ...shards });
  }
}
