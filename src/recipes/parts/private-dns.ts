import * as dns from '../../inputs/fields/private-dns.ts';
import { networkField } from '../../inputs/fields/region.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { dnsRecordSet } from '../../resources/dns-record-set.ts';
import { privateDnsZone } from '../../resources/dns-zone.ts';
import type { Resource } from '../../resources/resource.ts';
import { sure } from './sure.ts';

/** The zone and the record of the host name, where its addresses are given: the proxies ask the DNS of their network. */
export function privateRecords(values: Values): readonly Resource[] {
  const addresses = values.get(dns.dnsAddressesField);
  const host = dns.endpointHost(values);
  if (addresses === undefined || host === undefined) return [];
  const zone = privateDnsZone({
    name: sure(values, dns.dnsZoneField),
    dnsName: `${normalisedHostName(sure(values, dns.dnsNameField))}.`,
    network: sure(values, networkField),
  });
  const ttl = sure(values, dns.ttlField);
  const record = { dnsName: `${host}.`, type: 'A', ttl, addresses } as const;
  return [zone, dnsRecordSet(zone.name, record)];
}
