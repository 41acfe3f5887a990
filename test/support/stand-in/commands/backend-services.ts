import { type Json, type JsonObject, objectsAt, textAt } from '../../../../src/json.ts';
import { idOfReference, type Scope } from '../../../../src/resources/resource.ts';
import { type FlagSpecs, like, NAME, SWITCH, TEXTS } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import { get, mutate, post } from '../mode-a.ts';
import {
  type Reference,
  referenceScopeFlags,
  resolve,
  type ScopeType,
  scopeFlags,
  scopeOf,
} from '../scope.ts';
import { collectionCommands, present, resourcePath } from './collection.ts';
import { importBackendService } from './import-backend-service.ts';

const COLLECTION = 'backendServices';
const TYPES: readonly ScopeType[] = ['global', 'region'];
const DEFAULT_TIMEOUT_SECONDS = 30;

function logConfigOf({ flags }: Call): JsonObject | undefined {
  const sampleRate = flags.number('logging-sample-rate');
  const enable = flags.has('enable-logging') ? true : undefined;
  const logConfig = present({ enable, sampleRate });
  return Object.keys(logConfig).length === 0 ? undefined : logConfig;
}

/** Global services get a port name, which NEGs do not use; gcloud mentions it unless it is the default. */
function portNameOf({ session }: Call, protocol: string, scope: Scope): string | undefined {
  if (scope.type !== 'global') return undefined;
  const portName = protocol === 'GRPC' ? 'http' : protocol.toLowerCase();
  if (portName !== 'http') {
    session.say(
      `Backend-services' port_name automatically resolved to ${portName} based on the service protocol.`,
    );
  }
  return portName;
}

/** A regional service without the check's scope refers to the global one, silently (gcloud-commands 4). */
const HEALTH_CHECK: Reference = {
  flag: 'health-checks',
  collection: 'healthChecks',
  types: TYPES,
  otherwise: 'global',
};

function createBody(call: Call, scope: Scope): JsonObject {
  const { flags } = call;
  const scheme = flags.needed('load-balancing-scheme');
  const protocol = flags.needed('protocol');
  const headers = flags.texts('custom-request-header');
  const check = flags.text(HEALTH_CHECK.flag);
  return present({
    loadBalancingScheme: scheme === 'EXTERNAL' ? undefined : scheme,
    protocol,
    portName: portNameOf(call, protocol, scope),
    timeoutSec: DEFAULT_TIMEOUT_SECONDS,
    healthChecks: check === undefined ? undefined : [resolve(call, HEALTH_CHECK, scope, check).url],
    customRequestHeaders: headers.length === 0 ? undefined : headers,
    logConfig: logConfigOf(call),
  });
}

const GROUP: Reference = {
  flag: 'network-endpoint-group',
  collection: 'networkEndpointGroups',
  types: ['global', 'region', 'zone'],
  otherwise: null,
};

type Edit = (
  backends: readonly JsonObject[],
  group: Group,
  settings: JsonObject,
) => readonly JsonObject[];

interface Group {
  readonly name: string;
  readonly url: string;
  readonly scope: Scope;
  readonly service: string;
}

/** gcloud looks for the group by its whole URL, which has another host in the API's answers: it never finds it. */
function addTo(
  backends: readonly JsonObject[],
  { url }: Group,
  settings: JsonObject,
): readonly JsonObject[] {
  return [...backends, { group: url, ...settings }];
}

function placeOf(scope: Scope): string {
  if (scope.type === 'region') return `region [${scope.region}]`;
  return `zone [${scope.type === 'zone' ? scope.zone : 'None'}]`;
}

function removeFrom(backends: readonly JsonObject[], group: Group): readonly JsonObject[] {
  const isGroup = (backend: JsonObject): boolean =>
    idOfReference(textAt(backend, 'group') ?? '') === idOfReference(group.url);
  const index = backends.findIndex(isGroup);
  if (index === -1) {
    throw new GcloudError(
      `Backend [${group.name}] in ${placeOf(group.scope)} is not a backend of backend service [${group.service}].`,
    );
  }
  return backends.toSpliced(index, 1);
}

