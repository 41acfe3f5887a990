import { jsonAnswer } from './answer.ts';
import type { ApiFamily, ApiRequest, Route } from './api.ts';
import type { World } from './compute/kind.ts';
import { grants } from './compute/permissions.ts';
import { projectId } from './compute/world.ts';
import { projectNumber } from './draw.ts';
import { malformed, statusAnswer } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject, readJson, textsOf } from './json.ts';

/** cloudresourcemanager.googleapis.com: whether the project is there, and who may do what (gcloud-commands.md 7.4). */
export const resourceManagerApi: ApiFamily = {
  service: 'cloudresourcemanager.googleapis.com',
  title: 'Cloud Resource Manager API',
  pattern: /(?:^|\/)(v1|v1beta1|v3)\/(projects\/[^/]+)$/,
  canBeDisabled: true,
  refuse: statusAnswer,
  route: routeProject,
};

function routeProject(request: ApiRequest, world: World): Route | undefined {
  const [owner = '', method = ''] = request.path.slice('projects/'.length).split(':');
  const project = projectId(world, owner);
  const path = `projects/${project}`;
  const route = (verb: string, permission: string | undefined, body: () => JsonObject): Route => ({
    project,
    verb,
    collection: 'projects',
    name: project,
    path,
    permissions: permission === undefined ? [] : [{ name: permission, path }],
    run: () => jsonAnswer(200, body()),
  });
  switch (`${request.method} ${method}`) {
    case 'GET ':
      return route('get', 'resourcemanager.projects.get', () => viewProject(project));
    case 'POST getIamPolicy':
      return route(method, 'resourcemanager.projects.getIamPolicy', viewPolicy);
    case 'POST testIamPermissions':
      return route(method, undefined, () => granted(world, request.body));
    default:
      return undefined;
  }
}

function viewProject(project: string): JsonObject {
  return {
    projectNumber: projectNumber(project),
    projectId: project,
    lifecycleState: 'ACTIVE',
    name: project,
    createTime: '2024-01-01T20:00:00.000Z',
  };
}

function viewPolicy(): JsonObject {
  return {
    version: 1,
    etag: 'BwYAAAAAAAA=',
    bindings: [{ role: 'roles/owner', members: ['user:user@example.com'] }],
  };
}

/** No more than this many in one call (docs). */
const MOST_TESTED = 100;

/**
 * What of the list the caller may do. assumption: one name that is none refuses the whole call; the
 * text is ours.
 */
function granted(world: World, body: string): JsonObject {
  const asked: Json | undefined = readJson(body);
  const allowed = world.store.settings.permissions;
  const names = textsOf(isObject(asked) ? asked['permissions'] : undefined);
  const strange = names.find((name) => !/^[a-z]+(\.[a-zA-Z]+){2}$/.test(name));
  if (strange !== undefined) {
    throw malformed(`Permission ${strange} is not valid for this resource.`);
  }
  if (names.length > MOST_TESTED) {
    throw malformed(`More than ${MOST_TESTED} permissions cannot be tested at once.`);
  }
  const permissions = names.filter((name) => grants(allowed, name));
  return permissions.length === 0 ? {} : { permissions };
}
