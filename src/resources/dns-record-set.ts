import type { Command } from '../gcloud/command.ts';
import { type JsonObject, textAt } from '../json.ts';
import { dnsChange, dnsLook } from './dns-zone.ts';
import { kind } from './kind.ts';
import { type Resource, resourceId, type Scope, scopeFlag, scopePath } from './resource.ts';

/** A record set is called by its domain name and its type: `www.example.com.:A`. */
function nameOf(dnsName: string, type: string): string {
  return `${dnsName}:${type}`;
}

function nameIn(document: JsonObject): string | undefined {
  const name = textAt(document, 'name');
  const type = textAt(document, 'type');
  return name === undefined || type === undefined ? undefined : nameOf(name, type);
}

function normalise(document: JsonObject): JsonObject {
  const data = document['rrdatas'];
  return Array.isArray(data) ? { ...document, rrdatas: [...data].sort() } : document;
}

function deletion(scope: Scope, name: string): Command {
  const [dnsName = '', type = ''] = name.split(':');
  return { argv: ['dns', 'record-sets', 'delete', dnsName, scopeFlag(scope), `--type=${type}`] };
}

/** All records of one type for one name. The server gives it no id: it is known by what it says. */
export const dnsRecordSetKind = kind({
  name: 'resourceRecordSets',
  title: 'DNS record set',
  api: 'dns.googleapis.com',
  names: /^(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+:[A-Z]+$/,
  nameIn,
  identityIn: null,
  createdIn: () => null,
  list: (scope) => ({ argv: ['dns', 'record-sets', 'list', scopeFlag(scope)] }),
  remove: deletion,
  normalise,
  unsaid: { routingPolicy: null },
  typicalSeconds: { create: 2, remove: 2 },
  permissions: {
    create: () => ['changes.create', 'resourceRecordSets.create'].map(dnsChange),
    remove: () => ['changes.create', 'resourceRecordSets.delete'].map(dnsChange),
    repoint: () => [],
    read: () => [dnsLook('resourceRecordSets.list')],
    use: () => [],
  },
});

export interface DnsRecordSetInit {
  /** A domain name with its final dot, inside that of the zone. */
  readonly dnsName: string;
  readonly type: 'A' | 'AAAA';
  /** Seconds. */
  readonly ttl: number;
  readonly addresses: readonly string[];
}

export function dnsRecordSet(zone: string, init: DnsRecordSetInit): Resource {
  const { dnsName, type, ttl, addresses } = init;
  const scope: Scope = { type: 'managedZone', managedZone: zone };
  const name = nameOf(dnsName, type);
  return {
    id: resourceId(scope, 'resourceRecordSets', name),
    kind: 'resourceRecordSets',
    scope,
    name,
    container: null,
    refs: [scopePath(scope)],
    summary: `${addresses.join(', ')}; ttl ${ttl}`,
    body: { ttl, rrdatas: [...addresses].sort() },
    create: {
      argv: [
        'dns',
        'record-sets',
        'create',
        dnsName,
        scopeFlag(scope),
        `--type=${type}`,
        `--ttl=${ttl}`,
        `--rrdatas=${addresses.join(',')}`,
      ],
    },
    createReplaces: true,
    remove: deletion(scope, name),
  };
}
