import type { LoadBalancingScheme } from './backend-service.ts';
import { fieldOf } from './compare.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, type ResourceId, resourceId } from './resource.ts';

const FORWARDING_RULES = new CollectionPermissions(
  { global: 'globalForwardingRules', region: 'forwardingRules' },
  ['roles/compute.loadBalancerAdmin', 'roles/compute.networkAdmin'],
);

export const forwardingRuleKind = kind({
  name: 'forwardingRules',
  title: 'forwarding rule',
  ...collection('forwarding-rules'),
  unsaid: { ipVersion: null },
  opensTraffic: true,
  typicalSeconds: { create: 11, remove: 8 },
  quotaMetrics: ['FORWARDING_RULES'],
  // Nothing refers to a forwarding rule, and IAM has no permission to use a global one.
  permissions: { ...usualPermissions(FORWARDING_RULES), use: () => [] },
});

/** A global forwarding rule on the Premium tier, the only tier that internet NEGs work with. */
export interface ForwardingRuleInit {
  readonly name: string;
  readonly scheme: LoadBalancingScheme;
  /** Id of the reserved address; `null` lets Google pick an ephemeral one. */
  readonly address: ResourceId | null;
  readonly proxy: Resource;
  readonly port: number;
}

export function globalForwardingRule(init: ForwardingRuleInit): Resource {
  const { name, scheme, address, proxy, port } = init;
  const proxyFlag =
    proxy.kind === 'targetHttpsProxies' ? 'target-https-proxy' : 'target-http-proxy';
  const addressName = address?.split('/').at(-1);
  return {
    id: resourceId(GLOBAL, 'forwardingRules', name),
    kind: 'forwardingRules',
    scope: GLOBAL,
    name,
    container: null,
    refs: address === null ? [proxy.id] : [proxy.id, address],
    summary: `${addressName ?? 'ephemeral address'}, port ${port}, to ${proxy.name}`,
    body: withoutEmpty({
      loadBalancingScheme: scheme,
      networkTier: 'PREMIUM',
      portRange: `${port}-${port}`,
      target: proxy.id,
      IPAddress: address === null ? undefined : fieldOf(address, 'address'),
    }),
    create: {
      argv: [
        'compute',
        'forwarding-rules',
        'create',
        name,
        '--global',
        `--load-balancing-scheme=${scheme}`,
        '--network-tier=PREMIUM',
        ...(addressName === undefined ? [] : [`--address=${addressName}`, '--global-address']),
        `--${proxyFlag}=${proxy.name}`,
        `--global-${proxyFlag}`,
        `--ports=${port}`,
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'forwarding-rules', 'delete', name, '--global'] },
  };
}
