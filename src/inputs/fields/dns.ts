import { field } from '../field.ts';
import { normalisedHostName } from '../host-name.ts';
import { text } from '../shape.ts';
import type { Values } from '../values.ts';
import {
  dnsAddressesField,
  dnsNameField,
  dnsZoneField,
  endpointHost,
  ttlField,
} from './private-dns.ts';

export const dnsRecordField = field({
  id: 'dnsRecord',
  flag: 'dns-record',
  path: 'dns.record',
  shape: text,
  placeholder: 'HOST',
  summary: 'Name for the address of the load balancer, in a private DNS zone of the network',
  group: 'front end',
  question: {
    ask: 'Host name in a private DNS zone (empty: none)',
    why: 'clients in the network can call the load balancer by it',
    help: 'For example web.internal.example.com. A private zone on the network and an A record with the address of the load balancer are made, or found and compared.',
  },
});

/** The name that a DNS record is asked for, normalised; `undefined` where none is. */
export function recordHost(values: Values): string | undefined {
  const record = values.get(dnsRecordField);
  if (record !== undefined) return normalisedHostName(record);
  return values.has(dnsAddressesField) ? endpointHost(values) : undefined;
}

function hasRecord(values: Values): boolean {
  return values.has(dnsRecordField);
}

const frontEndDnsNameField = dnsNameField.variant({
  group: 'front end',
  appliesIf: hasRecord,
  fallback: (values) => {
    const host = recordHost(values);
    return host === undefined
      ? undefined
      : { value: host, because: 'the zone hides no other name' };
  },
});

/** What is told of the DNS record of a front end. */
export const FRONT_END_DNS_FIELDS = [
  dnsRecordField,
  dnsZoneField.variant({ appliesIf: hasRecord }),
  frontEndDnsNameField,
  ttlField.variant({ group: 'front end', appliesIf: hasRecord }),
] as const;
