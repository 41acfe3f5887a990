import { type Json, type JsonObject, objectsAt, textAt } from '../../../../src/json.ts';
import { type Scope, scopePath } from '../../../../src/resources/resource.ts';
import { like, NAME, SWITCH } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { GcloudError } from '../failure.ts';
import * as modeA from '../mode-a.ts';
import * as modeB from '../mode-b.ts';
import { type ScopeType, scopeFlags, scopeOf } from '../scope.ts';
import { COMPUTE } from '../session.ts';
import { collectionPath, present, removableCommands, resourcePath } from './collection.ts';
import { networkUrl } from './networks.ts';

const COLLECTION = 'routers';
const TYPES: readonly ScopeType[] = ['region'];

const create: CommandSpec = {
  flags: { ...scopeFlags(TYPES), network: NAME },
  named: true,
  run: async (call) => {
    const path = collectionPath(call, scopeOf(call), COLLECTION);
    const body = { name: call.name, network: networkUrl(call, call.flags.needed('network')) };
    const target = resourcePath(call, COLLECTION);
    const message = `Creating router [${call.name}]`;
    return [await modeB.mutate(call.session, { method: 'POST', path, body }, { target, message })];
  },
};

/** The router that a command about one of its NATs names. */
function routerPath(call: Call): string {
  return `${collectionPath(call, scopeOf(call), COLLECTION)}/${call.flags.needed('router')}`;
}

function addressUrl({ project }: Call, scope: Scope, name: string): string {
  return `${COMPUTE}projects/${project}/${scopePath(scope)}/addresses/${name}`;
}

function natOf(call: Call): JsonObject {
  const pool = call.flags.text('nat-external-ip-pool')?.split(',');
  const scope = scopeOf(call);
  return present({
    endpointTypes: [call.flags.needed('endpoint-types')],
    name: call.name,
    natIpAllocateOption: pool === undefined ? 'AUTO_ONLY' : 'MANUAL_ONLY',
    natIps: pool?.map((name) => addressUrl(call, scope, name)),
    sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
  });
}

/** The new NAT goes behind the others, whatever their names are (gcloud-commands 1). */
const createNat: CommandSpec = {
  flags: {
    ...scopeFlags(TYPES),
    router: NAME,
    'endpoint-types': like(/^ENDPOINT_TYPE_MANAGED_PROXY_LB$/),
    'nat-all-subnet-ip-ranges': SWITCH,
    'auto-allocate-nat-external-ips': SWITCH,
    'nat-external-ip-pool': like(/^[a-z0-9-]+(,[a-z0-9-]+)*$/),
  },
  named: true,
  run: async (call) => {
    const path = routerPath(call);
    const router = await modeB.ask(call.session, { method: 'GET', path });
    const nats = [...objectsAt(router, 'nats'), natOf(call)];
    const message = `Creating NAT [${call.name}] in router [${call.flags.needed('router')}]`;
    const request = { method: 'PATCH', path, body: { ...router, nats } } as const;
    return modeB.mutate(call.session, request, { target: path, message });
  },
};

const removeNat: CommandSpec = {
  flags: { ...scopeFlags(TYPES), router: NAME },
  named: true,
  run: async (call): Promise<Json> => {
    const path = routerPath(call);
    const router = await modeA.get(call.session, path);
    const before = objectsAt(router, 'nats');
    const nats = before.filter((nat) => textAt(nat, 'name') !== call.name);
    if (nats.length === before.length) throw new GcloudError(`NAT \`${call.name}\` not found`);
    const request = { method: 'PATCH', path, body: { ...router, nats } } as const;
    const changed = await modeA.mutate(call.session, request);
    return changed === null ? [] : [changed];
  },
};

export const ROUTERS: Commands = {
  'compute routers create': create,
  ...removableCommands({ group: 'routers', collection: COLLECTION, types: TYPES }),
  'compute routers nats create': createNat,
  'compute routers nats delete': removeNat,
};
