import ipaddr from 'ipaddr.js';
import { dnsAddressesField, dnsNameField, meshHost, ttlField } from '../inputs/fields/mesh.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import { about, type InputRule } from './rule.ts';
import { gcloud, meshPage } from './sources.ts';

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
    const host = meshHost(values);
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
    const host = meshHost(values);
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
