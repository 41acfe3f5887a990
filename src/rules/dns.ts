import ipaddr from 'ipaddr.js';
import { documentsOf } from '../facts/facts.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import {
  dnsAddressesField,
  dnsNameField,
  dnsZoneField,
  endpointHost,
  ttlField,
} from '../inputs/fields/private-dns.ts';
import { networkField } from '../inputs/fields/region.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import { textAt } from '../json.ts';
import { networksOfZone } from '../resources/dns-zone.ts';
import { networkId } from '../resources/network.ts';
import { GLOBAL, ofKind } from '../resources/resource.ts';
import { about, type InputRule, type LiveRule, type NetworkRule } from './rule.ts';
import { gcloud, internetNegPage, meshPage } from './sources.ts';

const page = meshPage('Set up Cloud DNS configuration');
const LONGEST_TTL = 2_147_483_647;

export const recordData: InputRule = {
  id: 'dns/record-data',
  severity: 'error',
  statement: 'The data of an A record are IPv4 addresses, each once.',
  why: 'the API refuses others, and gcloud sends them without looking',
  sources: [page, gcloud('999.0.0.1 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const addresses = values.get(dnsAddressesField) ?? [];
    const wrong = addresses.filter((ip) => !ipaddr.IPv4.isValidFourPartDecimal(ip));
    const twice = addresses.filter((ip, index) => addresses.indexOf(ip) !== index);
    return [
      ...wrong.map((ip) => `"${ip}" is not an IPv4 address`),
      ...[...new Set(twice)].map((ip) => `${ip} is given twice`),
    ].map((message) => about(dnsAddressesField, message, 'give addresses such as 10.0.0.100'));
  },
};

export const recordInZone: InputRule = {
  id: 'dns/record-in-zone',
  severity: 'error',
  statement: 'The domain of a DNS zone covers the names in it.',
  why: 'the API refuses records outside of it',
  sources: [page, gcloud('a record outside the zone was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const given = values.get(dnsNameField);
    const host = endpointHost(values);
    if (given === undefined || host === undefined || !values.has(dnsAddressesField)) return [];
    if (!isHostName(given.replace(/\.$/, ''))) {
      return [about(dnsNameField, `"${given}" is not a domain name`, `use --dns-name=${host}`)];
    }
    const domain = normalisedHostName(given);
    if (host === domain || host.endsWith(`.${domain}`)) return [];
    return [about(dnsNameField, `${host} is not in ${domain}`, `use --dns-name=${host}`)];
  },
};

export const zoneHides: InputRule = {
  id: 'dns/zone-overlap',
  severity: 'warning',
  statement: 'A private zone hides every public name of its domain from its networks.',
  why: 'names that are not in the private zone no longer resolve there',
  sources: [page],
  phase: 'inputs',
  check: ({ values }) => {
    const given = values.get(dnsNameField);
    const host = endpointHost(values);
    const isWider = given !== undefined && normalisedHostName(given) !== host;
    if (!isWider || !values.has(dnsAddressesField)) return [];
    const message = `in the network only names in the zone resolve below ${given}`;
    return [about(dnsNameField, message, `use --dns-name=${host ?? 'HOST'} if others are needed`)];
  },
};

export const timeToLive: InputRule = {
  id: 'dns/ttl',
  severity: 'error',
  statement: 'A time to live is 0 to 2147483647 seconds.',
  why: 'the API takes no other',
  sources: [page],
  phase: 'inputs',
  check: ({ values }) => {
    const ttl = values.get(ttlField);
    if (ttl === undefined || (ttl >= 0 && ttl <= LONGEST_TTL)) return [];
    return [about(ttlField, `${ttl} is no time to live`, 'use 300')];
  },
};

export const otherZone: LiveRule = {
  id: 'dns/private-zone-visible',
  severity: 'error',
  statement: 'A network asks one private zone for a domain.',
  why: 'the API refuses a second one for the same domain and network',
  sources: [page],
  phase: 'live',
  check: ({ resources, values, facts }) => {
    const network = networkId(values.get(networkField) ?? '');
    return ofKind(resources, 'managedZones').flatMap(({ name, body }) =>
      documentsOf(facts, { kind: 'managedZones', scope: GLOBAL })
        .filter(
          (other) =>
            textAt(other, 'name') !== name &&
            textAt(other, 'dnsName') === body['dnsName'] &&
            networksOfZone(other).includes(network),
        )
        .map((other) => {
          const zone = textAt(other, 'name');
          const message = `zone ${zone} has domain ${String(body['dnsName'])} on this network already`;
          return about(dnsZoneField, message, `use --dns-zone=${zone}`);
        }),
    );
  },
};

export const oneName: InputRule = {
  id: 'dns/one-name',
  severity: 'error',
  statement: 'Addresses are given for one host name, that of every endpoint.',
  why: 'the record that is made is of one name',
  sources: [internetNegPage('DNS resolution for INTERNET_FQDN_PORT endpoints')],
  phase: 'inputs',
  check: ({ values }) => {
    if (!values.has(dnsAddressesField)) return [];
    const hosts = (values.get(endpointsField) ?? []).map(({ fqdn }) =>
      fqdn === undefined ? null : normalisedHostName(fqdn),
    );
    if (hosts[0] !== null && new Set(hosts).size <= 1) return [];
    const fix = 'make the records of other names in Cloud DNS, and leave --dns-addresses out';
    return [about(dnsAddressesField, 'the endpoints are not all of one host name', fix)];
  },
};

export const resolvesInNetwork: NetworkRule = {
  id: 'endpoint/regional-dns-any',
  severity: 'advice',
  statement: 'The proxies of a region resolve names by the DNS of their network, or publicly.',
  why: 'requests to a name that resolves in neither way fail',
  sources: [internetNegPage('DNS resolution for INTERNET_FQDN_PORT endpoints')],
  phase: 'network',
  check: ({ values, resolution }) => {
    const host = endpointHost(values);
    if (host === undefined || resolution?.status !== 'refused') return [];
    const network = values.get(networkField);
    return [
      about(
        endpointsField,
        `${host} does not resolve publicly (${resolution.rcode}): Cloud DNS must know it in ${network}`,
        'give its addresses with --dns-addresses, unless a zone, forwarding or peering there has it',
      ),
    ];
  },
};
