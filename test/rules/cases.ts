/** Flags of one command line, by name; `null` takes a flag of the base away. */
export type Flags = Readonly<Record<string, string | readonly string[] | true | null>>;

/** A legal set-up that each case changes in one place. */
export const BASE: Flags = {
  project: 'demo',
  'add-endpoint': 'fqdn=api.example.com,port=443',
  domains: 'www.example.com',
};

/** For one rule: flags that it has nothing to say about, and flags that make it speak. */
export interface RuleCase {
  readonly rule: string;
  readonly name?: string;
  readonly silent: Flags;
  readonly speaking: Flags;
}

const CERTIFICATES = 'CERTIFICATES';
const OWN: Flags = {
  domains: null,
  certificate: `${CERTIFICATES}/certificate.pem`,
  'private-key': `${CERTIFICATES}/key.pem`,
};
const HTTP_ONLY: Flags = { domains: null, 'frontend-protocol': 'HTTP' };

/** What makes the base a mesh. */
const MESH: Flags = { lb: 'mesh', domains: null };
const MESH_TLS: Flags = { ...MESH, tls: true };
const MESH_DNS: Flags = { ...MESH, 'dns-addresses': '10.0.0.100' };
const CLOUD_RUN: Flags = { ...MESH, 'add-endpoint': 'fqdn=hello-abc-uc.a.run.app,port=443' };
/** A secret that is still to be made. */
const SECRET: Flags = { 'secret-header': 'X-Key', 'secret-file': '/nowhere/origin.key' };
const REGIONAL: Flags = {
  ...HTTP_ONLY,
  lb: 'regional-external',
  region: 'us-central1',
};
const INSIDE: Flags = { lb: 'regional-internal', subnet: 'apps' };
/** Certificates of endpoints are checked by public roots. */
const PUBLIC_ROOTS: Flags = { 'backend-tls-roots': 'public-roots' };
const TCP: Flags = { lb: 'regional-external-tcp', 'frontend-protocol': null };

/** Endpoints in a NEG, `count` of them. */
function endpoints(count: number, more = ''): readonly string[] {
  return Array.from({ length: count }, (_, at) => `fqdn=h${at}.example.com,port=443${more}`);
}

function regional(rule: string, silent: Flags, speaking: Flags): RuleCase {
  return { rule, silent: { ...REGIONAL, ...silent }, speaking: { ...REGIONAL, ...speaking } };
}

