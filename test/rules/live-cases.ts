import { createEmulator } from '../../src/emulator/emulator.ts';
import { FULL } from '../support/set-ups.ts';
import type { WorldOptions } from '../support/world.ts';

/** For one rule about what is live or outside: how the project comes to be so, and the command that meets it. */
export interface LiveCase {
  readonly rule: string;
  readonly name: string;
  readonly prepare: readonly (readonly string[])[];
  readonly words: readonly string[];
  readonly options?: WorldOptions;
}

function create(name: string, ...flags: readonly string[]): readonly string[] {
  return ['create', 'internet-neg', name, '--project=demo', ...flags];
}

/** A project with the network that projects begin with; somebody has looked at it once. */
const NETWORK: WorldOptions = { start: { defaultNetwork: ['us-central1'] } };
const LOOK = ['list', '--project=demo'];

function mesh(name: string, ...flags: readonly string[]): readonly string[] {
  return create(name, '--lb=mesh', '--add-endpoint=fqdn=api.example.com,port=443', ...flags);
}

const HTTP = ['--protocol=HTTP', '--frontend-protocol=HTTP'];
const ONE = create('one', '--add-endpoint=ip=192.0.43.8,port=80', ...HTTP, '--yes');

const IN_REGION = [
  '--lb=regional-external',
  '--region=us-central1',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--frontend-protocol=HTTP',
];
const INSIDE = [...IN_REGION.slice(1), '--lb=regional-internal'];
const WITH_NETWORK: WorldOptions = { start: { defaultNetwork: ['us-central1'] } };
const NEG_ONLY = create('before', '--lb=none', '--add-endpoint=ip=192.0.43.8,port=80', '--yes');
const BEFORE = create('before', ...IN_REGION, '--yes');

/** Rules about what the network of a regional load balancer has. */
const REGIONAL: readonly LiveCase[] = [
  {
    rule: 'network/exists',
    name: 'there is no such network',
    prepare: [BEFORE],
    words: create('one', ...IN_REGION, '--network=nowhere'),
    options: WITH_NETWORK,
  },
  {
    rule: 'tls/trust-config',
    name: 'there is no such trust config in the region',
    prepare: [NEG_ONLY],
    words: create('one', ...IN_REGION, '--backend-tls-roots=our-roots'),
    options: WITH_NETWORK,
  },
  {
    rule: 'subnet/cidr-valid',
    name: 'another subnet has the range',
    prepare: [NEG_ONLY],
    words: create('one', ...IN_REGION, '--proxy-only-subnet-range=10.128.0.0/9'),
    options: WITH_NETWORK,
  },
  {
    rule: 'endpoint/regional-dns-any',
    name: 'the public DNS does not know the name',
    prepare: [NEG_ONLY],
    words: create('one', ...IN_REGION, '--dry-run=server'),
    options: { ...WITH_NETWORK, resolution: { status: 'refused', rcode: 'NXDOMAIN' } },
  },
  {
    rule: 'endpoint/regional-multi-ip',
    name: 'the name has two addresses',
    prepare: [NEG_ONLY],
    words: create('one', ...IN_REGION, '--dry-run=server'),
    options: {
      ...WITH_NETWORK,
      resolution: { status: 'found', addresses: ['192.0.43.8', '192.0.43.9'] },
    },
  },
  {
    rule: 'forwarding-rule/address-in-subnet',
    name: 'the address is of another range',
    prepare: [NEG_ONLY],
    words: create('one', ...INSIDE, '--subnet=default', '--address=192.168.7.7'),
    options: WITH_NETWORK,
  },
  {
    rule: 'forwarding-rule/subnet-required',
    name: 'there is no such subnet',
    prepare: [NEG_ONLY],
    words: create('one', ...INSIDE, '--subnet=apps'),
    options: WITH_NETWORK,
  },
  {
    rule: 'forwarding-rule/address-not-proxy-only',
    name: 'the subnet is for proxies only',
    prepare: [BEFORE],
    words: create('one', ...INSIDE, '--subnet=before-proxy-subnet'),
    options: WITH_NETWORK,
  },
  {
    rule: 'nat/same-router-network-region',
    name: 'the proxies have a NAT already',
    prepare: [BEFORE],
    words: create('one', ...IN_REGION, '--nat-pool-size=1'),
    options: WITH_NETWORK,
  },
  {
    rule: 'nat/pool-addresses',
    name: 'the address is taken',
    prepare: [BEFORE],
    words: create('one', ...IN_REGION, '--nat-external-ip-pool=before-ip'),
    options: WITH_NETWORK,
  },
  {
    rule: 'network/egress-route',
    name: 'there is no NAT',
    prepare: [],
    words: create('one', ...IN_REGION, '--nat=none'),
    options: WITH_NETWORK,
  },
  {
    rule: 'health-check/scope',
    name: 'there is no such health check',
    prepare: [BEFORE],
    words: create('one', ...IN_REGION, '--health-check=nowhere'),
    options: WITH_NETWORK,
  },
];

