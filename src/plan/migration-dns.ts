import type { Problem } from '../errors.ts';
import { type JsonObject, textAt } from '../json.ts';
import { dnsRecordSet } from '../resources/dns-record-set.ts';
import { type Resource, resourceId, type Scope, scopePath } from '../resources/resource.ts';
import type { MigrationSite } from './migration-site.ts';

/** What of DNS is asked for. */
export interface DnsWish {
  readonly fqdn: string;
  /** The zone in which the record of the host name is to be; `null` where DNS is left alone. */
  readonly dnsZone: string | null;
}

const USUAL_TTL_SECONDS = 300;

function zoneNamed({ inventory }: MigrationSite, name: string): JsonObject | null {
  const id = scopePath({ type: 'managedZone', managedZone: name });
  return inventory.resources.get(id)?.document ?? null;
}

function addressesOf({ endpoints }: MigrationSite): readonly string[] {
  const addresses = endpoints.flatMap(({ ipAddress }) =>
    typeof ipAddress === 'string' ? [ipAddress] : [],
  );
  return [...new Set(addresses)].sort();
}

/** What stands against the record; empty where none is asked for. */
export function dnsRefusals(site: MigrationSite, { fqdn, dnsZone }: DnsWish): readonly Problem[] {
  if (dnsZone === null) return [];
  const zone = zoneNamed(site, dnsZone);
  if (zone === null) {
    return [
      {
        code: 'NEG-6014',
        what: `there is no DNS zone ${dnsZone} in project ${site.project}`,
        why: 'the record of the host name is to be in it, and no zone is made here',
        fix: 'give another --dns-zone, or make the zone first',
      },
    ];
  }
  const suffix = textAt(zone, 'dnsName') ?? '';
  if (`.${fqdn}.`.endsWith(`.${suffix}`)) return [];
  return [
    {
      code: 'NEG-6014',
      what: `${fqdn} is not in the DNS zone ${dnsZone}, which holds ${suffix}`,
      why: 'a record is in the zone of its domain',
      fix: 'give the zone of the host name',
    },
  ];
}

/**
 * The record that answers with today's endpoints. One that is there is compared with it, its time to live
 * aside: where it answers otherwise, that stands in the way and is shown.
 */
export function dnsRecord(site: MigrationSite, { fqdn, dnsZone }: DnsWish): readonly Resource[] {
  if (dnsZone === null) return [];
  const scope: Scope = { type: 'managedZone', managedZone: dnsZone };
  const id = resourceId(scope, 'resourceRecordSets', `${fqdn}.:A`);
  const live = site.inventory.resources.get(id)?.document['ttl'];
  const ttl = typeof live === 'number' ? live : USUAL_TTL_SECONDS;
  const record = { dnsName: `${fqdn}.`, type: 'A', ttl, addresses: addressesOf(site) } as const;
  return [dnsRecordSet(dnsZone, record)];
}
