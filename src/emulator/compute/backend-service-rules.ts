import { invalidField, requiredField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, listOf, objectOf, objectsOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { Draft } from './kind.ts';
import { regionOf, scopeType } from './paths.ts';
import { needReady } from './world.ts';

/** One backend and the group it names. */
interface GroupBackend {
  readonly at: string;
  readonly backend: JsonObject;
  readonly group: StoredResource;
  readonly type: string;
}

/** Load balancing schemes by scope (rules.md, matrix a). */
const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  global: ['EXTERNAL', 'EXTERNAL_MANAGED', 'INTERNAL_MANAGED', 'INTERNAL_SELF_MANAGED'],
  regional: ['EXTERNAL', 'EXTERNAL_MANAGED', 'INTERNAL', 'INTERNAL_MANAGED'],
};

/** NEG x load balancer by the scheme and scope of the service (rules.md, matrix b). */
const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  'global EXTERNAL': ['INTERNET global', 'ZONAL', 'HYBRID', 'SERVERLESS'],
  'global EXTERNAL_MANAGED': ['INTERNET global', 'ZONAL', 'HYBRID', 'SERVERLESS', 'PSC'],
  'global INTERNAL_MANAGED': ['ZONAL', 'HYBRID', 'SERVERLESS', 'PSC'],
  'global INTERNAL_SELF_MANAGED': ['INTERNET global', 'ZONAL', 'HYBRID'],
  'regional EXTERNAL_MANAGED': ['INTERNET regional', 'ZONAL', 'HYBRID', 'SERVERLESS', 'PSC'],
  'regional INTERNAL_MANAGED': ['INTERNET regional', 'ZONAL', 'HYBRID', 'SERVERLESS', 'PSC'],
  'regional INTERNAL': ['VM', 'PORTMAP'],
  'regional EXTERNAL': ['VM'],
};

const FAMILIES: Readonly<Record<string, string>> = {
  INTERNET_FQDN_PORT: 'INTERNET',
  INTERNET_IP_PORT: 'INTERNET',
  GCE_VM_IP_PORT: 'ZONAL',
  NON_GCP_PRIVATE_IP_PORT: 'HYBRID',
  SERVERLESS: 'SERVERLESS',
  PRIVATE_SERVICE_CONNECT: 'PSC',
  GCE_VM_IP: 'VM',
  GCE_VM_IP_PORTMAP: 'PORTMAP',
};

/** What the API calls a family of groups in its refusals. */
const TITLES: Readonly<Record<string, string>> = {
  INTERNET: 'Internet',
  SERVERLESS: 'Serverless',
  PSC: 'Private Service Connect',
};

const HTTP_FAMILY = ['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC'];

/** Refuses what the API refuses about a backend service (compute-api-behaviour.md 7 and 10.2, rules.md matrices). */
export function checkBackendService(draft: Draft): void {
  checkScheme(draft);
  checkProtocol(draft);
  checkHealthChecks(draft);
  checkCdn(draft.fields);
  const backends = groupsOf(draft);
  checkGroupsAlone(backends);
  for (const backend of backends) {
    checkSupported(draft, backend);
    checkBalancing(draft, backend);
  }
  checkTogether(backends);
  checkServerless(draft, backends);
  checkProbes(draft, backends);
}

function familyOf({ type }: GroupBackend): string {
  return FAMILIES[type] ?? type;
}

function groupsOf({ world, fields }: Draft): readonly GroupBackend[] {
  return objectsOf(fields['backends']).map((backend, index) => {
    const at = `resource.backends[${index}]`;
    if (textOf(backend['group']) === '') {
      throw requiredField(`${at}.group`);
    }
    const group = needReady(world, textOf(backend['group']));
    return { at, backend, group, type: textOf(group.fields['networkEndpointType']) };
  });
}

function checkScheme({ fields, scope }: Draft): void {
  const scheme = textOf(fields['loadBalancingScheme']);
  if (SCHEMES[scopeType(scope)]?.includes(scheme) !== true) {
    throw invalidField(
      'resource.loadBalancingScheme',
      scheme,
      `Invalid load balancing scheme for ${scopeType(scope)} backend service.`,
    );
  }
}

