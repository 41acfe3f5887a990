import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { ApiFamily, ApiRequest, Route } from './api.ts';
import type { World } from './compute/kind.ts';
import { projectId } from './compute/world.ts';
import { drawUuid, projectNumber } from './draw.ts';
import { ApiError, statusAnswer } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject, readJson, sortedTexts, textsOf } from './json.ts';
import { disableService, enabledServices, enableServices } from './projects.ts';
import type { Store } from './store.ts';

/** serviceusage.googleapis.com: which APIs are on (compute-api-behaviour.md 11). */
export const serviceUsageApi: ApiFamily = {
  service: 'serviceusage.googleapis.com',
  title: 'Service Usage API',
  pattern:
    /(?:^|\/)(v1|v1beta1)\/(projects\/[^/]+\/services(?:[/:][^/]+)?|operations\/acat\.[^/]+)$/,
  canBeDisabled: false,
  refuse: statusAnswer,
  route: (request, world) =>
    request.path.startsWith('operations/')
      ? routeOperation(request, world.store)
      : routeServices(request, world),
};

/** APIs the list shows as off until somebody enables them. */
const KNOWN: readonly string[] = [
  'certificatemanager.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'compute.googleapis.com',
  'dns.googleapis.com',
  'iam.googleapis.com',
  'monitoring.googleapis.com',
  'networksecurity.googleapis.com',
  'networkservices.googleapis.com',
  'run.googleapis.com',
  'serviceusage.googleapis.com',
  'trafficdirector.googleapis.com',
];

interface ServiceCall {
  readonly store: Store;
  readonly project: string;
  readonly service: string;
  readonly request: ApiRequest;
}

function routeServices(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', rest = ''] = /^projects\/([^/]+)\/services(.*)$/.exec(request.path) ?? [];
  const project = projectId(world, owner);
  const [service = '', method = ''] = rest.replace(/^\//, '').split(':');
  const call: ServiceCall = { store: world.store, project, service, request };
  const path = `projects/${project}/services${service === '' ? '' : `/${service}`}`;
  const route = (verb: string, permission: string, run: Route['run']): Route => ({
    project,
    verb,
    collection: 'services',
    name: service,
    path,
    permissions: [{ name: `serviceusage.services.${permission}`, path }],
    run,
  });
  switch (`${request.method} ${method}`) {
    case 'GET ':
      return service === ''
        ? route('list', 'list', () => jsonAnswer(200, listServices(call)))
        : route('get', 'get', () => jsonAnswer(200, viewService(call.store, project, service)));
    case 'GET batchGet':
      return route(method, 'get', () => jsonAnswer(200, batchGet(call)));
    case 'POST enable':
      return route(method, 'enable', () => enable(call, [service], 'EnableServiceResponse'));
    case 'POST batchEnable':
      return route(method, 'enable', () =>
        enable(call, serviceIds(request), 'BatchEnableServicesResponse'),
      );
    case 'POST disable':
      return route(method, 'disable', () => disable(call));
    default:
      return undefined;
  }
}

function serviceIds({ body }: ApiRequest): readonly string[] {
  const sent: Json | undefined = readJson(body);
  return textsOf(isObject(sent) ? sent['serviceIds'] : undefined);
}

function listServices({ store, project, request }: ServiceCall): JsonObject {
  const filter = request.query.get('filter') ?? '';
  const enabled = enabledServices(store, project);
  const names = sortedTexts(new Set([...KNOWN, ...enabled]));
  const services = names
    .filter(
      (name) => filter === '' || filter.endsWith(enabled.includes(name) ? ':ENABLED' : ':DISABLED'),
    )
    .map((name) => viewService(store, project, name));
  const size = Number(request.query.get('pageSize') ?? 200);
  const from = Number(request.query.get('pageToken') ?? 0);
  const more = from + size < services.length;
  return {
    services: services.slice(from, from + size),
    ...(more ? { nextPageToken: String(from + size) } : {}),
  };
}

function batchGet({ store, project, request }: ServiceCall): JsonObject {
  const names = request.query.getAll('names').map((name) => name.slice(name.lastIndexOf('/') + 1));
  return { services: names.map((name) => viewService(store, project, name)) };
}

function viewService(store: Store, project: string, service: string): JsonObject {
  const parent = `projects/${projectNumber(project)}`;
  return {
    name: `${parent}/services/${service}`,
    config: { name: service, title: service },
    state: enabledServices(store, project).includes(service) ? 'ENABLED' : 'DISABLED',
    parent,
  };
}

function enable(
  { store, project }: ServiceCall,
  services: readonly string[],
  type: string,
): Answer {
  const strange = services.find(
    (service) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.googleapis\.com$/.test(service),
  );
  if (strange !== undefined) {
    throw new ApiError({
      http: 403,
      reason: 'forbidden',
      message: `Not found or permission denied for service(s): ${strange}.`,
    });
  }
  enableServices(store, project, services);
  const views = services.map((service) => viewService(store, project, service));
  const [first = {}] = views;
  const response = type === 'EnableServiceResponse' ? { service: first } : { services: views };
  return startLongRunning(store, 'p2', project, type, response);
}

function disable({ store, project, service }: ServiceCall): Answer {
  disableService(store, project, service);
  const response = { service: viewService(store, project, service) };
  return startLongRunning(store, 'p17', project, 'DisableServiceResponse', response);
}

/** The first answer carries only the name; the first poll says done (compute-api-behaviour.md 11). */
function startLongRunning(
  store: Store,
  kind: string,
  project: string,
  type: string,
  response: JsonObject,
): Answer {
  const name = `operations/acat.${kind}-${projectNumber(project)}-${drawUuid(store)}`;
  const done: JsonObject = {
    name,
    metadata: { '@type': 'type.googleapis.com/google.api.serviceusage.v1.OperationMetadata' },
    done: true,
    response: { '@type': `type.googleapis.com/google.api.serviceusage.v1.${type}`, ...response },
  };
  store.set({ longRunning: { ...store.settings.longRunning, [name]: done } });
  return jsonAnswer(200, { name });
}

function routeOperation({ method, path }: ApiRequest, store: Store): Route | undefined {
  if (method !== 'GET') {
    return undefined;
  }
  return {
    project: '',
    verb: 'get',
    collection: 'operations',
    name: path.slice('operations/'.length),
    path,
    permissions: [],
    run: () => {
      const operation = store.settings.longRunning[path];
      if (operation === undefined) {
        throw new ApiError({
          http: 404,
          reason: 'notFound',
          message: `Operation ${path} not found.`,
        });
      }
      return jsonAnswer(200, operation);
    },
  };
}
