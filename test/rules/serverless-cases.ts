import type { Deployed } from '../support/cloud-run.ts';
import type { Flags, RuleCase } from './cases.ts';

/** Legal set-ups, which each case changes in one place. */
export const SERVERLESS_BASES = {
  'serverless-ilb': {
    project: 'demo',
    region: 'us-central1',
    network: 'net',
    subnet: 'apps',
    'cloud-run-service': 'web',
    'frontend-protocol': 'HTTP',
  },
  'serverless-neg': {
    project: 'demo',
    region: 'us-central1',
    'cloud-run-service': 'web',
    'frontend-protocol': 'HTTP',
  },
} as const satisfies Readonly<Record<string, Flags>>;

const MASK = { 'cloud-run-service': null } as const;
const mask = (text: string) => ({ ...MASK, 'cloud-run-url-mask': text });
const RECORD = { 'dns-record': 'web.internal.example.com' } as const;
const MANY = 'a'.repeat(50);

function paths(count: number): string {
  return Array.from({ length: count }, (_, at) => `/p${at}=api`).join(',');
}

function hosts(count: number): string {
  return Array.from({ length: count }, (_, at) => `h${at}.example.com`).join(',');
}

const ACROSS: Flags = { lb: 'cross-region-internal', network: 'net', subnet: 'apps' };

/** Accepted and refused inputs for a NEG of any platform, rule by rule. */
export const SERVERLESS_NEG_CASES: readonly RuleCase[] = [
  {
    rule: 'name/further-regions',
    silent: { ...ACROSS, 'further-regions': 'europe-west1=far' },
    speaking: { ...ACROSS, 'further-regions': 'us-central1=apps' },
  },
  {
    rule: 'neg/serverless-name-or-mask',
    silent: { ...MASK, platform: 'cloud-functions', 'cloud-function-name': 'hello' },
    speaking: {
      ...MASK,
      platform: 'cloud-functions',
      'cloud-function-name': 'hello',
      'cloud-function-url-mask': '/<function>',
    },
  },
  {
    rule: 'url-mask/placeholders',
    silent: { ...MASK, platform: 'app-engine', 'app-engine-url-mask': '<service>.example.com' },
    speaking: { ...MASK, platform: 'app-engine', 'app-engine-url-mask': '<tag>.example.com' },
  },
  {
    rule: 'serverless/no-firewall',
    silent: { ...MASK, platform: 'app-engine', 'app-engine-service': 'default' },
    speaking: {},
  },
  {
    rule: 'name/further-regions',
    silent: { ...ACROSS, 'further-regions': 'europe-west1=apps' },
    speaking: { ...ACROSS, 'further-regions': 'us-central1=apps' },
  },
  {
    rule: 'serverless/qps',
    silent: { lb: 'global-external' },
    speaking: { lb: 'regional-external', network: 'net' },
  },
];

