import ipaddr from 'ipaddr.js';
import { dnsRecordField, recordHost } from '../inputs/fields/dns.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import {
  dnsAddressesField,
  dnsNameField,
  endpointHost,
  ttlField,
} from '../inputs/fields/private-dns.ts';
import { networkField } from '../inputs/fields/region.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import { about, type InputRule, type NetworkRule } from './rule.ts';
import { gcloud, internetNegPage, meshPage, serverlessPost } from './sources.ts';

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

export const recordName: InputRule = {
  id: 'dns/name-trailing-dot',
  severity: 'error',
  statement: 'The name of a DNS record is a host name; its final dot may be left out.',
  why: 'the API refuses other text, and gcloud sends it without looking',
  sources: [page, serverlessPost('DNS Configuration')],
  phase: 'inputs',
  check: ({ values }) => {
    const given = values.get(dnsRecordField);
    if (given === undefined || isHostName(given.replace(/\.$/, ''))) return [];
    const fix = 'give a name such as web.internal.example.com';
    return [about(dnsRecordField, `"${given}" is not a host name`, fix)];
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
    const host = recordHost(values);
    if (given === undefined || host === undefined || !isHostName(host)) return [];
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
    const host = recordHost(values);
    if (given === undefined || host === undefined || normalisedHostName(given) === host) return [];
    const message = `in the network only names in the zone resolve below ${given}`;
    return [about(dnsNameField, message, `use --dns-name=${host} if others are needed`)];
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

export const severalAddresses: NetworkRule = {
  id: 'endpoint/regional-multi-ip',
  severity: 'advice',
  statement: 'Requests go to all addresses that a name resolves to, whichever of them is down.',
  why: 'only a retry policy in the URL map has another address tried, and none is made here',
  sources: [internetNegPage('IP address resolution for regional endpoints')],
  phase: 'network',
  check: ({ values, resolution }) => {
    const count = resolution?.status === 'found' ? resolution.addresses.length : 0;
    if (count < 2) return [];
    const message = `${endpointHost(values) ?? 'the name'} resolves to ${count} addresses`;
    return [about(endpointsField, message, 'add a retryPolicy to the URL map, or a health check')];
  },
};
