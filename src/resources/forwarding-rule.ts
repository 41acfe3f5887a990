import type { LoadBalancingScheme } from './backend-service.ts';
import { fieldOf } from './compare.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { type SubnetPlace, subnetId } from './network.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import {
  GLOBAL,
  type KindName,
  partsOfId,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  scopeFlag,
} from './resource.ts';

const FORWARDING_RULES = new CollectionPermissions(
  { global: 'globalForwardingRules', region: 'forwardingRules' },
  ['roles/compute.loadBalancerAdmin', 'roles/compute.networkAdmin'],
);

export const forwardingRuleKind = kind({
  name: 'forwardingRules',
  title: 'forwarding rule',
  ...collection('forwarding-rules'),
  unsaid: { allowGlobalAccess: false, ipVersion: null },
  opensTraffic: true,
  typicalSeconds: { create: 11, remove: 8 },
  quotaMetrics: ['FORWARDING_RULES'],
  // Nothing refers to a forwarding rule, and IAM has no permission to use a global one.
  permissions: { ...usualPermissions(FORWARDING_RULES), use: () => [] },
});

/** The network that a forwarding rule belongs to. */
export interface RuleNetwork {
  readonly network: string;
  /** The subnet that an internal address is of; `null` for external rules. */
  readonly subnet: SubnetPlace | null;
}

/**
 * The id of a reserved address, or one by itself: of the subnet, or the virtual one of a mesh; `null` lets
 * Google pick an ephemeral one.
 */
export type RuleAddress = ResourceId | { readonly ip: string } | null;

/** A forwarding rule of any scope that leads to a proxy of the same scope. */
export interface ForwardingRuleInit {
  readonly scope: Scope;
  readonly name: string;
  readonly scheme: LoadBalancingScheme;
  readonly address: RuleAddress;
  readonly proxy: Resource;
  readonly port: number;
  /** `null` for external global rules. */
  readonly network: RuleNetwork | null;
  /** True where clients in other regions may reach an internal rule. */
  readonly allowGlobalAccess: boolean;
  /** Beside what it refers to: what must be there before it, such as the proxy-only subnet. */
  readonly after: readonly ResourceId[];
}

const TARGET_FLAGS: Readonly<Partial<Record<KindName, string>>> = {
  targetHttpProxies: 'target-http-proxy',
  targetHttpsProxies: 'target-https-proxy',
  targetTcpProxies: 'target-tcp-proxy',
  targetSslProxies: 'target-ssl-proxy',
};

/** The proxy and its scope: without it a regional rule leads to the global proxy of that name, silently (gcloud-commands 6). */
function targetFlags(proxy: Resource): readonly string[] {
  const flag = TARGET_FLAGS[proxy.kind];
  if (flag === undefined) throw new Error(`a forwarding rule cannot lead to ${proxy.kind}`);
  const named = `--${flag}=${proxy.name}`;
  // There is no other SSL proxy than a global one.
  if (proxy.kind === 'targetSslProxies') return [named];
  const place =
    proxy.scope.type === 'region' ? `--${flag}-region=${proxy.scope.region}` : `--global-${flag}`;
  return [named, place];
}

/** The address by its name and scope. */
function addressFlags(address: RuleAddress): readonly string[] {
  if (address !== null && typeof address !== 'string') return [`--address=${address.ip}`];
  const parts = address === null ? null : partsOfId(address);
  if (parts === null) return [];
  const { scope, name } = parts;
  const place = scope.type === 'region' ? `--address-region=${scope.region}` : '--global-address';
  return [`--address=${name}`, place];
}

function networkFlags(network: RuleNetwork | null): readonly string[] {
  if (network === null) return [];
  const { network: name, subnet } = network;
  if (subnet === null) return [`--network=${name}`];
  return [`--network=${name}`, `--subnet=${subnet.name}`, `--subnet-region=${subnet.scope.region}`];
}

export function forwardingRule(init: ForwardingRuleInit): Resource {
  const { scope, name, scheme, address, proxy, port, network, allowGlobalAccess, after } = init;
  const tier = scheme.startsWith('INTERNAL') ? undefined : 'PREMIUM';
  const addressId = typeof address === 'string' ? address : null;
  const ip = typeof address === 'string' ? undefined : address?.ip;
  const addressName = addressId?.split('/').at(-1) ?? ip;
  const networkId = network === null ? undefined : resourceId(GLOBAL, 'networks', network.network);
  const subnetworkId =
    network === null || network.subnet === null ? undefined : subnetId(network.subnet);
  return {
    id: resourceId(scope, 'forwardingRules', name),
    kind: 'forwardingRules',
    scope,
    name,
    container: null,
    refs: [
      proxy.id,
      ...[addressId ?? undefined, networkId, subnetworkId].filter((id) => id !== undefined),
      ...after,
    ],
    summary: `${addressName ?? 'ephemeral address'}, port ${port}, to ${proxy.name}`,
    body: withoutEmpty({
      loadBalancingScheme: scheme,
      networkTier: tier,
      portRange: `${port}-${port}`,
      target: proxy.id,
      network: networkId,
      subnetwork: subnetworkId,
      allowGlobalAccess: allowGlobalAccess ? true : undefined,
      IPAddress: addressId === null ? ip : fieldOf(addressId, 'address'),
    }),
    create: {
      argv: [
        'compute',
        'forwarding-rules',
        'create',
        name,
        scopeFlag(scope),
        `--load-balancing-scheme=${scheme}`,
        ...(tier === undefined ? [] : [`--network-tier=${tier}`]),
        ...networkFlags(network),
        ...addressFlags(address),
        ...targetFlags(proxy),
        `--ports=${port}`,
        ...(allowGlobalAccess ? ['--allow-global-access'] : []),
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'forwarding-rules', 'delete', name, scopeFlag(scope)] },
  };
}
