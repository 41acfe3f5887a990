import { kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, type KindPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId } from './resource.ts';

const ROLES = ['roles/compute.securityAdmin'] as const;
const FIREWALLS = new CollectionPermissions({ global: 'firewalls' }, ROLES);
const NETWORKS = new CollectionPermissions({ global: 'networks' }, ROLES);

const usual: KindPermissions = usualPermissions(FIREWALLS);

/** A firewall rule changes what its network lets through. */
const POLICY = NETWORKS.change(GLOBAL, 'updatePolicy');

/**
 * Firewall rules of networks. They let traffic to every load balancer of the network in: no part of any one of them,
 * so deleting one leaves them alone.
 */
export const firewallRuleKind = kind({
  name: 'firewalls',
  title: 'firewall rule',
  list: () => ({ argv: ['compute', 'firewall-rules', 'list'] }),
  remove: (_scope, name) => ({ argv: ['compute', 'firewall-rules', 'delete', name] }),
  unsaid: {
    denied: null,
    destinationRanges: null,
    disabled: false,
    priority: 1000,
    sourceServiceAccounts: null,
    sourceTags: null,
    targetServiceAccounts: null,
    targetTags: null,
  },
  typicalSeconds: { create: 8, remove: 8 },
  quotaMetrics: ['FIREWALLS'],
  permissions: {
    ...usual,
    create: (scope) => [...usual.create(scope), POLICY],
    remove: (scope) => [...usual.remove(scope), POLICY],
    use: () => [],
  },
});

/** TCP ports of a network that some ranges may reach. */
export interface FirewallRuleInit {
  readonly name: string;
  /** Name of the network. */
  readonly network: string;
  /** CIDR ranges that are let in. */
  readonly sources: readonly string[];
  /** Single ports, and ranges such as `8000-8010`. */
  readonly ports: readonly string[];
  /** Tags of the VMs that it is for; none = all of the network. */
  readonly targetTags: readonly string[];
}

/** Ports as a firewall rule names them: those that follow each other as one range. */
export function portRanges(ports: readonly number[]): readonly string[] {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const port of [...ports].sort((one, other) => one - other)) {
    const before = ranges.at(-1);
    if (before !== undefined && port <= before.last + 1) before.last = port;
    else ranges.push({ first: port, last: port });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}

export function firewallRule(init: FirewallRuleInit): Resource {
  const { name, network, sources, ports, targetTags } = init;
  const networkId = resourceId(GLOBAL, 'networks', network);
  return {
    id: resourceId(GLOBAL, 'firewalls', name),
    kind: 'firewalls',
    scope: GLOBAL,
    name,
    container: null,
    refs: [networkId],
    summary: `tcp ${ports.join(', ')} from ${sources.join(', ')}`,
    body: withoutEmpty({
      network: networkId,
      direction: 'INGRESS',
      sourceRanges: sources,
      allowed: ports.map((port) => ({ IPProtocol: 'tcp', ports: [port] })),
      targetTags: targetTags.length === 0 ? undefined : targetTags,
    }),
    create: {
      argv: [
        ...['compute', 'firewall-rules', 'create', name, `--network=${network}`],
        '--direction=INGRESS',
        '--action=ALLOW',
        `--rules=${ports.map((port) => `tcp:${port}`).join(',')}`,
        `--source-ranges=${sources.join(',')}`,
        ...(targetTags.length === 0 ? [] : [`--target-tags=${targetTags.join(',')}`]),
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'firewall-rules', 'delete', name] },
  };
}
