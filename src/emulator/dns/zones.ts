import { jsonAnswer } from '../answer.ts';
import type { NeededPermission, Route } from '../api.ts';
import { acceptBody, referencesIn, renderBody } from '../compute/body.ts';
import { checkBody, readBody } from '../compute/check-body.ts';
import { linkTo } from '../compute/paths.ts';
import { choice, flag, labels, list, record, reference, text } from '../compute/schema.ts';
import { needReady, readingFor } from '../compute/world.ts';
import { drawId, drawNumber } from '../draw.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectOf, objectsOf, readJson, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { DnsCall } from './call.ts';
import { dnsRoute, pageOf, ZONES, zoneOf, zonePath } from './call.ts';
import { invalidValue, networkConflict, taken, zoneNotEmpty } from './errors.ts';
import { isDnsName } from './names.ts';
import { addFirstRecords, recordsIn } from './record-sets.ts';

const output = text({ output: true });

/** A managed zone: public, or private and seen from some networks (compute-api-behaviour.md 11). */
const FIELDS = {
  kind: output,
  id: output,
  creationTime: output,
  name: text(),
  dnsName: text(),
  description: text({ fallback: '' }),
  nameServers: list(text(), { output: true }),
  visibility: choice('public private', { fallback: 'public' }),
  privateVisibilityConfig: record({
    kind: text(),
    networks: list(record({ kind: text(), networkUrl: reference('networks') })),
  }),
  cloudLoggingConfig: record({ kind: text(), enableLogging: flag() }),
  dnssecConfig: record({ kind: text(), state: choice('off on transfer') }),
  labels: labels(),
};

/** The calls about zones; `name` is empty where it is about all of them. */
export function routeZones(call: DnsCall, name: string): Route | undefined {
  const { request, project } = call;
  const path = name === '' ? `projects/${project}/${ZONES}` : zonePath(project, name);
  const route = (
    verb: string,
    word: string,
    run: Route['run'],
    also: readonly NeededPermission[] = [],
  ): Route =>
    dnsRoute(call, {
      verb,
      collection: ZONES,
      name,
      path,
      needs: [`managedZones.${word}`],
      also,
      run,
    });
  switch (`${request.method} ${name === '' ? 'all' : 'one'}`) {
    case 'GET all':
      return route('list', 'list', () => jsonAnswer(200, listZones(call)));
    case 'POST all': {
      const body = readJson(request.body);
      const made = isObject(body) ? textOf(body['name']) : '';
      const run: Route['run'] = () => jsonAnswer(200, createZone(call));
      return { ...route('insert', 'create', run, toBind(call)), name: made };
    }
    case 'GET one':
      return route('get', 'get', () => jsonAnswer(200, viewZone(zoneOf(call, name))));
    case 'DELETE one':
      return route('delete', 'delete', () => deleteZone(call, name));
    default:
      return undefined;
  }
}

/** Who makes a private zone needs a permission on each of its networks. */
function toBind({ request, world, project }: DnsCall): readonly NeededPermission[] {
  const body = readJson(request.body);
  const networks = isObject(body)
    ? objectsOf(objectOf(body['privateVisibilityConfig'])['networks'])
    : [];
  return networks.map((network) => {
    const link = textOf(network['networkUrl']);
    const [, path = link] = /(projects\/.+)$/.exec(link) ?? [];
    return {
      name: 'dns.networks.bindPrivateDNSZone',
      path: world.store.resource(path)?.path ?? `projects/${project}`,
    };
  });
}

function listZones(call: DnsCall): JsonObject {
  const wanted = call.request.query.get('dnsName');
  const zones = zonesIn(call)
    .filter(({ fields }) => wanted === null || fields['dnsName'] === wanted)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const { items, next } = pageOf(call.request, zones.map(viewZone));
  return { kind: 'dns#managedZonesListResponse', managedZones: items, ...next };
}