function checkProtocol({ fields }: Draft): void {
  const scheme = textOf(fields['loadBalancingScheme']);
  const protocol = textOf(fields['protocol']);
  if (scheme === 'INTERNAL' && !['TCP', 'UDP', 'UNSPECIFIED'].includes(protocol)) {
    throw invalidField(
      'resource.protocol',
      protocol,
      'Protocol for an INTERNAL backend service must be one of TCP/UDP.',
    );
  }
  const managed = scheme === 'EXTERNAL_MANAGED' || scheme.startsWith('INTERNAL_');
  const known = [...HTTP_FAMILY, 'TCP', 'SSL'].includes(protocol);
  if (managed && !known) {
    throw invalidField(
      'resource.protocol',
      protocol,
      `Protocol is not supported for load balancing scheme ${scheme}.`,
    );
  }
  if (protocol === 'GRPC' && scheme !== 'INTERNAL_SELF_MANAGED') {
    throw invalidField(
      'resource.protocol',
      protocol,
      'GRPC is supported only for load balancing scheme INTERNAL_SELF_MANAGED.',
    );
  }
}

/** At most one, of the service's own scope (rules health-check/at-most-one and health-check/scope). */
function checkHealthChecks({ world, fields, scope }: Draft): void {
  const links = listOf(fields['healthChecks']).map((link) => textOf(link));
  if (links.length > 1) {
    throw invalidField(
      'resource.healthChecks',
      `${links.length} health checks`,
      'At most one health check can be specified for a backend service.',
    );
  }
  for (const link of links) {
    const check = needReady(world, link);
    const mayBeGlobal = ['INTERNAL', 'EXTERNAL'].includes(textOf(fields['loadBalancingScheme']));
    if (check.scope !== scope && !(check.scope === 'global' && mayBeGlobal)) {
      throw invalidField(
        'resource.healthChecks[0]',
        link,
        `Health check must be in the same scope as the ${scopeType(scope)} backend service.`,
      );
    }
  }
}

function checkCdn(fields: JsonObject): void {
  const iap = isObject(fields['iap']) && fields['iap']['enabled'] === true;
  if (iap && fields['enableCDN'] === true) {
    throw invalidField(
      'resource.enableCDN',
      true,
      'Cloud CDN and Identity-Aware Proxy cannot both be enabled.',
    );
  }
}

/** assumption: a group that is there already is refused; gcloud's own check compares URLs and misses it (gcloud-commands.md 4). */
function checkGroupsAlone(backends: readonly GroupBackend[]): void {
  const seen = new Set<string>();
  for (const { at, group } of backends) {
    if (seen.has(group.path)) {
      throw invalidField(
        `${at}.group`,
        group.path,
        'The group is a backend of the backend service already.',
      );
    }
    seen.add(group.path);
  }
}

function checkSupported({ fields, scope }: Draft, backend: GroupBackend): void {
  const scheme = textOf(fields['loadBalancingScheme']);
  const family = familyOf(backend);
  const name = family === 'INTERNET' ? `INTERNET ${scopeType(backend.group.scope)}` : family;
  if (SUPPORTED[`${scopeType(scope)} ${scheme}`]?.includes(name) !== true) {
    const group = `${TITLES[family] ?? backend.type} network endpoint group`;
    throw invalidField(
      'resource.loadBalancingScheme',
      scheme,
      `Invalid load balancing scheme for ${scopeType(scope)} backend service with ${group}.`,
    );
  }
  if (
    family === 'INTERNET' &&
    backend.type === 'INTERNET_IP_PORT' &&
    scheme === 'INTERNAL_SELF_MANAGED'
  ) {
    throw invalidField(
      `${backend.at}.group`,
      backend.group.path,
      'INTERNET_IP_PORT is not supported for load balancing scheme INTERNAL_SELF_MANAGED.',
    );
  }
  if (scope !== 'global' && regionOf(backend.group.scope) !== regionOf(scope)) {
    throw invalidField(
      `${backend.at}.group`,
      backend.group.path,
      'The group must be in the region of the backend service.',
    );
  }
  checkGroupProtocol(fields, backend, family);
}

