import type { Problem } from '../errors.ts';
import { type JsonObject, textAt } from '../json.ts';
import { dnsRecordSet } from '../resources/dns-record-set.ts';
import { privateDnsZone } from '../resources/dns-zone.ts';
import { type Resource, resourceId, type Scope, scopePath } from '../resources/resource.ts';
import { movableOf } from './migration-scheme.ts';
import { type MigrationSite, refusal } from './migration-site.ts';

/** What of DNS is asked for. */
export interface DnsWish {
  readonly fqdn: string;
  /** The zone in which the record of the host name is to be; `null` where DNS is left alone. */
  readonly dnsZone: string | null;
  /** The domain of that zone where it is to be made, without a final dot; `null` where it is there. */
  readonly dnsName: string | null;
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

/** The one network that all endpoints are in; `null` where there is none, or more than one. */
function networkBehind({ negs }: MigrationSite): string | null {
  const links = new Set(negs.map(({ document }) => textAt(document, 'network') ?? ''));
  const [only = ''] = links;
  return links.size === 1 && only !== '' ? (only.split('/').at(-1) ?? null) : null;
}

/** What stands against making the zone. */
function makingRefusals(site: MigrationSite, dnsZone: string): readonly Problem[] {
  const { service } = site;
  const doing = `the DNS zone ${dnsZone} cannot be made for ${service.name}`;
  if (movableOf(service)?.ownProxies === false) {
    return [
      refusal(
        doing,
        'its front ends ask public DNS, and only private zones are made here',
        'make a public zone first, and leave --dns-name out',
      ),
    ];
  }
  if (networkBehind(site) !== null) return [];
  return [
    refusal(
      doing,
      'its endpoints are not in one network, for which the zone would be',
      'make the zone first, and leave --dns-name out',
    ),
  ];
}

/** What stands against the record; empty where none is asked for. */
export function dnsRefusals(
  site: MigrationSite,
  { fqdn, dnsZone, dnsName }: DnsWish,
): readonly Problem[] {
  if (dnsZone === null) return [];
  const zone = zoneNamed(site, dnsZone);
  if (zone === null && dnsName === null) {
    return [
      refusal(
        `there is no DNS zone ${dnsZone} in project ${site.project}`,
        'the record of the host name is to be in it',
        'give another --dns-zone, or --dns-name=DOMAIN beside it: the zone is made then, private on the network',
      ),
    ];
  }
  const suffix = zone === null ? `${dnsName}.` : (textAt(zone, 'dnsName') ?? '');
  if (!`.${fqdn}.`.endsWith(`.${suffix}`)) {
    return [
      refusal(
        `${fqdn} is not in the DNS zone ${dnsZone}, which holds ${suffix}`,
        'a record is in the zone of its domain',
        'give the zone of the host name',
      ),
    ];
  }
  return zone === null ? makingRefusals(site, dnsZone) : [];
}

/** What a zone that is made does beside what it is made for. */
export function dnsWarnings(
  site: MigrationSite,
  { fqdn, dnsZone, dnsName }: DnsWish,
): readonly string[] {
  if (dnsZone === null || dnsName === null || dnsName === fqdn) return [];
  if (zoneNamed(site, dnsZone) !== null) return [];
  return [`dns/zone-overlap: in the network only names in the zone resolve below ${dnsName}`];
}

/**
 * The record that answers with today's endpoints, and its zone where the domain of that is told. What is there is
 * compared, the time to live aside: where it is otherwise, that stands in the way and is shown.
 */
export function dnsResources(
  site: MigrationSite,
  { fqdn, dnsZone, dnsName }: DnsWish,
): readonly Resource[] {
  if (dnsZone === null) return [];
  const network = networkBehind(site);
  const zone =
    dnsName === null || network === null
      ? []
      : [privateDnsZone({ name: dnsZone, dnsName: `${dnsName}.`, network })];
  const scope: Scope = { type: 'managedZone', managedZone: dnsZone };
  const id = resourceId(scope, 'resourceRecordSets', `${fqdn}.:A`);
  const live = site.inventory.resources.get(id)?.document['ttl'];
  const ttl = typeof live === 'number' ? live : USUAL_TTL_SECONDS;
  const record = { dnsName: `${fqdn}.`, type: 'A', ttl, addresses: addressesOf(site) } as const;
  return [...zone, dnsRecordSet(dnsZone, record)];
}
