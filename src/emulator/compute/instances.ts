import { invalidField, requiredField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { freeIp } from './addresses.ts';
import { contains, parseCidr, parseIp } from './cidr.ts';
import { HEAD, output } from './common-fields.ts';
import type { Completion, Draft, Kind, World } from './kind.ts';
import { formatPath, regionOf, splitPath } from './paths.ts';
import { choice, flag, labels, list, long, record, reference, text, whole } from './schema.ts';
import { liveOf, needReady } from './world.ts';

const INTERFACE = record({
  name: output,
  network: reference('networks'),
  subnetwork: reference('subnetworks'),
  networkIP: text(),
  ipv6Address: output,
  aliasIpRanges: list(record({ ipCidrRange: text(), subnetworkRangeName: text() })),
  accessConfigs: list(
    record({
      kind: output,
      name: text(),
      type: choice('ONE_TO_ONE_NAT'),
      natIP: text(),
      networkTier: choice('PREMIUM STANDARD', { fallback: 'PREMIUM' }),
    }),
  ),
  stackType: choice('IPV4_IPV6 IPV4_ONLY IPV6_ONLY', { fallback: 'IPV4_ONLY' }),
  nicType: choice('GVNIC VIRTIO_NET'),
});

/**
 * VM instances, as far as network endpoints need them: where their interfaces are and which addresses those have.
 * assumption: machine types, images, disks and service accounts are taken as they come.
 */
export const instances: Kind = {
  collection: 'instances',
  singular: 'instance',
  word: 'instance',
  scopes: ['zonal'],
  quota: 'INSTANCES',
  fields: {
    ...HEAD,
    description: text(),
    tags: record({ items: list(text()), fingerprint: output }),
    machineType: text({ required: true }),
    status: output,
    zone: output,
    canIpForward: flag({ dropFalse: true }),
    networkInterfaces: list(INTERFACE),
    disks: list(
      record({
        autoDelete: flag(),
        boot: flag(),
        deviceName: text(),
        mode: choice('READ_ONLY READ_WRITE'),
        type: choice('PERSISTENT SCRATCH'),
        initializeParams: record({
          sourceImage: text(),
          diskType: text(),
          diskSizeGb: long(),
        }),
      }),
    ),
    metadata: record({
      fingerprint: output,
      items: list(record({ key: text(), value: text() })),
    }),
    serviceAccounts: list(record({ email: text(), scopes: list(text()) })),
    selfLink: output,
    scheduling: record({
      onHostMaintenance: choice('MIGRATE TERMINATE'),
      automaticRestart: flag(),
      preemptible: flag(),
      provisioningModel: choice('SPOT STANDARD'),
    }),
    labels: labels(),
    deletionProtection: flag({ dropFalse: true }),
    shieldedInstanceConfig: record({
      enableSecureBoot: flag(),
      enableVtpm: flag(),
      enableIntegrityMonitoring: flag(),
    }),
    minCpuPlatform: text(),
    hostname: text(),
    params: record({ resourceManagerTags: labels() }),
    startRestricted: flag({ dropFalse: true }),
    guestAccelerators: list(record({ acceleratorType: text(), acceleratorCount: whole() })),
  },
  complete: completeInstance,
  check: checkInstance,
};

/** Every interface gets a name, its network and an address of its subnet. */
function completeInstance(draft: Draft): Completion {
  const { fields } = draft;
  const taken: string[] = [];
  const interfaces = objectsOf(fields['networkInterfaces']).map((nic, index) => {
    const placed = withSubnetwork(draft, nic);
    const ip = textOf(placed['networkIP']) || nextIp(draft, textOf(placed['subnetwork']), taken);
    taken.push(ip);
    return { name: `nic${index}`, ...placed, networkIP: ip };
  });
  const machineType = textOf(fields['machineType']).replace(
    /^https?:\/\/[^/]+\/compute\/\w+\//,
    'https://www.googleapis.com/compute/v1/',
  );
  const status = 'RUNNING';
  return { fields: { ...fields, machineType, status, networkInterfaces: interfaces } };
}

/** Without a network it is the default one; without a subnet the one that an auto-mode network has in the region. */
function withSubnetwork({ world, project, scope }: Draft, nic: JsonObject): JsonObject {
  const given = textOf(nic['subnetwork']);
  if (given !== '') {
    const { network = '' } = needReady(world, given).fields;
    return { ...nic, network };
  }
  const network = textOf(nic['network']) || `projects/${project}/global/networks/default`;
  const automatic = formatPath({
    project,
    scope: `regions/${regionOf(scope)}`,
    collection: 'subnetworks',
    name: splitPath(network).name,
  });
  if (needReady(world, network).fields['autoCreateSubnetworks'] !== true) {
    throw invalidField(
      'resource.networkInterfaces[0].subnetwork',
      '',
      'Subnetwork should be specified for custom subnetmode network.',
    );
  }
  return { ...nic, network, subnetwork: automatic };
}

function nextIp({ world }: Draft, path: string, taken: readonly string[]): string {
  return freeIp(world, needReady(world, path), taken);
}

function checkInstance({ world, path, fields }: Draft): void {
  const interfaces = objectsOf(fields['networkInterfaces']);
  if (interfaces.length === 0) {
    throw requiredField('resource.networkInterfaces');
  }
  interfaces.forEach((nic, index) => {
    const at = `resource.networkInterfaces[${index}]`;
    const subnetwork = needReady(world, textOf(nic['subnetwork']));
    checkPrimary(nic['networkIP'], subnetwork, at);
    checkFree(world, path, nic, at);
    checkAliases(nic, subnetwork, at);
  });
}

// assumption: the texts are ours; that the API refuses these is documented.
function checkPrimary(ip: Json | undefined, subnetwork: StoredResource, at: string): void {
  const range = parseCidr(textOf(subnetwork.fields['ipCidrRange']));
  const address = parseIp(textOf(ip));
  if (range === undefined || address === undefined || !contains(range, address)) {
    throw invalidField(`${at}.networkIP`, ip, 'IP address is not within the subnetwork.');
  }
}

function checkFree(world: World, path: string, nic: JsonObject, at: string): void {
  const other = liveOf(world, 'instances').find(
    (instance) =>
      instance.path !== path &&
      objectsOf(instance.fields['networkInterfaces']).some(
        (one) => one['network'] === nic['network'] && one['networkIP'] === nic['networkIP'],
      ),
  );
  if (other !== undefined) {
    const why = `IP is already being used by another resource: '${other.path}'.`;
    throw invalidField(`${at}.networkIP`, nic['networkIP'], why);
  }
}

function checkAliases(nic: JsonObject, subnetwork: StoredResource, at: string): void {
  const secondary = objectsOf(subnetwork.fields['secondaryIpRanges']);
  objectsOf(nic['aliasIpRanges']).forEach((alias, index) => {
    const name = textOf(alias['subnetworkRangeName']);
    const home =
      name === '' ? subnetwork.fields : secondary.find((range) => range['rangeName'] === name);
    const whole = parseCidr(textOf(home?.['ipCidrRange']));
    const range = parseCidr(textOf(alias['ipCidrRange']));
    const inside =
      whole !== undefined &&
      range !== undefined &&
      contains(whole, range.first) &&
      contains(whole, range.last);
    if (!inside) {
      throw invalidField(
        `${at}.aliasIpRanges[${index}]`,
        alias['ipCidrRange'],
        'The alias IP range is not within the range of the subnetwork.',
      );
    }
  });
}