/** Rules for load balancers of a region, and for what their network has. */
const REGIONAL_CASES: readonly RuleCase[] = [
  regional('name/region', { region: 'europe-west12' }, { region: 'us-central1-a' }),
  regional('name/network', { network: 'n1' }, { network: 'global/networks/n1' }),
  regional(
    'subnet/cidr-valid',
    { 'proxy-only-subnet-range': '10.0.2.0/23' },
    { 'proxy-only-subnet-range': '10.0.1.0/23' },
  ),
  regional(
    'subnet/proxy-only-size',
    { 'proxy-only-subnet-range': '10.0.0.64/26' },
    { 'proxy-only-subnet-range': '10.0.0.32/27' },
  ),
  regional(
    'subnet/proxy-only-size-advice',
    { 'proxy-only-subnet-range': '10.0.0.0/23' },
    { 'proxy-only-subnet-range': '10.0.0.0/24' },
  ),
  regional(
    'endpoint/keys-match-type',
    { 'add-endpoint': 'fqdn=api.example.com,port=443,neg=other' },
    { 'add-endpoint': 'fqdn=api.example.com,instance=vm,port=443' },
  ),
  regional(
    'neg/port-required',
    { 'add-endpoint': 'fqdn=api.example.com', 'default-port': '443' },
    { 'add-endpoint': 'fqdn=api.example.com' },
  ),
  regional(
    'endpoint/max-256-regional-internet',
    { 'add-endpoint': [...endpoints(256), ...endpoints(1, ',neg=other')] },
    { 'add-endpoint': endpoints(257) },
  ),
  regional(
    'backend-service/max-50-negs',
    { 'add-endpoint': Array.from({ length: 50 }, (_, at) => endpoints(1, `,neg=n${at}`)).flat() },
    { 'add-endpoint': Array.from({ length: 51 }, (_, at) => endpoints(1, `,neg=n${at}`)).flat() },
  ),
  regional(
    'name/neg',
    { 'add-endpoint': 'fqdn=api.example.com,port=443,neg=n1' },
    { 'add-endpoint': 'fqdn=api.example.com,port=443,neg=N1' },
  ),
  regional(
    'endpoint/unique',
    { 'add-endpoint': ['fqdn=a.example.com,port=443', 'fqdn=a.example.com,port=444'] },
    { 'add-endpoint': ['fqdn=a.example.com,port=443', 'fqdn=A.example.com.,port=443'] },
  ),
  regional('tls/regional-not-validated', { protocol: 'HTTP' }, { protocol: 'HTTPS' }),
  {
    ...regional('tls/regional-not-validated', PUBLIC_ROOTS, { 'backend-tls-roots': 'none' }),
    name: 'certificates are checked',
  },
  {
    rule: 'tls/backend-auth-support',
    silent: { ...REGIONAL, ...PUBLIC_ROOTS },
    speaking: PUBLIC_ROOTS,
  },
  {
    rule: 'tls/backend-auth-support',
    name: 'not behind a proxy Network Load Balancer',
    silent: { ...REGIONAL, ...TCP },
    speaking: { ...REGIONAL, ...TCP, ...PUBLIC_ROOTS },
  },
  regional(
    'tls/backend-auth-protocol',
    { ...PUBLIC_ROOTS, protocol: 'HTTP2' },
    { ...PUBLIC_ROOTS, protocol: 'HTTP' },
  ),
  regional(
    'tls/backend-auth-names',
    { ...PUBLIC_ROOTS, 'subject-alt-names': 'a.example.com,b.c,c.d,d.e,e.f' },
    { ...PUBLIC_ROOTS, 'subject-alt-names': 'a.example.com,b.c,c.d,d.e,e.f,f.g' },
  ),
  {
    ...regional(
      'tls/backend-auth-names',
      { ...PUBLIC_ROOTS, sni: 'a.example.com' },
      { ...PUBLIC_ROOTS, sni: 'a_b.example.com' },
    ),
    name: 'the SNI is a host name',
  },
  {
    ...regional(
      'tls/backend-auth-names',
      { 'backend-tls-roots': 'our-roots' },
      { 'backend-tls-roots': 'global/trustConfigs/ours' },
    ),
    name: 'a trust config is given by its name',
  },
  regional(
    'headers/host-envoy',
    { 'custom-request-header': 'MyHost:a.example.com' },
    { 'custom-request-header': 'host:a.example.com' },
  ),
  regional('forwarding-rule/client-region', { ...INSIDE, 'allow-global-access': true }, INSIDE),
  {
    ...regional('backend-service/protocol', TCP, { ...TCP, protocol: 'HTTPS' }),
    name: 'a proxy Network Load Balancer speaks TCP',
  },
  regional(
    'dns/one-name',
    {
      'dns-addresses': '10.0.0.9',
      'add-endpoint': ['fqdn=a.example.com,port=443', 'fqdn=A.example.com.,port=444'],
    },
    {
      'dns-addresses': '10.0.0.9',
      'add-endpoint': ['fqdn=a.example.com,port=443', 'fqdn=b.example.com,port=443'],
    },
  ),
  regional(
    'tls/regional-managed-cert',
    {},
    { 'frontend-protocol': 'HTTPS', 'certificate-source': 'google-managed' },
  ),
  { rule: 'name/existing', silent: { address: 'web-ip' }, speaking: { address: '192.0.43.9' } },
  regional('health-check/optional-regional-internet', { 'health-check': 'tcp' }, {}),
  regional('health-check/envoy-protocols', { 'health-check': 'http2' }, { 'health-check': 'grpc' }),
  regional('health-check/name', { 'health-check': 'mine' }, { 'health-check': 'HTTPS,tcp' }),
  regional(
    'health-check/request-path',
    { 'health-check': 'http', 'request-path': '/up' },
    { 'health-check': 'http', 'request-path': 'up' },
  ),
  regional(
    'health-check/timeout',
    { 'health-check': 'tcp', 'check-interval': '300' },
    { 'health-check': 'tcp', 'check-interval': '301' },
  ),
  regional('health-check/quadratic-traffic', {}, { 'health-check': 'https' }),
  regional('health-check/status-invisible', {}, { 'health-check': 'mine' }),
  regional('nat/manual-max-50', { 'nat-pool-size': '50' }, { 'nat-pool-size': '51' }),
  regional(
    'nat/pool-names',
    { 'nat-external-ip-pool': 'one,two' },
    { 'nat-external-ip-pool': 'one,one' },
  ),
  regional('nat/manual-pool-size', { nat: 'auto' }, { 'nat-pool-size': '2' }),
  regional('nat/manual-when-allowlisting', { nat: 'none' }, { nat: 'pool' }),
  regional('backend-service/balancing-mode-forbidden', {}, { 'balancing-mode': 'RATE' }),
  regional('health-check/host', { 'health-check': 'tcp' }, { 'health-check': 'http' }),
  regional(
    'nat/not-for-private',
    { 'dns-addresses': '10.0.0.9,192.0.43.9' },
    { 'dns-addresses': '10.0.0.9,192.168.0.9' },
  ),
];

