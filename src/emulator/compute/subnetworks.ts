import { drawFingerprint } from '../draw.ts';
import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { Cidr } from './cidr.ts';
import { formatIp, overlap, parseCidr } from './cidr.ts';
import { HEAD, output, setter } from './common-fields.ts';
import type { Draft, Kind, World } from './kind.ts';
import { formatPath, regionOf } from './paths.ts';
import { choice, flag, labels, list, number, record, reference, text } from './schema.ts';

const PROXY_ONLY = [
  'REGIONAL_MANAGED_PROXY',
  'GLOBAL_MANAGED_PROXY',
  'INTERNAL_HTTPS_LOAD_BALANCER',
];

/** A subnet that Envoys take their addresses from, and nothing else. */
export function isProxyOnly(purpose: string): boolean {
  return PROXY_ONLY.includes(purpose);
}

/** Subnetworks (compute-api-behaviour.md 4). */
export const subnetworks: Kind = {
  collection: 'subnetworks',
  singular: 'subnetwork',
  word: 'subnetwork',
  scopes: ['regional'],
  quota: 'SUBNETWORKS',
  patch: ['regional'],
  operationTypes: { patch: 'compute.subnetworks.patch' },
  fields: {
    ...HEAD,
    description: text({ immutable: true }),
    network: reference('networks', { required: true, immutable: true }),
    ipCidrRange: text({ required: true, immutable: true }),
    gatewayAddress: output,
    region: output,
    selfLink: output,
    privateIpGoogleAccess: flag({ fallback: false }),
    secondaryIpRanges: list(
      record({ rangeName: text(), ipCidrRange: text(), reservedInternalRange: text() }),
    ),
    fingerprint: output,
    allowSubnetCidrRoutesOverlap: flag({ fallback: false }),
    enableFlowLogs: flag({ dropFalse: true }),
    logConfig: record({
      enable: flag(),
      aggregationInterval: text(),
      flowSampling: number({ most: 1 }),
      metadata: text(),
      metadataFields: list(text()),
      filterExpr: text(),
    }),
    privateIpv6GoogleAccess: choice(
      'DISABLE_GOOGLE_ACCESS ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE',
      { fallback: 'DISABLE_GOOGLE_ACCESS' },
    ),
    purpose: choice(
      'GLOBAL_MANAGED_PROXY INTERNAL_HTTPS_LOAD_BALANCER PEER_MIGRATION PRIVATE PRIVATE_NAT PRIVATE_RFC_1918 PRIVATE_SERVICE_CONNECT REGIONAL_MANAGED_PROXY',
      { fallback: 'PRIVATE', immutable: true },
    ),
    role: choice('ACTIVE BACKUP'),
    state: output,
    stackType: choice('IPV4_IPV6 IPV4_ONLY IPV6_ONLY'),
    ipv6AccessType: choice('EXTERNAL INTERNAL'),
    reservedInternalRange: text(),
    ipv6CidrRange: output,
    externalIpv6Prefix: text(),
    internalIpv6Prefix: text(),
    ipCollection: text(),
    ipv6GceEndpoint: output,
    systemReservedExternalIpv6Ranges: list(text(), { output: true }),
    systemReservedInternalIpv6Ranges: list(text(), { output: true }),
    params: record({ resourceManagerTags: labels() }),
  },
  complete: (draft) => ({ fields: completeSubnetwork(draft) }),
  check: checkSubnetwork,
  methods: {
    setPrivateIpGoogleAccess: setter('setPrivateIpGoogleAccess', { privateIpGoogleAccess: flag() }),
    expandIpCidrRange: {
      does: 'change',
      operationType: 'expandIpCidrRange',
      body: { ipCidrRange: text({ required: true }) },
      apply: ({ resource, sent }) => expanded(resource, textOf(sent['ipCidrRange'])),
    },
  },
  follows: (world, _before, after) => {
    if (after?.fields['role'] === 'ACTIVE') {
      demoteOthers(world, after);
    }
  },
};

/** PRIVATE subnets have a stack type and no state, proxy-only ones the reverse (compute-api-behaviour.md 4). */
function completeSubnetwork({ fields }: Draft): JsonObject {
  const purpose = textOf(fields['purpose']);
  const range = parseCidr(textOf(fields['ipCidrRange']));
  const gateway = range === undefined ? {} : { gatewayAddress: formatIp(range.first + 1) };
  if (isProxyOnly(purpose)) {
    return { ...fields, ...gateway, state: 'READY' };
  }
  return purpose === 'PRIVATE'
    ? { stackType: 'IPV4_ONLY', ...fields, ...gateway }
    : { ...fields, ...gateway };
}

function checkSubnetwork(draft: Draft): void {
  const { fields } = draft;
  const purpose = textOf(fields['purpose']);
  const range = checkRange(fields);
  if (isProxyOnly(purpose)) {
    checkProxyOnly(draft, purpose, range);
  } else if (fields['role'] !== undefined) {
    throw invalidField(
      'resource.role',
      fields['role'],
      'Subnetwork role cannot be specified for this purpose.',
    );
  }
  checkOverlap(draft, range);
}

