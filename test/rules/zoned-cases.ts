import type { Flags, RuleCase } from './cases.ts';

/** A legal set-up of each noun, which each case changes in one place. */
export const ZONED_BASES = {
  'zonal-neg': {
    project: 'demo',
    zone: 'europe-west1-b',
    network: 'net',
    subnet: 'sub',
    'add-endpoint': 'instance=vm-1,port=80',
    'frontend-protocol': 'HTTP',
  },
  'hybrid-neg': {
    project: 'demo',
    zone: 'europe-west1-b',
    network: 'net',
    subnet: 'sub',
    'add-endpoint': 'ip=192.168.1.5,port=80',
    'frontend-protocol': 'HTTP',
  },
} as const satisfies Readonly<Record<string, Flags>>;

/** What makes the base a set-up with another front end. */
const TCP: Flags = { lb: 'global-external-tcp', 'frontend-protocol': null };
const SSL: Flags = { ...TCP, lb: 'global-external-ssl', domains: 'www.example.com' };
const INTERNAL: Flags = { lb: 'regional-internal' };
const MESH: Flags = { lb: 'mesh', subnet: null, 'frontend-protocol': null };

function endpoints(count: number, more = (_at: number): string => ''): readonly string[] {
  return Array.from({ length: count }, (_, at) => `instance=vm-1,port=${at + 1}${more(at)}`);
}

