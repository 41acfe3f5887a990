import type { Answer } from '../answer.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiFamily, ApiRequest, Route } from '../api.ts';
import { checkBody, readBody } from '../compute/check-body.ts';
import type { World } from '../compute/kind.ts';
import { decoded } from '../compute/paths.ts';
import { labels, list, record, text } from '../compute/schema.ts';
import { liveOf, projectId } from '../compute/world.ts';
import { drawId, drawOperationName, projectNumber } from '../draw.ts';
import { ApiError, malformed, statusAnswer } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectOf, readJson, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';

/** networksecurity.googleapis.com: client TLS policies and their operations (compute-api-behaviour.md 11). */
export const networkSecurityApi: ApiFamily = {
  service: 'networksecurity.googleapis.com',
  title: 'Network Security API',
  pattern: /(?:^|\/)networksecurity\/(v1|v1beta1)\/(projects\/.+)$/,
  canBeDisabled: true,
  refuse: statusAnswer,
  route: routeNetworkSecurity,
};

const COLLECTION = 'clientTlsPolicies';

/** assumption: certificates and authorities are kept as they come. */
const provider = record({
  certificateProviderInstance: record({ pluginInstance: text() }),
  grpcEndpoint: record({ targetUri: text() }),
});

const FIELDS = {
  name: text(),
  description: text(),
  createTime: text({ output: true }),
  updateTime: text({ output: true }),
  labels: labels(),
  sni: text(),
  clientCertificate: provider,
  serverValidationCa: list(provider),
};

interface PolicyCall {
  readonly request: ApiRequest;
  readonly world: World;
  readonly project: string;
  /** `projects/P/locations/L`. */
  readonly parent: string;
  readonly location: string;
}

function routeNetworkSecurity(request: ApiRequest, world: World): Route | undefined {
  const [, owner = '', locations, location = '', collection, name = ''] = request.path
    .split('/')
    .map(decoded);
  if (locations !== 'locations' || location === '') {
    return undefined;
  }
  const project = projectId(world, owner);
  const call = {
    request,
    world,
    project,
    location,
    parent: `projects/${project}/locations/${location}`,
  };
  switch (collection) {
    case COLLECTION:
      return routePolicies(call, name);
    case 'operations':
      return name === '' ? undefined : routeOperation(call, name);
    default:
      return undefined;
  }
}

function routePolicies(call: PolicyCall, name: string): Route | undefined {
  const { request, project, parent } = call;
  const made = request.query.get('clientTlsPolicyId') ?? '';
  const path = name === '' ? `${parent}/${COLLECTION}` : `${parent}/${COLLECTION}/${name}`;
  const route = (verb: string, word: string, run: Route['run']): Route => ({
    project,
    verb,
    collection: COLLECTION,
    name: verb === 'insert' ? made : name,
    path,
    permissions: [{ name: `networksecurity.${COLLECTION}.${word}`, path }],
    run,
  });
  switch (`${request.method} ${name === '' ? 'all' : 'one'}`) {
    case 'GET all':
      return route('list', 'list', () => jsonAnswer(200, listPolicies(call)));
    case 'POST all':
      return route('insert', 'create', () => createPolicy(call, made));
    case 'GET one':
      return route('get', 'get', () => jsonAnswer(200, viewPolicy(policyOf(call, path))));
    case 'PATCH one':
      return route('patch', 'update', () => patchPolicy(call, path));
    case 'DELETE one':
      return route('delete', 'delete', () => deletePolicy(call, path));
    default:
      return undefined;
  }
}

function listPolicies({ world, parent }: PolicyCall): JsonObject {
  const found = liveOf(world, COLLECTION)
    .filter(({ path }) => path.startsWith(`${parent}/`))
    .map(viewPolicy);
  return found.length === 0 ? {} : { clientTlsPolicies: found };
}

function viewPolicy({ path, created, fields }: StoredResource): JsonObject {
  // Nanoseconds in UTC (compute-api-behaviour.md 11).
  const time = new Date(created).toISOString().replace('Z', '000000Z');
  return { name: path, createTime: time, updateTime: time, ...fields };
}

function policyOf({ world }: PolicyCall, path: string): StoredResource {
  const policy = world.store.resource(path);
  if (policy === undefined) {
    throw new ApiError({
      http: 404,
      reason: 'notFound',
      message: `Resource '${path}' was not found`,
    });
  }
  return policy;
}

