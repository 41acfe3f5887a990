import { collection, kind, withoutEmpty } from './kind.ts';
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

/** A range of addresses of a network in a region. */
interface SubnetInit {
  readonly scope: RegionScope;
  readonly name: string;
  readonly network: string;
  /** CIDR range, host bits zero. */
  readonly range: string;
}

/**
 * The subnet that all Envoy-based load balancers of a network and region take their proxies' addresses from;
 * one is active for each purpose (`subnet/proxy-only-one-active`).
 */
export function proxyOnlySubnet({ scope, name, network, range }: SubnetInit): Resource {
  const purpose = 'REGIONAL_MANAGED_PROXY';
  return {
    id: resourceId(scope, 'subnetworks', name),
    kind: 'subnetworks',
    scope,
    name,
    container: null,
    refs: [networkId(network)],
    summary: `${range} of ${network}, proxy-only, active`,
    body: withoutEmpty({
      network: networkId(network),
      ipCidrRange: range,
      purpose,
      role: 'ACTIVE',
    }),
    create: {
      argv: [
        ...['compute', 'networks', 'subnets', 'create', name, `--region=${scope.region}`],
        `--network=${network}`,
        `--range=${range}`,
        `--purpose=${purpose}`,
        '--role=ACTIVE',
      ],
    },
    createReplaces: false,
    remove: {
      argv: ['compute', 'networks', 'subnets', 'delete', name, `--region=${scope.region}`],
    },
  };
}