/** Accepted and refused inputs, rule by rule. */
export const SERVERLESS_CASES: readonly RuleCase[] = [
  {
    rule: 'neg/serverless-target-required',
    silent: mask('/<service>'),
    speaking: { 'cloud-run-url-mask': '/<service>', 'cloud-run-target': 'service' },
  },
  {
    rule: 'url-mask/captured-syntax',
    silent: { 'cloud-run-service': 'a'.repeat(63) },
    speaking: { 'cloud-run-service': 'a'.repeat(64) },
  },
  {
    rule: 'url-mask/captured-syntax',
    silent: { 'cloud-run-tag': 'next' },
    speaking: { 'cloud-run-tag': 'Next' },
  },
  { rule: 'url-mask/placeholders', silent: mask('/<service>'), speaking: mask('/<name>') },
  {
    rule: 'url-mask/no-scheme',
    silent: mask('example.com/<service>'),
    speaking: mask('https://example.com/<service>'),
  },
  {
    rule: 'url-mask/host-or-path',
    silent: mask('/home/<service>'),
    speaking: mask('/home//<service>'),
  },
  {
    rule: 'url-mask/service-xor',
    silent: { 'cloud-run-url-mask': '<tag>.example.com' },
    speaking: { 'cloud-run-url-mask': '/<service>' },
  },
  {
    rule: 'url-mask/tag-needs-service',
    silent: mask('<tag>.<service>.example.com'),
    speaking: mask('<tag>.example.com'),
  },
  {
    rule: 'url-mask/adjacent',
    silent: mask('<tag>---<service>.example.com'),
    speaking: mask('<tag><service>.example.com'),
  },
  {
    rule: 'backend-service/serverless-protocol',
    silent: { protocol: 'HTTPS' },
    speaking: { protocol: 'HTTP2' },
  },
  { rule: 'neg/default-port-forbidden', silent: {}, speaking: { 'default-port': '80' } },
  {
    rule: 'health-check/none-serverless',
    silent: { 'health-check': 'none' },
    speaking: { 'health-check': 'probe' },
  },
  { rule: 'backend-service/serverless-timeout', silent: {}, speaking: { timeout: '300' } },
  { rule: 'backend-service/port-name-irrelevant', silent: {}, speaking: { 'port-name': 'http' } },
  {
    rule: 'backend-service/serverless-no-affinity',
    silent: { 'session-affinity': 'none' },
    speaking: { 'session-affinity': 'CLIENT_IP' },
  },
  {
    rule: 'backend-service/balancing-mode-forbidden',
    silent: {},
    speaking: { 'balancing-mode': 'RATE' },
  },
  {
    rule: 'name/further-services',
    silent: { 'path-rules': '/a=api' },
    speaking: { 'path-rules': `/a=${MANY}`, 'name-prefix': 'abcdefghij' },
  },
  {
    rule: 'name/further-services',
    silent: { 'path-rules': '/a=api:v1,/b=api' },
    speaking: { 'path-rules': '/a=api:v1,/b=api-v1' },
  },
  { rule: 'url-mask/sample', silent: {}, speaking: mask('/app/<service>') },
  { rule: 'url-mask/common-pattern', silent: {}, speaking: mask('<service>.example.com') },
  {
    rule: 'url-mask/shadowed-prefix',
    silent: mask('/app/<service>'),
    speaking: mask('example.com/<service>'),
  },
  {
    rule: 'quota/url-map-limits',
    silent: { 'path-rules': paths(1_000) },
    speaking: { 'path-rules': paths(1_001) },
  },
  {
    rule: 'quota/url-map-limits',
    silent: { 'path-rules': '/a=api', hosts: hosts(1_000) },
    speaking: { 'path-rules': '/a=api', hosts: hosts(1_001) },
  },
  { rule: 'serverless/no-failure-detection', silent: mask('/<service>'), speaking: {} },
  {
    rule: 'serverless/fixed-or-mask',
    silent: { 'path-rules': '/api/*=api,/img/*=pictures' },
    speaking: { 'path-rules': '/api/*=api,/img/*=img' },
  },
  {
    rule: 'serverless/vm-in-network',
    silent: {},
    speaking: { 'create-network': true, 'subnet-range': '10.1.2.0/24' },
  },
  {
    rule: 'url-map/path-syntax',
    silent: { 'path-rules': '/a/*=api' },
    speaking: { 'path-rules': '/a*=api' },
  },
  {
    rule: 'url-map/path-unique',
    silent: { 'path-rules': '/a=api,/a/*=api' },
    speaking: { 'path-rules': '/a=api,/a=web' },
  },
  {
    rule: 'url-map/prefix-misses-bare',
    silent: { 'path-rules': '/a=api,/a/*=api' },
    speaking: { 'path-rules': '/a/*=api' },
  },
  {
    rule: 'url-map/host-syntax',
    silent: { 'path-rules': '/a=api', hosts: '*.example.com' },
    speaking: { 'path-rules': '/a=api', hosts: 'www.*.example.com' },
  },
  {
    rule: 'url-map/host-unique',
    silent: { 'path-rules': '/a=api', hosts: 'a.example.com,b.example.com' },
    speaking: { 'path-rules': '/a=api', hosts: 'a.example.com,A.example.com' },
  },
  {
    rule: 'url-map/implicit-star-host',
    silent: { 'path-rules': '/a=api', hosts: 'a.example.com' },
    speaking: { 'path-rules': '/a=api' },
  },
  {
    rule: 'url-map/host-port-envoy',
    silent: { 'path-rules': '/a=api', hosts: 'a.example.com' },
    speaking: { 'path-rules': '/a=api', hosts: 'a.example.com', ports: '8080' },
  },
  {
    rule: 'subnet/cidr-valid',
    silent: { 'proxy-only-subnet-range': '10.129.0.0/23' },
    speaking: { 'proxy-only-subnet-range': '10.129.0.1/23' },
  },
  {
    rule: 'subnet/cidr-valid',
    silent: { 'subnet-range': '10.1.2.0/24' },
    speaking: { 'subnet-range': '10.100.1.0/24' },
  },
  {
    rule: 'subnet/proxy-only-size',
    silent: { 'proxy-only-subnet-range': '10.129.0.0/26' },
    speaking: { 'proxy-only-subnet-range': '10.129.0.0/27' },
  },
  {
    rule: 'subnet/proxy-only-size-advice',
    silent: { 'proxy-only-subnet-range': '10.129.0.0/23' },
    speaking: { 'proxy-only-subnet-range': '10.129.0.0/24' },
  },
  { rule: 'name/region', silent: {}, speaking: { region: 'us-central1-a' } },
  { rule: 'name/network', silent: {}, speaking: { subnet: 'regions/r/subnetworks/apps' } },
  {
    rule: 'dns/name-trailing-dot',
    silent: { 'dns-record': 'web.internal.example.com.' },
    speaking: { 'dns-record': 'web_1.internal.example.com' },
  },
  {
    rule: 'dns/record-in-zone',
    silent: { ...RECORD, 'dns-name': 'internal.example.com' },
    speaking: { ...RECORD, 'dns-name': 'example.org' },
  },
  {
    rule: 'dns/zone-overlap',
    silent: RECORD,
    speaking: { ...RECORD, 'dns-name': 'internal.example.com' },
  },
  { rule: 'dns/ttl', silent: { ...RECORD, ttl: '0' }, speaking: { ...RECORD, ttl: '-1' } },
  {
    rule: 'forwarding-rule/client-region',
    silent: { 'allow-global-access': true },
    speaking: {},
  },
  {
    rule: 'tls/regional-managed-cert',
    silent: { 'frontend-protocol': 'HTTPS', 'ssl-certificates': 'theirs' },
    speaking: { 'frontend-protocol': 'HTTPS', 'certificate-source': 'google-managed' },
  },
];