function zonesIn({ world, project }: DnsCall): readonly StoredResource[] {
  return [...world.store.resources()].filter(
    (resource) => resource.project === project && resource.collection === ZONES,
  );
}

function createZone(call: DnsCall): JsonObject {
  const { request, world, project } = call;
  const sent = readBody(readJson(request.body));
  checkBody(FIELDS, sent, '');
  const fields = acceptBody(FIELDS, sent, readingFor(world, project));
  const name = textOf(fields['name']);
  const dnsName = textOf(fields['dnsName']);
  if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw invalidValue('entity.managedZone.name', name);
  }
  if (!isDnsName(dnsName)) {
    throw invalidValue('entity.managedZone.dnsName', dnsName);
  }
  const path = zonePath(project, name);
  if (world.store.resource(path) !== undefined) {
    throw taken('entity.managedZone', name);
  }
  checkNetworks(call, dnsName, fields);
  const isPrivate = fields['visibility'] === 'private';
  const nameServers = isPrivate ? [PRIVATE_SERVER] : publicServers(drawNumber(world.store, 5));
  const zone: StoredResource = {
    path,
    collection: ZONES,
    project,
    scope: '',
    name,
    id: drawId(world.store),
    created: world.now(),
    live: true,
    fields: { ...fields, nameServers },
    ...(isPrivate ? {} : { assigned: ['nameServers'] }),
  };
  world.store.put(zone);
  addFirstRecords({ ...call, zone }, nameServers);
  return viewZone(zone);
}

const PRIVATE_SERVER = 'ns-gcp-private.googledomains.com.';

function publicServers(shard: number): readonly string[] {
  const letter = 'abcde'.charAt(shard);
  return [1, 2, 3, 4].map((number) => `ns-cloud-${letter}${number}.googledomains.com.`);
}

/** Networks must be there; and a network that asks two zones for one name would get two answers. */
function checkNetworks(call: DnsCall, dnsName: string, fields: JsonObject): void {
  const { world } = call;
  const networks = networksOf(fields);
  if (networks.length > 0 && fields['visibility'] !== 'private') {
    throw invalidValue('entity.managedZone.privateVisibilityConfig', 'public');
  }
  for (const path of networks) {
    needReady(world, path);
    const other = zonesIn(call).find(
      (zone) => zone.fields['dnsName'] === dnsName && networksOf(zone.fields).includes(path),
    );
    if (other !== undefined) {
      throw networkConflict(linkTo(path, 'v1'), other.name);
    }
  }
}

function networksOf(fields: JsonObject): readonly string[] {
  return referencesIn(FIELDS, fields).map(({ path }) => path);
}

function viewZone({ id, created, fields }: StoredResource): JsonObject {
  const config = fields['privateVisibilityConfig'];
  const seenFrom = isObject(config)
    ? {
        privateVisibilityConfig: {
          kind: 'dns#managedZonePrivateVisibilityConfig',
          networks: objectsOf(config['networks']).map((network) => ({
            ...network,
            kind: 'dns#managedZonePrivateVisibilityConfigNetwork',
          })),
        },
      }
    : {};
  const values = {
    cloudLoggingConfig: { kind: 'dns#managedZoneCloudLoggingConfig' },
    ...fields,
    ...seenFrom,
    kind: 'dns#managedZone',
    id,
    creationTime: new Date(created).toISOString(),
  };
  return renderBody(FIELDS, values, 'v1');
}

/** A zone goes with the records that every zone has; with any other it stays. */
function deleteZone(call: DnsCall, name: string) {
  const zone = zoneOf(call, name);
  const { store } = call.world;
  const records = recordsIn(call.world, zone);
  const isFirst = ({ fields }: StoredResource): boolean =>
    fields['name'] === zone.fields['dnsName'] && ['NS', 'SOA'].includes(textOf(fields['type']));
  if (!records.every(isFirst)) {
    throw zoneNotEmpty(zone.name);
  }
  for (const { path } of [zone, ...records]) {
    store.remove(path);
  }
  return jsonAnswer(200, {});
}
