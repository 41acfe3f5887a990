import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import type { World } from '../compute/kind.ts';
import { projectId } from '../compute/world.ts';
import { statusAnswer } from '../errors.ts';
import {
  createService,
  deleteService,
  getPolicy,
  getService,
  listServices,
  replaceService,
  type ServicePlace,
  setPolicy,
} from './services.ts';

/**
 * run.googleapis.com as gcloud 528 calls it: Knative documents at a host of the region, lists of all
 * regions and IAM policies at the global one (gcloud-commands.md 7.3, and seen).
 */
export const runApi: ApiFamily = {
  service: 'run.googleapis.com',
  title: 'Cloud Run Admin API',
  pattern:
    /(?:^|\/)(v1)\/(namespaces\/[^/]+\/services(?:\/[^/]+)?|projects\/[^/]+\/locations\/[^/]+\/services(?:\/[^/]+)?)$/,
  canBeDisabled: true,
  refuse: statusAnswer,
  route: (request, world) =>
    request.path.startsWith('namespaces/')
      ? routeNamespace(request, world)
      : routeLocation(request, world),
};

/** The region that gcloud puts before the host; empty where it asks the global one. */
function regionOf({ host }: ApiRequest): string {
  return /^([a-z]+-[a-z]+\d+)-/.exec(host)?.[1] ?? '';
}

interface Call {
  readonly world: World;
  readonly request: ApiRequest;
  readonly place: ServicePlace;
}

function routeNamespace(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', , name = ''] = request.path.split('/');
  const call: Call = {
    world,
    request,
    place: { project: projectId(world, owner), region: regionOf(request), name },
  };
  if (call.place.region === '') {
    return undefined;
  }
  switch (`${request.method} ${name === '' ? 'collection' : 'service'}`) {
    case 'GET collection':
      return route(call, 'list', () => jsonAnswer(200, listServices(world, call.place)));
    case 'POST collection':
      return route(call, 'create', () =>
        jsonAnswer(200, createService(world, call.place, request)),
      );
    case 'GET service':
      return route(call, 'get', () => jsonAnswer(200, getService(world, call.place)));
    case 'PUT service':
      return route(call, 'update', () =>
        jsonAnswer(200, replaceService(world, call.place, request)),
      );
    case 'DELETE service':
      return route(call, 'delete', () => jsonAnswer(200, deleteService(world, call.place)));
    default:
      return undefined;
  }
}

function routeLocation(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', , location = '', , last = ''] = request.path.split('/');
  const [name = '', method = ''] = last.split(':');
  const region = location === '-' ? '' : location;
  const place = { project: projectId(world, owner), region, name };
  const call: Call = { world, request, place };
  switch (`${request.method} ${method}`) {
    case 'GET ':
      return name === ''
        ? route(call, 'list', () => jsonAnswer(200, listServices(world, place)))
        : undefined;
    case 'GET getIamPolicy':
      return route(call, method, () => jsonAnswer(200, getPolicy(world, place)));
    case 'POST setIamPolicy':
      return route(call, method, () => jsonAnswer(200, setPolicy(world, place, request)));
    default:
      return undefined;
  }
}

function route(call: Call, verb: string, run: () => Answer): Route {
  const { project, region, name } = call.place;
  const base = `projects/${project}/locations/${region === '' ? '-' : region}`;
  const path = name === '' ? base : `${base}/services/${name}`;
  const permissions = [{ name: `run.services.${verb}`, path }];
  return { project, verb, collection: 'services', name, path, permissions, run };
}
