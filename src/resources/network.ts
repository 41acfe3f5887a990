import { collection, kind } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import {
  GLOBAL,
  listFlag,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
} from './resource.ts';

const roles = ['roles/compute.networkAdmin'] as const;
const NETWORKS = new CollectionPermissions({ global: 'networks' }, roles);
const SUBNETWORKS = new CollectionPermissions(
  { global: 'subnetworks', region: 'subnetworks' },
  roles,
);

export const networkKind = kind({
  name: 'networks',
  title: 'network',
  ...collection('networks'),
  list: () => ({ argv: ['compute', 'networks', 'list'] }),
  remove: (_scope, name) => ({ argv: ['compute', 'networks', 'delete', name] }),
  listAll: null,
  typicalSeconds: { create: 10, remove: 10 },
  quotaMetrics: ['NETWORKS'],
  permissions: {
    ...usualPermissions(NETWORKS),
    use: (scope) => [NETWORKS.beyond(scope, 'use', ['roles/compute.loadBalancerAdmin'])],
  },
});

export const subnetworkKind = kind({
  name: 'subnetworks',
  title: 'subnet',
  ...collection('networks subnets'),
  // Those of every region where no region is named: their ranges must not overlap.
  list: (scope) => ({
    argv: [
      ...['compute', 'networks', 'subnets', 'list'],
      ...(scope.type === 'global' ? [] : [listFlag(scope)]),
    ],
  }),
  listAll: null,
  unsaid: { role: null, purpose: 'PRIVATE' },
  typicalSeconds: { create: 12, remove: 12 },
  quotaMetrics: ['SUBNETWORKS'],
  permissions: {
    ...usualPermissions(SUBNETWORKS),
    use: (scope) => [SUBNETWORKS.beyond(scope, 'use', ['roles/compute.loadBalancerAdmin'])],
  },
});

/** The id of a network by its name. */
export function networkId(name: string): ResourceId {
  return resourceId(GLOBAL, 'networks', name);
}

/** The scope of what lives in a region. */
export type RegionScope = Scope & { readonly type: 'region' };

/** A subnet by its region and its name. */
export interface SubnetPlace {
  readonly scope: RegionScope;
  readonly name: string;
}

export function subnetId({ scope, name }: SubnetPlace): ResourceId {
  return resourceId(scope, 'subnetworks', name);
}

/** A network whose subnets are made one by one. */
export function customNetwork(name: string): Resource {
  return {
    id: networkId(name),
    kind: 'networks',
    scope: GLOBAL,
    name,
    container: null,
    refs: [],
    summary: 'custom subnets',
    body: { autoCreateSubnetworks: false },
    create: { argv: ['compute', 'networks', 'create', name, '--subnet-mode=custom'] },
    createReplaces: false,
    remove: { argv: ['compute', 'networks', 'delete', name] },
  };
}

/** A range of addresses of a network in a region. */
interface SubnetInit extends SubnetPlace {
  readonly network: string;
  /** CIDR range, host bits zero. */
  readonly range: string;
}

/** Whose proxies a proxy-only subnet is for: those of regional load balancers, or of cross-region ones. */
export type ProxyOnlyPurpose = 'REGIONAL_MANAGED_PROXY' | 'GLOBAL_MANAGED_PROXY';

/**
 * The subnet that all Envoy-based load balancers of a network and region take their proxies' addresses from;
 * one is active for each purpose (`subnet/proxy-only-one-active`).
 */
export function proxyOnlySubnet(init: SubnetInit, purpose: ProxyOnlyPurpose): Resource {
  return subnetOf(init, `${init.range} of ${init.network}, proxy-only, active`, {
    purpose,
    role: 'ACTIVE',
  });
}

/** An ordinary subnet, which addresses of load balancers and machines are of. */
export function subnet(init: SubnetInit): Resource {
  return subnetOf(init, `${init.range} of ${init.network}`, {});
}

function subnetOf(
  { scope, name, network, range }: SubnetInit,
  summary: string,
  use: Readonly<Record<string, string>>,
): Resource {
  return {
    id: subnetId({ scope, name }),
    kind: 'subnetworks',
    scope,
    name,
    container: null,
    refs: [networkId(network)],
    summary,
    body: { network: networkId(network), ipCidrRange: range, ...use },
    create: {
      argv: [
        ...['compute', 'networks', 'subnets', 'create', name, `--region=${scope.region}`],
        `--network=${network}`,
        `--range=${range}`,
        ...Object.entries(use).map(([flag, value]) => `--${flag}=${value}`),
      ],
    },
    createReplaces: false,
    remove: {
      argv: ['compute', 'networks', 'subnets', 'delete', name, `--region=${scope.region}`],
    },
  };
}
