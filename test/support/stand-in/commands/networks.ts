import { isJsonObject, type JsonObject } from '../../../../src/json.ts';
import { type Scope, scopePath } from '../../../../src/resources/resource.ts';
import { like, NAME } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { list, mutate } from '../mode-a.ts';
import { COMPUTE } from '../session.ts';
import { collectionCommands, present } from './collection.ts';

/** The URL of a network; networks are only global. */
export function networkUrl({ project }: Pick<Call, 'project'>, name: string): string {
  return `${COMPUTE}projects/${project}/global/networks/${name}`;
}

/** The URL of a subnet in the region of a command. */
export function subnetUrl({ project }: Pick<Call, 'project'>, scope: Scope, name: string): string {
  return `${COMPUTE}projects/${project}/${scopePath(scope)}/subnetworks/${name}`;
}

/** gcloud adds what it has worked out of the rest. */
function withModes(network: JsonObject): JsonObject {
  const routing = network['routingConfig'];
  return {
    ...network,
    x_gcloud_bgp_routing_mode: isJsonObject(routing) ? (routing['routingMode'] ?? null) : null,
    x_gcloud_subnet_mode: network['autoCreateSubnetworks'] === true ? 'AUTO' : 'CUSTOM',
  };
}

const listNetworks: CommandSpec = {
  flags: {},
  named: false,
  run: async ({ session, project }) => {
    const networks = await list(session, `projects/${project}/global/networks`, {});
    return networks.map(withModes);
  },
};

const {
  'compute networks subnets create': create,
  'compute networks subnets delete': remove,
  'compute networks subnets list': listSubnets,
} = collectionCommands({
  group: 'networks subnets',
  collection: 'subnetworks',
  types: ['region'],
  flags: {
    network: NAME,
    range: like(/^[0-9./]+$/),
    purpose: like(/^(REGIONAL|GLOBAL)_MANAGED_PROXY$/),
    role: like(/^ACTIVE$/),
  },
  body: (call) =>
    present({
      ipCidrRange: call.flags.needed('range'),
      network: networkUrl(call, call.flags.needed('network')),
      purpose: call.flags.text('purpose'),
      role: call.flags.text('role'),
      // gcloud says so of ordinary subnets only.
      privateIpGoogleAccess: call.flags.has('purpose') ? undefined : false,
    }),
});

const createNetwork: CommandSpec = {
  flags: { 'subnet-mode': like(/^custom$/) },
  named: true,
  run: async ({ session, project, name }) => {
    const path = `projects/${project}/global/networks`;
    const routingConfig = { routingMode: 'REGIONAL' };
    const body = { name, autoCreateSubnetworks: false, routingConfig };
    const made = await mutate(session, { method: 'POST', path, body });
    return made === null ? [] : [withModes(made)];
  },
};

const removeNetwork: CommandSpec = {
  flags: {},
  named: true,
  run: async ({ session, project, name }) => {
    await mutate(session, {
      method: 'DELETE',
      path: `projects/${project}/global/networks/${name}`,
    });
    return [];
  },
};

export const NETWORKS: Commands = Object.fromEntries(
  Object.entries({
    'compute networks create': createNetwork,
    'compute networks delete': removeNetwork,
    'compute networks list': listNetworks,
    'compute networks subnets create': create,
    'compute networks subnets delete': remove,
    'compute networks subnets list': listSubnets,
  }).filter((entry): entry is [string, CommandSpec] => entry[1] !== undefined),
);