/** What add-backend says of how much a group takes; the real gcloud sends no more than was asked for. */
const BALANCING: FlagSpecs = {
  'balancing-mode': like(/^(RATE|CONNECTION)$/),
  'max-rate': like(/^\d+$/),
  'max-rate-per-endpoint': like(/^\d+$/),
  'max-connections': like(/^\d+$/),
  'max-connections-per-endpoint': like(/^\d+$/),
};

function balancingOf({ flags }: Call): JsonObject {
  return present({
    balancingMode: flags.text('balancing-mode'),
    maxRate: flags.number('max-rate'),
    maxRatePerEndpoint: flags.number('max-rate-per-endpoint'),
    maxConnections: flags.number('max-connections'),
    maxConnectionsPerEndpoint: flags.number('max-connections-per-endpoint'),
  });
}

/** Reads the service, edits its backends, and puts the whole document back with the fingerprint it had. */
function backendsCommand(edit: Edit, own: FlagSpecs): CommandSpec {
  const run = async (call: Call): Promise<Json> => {
    const path = resourcePath(call, COLLECTION);
    const { backends, ...rest } = await get(call.session, path);
    const name = call.flags.needed(GROUP.flag);
    const group = { name, service: call.name, ...resolve(call, GROUP, scopeOf(call), name) };
    const edited = edit(
      objectsAt({ backends: backends ?? [] }, 'backends'),
      group,
      balancingOf(call),
    );
    const body = edited.length === 0 ? rest : { ...rest, backends: edited };
    const changed = await mutate(call.session, { method: 'PUT', path, body });
    return changed === null ? [] : [changed];
  };
  const where = { ...scopeFlags(TYPES), [GROUP.flag]: NAME, ...referenceScopeFlags(GROUP) };
  const flags = { ...where, ...own };
  return { flags, named: true, run };
}

/** Asks for the health of one group after the other; what it has by then it prints also where it fails. */
const getHealth: CommandSpec = {
  flags: scopeFlags(TYPES),
  named: true,
  run: async (call) => {
    const path = resourcePath(call, COLLECTION);
    const found: JsonObject[] = [];
    try {
      const { backends } = await get(call.session, path);
      for (const backend of objectsAt({ backends: backends ?? [] }, 'backends')) {
        const group = textAt(backend, 'group') ?? '';
        const status = await post(call.session, `${path}/getHealth`, { group });
        found.push({ backend: group, status });
      }
    } catch (thrown) {
      throw thrown instanceof GcloudError ? thrown.having(found) : thrown;
    }
    return found;
  },
};

export const BACKEND_SERVICES: Commands = {
  ...collectionCommands({
    group: 'backend-services',
    collection: COLLECTION,
    types: TYPES,
    flags: {
      'load-balancing-scheme': like(
        /^(EXTERNAL|EXTERNAL_MANAGED|INTERNAL_MANAGED|INTERNAL_SELF_MANAGED)$/,
      ),
      protocol: like(/^(HTTP[S2]?|TCP|SSL|GRPC)$/),
      [HEALTH_CHECK.flag]: NAME,
      ...referenceScopeFlags(HEALTH_CHECK),
      'custom-request-header': TEXTS,
      'enable-logging': SWITCH,
      'logging-sample-rate': like(/^[\d.]+$/),
    },
    body: createBody,
    deleteTitle: 'Some requests did not succeed:',
  }),
  'compute backend-services get-health': getHealth,
  'compute backend-services import': {
    flags: scopeFlags(TYPES),
    named: true,
    run: importBackendService,
  },
  'compute backend-services add-backend': backendsCommand(addTo, BALANCING),
  'compute backend-services remove-backend': backendsCommand(removeFrom, {}),
};
