import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { contains, parseCidr, parseIp } from './cidr.ts';
import type { World } from './kind.ts';
import { formatPath, lastPart } from './paths.ts';
import { findLive } from './world.ts';

/** The interface by which the VM of an endpoint is in the group's network and subnet; undefined where there is none. */
function interfaceOf(
  world: World,
  group: StoredResource,
  endpoint: JsonObject,
): JsonObject | undefined {
  const name = lastPart(textOf(endpoint['instance']));
  const path = formatPath({ ...group, collection: 'instances', name });
  const { network, subnetwork } = group.fields;
  return objectsOf(findLive(world, path)?.fields['networkInterfaces']).find(
    (nic) =>
      nic['network'] === network && (subnetwork === undefined || nic['subnetwork'] === subnetwork),
  );
}

/** Without an address an endpoint has the primary one of its VM (seed 002: Endpoint relationships). */
export function withPrimaryAddress(
  world: World,
  group: StoredResource,
  endpoint: JsonObject,
): JsonObject {
  if (endpoint['instance'] === undefined || endpoint['ipAddress'] !== undefined) {
    return endpoint;
  }
  const ip = interfaceOf(world, group, endpoint)?.['networkIP'];
  return ip === undefined ? endpoint : { ...endpoint, ipAddress: ip };
}

/**
 * The VM is in the group's zone, with an interface in its network and subnet that has the address (rules
 * endpoint/instance-required, -vm-nic-network, -ip-belongs-to-vm). assumption: the texts are ours.
 */
export function checkVm(
  world: World,
  group: StoredResource,
  endpoint: JsonObject,
  at: string,
): void {
  const name = lastPart(textOf(endpoint['instance']));
  const path = formatPath({ ...group, collection: 'instances', name });
  if (findLive(world, path) === undefined) {
    throw invalidField(`${at}.instance`, name, `The resource '${path}' was not found.`);
  }
  const nic = interfaceOf(world, group, endpoint);
  if (nic === undefined) {
    throw invalidField(
      `${at}.instance`,
      name,
      'The instance has no network interface in the network and subnetwork of the group.',
    );
  }
  if (!hasAddress(nic, textOf(endpoint['ipAddress']))) {
    throw invalidField(
      `${at}.ipAddress`,
      endpoint['ipAddress'],
      `The IP address is neither a primary nor an alias IP address of instance '${name}'.`,
    );
  }
}

function hasAddress(nic: JsonObject, ip: string): boolean {
  const address = parseIp(ip);
  if (address === undefined) {
    return false;
  }
  return (
    nic['networkIP'] === ip ||
    objectsOf(nic['aliasIpRanges']).some((alias) => {
      const range = parseCidr(textOf(alias['ipCidrRange']));
      return range !== undefined && contains(range, address);
    })
  );
}