/** Behind an application load balancer an internet group takes HTTP, HTTPS or HTTP/2; serverless groups have no other. */
function checkGroupProtocol(fields: JsonObject, backend: GroupBackend, family: string): void {
  const protocol = textOf(fields['protocol']);
  const streams = family === 'INTERNET' && backend.group.scope !== 'global' ? ['TCP'] : [];
  const allowed = ['HTTP', 'HTTPS', 'HTTP2', ...streams];
  if (['INTERNET', 'SERVERLESS'].includes(family) && !allowed.includes(protocol)) {
    throw invalidField(
      'resource.protocol',
      protocol,
      `Protocol is not supported for a backend service with ${TITLES[family] ?? family} network endpoint groups.`,
    );
  }
}

const CAPACITY = ['maxRate', 'maxRatePerEndpoint', 'maxConnections', 'maxConnectionsPerEndpoint'];

/** Balancing modes (rules backend-service/balancing-mode-forbidden, -no-utilization-for-negs, -rate-or-connection). */
function checkBalancing({ fields }: Draft, backend: GroupBackend): void {
  const title = TITLES[familyOf(backend)];
  if (title !== undefined) {
    return checkNoBalancing(backend, title);
  }
  const { at, backend: settings } = backend;
  const mode = textOf(settings['balancingMode']);
  const wanted = HTTP_FAMILY.includes(textOf(fields['protocol'])) ? 'RATE' : 'CONNECTION';
  if (mode === '' || mode === 'UTILIZATION') {
    throw invalidField(
      `${at}.balancingMode`,
      mode || 'UTILIZATION',
      'UTILIZATION balancing mode is not supported for network endpoint groups.',
    );
  }
  if (mode !== wanted) {
    throw invalidField(
      at,
      settings,
      `${mode} balancing mode is not supported for protocol ${textOf(fields['protocol'])}.`,
    );
  }
  checkCapacity(backend, mode, familyOf(backend));
}

function checkCapacity({ at, backend }: GroupBackend, mode: string, family: string): void {
  const [whole, each] =
    mode === 'RATE'
      ? ['maxRate', 'maxRatePerEndpoint']
      : ['maxConnections', 'maxConnectionsPerEndpoint'];
  const given = CAPACITY.filter((name) => backend[name] !== undefined);
  const wrong = given.find((name) => name !== whole && name !== each);
  if (wrong !== undefined) {
    throw invalidField(
      `${at}.${wrong}`,
      backend[wrong],
      `Not supported with ${mode} balancing mode.`,
    );
  }
  if (given.length === 0 && family !== 'VM') {
    throw invalidField(at, backend, `Either ${whole} or ${each} should be set with ${mode} mode.`);
  }
  const scaler = backend['capacityScaler'];
  if (typeof scaler === 'number' && scaler > 0 && scaler < 0.1) {
    throw invalidField(`${at}.capacityScaler`, scaler, 'Must be 0 or between 0.1 and 1.0.');
  }
}

const FORBIDDEN: Readonly<Record<string, string>> = {
  balancingMode: 'Balancing mode',
  maxUtilization: 'Max utilization',
  maxRate: 'Max rate',
  maxRatePerEndpoint: 'Max rate per endpoint',
  maxRatePerInstance: 'Max rate per instance',
  maxConnections: 'Max connections',
  maxConnectionsPerEndpoint: 'Max connections per endpoint',
  maxConnectionsPerInstance: 'Max connections per instance',
  capacityScaler: 'Capacity scaler',
  preference: 'Preference',
};

function checkNoBalancing({ at, backend }: GroupBackend, title: string): void {
  for (const [name, words] of Object.entries(FORBIDDEN)) {
    const value: Json | undefined = backend[name];
    if (value !== undefined) {
      throw invalidField(
        `${at}.${name}`,
        decimal(value),
        `${words} is not supported for ${title} network endpoint groups.`,
      );
    }
  }
}

/** The API shows a number with a fraction, `1.0`. */
function decimal(value: Json): Json {
  return typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : value;
}

/** Which groups may stand side by side (rules backend-service/no-mixed-types, -one-global-internet-neg, -max-50-negs). */
function checkTogether(backends: readonly GroupBackend[]): void {
  const families = new Set(backends.map(familyOf));
  const vmAndHybrid = [...families].every((family) => family === 'ZONAL' || family === 'HYBRID');
  if (families.size > 1 && !vmAndHybrid) {
    throw invalidField(
      'resource.backends',
      `${backends.length} backends`,
      `Backends of different types cannot be mixed in a backend service: ${[...families].toSorted().join(', ')}.`,
    );
  }
  const globalInternet = backends.filter(({ group }) => group.scope === 'global');
  if (globalInternet.length > 1) {
    throw invalidField(
      'resource.backends',
      `${backends.length} backends`,
      'A backend service can have only one global network endpoint group.',
    );
  }
  if (backends.length > 50) {
    throw invalidField(
      'resource.backends',
      `${backends.length} backends`,
      'A backend service can have at most 50 network endpoint groups.',
    );
  }
}