/** Accepted and refused inputs for NEGs of VMs, rule by rule. */
export const VM_CASES: readonly RuleCase[] = [
  { rule: 'name/zone', silent: {}, speaking: { zone: 'europe-west1' } },
  {
    rule: 'name/zone',
    silent: { 'add-endpoint': 'instance=vm-1,port=80,zone=europe-west1-c' },
    speaking: { 'add-endpoint': 'instance=vm-1,port=80,zone=b' },
  },
  {
    rule: 'name/neg',
    silent: { 'add-endpoint': 'instance=vm-1,port=80,neg=other' },
    speaking: { 'add-endpoint': 'instance=vm-1,port=80,neg=Other' },
  },
  { rule: 'endpoint/file', silent: {}, speaking: { 'endpoints-file': '/nowhere.csv' } },
  {
    rule: 'endpoint/keys-match-type',
    silent: { 'add-endpoint': 'instance=vm-1,ip=10.10.0.2,port=80' },
    speaking: { 'add-endpoint': 'instance=vm-1,fqdn=a.example.com,port=80' },
  },
  {
    rule: 'endpoint/instance-required',
    silent: {},
    speaking: { 'add-endpoint': 'ip=10.10.0.2,port=80' },
  },
  {
    rule: 'endpoint/port-range',
    silent: { 'add-endpoint': 'instance=vm-1,port=65535' },
    speaking: { 'add-endpoint': 'instance=vm-1,port=65536' },
  },
  {
    rule: 'neg/default-port-range',
    silent: { 'default-port': '65535' },
    speaking: { 'default-port': '65536' },
  },
  {
    rule: 'neg/port-required',
    silent: { 'add-endpoint': 'instance=vm-1', 'default-port': '80' },
    speaking: { 'add-endpoint': 'instance=vm-1' },
  },
  {
    rule: 'endpoint/ip-v4',
    silent: { 'add-endpoint': 'instance=vm-1,ip=10.10.0.2,port=80' },
    speaking: { 'add-endpoint': 'instance=vm-1,ip=10.10.2,port=80' },
  },
  {
    rule: 'endpoint/unique',
    silent: { 'add-endpoint': [...endpoints(1), ...endpoints(1, () => ',neg=other')] },
    speaking: { 'add-endpoint': [...endpoints(1), 'instance=vm-1'], 'default-port': '1' },
  },
  {
    rule: 'endpoint/max-10000-zonal',
    silent: { 'add-endpoint': [...endpoints(10_000), ...endpoints(1, () => ',neg=other')] },
    speaking: { 'add-endpoint': endpoints(10_001) },
  },
  {
    rule: 'backend-service/max-50-negs',
    silent: { 'add-endpoint': endpoints(50, (at) => `,neg=n${at}`) },
    speaking: { 'add-endpoint': endpoints(51, (at) => `,neg=n${at}`) },
  },
  {
    rule: 'neg/zone-in-region',
    silent: { ...INTERNAL, region: 'europe-west1' },
    speaking: { ...INTERNAL, region: 'europe-west4' },
  },
  {
    rule: 'neg/zone-in-region',
    silent: { ...INTERNAL, 'add-endpoint': 'instance=vm-1,port=80,zone=europe-west1-c' },
    speaking: { ...INTERNAL, 'add-endpoint': 'instance=vm-1,port=80,zone=us-east1-b' },
  },
  {
    rule: 'backend-service/protocol',
    silent: { protocol: 'http2' },
    speaking: { protocol: 'TCP' },
  },
  {
    rule: 'backend-service/protocol',
    silent: { ...SSL, protocol: 'TCP' },
    speaking: { ...SSL, protocol: 'HTTPS' },
  },
  {
    rule: 'backend-service/protocol',
    silent: { ...TCP, protocol: 'tcp' },
    speaking: { ...TCP, protocol: 'SSL' },
  },
  {
    rule: 'backend-service/no-utilization-for-negs',
    silent: { 'balancing-mode': 'RATE' },
    speaking: { 'balancing-mode': 'UTILIZATION' },
  },
  {
    rule: 'backend-service/rate-or-connection',
    silent: { 'balancing-mode': 'RATE' },
    speaking: { 'balancing-mode': 'CONNECTION' },
  },
  {
    rule: 'backend-service/rate-or-connection',
    silent: { ...TCP, 'balancing-mode': 'CONNECTION', 'max-connections': '1' },
    speaking: { ...TCP, 'balancing-mode': 'RATE' },
  },
  {
    rule: 'backend-service/rate-or-connection',
    silent: { 'max-rate': '100' },
    speaking: { 'max-rate': '100', 'max-rate-per-endpoint': '10' },
  },
  {
    rule: 'backend-service/rate-or-connection',
    silent: { 'max-rate-per-endpoint': '1' },
    speaking: { 'max-rate-per-endpoint': '0' },
  },
  {
    rule: 'name/target-tag',
    silent: { 'target-tags': 'web,api' },
    speaking: { 'target-tags': 'web,My_Tag' },
  },
  {
    rule: 'health-check/custom-header-not-sent',
    silent: { ...INTERNAL, 'custom-request-header': 'X-Key:1' },
    speaking: { 'custom-request-header': 'X-Key:1' },
  },
  {
    rule: 'health-check/required-zonal',
    silent: { 'health-check': 'tcp' },
    speaking: { 'health-check': 'none' },
  },
];

/** The same for endpoints outside Google Cloud. */
export const HYBRID_CASES: readonly RuleCase[] = [
  {
    rule: 'endpoint/keys-match-type',
    silent: {},
    speaking: { 'add-endpoint': 'instance=vm-1,ip=192.168.1.5,port=80' },
  },
  {
    rule: 'endpoint/port-range',
    silent: { 'add-endpoint': 'ip=192.168.1.5,port=1' },
    speaking: { 'add-endpoint': 'ip=192.168.1.5,port=0' },
  },
  {
    rule: 'neg/port-required',
    silent: { 'add-endpoint': 'ip=192.168.1.5', 'default-port': '80' },
    speaking: { 'add-endpoint': 'ip=192.168.1.5' },
  },
  { rule: 'endpoint/ip-v4', silent: {}, speaking: { 'add-endpoint': 'ip=fd00::1,port=80' } },
  {
    rule: 'endpoint/unique',
    silent: { 'add-endpoint': ['ip=192.168.1.5,port=80', 'ip=192.168.1.5,port=81'] },
    speaking: { 'add-endpoint': ['ip=192.168.1.5,port=80', 'ip=192.168.1.5,port=80'] },
  },
  {
    rule: 'endpoint/max-10000-zonal',
    silent: {},
    speaking: {
      'add-endpoint': Array.from({ length: 10_001 }, (_, at) => `ip=192.168.1.5,port=${at + 1}`),
    },
  },
  {
    rule: 'neg/hybrid-region',
    silent: { region: 'europe-west1' },
    speaking: { region: 'europe-west4' },
  },
  {
    rule: 'health-check/envoy-protocols',
    silent: { 'health-check': 'tcp' },
    speaking: { 'health-check': 'ssl' },
  },
  {
    rule: 'health-check/status-invisible',
    silent: { lb: 'global-external', subnet: null },
    speaking: {},
  },
  {
    rule: 'health-check/quadratic-traffic',
    silent: { lb: 'global-external', subnet: null },
    speaking: MESH,
  },
];