/** The fields of a body; its name is that of the path (compute-api-behaviour.md 11). */
function fieldsOf({ request }: PolicyCall): JsonObject {
  const sent = readBody(readJson(request.body));
  checkBody(FIELDS, sent, '');
  const { name: _given, createTime: _created, updateTime: _updated, ...fields } = sent;
  return fields;
}

function createPolicy(call: PolicyCall, name: string): Answer {
  const { world, project, parent, location } = call;
  const path = `${parent}/${COLLECTION}/${name}`;
  // assumption: the form of names; underscores are allowed, the seed has them (rules.md, name/policy-id).
  if (!/^[a-zA-Z][-_a-zA-Z0-9]{0,62}$/.test(name)) {
    throw malformed(`Invalid client_tls_policy_id '${name}'.`);
  }
  const fields = fieldsOf(call);
  if (world.store.resource(path) !== undefined) {
    throw new ApiError({
      http: 409,
      reason: 'alreadyExists',
      message: `Resource '${path}' already exists`,
    });
  }
  const policy: StoredResource = {
    path,
    collection: COLLECTION,
    project,
    scope: `locations/${location}`,
    name,
    id: drawId(world.store),
    created: world.now(),
    live: true,
    fields,
  };
  world.store.put(policy);
  return accepted(call, 'create', path, {
    '@type': 'type.googleapis.com/google.cloud.networksecurity.v1.ClientTlsPolicy',
    ...viewPolicy(policy),
  });
}

function patchPolicy(call: PolicyCall, path: string): Answer {
  const policy = { ...policyOf(call, path), fields: fieldsOf(call) };
  call.world.store.put(policy);
  return accepted(call, 'update', path, {
    '@type': 'type.googleapis.com/google.cloud.networksecurity.v1.ClientTlsPolicy',
    ...viewPolicy(policy),
  });
}

/** assumption: a policy that a backend service names is refused like a mesh that a route names. */
function deletePolicy(call: PolicyCall, path: string): Answer {
  const { world, project } = call;
  policyOf(call, path);
  const numbered = path.replace(`projects/${project}/`, `projects/${projectNumber(project)}/`);
  const user = liveOf(world, 'backendServices').find((service) =>
    textOf(objectOf(service.fields['securitySettings'])['clientTlsPolicy']).endsWith(numbered),
  );
  if (user !== undefined) {
    throw new ApiError({
      http: 400,
      reason: 'resourceInUseByAnotherResource',
      status: 'FAILED_PRECONDITION',
      message: `Resource '${path}' is already being used by '${user.path}'`,
    });
  }
  world.store.remove(path);
  return accepted(call, 'delete', path, {
    '@type': 'type.googleapis.com/google.protobuf.Empty',
  });
}

/** The change is made at once, the operation says so at the first poll. assumption: nothing is seen in between. */
function accepted(
  { world, parent, request }: PolicyCall,
  verb: string,
  target: string,
  response: JsonObject,
): Answer {
  const name = `${parent}/operations/${drawOperationName(world.store, world.now())}`;
  const time = new Date(world.now()).toISOString().replace('Z', '000000Z');
  const metadata = {
    '@type': 'type.googleapis.com/google.cloud.networksecurity.v1.OperationMetadata',
    createTime: time,
    target,
    verb,
    requestedCancellation: false,
    apiVersion: request.version,
  };
  const done = { name, metadata: { ...metadata, endTime: time }, done: true, response };
  const { longRunning } = world.store.settings;
  world.store.set({ longRunning: { ...longRunning, [name]: done } });
  return jsonAnswer(200, { name, metadata, done: false });
}

function routeOperation({ world, project, parent }: PolicyCall, name: string): Route {
  const path = `${parent}/operations/${name}`;
  return {
    project,
    verb: 'get',
    collection: 'operations',
    name,
    path,
    permissions: [{ name: 'networksecurity.operations.get', path }],
    run: () => {
      const operation = world.store.settings.longRunning[path];
      if (!isObject(operation)) {
        throw new ApiError({
          http: 404,
          reason: 'notFound',
          message: `Resource '${path}' was not found`,
        });
      }
      return jsonAnswer(200, operation);
    },
  };
}
