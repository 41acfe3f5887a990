import { jsonAnswer } from './answer.ts';
import type { ApiFamily, ApiRequest, Route } from './api.ts';
import type { World } from './compute/kind.ts';
import { grants } from './compute/permissions.ts';
import { projectId } from './compute/world.ts';
import { projectNumber } from './draw.ts';
import { statusAnswer } from './errors.ts';
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
  const route = (verb: string, permission: string | undefined, body: () => JsonObject): Route => ({
    project,
    verb,
    collection: 'projects',
    name: project,
    path: `projects/${project}`,
    permissions: permission === undefined ? [] : [permission],
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

function granted(world: World, body: string): JsonObject {
  const asked: Json | undefined = readJson(body);
  const allowed = world.store.settings.permissions;
  const permissions = textsOf(isObject(asked) ? asked['permissions'] : undefined).filter((name) =>
    grants(allowed, name),
  );
  return permissions.length === 0 ? {} : { permissions };
}
