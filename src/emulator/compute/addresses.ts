import { drawExternalIp } from '../draw.ts';
import { invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isList, objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { Cidr } from './cidr.ts';
import { contains, formatIp, parseCidr, parseIp } from './cidr.ts';
import { HEAD, output, setLabels } from './common-fields.ts';
import type { Completion, Draft, Kind, World } from './kind.ts';
import { linkTo } from './paths.ts';
import { choice, labels, list, reference, text, whole } from './schema.ts';
import { liveOf, needReady } from './world.ts';

/** Reserved addresses (compute-api-behaviour.md 4). */
export const addresses: Kind = {
  collection: 'addresses',
  singular: 'address',
  word: 'address',
  scopes: ['global', 'regional'],
  quota: 'STATIC_ADDRESSES',
  fields: {
    ...HEAD,
    description: text({ fallback: '' }),
    address: text(),
    prefixLength: whole({ most: 128 }),
    status: output,
    region: output,
    selfLink: output,
    users: list(text(), { output: true }),
    networkTier: choice('FIXED_STANDARD PREMIUM STANDARD STANDARD_OVERRIDES_FIXED_STANDARD', {
      fallback: 'PREMIUM',
    }),
    // Labels of an insert are ignored; setLabels brings them (compute-api-behaviour.md 3).
    labels: labels({ output: true }),
    labelFingerprint: output,
    ipVersion: choice('IPV4 IPV6 UNSPECIFIED_VERSION'),
    ipv6EndpointType: choice('NETLB VM'),
    addressType: choice('EXTERNAL INTERNAL UNSPECIFIED_TYPE', { fallback: 'EXTERNAL' }),
    purpose: choice(
      'DNS_RESOLVER GCE_ENDPOINT IPSEC_INTERCONNECT NAT_AUTO PRIVATE_SERVICE_CONNECT SERVERLESS SHARED_LOADBALANCER_VIP VPC_PEERING',
    ),
    subnetwork: reference('subnetworks'),
    network: reference('networks'),
  },
  complete: completeAddress,
  check: checkAddress,
  computed: (address, world, version) => {
    const holders = [...rulesAt(world, address), ...natsAt(world, address)];
    const users = holders.map(({ path }) => linkTo(path, version));
    return users.length === 0 ? { status: 'RESERVED' } : { status: 'IN_USE', users };
  },
  methods: { setLabels },
};

/** The routers whose NATs take a reserved address. */
function natsAt(world: World, address: StoredResource): StoredResource[] {
  return liveOf(world, 'routers').filter(({ fields }) =>
    objectsOf(fields['nats']).some(({ natIps }) => isList(natIps) && natIps.includes(address.path)),
  );
}

/** The forwarding rules that stand on a reserved address. */
function rulesAt(world: World, address: StoredResource): StoredResource[] {
  return liveOf(world, 'forwardingRules').filter(
    (rule) => reservedAddress(world, rule)?.path === address.path,
  );
}

/** The reserved address whose value a forwarding rule has. */
export function reservedAddress(world: World, rule: StoredResource): StoredResource | undefined {
  const ip = textOf(rule.fields['IPAddress']);
  return findAddress(world, rule.project, ip, isInternal(rule.fields) ? undefined : rule.scope);
}

/** Schemes whose rules take addresses of the VPC; those of the mesh need none reserved. */
function isInternal(fields: JsonObject): boolean {
  return textOf(fields['loadBalancingScheme']).startsWith('INTERNAL');
}

/** A reserved address by its value; in one scope, or among the internal ones of any region. */
export function findAddress(
  world: World,
  project: string,
  ip: string,
  scope: string | undefined,
): StoredResource | undefined {
  return [...world.store.resources()].find(
    (address) =>
      address.collection === 'addresses' &&
      address.project === project &&
      address.fields['address'] === ip &&
      (scope === undefined
        ? address.fields['addressType'] === 'INTERNAL'
        : address.scope === scope && address.fields['addressType'] === 'EXTERNAL'),
  );
}

function completeAddress(draft: Draft): Completion {
  const { fields } = draft;
  if (fields['addressType'] !== 'INTERNAL') {
    return fields['address'] === undefined
      ? { fields: { ...fields, address: newExternalIp(draft) }, assigned: ['address'] }
      : { fields };
  }
  const purpose = draft.scope === 'global' ? {} : { purpose: 'GCE_ENDPOINT' };
  const whole = { ...purpose, ...fields };
  const free = fields['address'] === undefined ? newInternalIp(draft) : undefined;
  return free === undefined
    ? { fields: whole }
    : { fields: { ...whole, address: free }, assigned: ['address'] };
}

function newExternalIp({ world, fields }: Draft): string {
  const version = fields['ipVersion'] === 'IPV6' ? 'IPV6' : 'IPV4';
  return unused(world, () => drawExternalIp(world.store, version));
}

/** An ephemeral external address, not one that anything else has. */
export function unused(world: World, next: () => string): string {
  for (;;) {
    const ip = next();
    const taken = [...world.store.resources()].some(
      ({ fields }) =>
        fields['address'] === ip ||
        fields['IPAddress'] === ip ||
        objectsOf(fields['networkInterfaces']).some((nic) => nic['networkIP'] === ip),
    );
    if (!taken) {
      return ip;
    }
  }
}

function newInternalIp({ world, fields }: Draft): string | undefined {
  const subnetwork = textOf(fields['subnetwork']);
  if (subnetwork !== '') {
    return freeIp(world, needReady(world, subnetwork));
  }
  // A range for peering: the place within 10.0.0.0/8 is the emulator's choice.
  const second = drawExternalIp(world.store, 'IPV4').split('.')[2] ?? '0';
  return fields['prefixLength'] === undefined ? undefined : `10.${second}.0.0`;
}

/** The lowest free address of a subnet; its first two and last two are never given (rule forwarding-rule/address-in-subnet). */
export function freeIp(
  world: World,
  subnetwork: StoredResource,
  taken: readonly string[] = [],
): string {
  const range = parseCidr(textOf(subnetwork.fields['ipCidrRange'])) ?? {
    first: 0,
    last: 0,
    bits: 32,
  };
  let candidate = range.first + 1;
  return unused(world, () => {
    do candidate += 1;
    while (taken.includes(formatIp(candidate)));
    if (candidate > range.last - 2) {
      throw invalidField(
        'resource.subnetwork',
        subnetwork.path,
        'IP space of the subnetwork is exhausted.',
      );
    }
    return formatIp(candidate);
  });
}

function checkAddress(draft: Draft): void {
  const { fields, scope } = draft;
  if (scope === 'global' && fields['networkTier'] !== 'PREMIUM') {
    throw invalidField(
      'resource.networkTier',
      fields['networkTier'],
      'Global addresses are in the PREMIUM network tier only.',
    );
  }
  if (fields['addressType'] === 'INTERNAL') {
    checkInternal(draft);
  } else {
    checkExternal(draft);
  }
}

function checkExternal({ world, scope, fields, sent }: Draft): void {
  if (fields['subnetwork'] !== undefined) {
    throw invalidField(
      'resource.subnetwork',
      fields['subnetwork'],
      'An external address has no subnetwork.',
    );
  }
  const ip = textOf(sent['address']);
  const held = liveOf(world, 'forwardingRules').some(
    (rule) => rule.scope === scope && rule.fields['IPAddress'] === ip,
  );
  // assumption: an address may be named only to keep the ephemeral one of a forwarding rule.
  if (ip !== '' && !held) {
    throw invalidField('resource.address', ip, 'Invalid IP address specified.');
  }
}

function checkInternal(draft: Draft): void {
  const { world, fields, path } = draft;
  if (draft.scope === 'global') {
    return;
  }
  if (fields['subnetwork'] === undefined && fields['network'] === undefined) {
    throw requiredField('resource.subnetwork');
  }
  const ip = textOf(fields['address']);
  if (fields['subnetwork'] !== undefined) {
    checkInSubnetwork(ip, needReady(world, textOf(fields['subnetwork'])), 'resource.address');
  }
  const twin = findAddress(world, draft.project, ip, undefined);
  if (twin !== undefined && twin.path !== path) {
    throw invalidField('resource.address', ip, 'Specified IP address is already reserved.');
  }
}

/** Refuses an address that does not lie in the subnet, or is one of its four reserved ones. */
export function checkInSubnetwork(ip: string, subnetwork: StoredResource, field: string): void {
  const range: Cidr | undefined = parseCidr(textOf(subnetwork.fields['ipCidrRange']));
  const address = parseIp(ip);
  const usable =
    range !== undefined &&
    address !== undefined &&
    contains(range, address) &&
    address >= range.first + 2 &&
    address <= range.last - 2;
  if (!usable) {
    const network = textOf(subnetwork.fields['network']).split('/').at(-1) ?? '';
    throw invalidField(
      field,
      ip,
      `Address '${ip}' is not in the subnetwork ranges of network '${network}'.`,
    );
  }
}
