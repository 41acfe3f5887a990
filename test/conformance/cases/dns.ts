import { dnsRecordSet } from '../../../src/resources/dns-record-set.ts';
import { privateDnsZone } from '../../../src/resources/dns-zone.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { GLOBAL, type Scope } from '../../../src/resources/resource.ts';
import type { Case, Preparation } from '../case.ts';

/* Cloud DNS: zones, record sets, and what an API says that is off, forbidden, or says no. */

const DNS_OFF = { disabledApis: ['dns.googleapis.com'] };
const NETWORK: Preparation = [
  'POST',
  'global/networks',
  { name: 'net', autoCreateSubnetworks: false },
];
const ZONE: Preparation = [
  'POST',
  '/dns/v1/projects/demo/managedZones',
  {
    name: 'zone',
    dnsName: 'internal.example.com.',
    visibility: 'private',
    privateVisibilityConfig: { networks: [{ networkUrl: 'projects/demo/global/networks/net' }] },
  },
];
const RECORD: Preparation = [
  'POST',
  '/dns/v1/projects/demo/managedZones/zone/rrsets',
  { name: 'a.internal.example.com.', type: 'A', ttl: 300, rrdatas: ['10.0.0.1', '10.0.0.2'] },
];
const EMPTY = [NETWORK];
const WORLD = [NETWORK, ZONE, RECORD];

const zone = privateDnsZone({ name: 'zone', dnsName: 'internal.example.com.', network: 'net' });
const record = dnsRecordSet('zone', {
  dnsName: 'a.internal.example.com.',
  type: 'A',
  ttl: 300,
  addresses: ['10.0.0.1', '10.0.0.2'],
});
const others = dnsRecordSet('zone', {
  dnsName: '*.internal.example.com.',
  type: 'AAAA',
  ttl: 60,
  addresses: ['2600:1901::1'],
});
const elsewhere = dnsRecordSet('zone', {
  dnsName: 'www.example.org.',
  type: 'A',
  ttl: 60,
  addresses: ['10.0.0.1'],
});
const listZones = KINDS.managedZones.list?.(GLOBAL) ?? zone.create;
const IN_ZONE: Scope = { type: 'managedZone', managedZone: 'zone' };
const listRecords = KINDS.resourceRecordSets.list?.(IN_ZONE) ?? record.create;

/** Every command of Cloud DNS, and its refusals. */
export const DNS_CASES: readonly Case[] = [
  { name: 'list DNS zones', world: WORLD, command: listZones },
  { name: 'list of no DNS zones', world: EMPTY, command: listZones },
  {
    name: 'list DNS zones without permission',
    world: WORLD,
    faults: ['list:managedZones=permission'],
    command: listZones,
    ends: 'permission',
  },
  {
    name: 'list DNS zones with the API off',
    settings: DNS_OFF,
    command: listZones,
    ends: 'api-disabled',
  },
  { name: 'list DNS records', world: WORLD, command: listRecords },
  {
    name: 'list DNS records of a zone that is not there',
    world: EMPTY,
    command: listRecords,
    ends: 'not-found',
  },
  { name: 'create a DNS zone', world: EMPTY, command: zone.create },
  { name: 'create a DNS zone that exists', world: WORLD, command: zone.create, ends: 'exists' },
  {
    name: 'create a DNS zone with the API off',
    settings: DNS_OFF,
    command: zone.create,
    ends: 'api-disabled',
  },
  {
    name: 'create a DNS zone on a network that is not there',
    command: zone.create,
    ends: 'not-found',
  },
  {
    name: 'create a DNS zone beside one of the same domain name',
    world: WORLD,
    command: privateDnsZone({ name: 'other', dnsName: 'internal.example.com.', network: 'net' })
      .create,
    ends: 'invalid',
  },
  { name: 'create a DNS record', world: [...EMPTY, ZONE], command: record.create },
  { name: 'create a DNS record for all names', world: [...EMPTY, ZONE], command: others.create },
  { name: 'create a DNS record that exists', world: WORLD, command: record.create, ends: 'exists' },
  {
    name: 'create a DNS record outside of its zone',
    world: WORLD,
    command: elsewhere.create,
    ends: 'invalid',
  },
  {
    name: 'create a DNS record without permission',
    world: WORLD,
    faults: ['insert:resourceRecordSets=permission'],
    command: record.create,
    ends: 'permission',
  },
  {
    name: 'create a DNS record whose answer is lost',
    world: [...EMPTY, ZONE],
    faults: ['insert:resourceRecordSets=drop-after'],
    command: record.create,
    ends: 'exists',
    slow: true,
  },
  { name: 'delete a DNS record', world: WORLD, command: record.remove },
  {
    name: 'delete a DNS record that is not there',
    world: [...EMPTY, ZONE],
    command: record.remove,
    ends: 'not-found',
  },
  { name: 'delete a DNS zone', world: [...EMPTY, ZONE], command: zone.remove },
  {
    name: 'delete a DNS zone that holds records',
    world: WORLD,
    command: zone.remove,
    ends: 'invalid',
  },
];