/** Texts users have seen (compute-api-behaviour.md 10.2). */
function checkServerless({ fields, scope }: Draft, backends: readonly GroupBackend[]): void {
  const serverless = backends.filter((backend) => familyOf(backend) === 'SERVERLESS');
  if (serverless.length === 0) {
    return;
  }
  const suffix = 'is not supported for a backend service with Serverless network endpoint groups.';
  if (listOf(fields['healthChecks']).length > 0) {
    throw invalidField(
      'resource.healthChecks',
      '',
      'A backend service cannot have a healthcheck with Serverless network endpoint group backends.',
    );
  }
  // gcloud always sends its default of 30 seconds, and every tutorial works with it.
  if (fields['timeoutSec'] !== 30) {
    throw invalidField('resource.timeoutSec', fields['timeoutSec'], `Timeout sec ${suffix}`);
  }
  // assumption: the names gcloud sends by itself for global services are let through.
  if (!['', 'http', 'https', 'http2'].includes(textOf(fields['portName']))) {
    throw invalidField('resource.portName', fields['portName'], `Port name ${suffix}`);
  }
  const regions = new Set(serverless.map(({ group }) => group.scope));
  const platforms = new Set(serverless.map(({ group }) => platformOf(group)));
  if (scope !== 'global' ? serverless.length > 1 : regions.size < serverless.length) {
    throw invalidField(
      'resource.backends',
      `${serverless.length} backends`,
      'Only one Serverless network endpoint group per region is supported in a backend service.',
    );
  }
  if (platforms.size > 1) {
    throw invalidField(
      'resource.backends',
      `${serverless.length} backends`,
      'All Serverless network endpoint groups of a backend service must be of the same platform.',
    );
  }
}

function platformOf({ fields }: StoredResource): string {
  return (
    ['cloudRun', 'cloudFunction', 'appEngine', 'serverlessDeployment'].find(
      (name) => name in fields,
    ) ?? ''
  );
}

/** Who may be probed, who must be (rules health-check/none-global-internet, -none-serverless, -required-zonal, -envoy-protocols). */
function checkProbes({ world, fields }: Draft, backends: readonly GroupBackend[]): void {
  const scheme = textOf(fields['loadBalancingScheme']);
  const [link] = listOf(fields['healthChecks']);
  const probed = link !== undefined;
  const has = (family: string): boolean => backends.some((backend) => familyOf(backend) === family);
  const global = backends.some(({ group }) => group.scope === 'global');
  if (probed && global && scheme !== 'INTERNAL_SELF_MANAGED') {
    throw invalidField(
      'resource.healthChecks',
      '',
      'Backend services with global network endpoint groups can have health checks only for INTERNAL_SELF_MANAGED load balancing scheme and INTERNET_FQDN_PORT endpoint type.',
    );
  }
  if (probed && has('PSC')) {
    throw invalidField(
      'resource.healthChecks',
      '',
      'A backend service cannot have a healthcheck with Private Service Connect network endpoint group backends.',
    );
  }
  if (!probed && (has('ZONAL') || has('HYBRID')) && scheme !== 'INTERNAL_SELF_MANAGED') {
    throw invalidField(
      'resource.healthChecks',
      '',
      'A backend service with zonal network endpoint group backends must have a health check.',
    );
  }
  if (probed && has('INTERNET')) {
    checkEnvoyProbe(world.store.resource(textOf(link)));
  }
}

/** Envoys do not probe by gRPC and do not speak PROXY v1 in probes. */
function checkEnvoyProbe(check: StoredResource | undefined): void {
  const type = textOf(check?.fields['type']);
  const blocks = Object.values(check?.fields ?? {}).map((block) => objectOf(block));
  if (type === 'GRPC' || blocks.some((block) => block['proxyHeader'] === 'PROXY_V1')) {
    throw invalidField(
      'resource.healthChecks[0]',
      check?.path,
      'The health check is not supported for Internet network endpoint group backends.',
    );
  }
}
