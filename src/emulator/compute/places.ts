import { jsonAnswer } from '../answer.ts';
import type { ApiRequest, Route } from '../api.ts';
import { pacificTime } from '../clock.ts';
import { projectNumber } from '../draw.ts';
import { notFound } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { World } from './kind.ts';
import { listAnswer } from './lists.ts';
import { linkTo, regionOf } from './paths.ts';
import { permissionsFor } from './permissions.ts';
import { quotasOf } from './quotas.ts';
import { REGIONS, ZONES, zonesOf } from './regions.ts';

/** The day on which every project, region and zone of the emulator is said to have begun. */
const BEGINNING = Date.UTC(2024, 0, 1, 20);

/** The calls that read a project, its regions and its zones; undefined where the path is about something else. */
export function routePlaces(
  request: ApiRequest,
  world: World,
  project: string,
  rest: readonly string[],
): Route | undefined {
  const [collection = 'projects', name = '', more] = rest;
  if (request.method !== 'GET' || more !== undefined) {
    return undefined;
  }
  const path = ['projects', project, ...rest].join('/');
  const route = (verb: string, body: () => JsonObject): Route => ({
    project,
    verb,
    collection,
    name: collection === 'projects' ? project : name,
    path,
    permissions: permissionsFor(collection, 'global', verb, path),
    run: () => jsonAnswer(200, body()),
  });
  const { version } = request;
  switch (collection) {
    case 'projects':
      return route('get', () => viewProject(world, project, version));
    case 'regions':
      return name === ''
        ? route('list', () =>
            listPlaces(request, project, 'region', REGIONS, (place) =>
              viewRegion(world, project, place, version),
            ),
          )
        : route('get', () => viewRegion(world, project, name, version));
    case 'zones':
      return name === ''
        ? route('list', () =>
            listPlaces(request, project, 'zone', ZONES, (place) =>
              viewZone(project, place, version),
            ),
          )
        : route('get', () => viewZone(project, name, version));
    default:
      return undefined;
  }
}

function listPlaces(
  { query, version }: ApiRequest,
  project: string,
  singular: string,
  names: readonly string[],
  view: (name: string) => JsonObject,
): JsonObject {
  const found = names.map((name) => ({ scope: '', item: view(name) }));
  const path = `projects/${project}/${singular}s`;
  return listAnswer({ kind: `compute#${singular}List`, path, query, version }, found);
}

/** `projects.get`: quotas and the default network tier are what clients read it for. */
function viewProject(world: World, project: string, version: string): JsonObject {
  const number = projectNumber(project);
  return {
    kind: 'compute#project',
    id: number,
    creationTimestamp: pacificTime(BEGINNING),
    name: project,
    commonInstanceMetadata: { kind: 'compute#metadata', fingerprint: 'AAAAAAAAAAA=' },
    quotas: quotasOf(world, project, ''),
    selfLink: linkTo(`projects/${project}`, version),
    defaultServiceAccount: `${number}-compute@developer.gserviceaccount.com`,
    xpnProjectStatus: 'UNSPECIFIED_XPN_PROJECT_STATUS',
    defaultNetworkTier: 'PREMIUM',
    vmDnsSetting: 'ZONAL_ONLY',
  };
}

function viewRegion(world: World, project: string, region: string, version: string): JsonObject {
  const path = `projects/${project}/regions/${region}`;
  if (!REGIONS.includes(region)) {
    throw notFound(path);
  }
  return {
    kind: 'compute#region',
    id: String(1000 + 10 * REGIONS.indexOf(region)),
    creationTimestamp: pacificTime(BEGINNING),
    name: region,
    description: region,
    status: 'UP',
    zones: zonesOf(region).map((zone) => linkTo(`projects/${project}/zones/${zone}`, version)),
    quotas: quotasOf(world, project, region),
    selfLink: linkTo(path, version),
    supportsPzs: false,
  };
}

function viewZone(project: string, zone: string, version: string): JsonObject {
  const path = `projects/${project}/zones/${zone}`;
  if (!ZONES.includes(zone)) {
    throw notFound(path);
  }
  return {
    kind: 'compute#zone',
    id: String(2000 + ZONES.indexOf(zone)),
    creationTimestamp: pacificTime(BEGINNING),
    name: zone,
    description: zone,
    status: 'UP',
    region: linkTo(`projects/${project}/regions/${regionOf(`zones/${zone}`)}`, version),
    selfLink: linkTo(path, version),
    supportsPzs: false,
  };
}
