import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { createdAt, kind } from './kind.ts';
import { networkId } from './network.ts';
import type { Permission } from './permission.ts';
import { GLOBAL, idOfReference, type Resource, type ResourceId, resourceId } from './resource.ts';

/** A permission of Cloud DNS to change something. */
export function dnsChange(word: string): Permission {
  return { name: `dns.${word}`, roles: ['roles/dns.admin'] };
}

/** A permission of Cloud DNS to see something. */
export function dnsLook(word: string): Permission {
  return { name: `dns.${word}`, roles: ['roles/dns.reader', 'roles/dns.admin'] };
}

/** The networks that a private zone is seen from, as resource ids. */
export function networksOfZone(document: JsonObject): readonly ResourceId[] {
  const seenFrom = document['privateVisibilityConfig'];
  if (seenFrom === undefined || !isJsonObject(seenFrom)) return [];
  const urls = objectsAt(seenFrom, 'networks').map(
    (network) => textAt(network, 'networkUrl') ?? '',
  );
  return urls.map(idOfReference);
}

function asKeys(ids: readonly ResourceId[]): JsonObject {
  return Object.fromEntries(ids.map((id) => [id, true]));
}

/** A DNS zone. It may be seen from more networks than was asked for. */
export const dnsZoneKind = kind({
  name: 'managedZones',
  title: 'DNS zone',
  api: 'dns.googleapis.com',
  list: () => ({ argv: ['dns', 'managed-zones', 'list'] }),
  listAll: { argv: ['dns', 'managed-zones', 'list'] },
  remove: (_scope, name) => ({ argv: ['dns', 'managed-zones', 'delete', name] }),
  normalise: (document) => ({ ...document, networks: asKeys(networksOfZone(document)) }),
  createdIn: createdAt('creationTime'),
  unsaid: {
    forwardingConfig: null,
    peeringConfig: null,
    reverseLookupConfig: null,
    serviceDirectoryConfig: null,
  },
  open: ['networks'],
  typicalSeconds: { create: 2, remove: 2 },
  permissions: {
    create: () => ['managedZones.create', 'networks.bindPrivateDNSZone'].map(dnsChange),
    remove: () => [dnsChange('managedZones.delete')],
    repoint: () => [],
    read: () => [dnsLook('managedZones.list')],
    use: () => [],
  },
});

/** A private zone, seen from one network. */
export interface DnsZoneInit {
  readonly name: string;
  /** With its final dot. */
  readonly dnsName: string;
  /** A network of the project. */
  readonly network: string;
}

export function privateDnsZone({ name, dnsName, network }: DnsZoneInit): Resource {
  return {
    id: resourceId(GLOBAL, 'managedZones', name),
    kind: 'managedZones',
    scope: GLOBAL,
    name,
    container: null,
    refs: [networkId(network)],
    summary: `private, ${dnsName} on network ${network}`,
    body: { dnsName, visibility: 'private', networks: asKeys([networkId(network)]) },
    create: {
      argv: [
        'dns',
        'managed-zones',
        'create',
        name,
        `--dns-name=${dnsName}`,
        '--visibility=private',
        `--networks=${network}`,
      ],
    },
    createReplaces: true,
    remove: { argv: ['dns', 'managed-zones', 'delete', name] },
  };
}
