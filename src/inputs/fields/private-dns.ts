import { type AnyField, field } from '../field.ts';
import { normalisedHostName } from '../host-name.ts';
import { commaList, text, wholeNumber } from '../shape.ts';
import type { Fallback, Values } from '../values.ts';
import { endpointsField } from './endpoint.ts';
import { fromPrefix } from './names.ts';

/** The host name of the first endpoint, normalised; `undefined` where there is none. */
export function endpointHost(values: Values): string | undefined {
  const fqdn = values.get(endpointsField)?.[0]?.fqdn;
  return fqdn === undefined ? undefined : normalisedHostName(fqdn);
}

/** The fallback that names the host of the endpoint. */
export function hostBecause(values: Values, because: string): Fallback<string> | undefined {
  const host = endpointHost(values);
  return host === undefined ? undefined : { value: host, because };
}

/** True where the records of the host name are to be in a private zone of the network. */
function hasRecords(values: Values): boolean {
  return values.has(dnsAddressesField);
}

export const dnsAddressesField = field({
  id: 'dnsAddresses',
  flag: 'dns-addresses',
  path: 'dns.addresses',
  shape: commaList,
  placeholder: 'IP[,IP]',
  summary: 'Addresses of the endpoint, as A records of its name in a private DNS zone',
  group: 'endpoint',
  question: {
    ask: 'Addresses of the backend for a private DNS zone (empty: DNS knows the name already)',
    why: 'Envoy sends to every address that the name resolves to in its network',
    help: 'IPv4 addresses separated by commas. A private zone on the network and an A record are made, or found and compared. Leave it empty where the name resolves by itself, as public names and those of Cloud Run do.',
    askIf: (values) => endpointHost(values) !== undefined,
  },
});

export const dnsZoneField = field({
  id: 'dnsZone',
  flag: 'dns-zone',
  path: 'dns.zone',
  shape: text,
  placeholder: 'NAME',
  summary: 'Name of the private DNS zone (default: PREFIX-zone)',
  group: 'names',
  appliesIf: hasRecords,
  fallback: fromPrefix('zone'),
});

export const dnsNameField = field({
  id: 'dnsName',
  flag: 'dns-name',
  path: 'dns.name',
  shape: text,
  placeholder: 'DOMAIN',
  summary: 'Domain of the private zone; other names in it no longer resolve publicly',
  group: 'endpoint',
  appliesIf: hasRecords,
  fallback: (values) => hostBecause(values, 'the zone hides no other name'),
});

export const ttlField = field({
  id: 'ttl',
  flag: 'ttl',
  path: 'dns.ttl',
  shape: wholeNumber,
  placeholder: 'SECONDS',
  summary: 'Seconds for which an answer may be kept',
  group: 'endpoint',
  appliesIf: hasRecords,
  fallback: () => ({ value: 300, because: 'as the documents have it' }),
});

/** What is told of the records of a name that only a network knows. */
export const PRIVATE_DNS_FIELDS: readonly AnyField[] = [
  dnsAddressesField,
  dnsZoneField,
  dnsNameField,
  ttlField,
];
