import {
  dnsAddressesField,
  dnsNameField,
  dnsZoneField,
  endpointHost,
  ttlField,
} from '../../inputs/fields/private-dns.ts';
import { networkField } from '../../inputs/fields/region.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { type DnsRecordSetInit, dnsRecordSet } from '../../resources/dns-record-set.ts';
import { privateDnsZone } from '../../resources/dns-zone.ts';
import type { Resource } from '../../resources/resource.ts';
import { sure } from './sure.ts';

/** A private zone on a network, and in it the A record of a host name: without its final dot. */
export function privateRecord(
  values: Values,
  network: string,
  { host, addresses }: { readonly host: string } & Pick<DnsRecordSetInit, 'addresses'>,
): readonly Resource[] {
  const zone = privateDnsZone({
    name: sure(values, dnsZoneField),
    dnsName: `${normalisedHostName(sure(values, dnsNameField))}.`,
    network,
  });
  const ttl = sure(values, ttlField);
  return [zone, dnsRecordSet(zone.name, { dnsName: `${host}.`, type: 'A', ttl, addresses })];
}

/** The zone and the record of the host name of the endpoint, where its addresses are given. */
export function endpointRecords(values: Values): readonly Resource[] {
  const addresses = values.get(dnsAddressesField);
  const host = endpointHost(values);
  if (addresses === undefined || host === undefined) return [];
  return privateRecord(values, sure(values, networkField), { host, addresses });
}
