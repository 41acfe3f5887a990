import type { Command } from '../gcloud/command.ts';
import { type Json, type JsonObject, textAt } from '../json.ts';
import { fieldOf } from './compare.ts';
import { dnsChange, dnsLook } from './dns-zone.ts';
import { kind } from './kind.ts';
import type { LateField } from './late-address.ts';
import {
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  scopeFlag,
  scopePath,
} from './resource.ts';

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
  /** Themselves, or the one that a front end will have. */
  readonly addresses: readonly string[] | LateField;
}

/** The addresses of a record as its parts need them. */
interface RecordData {
  readonly refs: readonly ResourceId[];
  readonly told: string;
  readonly body: readonly Json[];
  readonly flag: string;
  readonly late?: LateField;
}

function dataOf(addresses: DnsRecordSetInit['addresses']): RecordData {
  if ('stand' in addresses) {
    const { resource, field } = addresses.of;
    const told = `address of ${resource.split('/').at(-1)}`;
    const body = [fieldOf(resource, field)];
    return { refs: [resource], told, body, flag: addresses.stand, late: addresses };
  }
  return {
    refs: [],
    told: addresses.join(', '),
    body: [...addresses].sort(),
    flag: addresses.join(','),
  };
}

export function dnsRecordSet(zone: string, init: DnsRecordSetInit): Resource {
  const { dnsName, type, ttl, addresses } = init;
  const scope: Scope = { type: 'managedZone', managedZone: zone };
  const name = nameOf(dnsName, type);
  const { refs, told, body, ...data } = dataOf(addresses);
  return {
    id: resourceId(scope, 'resourceRecordSets', name),
    kind: 'resourceRecordSets',
    scope,
    name,
    container: null,
    refs: [scopePath(scope), ...refs],
    summary: `${told}; ttl ${ttl}`,
    body: { ttl, rrdatas: body },
    create: {
      argv: [
        'dns',
        'record-sets',
        'create',
        dnsName,
        scopeFlag(scope),
        `--type=${type}`,
        `--ttl=${ttl}`,
        `--rrdatas=${data.flag}`,
      ],
      ...(data.late === undefined ? {} : { late: data.late }),
    },
    createReplaces: true,
    remove: deletion(scope, name),
  };
}
