import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { isObject, listOf, objectOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { checkBalancing } from './backend-balancing.ts';
import type { GroupBackend } from './backend-groups.ts';
import { checkGroups, familyOf, groupsOf, HTTP_FAMILY } from './backend-groups.ts';
import { checkCustomHeaders } from './custom-headers.ts';
import type { Draft } from './kind.ts';
import { scopeType } from './paths.ts';
import { needReady } from './world.ts';

/** Load balancing schemes by scope (rules.md, matrix a). */
const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  global: ['EXTERNAL', 'EXTERNAL_MANAGED', 'INTERNAL_MANAGED', 'INTERNAL_SELF_MANAGED'],
  regional: ['EXTERNAL', 'EXTERNAL_MANAGED', 'INTERNAL', 'INTERNAL_MANAGED'],
};

/** Refuses what the API refuses about a backend service (compute-api-behaviour.md 7 and 10.2, rules.md matrices). */
export function checkBackendService(draft: Draft): void {
  checkScheme(draft);
  checkProtocol(draft);
  checkTls(draft.fields);
  checkHealthChecks(draft);
  checkCdn(draft.fields);
  checkCustomHeaders(draft.fields);
  const backends = groupsOf(draft);
  checkGroups(draft, backends);
  for (const backend of backends) {
    checkBalancing(draft, backend);
  }
  checkServerless(draft, backends);
  checkProbes(draft, backends);
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

/** Only over TLS, with at most 5 names (BackendService.tlsSettings). assumption: the words of the refusals. */
function checkTls(fields: JsonObject): void {
  if (!isObject(fields['tlsSettings'])) {
    return;
  }
  const protocol = textOf(fields['protocol']);
  if (!['SSL', 'HTTPS', 'HTTP2'].includes(protocol)) {
    throw invalidField(
      'resource.tlsSettings',
      protocol,
      'TLS settings can be specified only with protocol SSL, HTTPS or HTTP2.',
    );
  }
  const names = listOf(fields['tlsSettings']['subjectAltNames']);
  if (names.length > 5) {
    throw invalidField(
      'resource.tlsSettings.subjectAltNames',
      `${names.length} names`,
      'At most 5 subject alternative names can be specified.',
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