export const INPUT_CASES: readonly RuleCase[] = [
  ...REGIONAL_CASES,
  { rule: 'name/rfc1035', silent: { 'neg-name': 'a1' }, speaking: { 'neg-name': 'Bad_Name' } },
  {
    rule: 'name/rfc1035',
    silent: { 'neg-name': 'a'.repeat(63) },
    speaking: { 'neg-name': 'a'.repeat(64) },
  },
  { rule: 'name/rfc1035', silent: {}, speaking: { 'url-map-name': '-rf' } },
  {
    rule: 'name/rfc1035',
    silent: {},
    speaking: { 'neg-name': 'https://x/projects/other/global/networkEndpointGroups/n' },
  },
  {
    rule: 'name/project-id',
    silent: { project: 'example.com:my-project-1' },
    speaking: { project: '-my-project' },
  },
  { rule: 'name/project-id', silent: { project: '1st' }, speaking: { project: '123456789' } },
  {
    rule: 'name/project-id',
    silent: { project: 'a'.repeat(63) },
    speaking: { project: 'a'.repeat(64) },
  },
  {
    rule: 'name/derived-length',
    silent: { 'name-prefix': 'a'.repeat(57) },
    speaking: { 'name-prefix': 'a'.repeat(58) },
  },
  {
    rule: 'name/unique-in-plan',
    silent: { 'redirect-http': true, 'url-map-name': 'm1', 'redirect-url-map-name': 'm2' },
    speaking: { 'redirect-http': true, 'url-map-name': 'm1', 'redirect-url-map-name': 'm1' },
  },
  { rule: 'name/existing', silent: { address: 'my-ip' }, speaking: { address: '192.0.43.9' } },
  {
    rule: 'name/existing',
    silent: { domains: null, 'ssl-certificates': 'one,two' },
    speaking: { domains: null, 'ssl-certificates': 'https://x/one' },
  },
  {
    rule: 'neg/type-supported',
    silent: { 'network-endpoint-type': 'INTERNET_FQDN_PORT' },
    speaking: { 'network-endpoint-type': 'fqdn' },
  },
  {
    rule: 'neg/scope-for-type',
    silent: { 'network-endpoint-type': 'internet-fqdn-port' },
    speaking: { 'network-endpoint-type': 'serverless' },
  },
  {
    rule: 'neg/lb-compat',
    silent: { 'network-endpoint-type': 'internet-fqdn-port' },
    speaking: { 'network-endpoint-type': 'non-gcp-private-ip-port' },
  },
  {
    rule: 'endpoint/keys-match-type',
    silent: { 'add-endpoint': 'ip=192.0.43.8,port=443' },
    speaking: { 'add-endpoint': 'instance=vm-1,port=443' },
  },
  {
    rule: 'endpoint/keys-match-type',
    silent: {},
    speaking: { 'network-endpoint-type': 'internet-ip-port' },
  },
  {
    rule: 'endpoint/one-per-global-internet',
    silent: {},
    speaking: { 'add-endpoint': ['fqdn=a.example.com,port=443', 'fqdn=b.example.com,port=443'] },
  },
  {
    rule: 'endpoint/fqdn-not-url',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=https://api.example.com/v1,port=443' },
  },
  {
    rule: 'endpoint/fqdn-not-ip',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=203.0.113.10,port=443' },
  },
  {
    rule: 'endpoint/fqdn-wildcard',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=*.example.com,port=443' },
  },
  {
    rule: 'endpoint/fqdn-syntax',
    silent: { 'add-endpoint': 'fqdn=xn--mnchen-3ya.example,port=443' },
    speaking: { 'add-endpoint': 'fqdn=not_a_name,port=443' },
  },
  {
    rule: 'endpoint/fqdn-syntax',
    silent: { 'add-endpoint': `fqdn=${'a'.repeat(63)}.example,port=443` },
    speaking: { 'add-endpoint': `fqdn=${'a'.repeat(64)}.example,port=443` },
  },
  {
    rule: 'endpoint/fqdn-syntax',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=localhost,port=443' },
  },
  {
    rule: 'endpoint/fqdn-trailing-dot',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=api.example.com.,port=443' },
  },
  {
    rule: 'endpoint/port-range',
    silent: { 'add-endpoint': 'fqdn=api.example.com,port=1' },
    speaking: { 'add-endpoint': 'fqdn=api.example.com,port=0' },
  },
  {
    rule: 'endpoint/port-range',
    silent: { 'add-endpoint': 'fqdn=api.example.com,port=65535' },
    speaking: { 'add-endpoint': 'fqdn=api.example.com,port=65536' },
  },
  {
    rule: 'neg/default-port-range',
    silent: { 'default-port': '65535' },
    speaking: { 'default-port': '70000' },
  },
  {
    rule: 'neg/port-default-chain',
    silent: {},
    speaking: { 'add-endpoint': 'fqdn=api.example.com' },
  },
  {
    rule: 'endpoint/ip-v4',
    silent: { 'add-endpoint': 'ip=192.0.43.8,port=443' },
    speaking: { 'add-endpoint': 'ip=2001:db8::1,port=443' },
  },
  {
    rule: 'endpoint/ip-v4',
    silent: { 'add-endpoint': 'ip=192.0.43.8,port=443' },
    speaking: { 'add-endpoint': 'ip=010.1.1.1,port=443' },
  },
  ...[
    '10.0.0.5',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '224.0.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '0.0.0.0',
  ].map(
    (ip): RuleCase => ({
      rule: 'endpoint/ip-public',
      silent: { 'add-endpoint': 'ip=8.8.8.8,port=443' },
      speaking: { 'add-endpoint': `ip=${ip},port=443` },
    }),
  ),
  {
    rule: 'endpoint/google-api-port',
    silent: { 'add-endpoint': 'fqdn=storage.googleapis.com,port=443' },
    speaking: { 'add-endpoint': 'fqdn=storage.googleapis.com,port=8443' },
  },
  {
    rule: 'endpoint/google-api-port',
    silent: { 'add-endpoint': 'fqdn=hello-abc-uc.a.run.app,port=443' },
    speaking: { 'add-endpoint': 'fqdn=hello-abc-uc.a.run.app,port=8080' },
  },
  {
    rule: 'endpoint/unreachable-502',
    silent: { lb: 'none', domains: null },
    speaking: {},
  },
  {
    rule: 'backend-service/protocol',
    silent: { protocol: 'http2' },
    speaking: { protocol: 'TCP' },
  },
  { rule: 'backend-service/protocol', silent: {}, speaking: { protocol: 'H2C' } },
  { rule: 'backend-service/protocol', silent: {}, speaking: { protocol: 'GRPC' } },
  { rule: 'backend-service/protocol', silent: {}, speaking: { lb: 'classic', protocol: 'SSL' } },
  { rule: 'backend-service/encrypt-internet', silent: {}, speaking: { protocol: 'HTTP' } },
  {
    rule: 'backend-service/balancing-mode-forbidden',
    silent: {},
    speaking: { 'balancing-mode': 'RATE' },
  },
  {
    rule: 'backend-service/balancing-mode-forbidden',
    silent: {},
    speaking: { 'max-rate-per-endpoint': '100' },
  },
  {
    rule: 'backend-service/balancing-mode-forbidden',
    silent: {},
    speaking: { 'max-connections-per-endpoint': '100' },
  },
  {
    rule: 'health-check/none-global-internet',
    silent: { 'health-check': 'none' },
    speaking: { 'health-check': 'my-check' },
  },
  {
    rule: 'health-check/none-global-internet',
    silent: {},
    speaking: { lb: 'classic', 'health-check': 'my-check' },
  },
  { rule: 'health-check/at-most-one', silent: {}, speaking: { 'health-check': 'one,two' } },
  {
    rule: 'headers/host-advice',
    silent: {},
    speaking: { 'host-header': 'client' },
  },
  {
    rule: 'headers/host',
    silent: { 'host-header': 'a.example.com:8080' },
    speaking: { 'host-header': 'a b' },
  },
  { rule: 'backend-service/logging', silent: { 'enable-logging': true }, speaking: {} },
  { rule: 'backend-service/egress-cost', silent: { lb: 'none', domains: null }, speaking: {} },
  {
    rule: 'headers/name',
    silent: { 'custom-request-header': 'X-Origin:a,b' },
    speaking: { 'custom-request-header': 'X-Goog-Anything:1' },
  },
  { rule: 'headers/name', silent: {}, speaking: { 'custom-request-header': 'no colon' } },
  {
    rule: 'headers/name',
    silent: {},
    speaking: { 'custom-request-header': 'Transfer-Encoding:x' },
  },
  { rule: 'headers/name', silent: {}, speaking: { 'custom-request-header': 'a b:c' } },
  {
    rule: 'headers/name',
    silent: {},
    speaking: { 'custom-request-header': 'Host:twice.example.com' },
  },
  {
    rule: 'headers/limits',
    silent: { 'custom-request-header': Array.from({ length: 15 }, (_, at) => `X-H${at}:1`) },
    speaking: { 'custom-request-header': Array.from({ length: 16 }, (_, at) => `X-H${at}:1`) },
  },
  {
    rule: 'headers/limits',
    silent: {},
    speaking: { 'custom-request-header': `X-Long:${'x'.repeat(8 * 1024)}` },
  },
  { rule: 'headers/processing', silent: { lb: 'none', domains: null }, speaking: {} },
  { rule: 'headers/shared-key', silent: SECRET, speaking: {} },
  { rule: 'headers/shared-key', silent: { 'custom-request-header': 'X-Key:1' }, speaking: {} },
  { rule: 'headers/name', silent: SECRET, speaking: { ...SECRET, 'secret-header': 'X-Goog-Key' } },
  {
    rule: 'headers/name',
    silent: SECRET,
    speaking: { ...SECRET, 'custom-request-header': 'x-key:1' },
  },
  {
    rule: 'headers/secret-file',
    silent: SECRET,
    speaking: { ...SECRET, 'secret-file': `${CERTIFICATES}/certificate.pem` },
  },
  {
    rule: 'endpoint/global-geo-dns',
    silent: { 'add-endpoint': 'ip=8.8.8.8,port=443' },
    speaking: {},
  },
  { rule: 'forwarding-rule/one-port', silent: { ports: '8443' }, speaking: { ports: '70000' } },
  { rule: 'forwarding-rule/one-port', silent: { ports: '1' }, speaking: { ports: '0' } },
  {
    rule: 'neg/premium-tier',
    silent: { 'network-tier': 'PREMIUM' },
    speaking: { 'network-tier': 'STANDARD' },
  },
  {
    rule: 'forwarding-rule/tier',
    silent: { 'network-tier': 'PREMIUM' },
    speaking: { 'network-tier': 'STANDARD' },
  },
  { rule: 'proxy/https-needs-certificate', silent: {}, speaking: { 'frontend-protocol': 'HTTP' } },
  {
    rule: 'tls/cert-methods',
    silent: {},
    speaking: { 'ssl-certificates': 'one', domains: 'www.example.com' },
  },
  {
    rule: 'tls/cert-methods',
    silent: {
      domains: null,
      'ssl-certificates': Array.from({ length: 15 }, (_, at) => `c${at}`).join(','),
    },
    speaking: {
      domains: null,
      'ssl-certificates': Array.from({ length: 16 }, (_, at) => `c${at}`).join(','),
    },
  },
  {
    rule: 'tls/managed-domains',
    silent: { domains: 'a.example.com,b.example.com' },
    speaking: { domains: '*.example.com' },
  },
  {
    rule: 'tls/managed-domains',
    silent: { domains: Array.from({ length: 100 }, (_, at) => `w${at}.example.com`).join(',') },
    speaking: { domains: Array.from({ length: 101 }, (_, at) => `w${at}.example.com`).join(',') },
  },
  {
    rule: 'url-map/redirect-needs-https',
    silent: { 'redirect-http': true },
    speaking: { ...HTTP_ONLY, 'redirect-http': true },
  },
  {
    rule: 'url-map/redirect-needs-https',
    silent: { 'redirect-http': true, ports: '443' },
    speaking: { 'redirect-http': true, ports: '8443' },
  },
  {
    rule: 'forwarding-rule/redirect-address',
    silent: { 'redirect-http': true, address: 'my-ip' },
    speaking: { 'redirect-http': true, address: 'ephemeral' },
  },
  { rule: 'forwarding-rule/static-address', silent: {}, speaking: { address: 'ephemeral' } },
  { rule: 'proxy/https-advice', silent: {}, speaking: HTTP_ONLY },
  { rule: 'dns/split-names', silent: {}, speaking: { domains: 'api.example.com' } },
  {
    rule: 'tls/cert-files',
    silent: OWN,
    speaking: { ...OWN, 'private-key': `${CERTIFICATES}/other-key.pem` },
  },
  { rule: 'tls/cert-files', silent: OWN, speaking: { ...OWN, certificate: 'nowhere.pem' } },
  {
    rule: 'tls/cert-files',
    silent: OWN,
    speaking: { ...OWN, certificate: `${CERTIFICATES}/key.pem` },
  },
  { rule: 'tls/ip-not-validated', silent: {}, speaking: { 'add-endpoint': 'ip=8.8.8.8,port=443' } },
  { rule: 'tls/sni-fqdn', silent: { protocol: 'HTTP' }, speaking: {} },
  {
    rule: 'endpoint/ip-not-with-mesh',
    silent: MESH,
    speaking: { ...MESH, 'add-endpoint': 'ip=192.0.43.8,port=443' },
  },
  {
    rule: 'forwarding-rule/mesh-address',
    silent: { ...MESH, address: '172.31.255.255' },
    speaking: { ...MESH, address: '172.32.0.0' },
  },
  {
    rule: 'forwarding-rule/mesh-address',
    silent: { ...MESH, address: '127.0.0.1' },
    speaking: { ...MESH, address: '127.0.0.2' },
  },
  {
    rule: 'forwarding-rule/mesh-address',
    silent: MESH,
    speaking: { ...MESH, address: 'reserve' },
  },
  {
    rule: 'name/network',
    silent: { ...MESH, network: 'n'.repeat(63) },
    speaking: { ...MESH, network: 'n'.repeat(64) },
  },
  {
    rule: 'health-check/name',
    silent: { ...MESH, 'health-check': 'my-check' },
    speaking: { ...MESH, 'health-check': 'https://x/check' },
  },
  {
    rule: 'mesh/sni',
    silent: { ...MESH_TLS, sni: 'API.example.com' },
    speaking: { ...MESH_TLS, sni: 'www.example.com' },
  },
  {
    rule: 'health-check/match-tls',
    silent: { ...MESH_TLS, 'health-check': 'tcp' },
    speaking: { ...MESH_TLS, 'health-check': 'http' },
  },
  {
    rule: 'headers/host-rewrite',
    silent: { ...MESH, 'host-header': 'a.example.com' },
    speaking: { ...MESH, 'host-header': 'a.example.com:8080' },
  },
  {
    rule: 'mesh/host-header',
    silent: { ...MESH, address: '10.0.0.1' },
    speaking: { ...MESH, address: '10.0.0.1', 'host-header': 'client' },
  },
  {
    rule: 'mesh/vip-any',
    silent: MESH,
    speaking: { ...MESH, address: '10.0.0.1' },
  },
  {
    rule: 'mesh/http-on-443',
    silent: { ...MESH, ports: '80' },
    speaking: { ...MESH, ports: '443' },
  },
  { rule: 'mesh/strict-dns', silent: {}, speaking: MESH },
  { rule: 'mesh/resolution-not-guaranteed', silent: {}, speaking: MESH },
  {
    rule: 'health-check/mesh-optional',
    silent: MESH,
    speaking: { ...MESH, 'health-check': 'none' },
  },
  { rule: 'mesh/any-fqdn', silent: MESH, speaking: CLOUD_RUN },
  {
    rule: 'health-check/request-path',
    silent: { ...MESH, 'request-path': `/${'a'.repeat(1023)}` },
    speaking: { ...MESH, 'request-path': `/${'a'.repeat(1024)}` },
  },
  {
    rule: 'health-check/timeout',
    silent: { ...MESH, 'check-interval': '300' },
    speaking: { ...MESH, 'check-interval': '301' },
  },
  {
    rule: 'dns/record-data',
    silent: { ...MESH, 'dns-addresses': '10.0.0.100,192.0.43.8' },
    speaking: { ...MESH, 'dns-addresses': '10.0.0.100,999.0.0.1' },
  },
  {
    rule: 'dns/record-data',
    silent: MESH_DNS,
    speaking: { ...MESH, 'dns-addresses': '10.0.0.100,10.0.0.100' },
  },
  {
    rule: 'dns/record-in-zone',
    silent: { ...MESH_DNS, 'dns-name': 'example.com.' },
    speaking: { ...MESH_DNS, 'dns-name': 'i.example.com' },
  },
  {
    rule: 'dns/zone-overlap',
    silent: MESH_DNS,
    speaking: { ...MESH_DNS, 'dns-name': 'example.com' },
  },
  {
    rule: 'dns/ttl',
    silent: { ...MESH_DNS, ttl: '2147483647' },
    speaking: { ...MESH_DNS, ttl: '2147483648' },
  },
];