/** For one rule about what is live: what is there, and the flags that meet it. */
export interface ServerlessLiveCase {
  readonly rule: string;
  readonly services?: readonly Deployed[];
  readonly flags: RuleCase['speaking'];
}

const TAKEN = { 'dns-record': 'web.internal.example.com', 'dns-zone': 'second' } as const;
const RANGE = { 'create-network': true, network: 'new', 'subnet-range': '10.1.2.0/24' } as const;

/** The project has the network `net` with the subnets `apps` (10.0.0.0/24) and `far` (10.9.0.0/24, Europe). */
export const SERVERLESS_LIVE_CASES: readonly ServerlessLiveCase[] = [
  { rule: 'serverless/service-exists', flags: { 'cloud-run-service': 'wbe' } },
  { rule: 'url-mask/service-exists', flags: { 'cloud-run-tag': 'next' } },
  { rule: 'serverless/ingress-all', flags: {} },
  { rule: 'serverless/auth-needs-token', flags: {} },
  {
    rule: 'serverless/invoker-auth',
    services: [{ name: 'open', isPublic: true }],
    flags: { 'cloud-run-service': 'open' },
  },
  { rule: 'network/exists', flags: { network: 'nowhere' } },
  { rule: 'forwarding-rule/subnet-required', flags: { subnet: 'nowhere' } },
  { rule: 'forwarding-rule/subnet-required', flags: { subnet: 'theirs' } },
  { rule: 'forwarding-rule/address-not-proxy-only', flags: { subnet: 'proxies' } },
  { rule: 'forwarding-rule/address-in-subnet', flags: { address: '10.0.1.5' } },
  { rule: 'forwarding-rule/address-in-subnet', flags: { address: '10.0.0.255' } },
  { rule: 'forwarding-rule/address-in-subnet', flags: { ...RANGE, address: '10.0.0.99' } },
  { rule: 'dns/private-zone-visible', flags: TAKEN },
  { rule: 'subnet/cidr-valid', flags: { subnet: 'new', 'subnet-range': '10.9.0.0/25' } },
];

/** What the project looks like. */
export const SERVERLESS_WORLD: readonly (readonly [
  path: string,
  body: { readonly name: string; readonly [field: string]: unknown },
])[] = [
  ['global/networks', { name: 'net', autoCreateSubnetworks: false }],
  ['global/networks', { name: 'other', autoCreateSubnetworks: false }],
  [
    'regions/us-central1/subnetworks',
    { name: 'apps', network: 'projects/demo/global/networks/net', ipCidrRange: '10.0.0.0/24' },
  ],
  [
    'regions/us-central1/subnetworks',
    { name: 'theirs', network: 'projects/demo/global/networks/other', ipCidrRange: '10.0.0.0/24' },
  ],
  [
    'regions/europe-west1/subnetworks',
    { name: 'far', network: 'projects/demo/global/networks/net', ipCidrRange: '10.9.0.0/24' },
  ],
  [
    'regions/us-central1/subnetworks',
    {
      name: 'proxies',
      network: 'projects/demo/global/networks/net',
      ipCidrRange: '10.130.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
  ],
];
