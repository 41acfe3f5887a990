import { invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectsOf, sortedTexts, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { Draft } from './kind.ts';
import { regionOf, scopeType } from './paths.ts';
import { needReady } from './world.ts';

/** One backend and the group it names. */
export interface GroupBackend {
  readonly at: string;
  readonly backend: JsonObject;
  readonly group: StoredResource;
  readonly type: string;
}

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
export const TITLES: Readonly<Record<string, string>> = {
  INTERNET: 'Internet',
  SERVERLESS: 'Serverless',
  PSC: 'Private Service Connect',
};

/** Protocols of application load balancers and the mesh. */
export const HTTP_FAMILY = ['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC'];

/** What kind of backend a group is, whatever its exact type. */
export function familyOf({ type }: GroupBackend): string {
  return FAMILIES[type] ?? type;
}

/** The backends of a service, each with its group, which must be there. */
export function groupsOf({ world, fields }: Draft): readonly GroupBackend[] {
  return objectsOf(fields['backends']).map((backend, index) => {
    const at = `resource.backends[${index}]`;
    if (textOf(backend['group']) === '') {
      throw requiredField(`${at}.group`);
    }
    const group = needReady(world, textOf(backend['group']));
    return { at, backend, group, type: textOf(group.fields['networkEndpointType']) };
  });
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

/** Which groups may stand side by side (rules backend-service/no-mixed-types, -one-global-internet-neg, -max-50-negs). */
function checkTogether(backends: readonly GroupBackend[]): void {
  const families = new Set(backends.map(familyOf));
  const vmAndHybrid = [...families].every((family) => family === 'ZONAL' || family === 'HYBRID');
  if (families.size > 1 && !vmAndHybrid) {
    throw invalidField(
      'resource.backends',
      `${backends.length} backends`,
      `Backends of different types cannot be mixed in a backend service: ${sortedTexts(families).join(', ')}.`,
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

/** Refuses groups that the service cannot have, alone or side by side. */
export function checkGroups(draft: Draft, backends: readonly GroupBackend[]): void {
  checkGroupsAlone(backends);
  for (const backend of backends) {
    checkSupported(draft, backend);
  }
  checkTogether(backends);
}
