import { drawExternalIp } from '../draw.ts';
import { textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { freeIp, reservedAddress, unused } from './addresses.ts';
import { HEAD, output, setLabels, setter } from './common-fields.ts';
import { sharedInternalAddress } from './forwarding-rule-address.ts';
import { proxyOnlySubnets } from './forwarding-rule-network.ts';
import { checkForwardingRule } from './forwarding-rule-rules.ts';
import type { Completion, Draft, Kind } from './kind.ts';
import { formatPath, parseLink } from './paths.ts';
import { choice, flag, labels, list, number, record, reference, text } from './schema.ts';
import { needReady, projectId } from './world.ts';

const target = reference(
  'targetHttpProxies targetHttpsProxies targetTcpProxies targetSslProxies targetGrpcProxies targetPools targetInstances targetVpnGateways serviceAttachments',
);

/** Forwarding rules (compute-api-behaviour.md 9). */
export const forwardingRules: Kind = {
  collection: 'forwardingRules',
  singular: 'forwardingRule',
  word: 'forwarding_rule',
  scopes: ['global', 'regional'],
  quota: 'FORWARDING_RULES',
  patch: ['global', 'regional'],
  operationTypes: { setTarget: 'SetTarget' },
  fields: {
    ...HEAD,
    description: text({ fallback: '', immutable: true }),
    region: output,
    IPAddress: text({ immutable: true }),
    IPProtocol: choice('AH ESP ICMP L3_DEFAULT SCTP TCP UDP', { fallback: 'TCP', immutable: true }),
    portRange: text({ immutable: true }),
    ports: list(text(), { immutable: true }),
    target,
    selfLink: output,
    selfLinkWithId: output,
    loadBalancingScheme: choice(
      'EXTERNAL EXTERNAL_MANAGED INTERNAL INTERNAL_MANAGED INTERNAL_SELF_MANAGED',
      { fallback: 'EXTERNAL', immutable: true },
    ),
    subnetwork: reference('subnetworks', { immutable: true }),
    network: reference('networks', { immutable: true }),
    backendService: reference('backendServices', { immutable: true }),
    serviceLabel: text({ immutable: true }),
    serviceName: output,
    networkTier: choice('FIXED_STANDARD PREMIUM STANDARD STANDARD_OVERRIDES_FIXED_STANDARD', {
      immutable: true,
    }),
    // Labels of an insert are ignored; setLabels brings them (compute-api-behaviour.md 3).
    labels: labels({ output: true }),
    labelFingerprint: output,
    ipVersion: choice('IPV4 IPV6 UNSPECIFIED_VERSION', { immutable: true }),
    fingerprint: output,
    allPorts: flag({ immutable: true }),
    allowGlobalAccess: flag(),
    allowPscGlobalAccess: flag(),
    allowPscPacketInjection: flag(),
    isMirroringCollector: flag({ immutable: true }),
    metadataFilters: list(
      record({
        filterMatchCriteria: choice('MATCH_ALL MATCH_ANY NOT_SET'),
        filterLabels: list(record({ name: text(), value: text() })),
      }),
    ),
    noAutomateDnsZone: flag({ immutable: true }),
    sourceIpRanges: list(text()),
    baseForwardingRule: output,
    ipCollection: text(),
    pscConnectionId: output,
    pscConnectionStatus: output,
    serviceDirectoryRegistrations: list(
      record({ namespace: text(), service: text(), serviceDirectoryRegion: text() }),
    ),
    externalManagedBackendBucketMigrationState: choice(
      'PREPARE TEST_ALL_TRAFFIC TEST_BY_PERCENTAGE',
    ),
    externalManagedBackendBucketMigrationTestingPercentage: number({ most: 100 }),
  },
  complete: completeRule,
  check: checkForwardingRule,
  failsInOperation: sharedInternalAddress,
  uses: (rule, world) => {
    const address = reservedAddress(world, rule);
    const subnets = proxyOnlySubnets({ world, ...rule });
    return [...(address === undefined ? [] : [address]), ...subnets].map(({ path }) => path);
  },
  methods: { setLabels, setTarget: setter('SetTarget', { target }) },
};

function completeRule(draft: Draft): Completion {
  const { fields } = draft;
  const range = textOf(fields['portRange']);
  const tier = tierOf(draft);
  const whole = {
    ...fields,
    ...(/^\d+$/.test(range) ? { portRange: `${range}-${range}` } : {}),
    networkTier: textOf(fields['networkTier']) || tier,
  };
  const wanted = textOf(fields['IPAddress']);
  if (wanted !== '') {
    return { fields: { ...whole, IPAddress: addressValue(draft, wanted) } };
  }
  const ip = ephemeralIp(draft);
  return ip === undefined
    ? { fields: whole }
    : { fields: { ...whole, IPAddress: ip }, assigned: ['IPAddress'] };
}

/** A rule without a tier has that of its address, else PREMIUM (rule forwarding-rule/tier). */
function tierOf(draft: Draft): string {
  const reserved = namedAddress(draft, textOf(draft.fields['IPAddress']));
  return textOf(reserved?.fields['networkTier']) || 'PREMIUM';
}

/** The reserved address that a link in `IPAddress` names. */
function namedAddress({ world, project }: Draft, wanted: string): StoredResource | undefined {
  const link = parseLink(wanted, project);
  return link?.collection === 'addresses'
    ? world.store.resource(formatPath({ ...link, project: projectId(world, link.project) }))
    : undefined;
}

/** `IPAddress` may be a link to an address; what is kept and returned is its value. */
function addressValue(draft: Draft, wanted: string): string {
  const link = parseLink(wanted, draft.project);
  if (link?.collection !== 'addresses') {
    return wanted;
  }
  const path = formatPath({ ...link, project: projectId(draft.world, link.project) });
  return textOf(needReady(draft.world, path).fields['address']);
}

function ephemeralIp(draft: Draft): string | undefined {
  const { world, fields } = draft;
  const scheme = textOf(fields['loadBalancingScheme']);
  if (scheme.startsWith('EXTERNAL')) {
    const version = fields['ipVersion'] === 'IPV6' ? 'IPV6' : 'IPV4';
    return unused(world, () => drawExternalIp(world.store, version));
  }
  const subnetwork = textOf(fields['subnetwork']);
  return subnetwork === '' || scheme === 'INTERNAL_SELF_MANAGED'
    ? undefined
    : freeIp(world, needReady(world, subnetwork));
}
