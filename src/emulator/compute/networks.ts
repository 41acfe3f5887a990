import { drawId } from '../draw.ts';
import { requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsOf, sortedTexts, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { formatCidr, parseCidr } from './cidr.ts';
import { HEAD, output } from './common-fields.ts';
import type { Kind, World } from './kind.ts';
import { formatPath } from './paths.ts';
import { REGIONS } from './regions.ts';
import { choice, flag, labels, list, record, reference, text, whole } from './schema.ts';
import { automaticSubnetwork } from './subnetworks.ts';
import { liveOf } from './world.ts';

/** VPC networks (compute-api-behaviour.md 4). */
export const networks: Kind = {
  collection: 'networks',
  singular: 'network',
  word: 'network',
  scopes: ['global'],
  quota: 'NETWORKS',
  patch: ['global'],
  operationTypes: { patch: 'updateNetwork' },
  refusesInOperation: true,
  fields: {
    ...HEAD,
    description: text({ immutable: true }),
    selfLink: output,
    selfLinkWithId: output,
    autoCreateSubnetworks: flag({ immutable: true }),
    subnetworks: list(reference('subnetworks'), { output: true }),
    peerings: list(
      record({
        name: text(),
        network: reference('networks'),
        state: text(),
        stateDetails: text(),
        autoCreateRoutes: flag(),
        exportCustomRoutes: flag(),
        importCustomRoutes: flag(),
        exchangeSubnetRoutes: flag(),
        exportSubnetRoutesWithPublicIp: flag(),
        importSubnetRoutesWithPublicIp: flag(),
        peerMtu: whole(),
        stackType: text(),
      }),
      { output: true },
    ),
    routingConfig: record(
      {
        routingMode: choice('GLOBAL REGIONAL', { fallback: 'REGIONAL' }),
        bgpBestPathSelectionMode: choice('LEGACY STANDARD', { fallback: 'LEGACY' }),
        bgpAlwaysCompareMed: flag(),
        bgpInterRegionCost: choice('ADD_COST_TO_MED DEFAULT'),
        effectiveBgpAlwaysCompareMed: flag({ output: true }),
        effectiveBgpInterRegionCost: output,
      },
      { fallback: {} },
    ),
    mtu: whole({ least: 1300, most: 8896 }),
    enableUlaInternalIpv6: flag({ dropFalse: true }),
    internalIpv6Range: text(),
    networkFirewallPolicyEnforcementOrder: choice(
      'AFTER_CLASSIC_FIREWALL BEFORE_CLASSIC_FIREWALL',
      {
        fallback: 'AFTER_CLASSIC_FIREWALL',
      },
    ),
    networkProfile: text(),
    firewallPolicy: output,
    params: record({ resourceManagerTags: labels() }),
  },
  check: ({ fields }) => {
    // assumption: a legacy network, which this field's absence once asked for, can no longer be made.
    if (fields['autoCreateSubnetworks'] === undefined) {
      throw requiredField('resource.autoCreateSubnetworks');
    }
  },
  computed: (network, world) => {
    const links = subnetworksOf(world, network).map((subnetwork) => subnetwork.path);
    return links.length === 0 ? {} : { subnetworks: sortedTexts(links) };
  },
  methods: {
    removePeering: {
      does: 'change',
      operationType: 'removePeering',
      body: { name: text() },
      // Recorded while the network's own delete ran (api-recordings.json, vcr-network-…-peering).
      whileBusy: true,
      apply: ({ resource, sent }) => withoutPeering(resource, textOf(sent['name'])),
    },
  },
  follows: (world, before, after) => {
    if (before === undefined && after?.fields['autoCreateSubnetworks'] === true) {
      addAutomaticSubnetworks(world, after, REGIONS);
    }
    if (before !== undefined && after === undefined) {
      for (const subnetwork of subnetworksOf(world, before)) {
        world.store.remove(subnetwork.path);
      }
    }
  },
};

function subnetworksOf(world: World, network: StoredResource): StoredResource[] {
  return liveOf(world, 'subnetworks').filter(
    (subnetwork) => subnetwork.fields['network'] === network.path,
  );
}

function withoutPeering({ fields }: StoredResource, name: string): JsonObject {
  const left = objectsOf(fields['peerings']).filter((peering) => peering['name'] !== name);
  const { peerings: _removed, ...rest } = fields;
  return left.length === 0 ? rest : { ...rest, peerings: left };
}

/** The network that projects begin with, with a subnet in each of these regions. */
export function beginningNetwork(world: World, project: string, regions: readonly string[]): void {
  const place = { project, scope: 'global', collection: 'networks', name: 'default' };
  const network: StoredResource = {
    ...place,
    path: formatPath(place),
    id: drawId(world.store),
    created: world.now(),
    live: true,
    fields: {
      description: 'Default network for the project',
      autoCreateSubnetworks: true,
      routingConfig: { routingMode: 'REGIONAL', bgpBestPathSelectionMode: 'LEGACY' },
      networkFirewallPolicyEnforcementOrder: 'AFTER_CLASSIC_FIREWALL',
    },
  };
  world.store.put(network);
  addAutomaticSubnetworks(world, network, regions);
}

/** An auto-mode network gets one /20 of 10.128.0.0/9 in every region (compute-api-behaviour.md 4). */
function addAutomaticSubnetworks(
  world: World,
  network: StoredResource,
  regions: readonly string[],
): void {
  const first = parseCidr('10.128.0.0/20')?.first ?? 0;
  REGIONS.forEach((region, index) => {
    if (!regions.includes(region)) {
      return;
    }
    const range = formatCidr(first + index * 4096 * 4, 20);
    world.store.put(automaticSubnetwork(world, network, region, range, drawId(world.store)));
  });
}