/** For one rule about what is live: the flags that meet a network `net` with subnet `sub` and two VMs. */
export interface ZonedLiveCase {
  readonly rule: string;
  readonly noun: keyof typeof ZONED_BASES;
  readonly flags: Flags;
}

export const ZONED_LIVE_CASES: readonly ZonedLiveCase[] = [
  { rule: 'network/exists', noun: 'zonal-neg', flags: { network: 'nowhere' } },
  { rule: 'neg/zonal-subnet', noun: 'zonal-neg', flags: { subnet: 'nowhere' } },
  {
    rule: 'endpoint/instance-required',
    noun: 'zonal-neg',
    flags: { 'add-endpoint': 'instance=vm-9,port=80' },
  },
  {
    rule: 'endpoint/instance-required',
    noun: 'zonal-neg',
    flags: { 'add-endpoint': 'instance=vm-1,port=80,zone=europe-west1-c' },
  },
  {
    rule: 'endpoint/vm-nic-network',
    noun: 'zonal-neg',
    flags: { subnet: 'other' },
  },
  {
    rule: 'endpoint/ip-belongs-to-vm',
    noun: 'zonal-neg',
    flags: { 'add-endpoint': 'instance=vm-1,ip=10.10.0.3,port=80' },
  },
  {
    rule: 'network/firewall-centralized-probes',
    noun: 'zonal-neg',
    flags: { 'no-firewall-rule': true },
  },
  {
    rule: 'network/firewall-proxy-only',
    noun: 'zonal-neg',
    flags: { ...INTERNAL, 'no-firewall-rule': true },
  },
  {
    rule: 'network/hybrid-global-routing',
    noun: 'hybrid-neg',
    flags: { lb: 'none', network: 'narrow', subnet: null, 'frontend-protocol': null },
  },
  { rule: 'health-check/port', noun: 'zonal-neg', flags: { 'health-check': 'on-81' } },
  { rule: 'health-check/source-regions', noun: 'zonal-neg', flags: { 'health-check': 'of-dns' } },
  {
    rule: 'health-check/no-proxy-v1',
    noun: 'hybrid-neg',
    flags: { ...MESH, 'health-check': 'proxied' },
  },
  {
    rule: 'health-check/envoy-protocols',
    noun: 'hybrid-neg',
    flags: { ...MESH, 'health-check': 'by-grpc' },
  },
  { rule: 'health-check/host', noun: 'hybrid-neg', flags: { ...MESH, 'health-check': 'on-81' } },
  { rule: 'health-check/existing', noun: 'zonal-neg', flags: { 'health-check': 'nowhere' } },
  {
    rule: 'health-check/scope',
    noun: 'zonal-neg',
    flags: { ...INTERNAL, 'health-check': 'nowhere' },
  },
  {
    rule: 'endpoint/hybrid-address',
    noun: 'hybrid-neg',
    flags: { 'add-endpoint': 'ip=10.10.0.200,port=80' },
  },
];