export const LIVE_CASES: readonly LiveCase[] = [
  ...REGIONAL,
  {
    rule: 'backend-service/one-global-internet-neg',
    name: 'the backend service holds another NEG already',
    prepare: [ONE],
    words: create(
      'two',
      '--add-endpoint=ip=192.0.43.9,port=80',
      '--backend-service-name=one-bes',
      '--host-header=client',
      ...HTTP,
    ),
  },
  {
    rule: 'endpoint/one-per-global-internet',
    name: 'the NEG holds another endpoint already',
    prepare: [create('one', '--lb=none', '--add-endpoint=ip=192.0.43.8,port=80', '--yes')],
    words: create('one', '--lb=none', '--add-endpoint=ip=192.0.43.9,port=80'),
  },
  {
    rule: 'neg/shared-use',
    name: 'the NEG serves another backend service',
    prepare: [ONE],
    words: create('two', '--add-endpoint=ip=192.0.43.8,port=80', '--neg-name=one-neg', ...HTTP),
  },
  {
    rule: 'forwarding-rule/address-type',
    name: 'there is no such address',
    prepare: [],
    words: [...FULL, '--address=nowhere'],
  },
  {
    rule: 'forwarding-rule/no-overlap',
    name: 'the port of the address is taken',
    prepare: [ONE],
    words: create('two', '--add-endpoint=ip=192.0.43.9,port=80', '--address=one-ip', ...HTTP),
  },
  {
    rule: 'tls/existing-certificate',
    name: 'there is no such certificate',
    prepare: [],
    words: create('web', '--add-endpoint=fqdn=api.example.com,port=443', '--ssl-certificates=none'),
  },
  {
    rule: 'quota/negs-per-project',
    name: 'no NEG more may be made',
    prepare: [],
    words: FULL,
    options: { emulator: createEmulator({ quotas: { NETWORK_ENDPOINT_GROUPS: 0 } }) },
  },
  {
    rule: 'quota/backend-services',
    name: 'one forwarding rule too many',
    prepare: [],
    words: FULL,
    options: { emulator: createEmulator({ quotas: { FORWARDING_RULES: 1 } }) },
  },
  {
    rule: 'quota/backend-services',
    name: 'the region has no room for an address of the front end beside those of the NAT',
    prepare: [NEG_ONLY],
    words: create('one', ...IN_REGION, '--nat-pool-size=2'),
    options: {
      emulator: createEmulator({
        quotas: { 'us-central1/STATIC_ADDRESSES': 2 },
        defaultNetwork: ['us-central1'],
      }),
    },
  },
  {
    rule: 'endpoint/fqdn-public-for-global',
    name: 'the name does not exist',
    prepare: [],
    words: FULL,
    options: { resolution: { status: 'refused', rcode: 'NXDOMAIN' } },
  },
  {
    rule: 'dns/rcode',
    name: 'the servers of the name fail',
    prepare: [],
    words: FULL,
    options: { resolution: { status: 'refused', rcode: 'SERVFAIL' } },
  },
  {
    rule: 'endpoint/global-not-private',
    name: 'the name resolves privately',
    prepare: [],
    words: FULL,
    options: { resolution: { status: 'found', addresses: ['192.0.43.8', '10.20.0.4'] } },
  },
  {
    rule: 'endpoint/global-first-ip',
    name: 'the name has two addresses',
    prepare: [],
    words: FULL,
    options: { resolution: { status: 'found', addresses: ['192.0.43.8', '192.0.43.9'] } },
  },
  {
    rule: 'tls/fqdn-validated',
    name: 'the certificate is self-signed',
    prepare: [],
    words: FULL,
    options: { tls: { status: 'untrusted', reason: 'self-signed certificate' } },
  },
  {
    rule: 'forwarding-rule/mesh-unique',
    name: 'another rule listens there',
    prepare: [LOOK, mesh('one', '--yes')],
    words: mesh('two'),
    options: NETWORK,
  },
  {
    rule: 'dns/private-zone-visible',
    name: 'another zone has the domain',
    prepare: [LOOK, mesh('one', '--dns-addresses=10.0.0.100', '--yes')],
    words: mesh('two', '--dns-addresses=10.0.0.100', '--ports=81'),
    options: NETWORK,
  },
  {
    rule: 'network/private-google-access',
    name: 'a subnet has none',
    prepare: [LOOK],
    words: create('one', '--lb=mesh', '--add-endpoint=fqdn=hello-abc-uc.a.run.app,port=443'),
    options: NETWORK,
  },
  {
    rule: 'health-check/existing',
    name: 'there is no such health check',
    prepare: [LOOK],
    words: mesh('one', '--health-check=nowhere'),
    options: NETWORK,
  },
  {
    rule: 'health-check/existing',
    name: 'the health check speaks HTTP',
    prepare: [LOOK, mesh('one', '--yes')],
    words: mesh('two', '--ports=81', '--tls', '--health-check=one-hc'),
    options: NETWORK,
  },
];