function checkRange(fields: JsonObject): Cidr {
  const text = textOf(fields['ipCidrRange']);
  const range = parseCidr(text);
  if (range === undefined) {
    throw invalidField(
      'resource.ipCidrRange',
      text,
      'Must be a CIDR address range that is contained in the RFC1918 private address blocks and whose host bits are zero.',
    );
  }
  return range;
}

/** Role mandatory, /26 or larger, one ACTIVE (and one BACKUP) per purpose, network and region (rules subnet/proxy-only-*). */
function checkProxyOnly(draft: Draft, purpose: string, range: Cidr): void {
  const { fields } = draft;
  if (fields['role'] === undefined) {
    throw invalidField(
      'resource.role',
      'UNSPECIFIED_ROLE',
      `Subnetwork role must be specified when purpose set to ${purpose}.`,
    );
  }
  if (fields['logConfig'] !== undefined) {
    throw invalidField(
      'resource.logConfig',
      fields['logConfig'],
      `Invalid field set in subnetwork with purpose ${purpose}.`,
    );
  }
  if (range.bits > 26) {
    throw invalidField(
      'resource.ipCidrRange',
      fields['ipCidrRange'],
      `Subnetwork with purpose ${purpose} must have at least 64 addresses.`,
    );
  }
  const twin = siblings(draft.world, draft).find(
    (other) => other.fields['purpose'] === purpose && other.fields['role'] === fields['role'],
  );
  // Promotion of the backup demotes the active one, so only a new subnet meets a twin.
  if (twin !== undefined && draft.before === undefined) {
    throw invalidField(
      'resource.role',
      fields['role'],
      `A subnetwork with purpose ${purpose} and this role exists already in the network and region: '${twin.path}'.`,
    );
  }
}

function checkOverlap(draft: Draft, range: Cidr): void {
  for (const other of networkSubnetworks(
    draft.world,
    draft.path,
    textOf(draft.fields['network']),
  )) {
    if (rangesOf(other).some((taken) => overlap(taken, range))) {
      const text = textOf(draft.fields['ipCidrRange']);
      throw invalidField(
        'resource.ipCidrRange',
        text,
        `Invalid IPCidrRange: ${text} conflicts with existing subnetwork '${other.name}' in region '${regionOf(other.scope)}'.`,
      );
    }
  }
}

function rangesOf({ fields }: StoredResource): readonly Cidr[] {
  const secondary = objectsOf(fields['secondaryIpRanges']).map((range) => range['ipCidrRange']);
  return [fields['ipCidrRange'], ...secondary].flatMap((range) => parseCidr(textOf(range)) ?? []);
}

function networkSubnetworks(world: World, path: string, network: string): StoredResource[] {
  return [...world.store.resources()].filter(
    (other) =>
      other.collection === 'subnetworks' &&
      other.path !== path &&
      other.fields['network'] === network,
  );
}

/** The other subnets of the same network and region. */
function siblings(
  world: World,
  subnetwork: Pick<StoredResource, 'path' | 'scope' | 'fields'>,
): StoredResource[] {
  return networkSubnetworks(world, subnetwork.path, textOf(subnetwork.fields['network'])).filter(
    (other) => other.scope === subnetwork.scope,
  );
}

/** The subnet that was ACTIVE before becomes the backup (gcloud-commands.md 1, promote). */
function demoteOthers(world: World, active: StoredResource): void {
  for (const other of siblings(world, active)) {
    if (other.fields['purpose'] === active.fields['purpose'] && other.fields['role'] === 'ACTIVE') {
      const fields = { ...other.fields, role: 'BACKUP', fingerprint: drawFingerprint(world.store) };
      world.store.put({ ...other, fields });
    }
  }
}

function expanded(subnetwork: StoredResource, wanted: string): JsonObject {
  const { fields } = subnetwork;
  if (fields['purpose'] !== 'PRIVATE') {
    throw invalidField(
      'resource.ipCidrRange',
      wanted,
      `The range of a subnetwork with purpose ${textOf(fields['purpose'])} cannot be expanded.`,
    );
  }
  const before = parseCidr(textOf(fields['ipCidrRange']));
  const after = parseCidr(wanted);
  const larger =
    before !== undefined &&
    after !== undefined &&
    after.bits < before.bits &&
    overlap(before, after);
  if (!larger) {
    throw invalidField('resource.ipCidrRange', wanted, 'New range must contain the existing one.');
  }
  return { ...fields, ipCidrRange: wanted };
}

/** The subnet of an auto-mode network in one region; it goes with its network. */
export function automaticSubnetwork(
  world: World,
  network: StoredResource,
  region: string,
  ipCidrRange: string,
  id: string,
): StoredResource {
  const place = {
    project: network.project,
    scope: `regions/${region}`,
    collection: 'subnetworks',
    name: network.name,
  };
  const range = parseCidr(ipCidrRange);
  return {
    ...place,
    path: formatPath(place),
    id,
    created: world.now(),
    live: true,
    fields: {
      network: network.path,
      ipCidrRange,
      gatewayAddress: formatIp((range?.first ?? 0) + 1),
      privateIpGoogleAccess: false,
      allowSubnetCidrRoutesOverlap: false,
      privateIpv6GoogleAccess: 'DISABLE_GOOGLE_ACCESS',
      purpose: 'PRIVATE',
      stackType: 'IPV4_ONLY',
      fingerprint: drawFingerprint(world.store),
      automatic: true,
    },
  };
}
