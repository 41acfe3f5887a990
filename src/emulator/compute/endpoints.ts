import { ApiError, invalidField, requiredField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { objectsOf, textOf, without } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { isPublic, parseIp } from './cidr.ts';
import type { ChangeMethod, MethodCall, ReadMethod, World } from './kind.ts';
import type { Fields } from './schema.ts';
import { choice, labels, list, port, record, text } from './schema.ts';
import { checkVm, withPrimaryAddress } from './vm-endpoints.ts';

/** No more than this many in one call (compute-api-behaviour.md 5). */
const LARGEST_BATCH = 500;

/** How many endpoints a group holds (rule quota/endpoints-table). */
function capacity(type: string, scope: string): number {
  if (type.startsWith('INTERNET_')) {
    return scope === 'global' ? 1 : 256;
  }
  return type === 'GCE_VM_IP_PORTMAP' ? 1000 : 10_000;
}

/** The keys an endpoint of a type must and may have (rule endpoint/keys-match-type). */
const KEYS: Readonly<Record<string, { readonly must: string; readonly may: readonly string[] }>> = {
  INTERNET_FQDN_PORT: { must: 'fqdn', may: ['port'] },
  INTERNET_IP_PORT: { must: 'ipAddress', may: ['port'] },
  NON_GCP_PRIVATE_IP_PORT: { must: 'ipAddress', may: ['port'] },
  GCE_VM_IP_PORT: { must: 'instance', may: ['ipAddress', 'ipv6Address', 'port'] },
  GCE_VM_IP: { must: 'instance', may: ['ipAddress'] },
  GCE_VM_IP_PORTMAP: { must: 'instance', may: ['port', 'clientDestinationPort'] },
};

const ENDPOINT: Fields = {
  fqdn: text(),
  ipAddress: text(),
  ipv6Address: text(),
  port: port(),
  instance: text(),
  clientDestinationPort: port(),
  annotations: labels(),
};

const BODY: Fields = { networkEndpoints: list(record(ENDPOINT)) };

/** POST attachNetworkEndpoints. assumption: attaching what is attached already is accepted and changes nothing (docs). */
export const attachMethod: ChangeMethod = {
  does: 'change',
  operationType: 'AttachNetworkEndpoints',
  body: BODY,
  apply: (call) => {
    const { resource, world } = call;
    const here = objectsOf(resource.fields['endpoints']);
    const known = new Set(here.map(identity));
    const wanted = readEndpoints(call);
    wanted.forEach((endpoint, index) => {
      checkEndpoint(world, resource, endpoint, `networkEndpoints[${index}]`);
    });
    const added = wanted.filter((endpoint) => !known.has(identity(endpoint)));
    const unique = new Map(added.map((endpoint) => [identity(endpoint), endpoint]));
    checkCapacity(resource, here.length + unique.size);
    return { ...resource.fields, endpoints: [...here, ...unique.values()] };
  },
};

/** POST detachNetworkEndpoints. assumption: detaching what is not attached is refused (docs). */
export const detachMethod: ChangeMethod = {
  does: 'change',
  operationType: 'DetachNetworkEndpoints',
  body: BODY,
  apply: (call) => {
    const { resource } = call;
    const here = objectsOf(resource.fields['endpoints']);
    const known = new Set(here.map(identity));
    const gone = new Set<string>();
    readEndpoints(call).forEach((endpoint, index) => {
      if (!known.has(identity(endpoint))) {
        throw invalidField(
          `networkEndpoints[${index}]`,
          describe(endpoint),
          'The network endpoint is not attached to the group.',
        );
      }
      gone.add(identity(endpoint));
    });
    const left = here.filter((endpoint) => !gone.has(identity(endpoint)));
    return left.length === 0
      ? without(resource.fields, ['endpoints'])
      : { ...resource.fields, endpoints: left };
  },
};

/** POST listNetworkEndpoints; health is shown only when asked for. */
export const listMethod: ReadMethod = {
  does: 'read',
  http: 'POST',
  body: {
    healthStatus: choice('SHOW SKIP'),
    networkEndpointFilters: list(record({ networkEndpoint: record(ENDPOINT) })),
  },
  answer: ({ resource, query }) => {
    const size = Number(query.get('maxResults') ?? LARGEST_BATCH);
    const from = Number(query.get('pageToken') ?? 0);
    const all = objectsOf(resource.fields['endpoints']);
    const items = all.slice(from, from + size).map((networkEndpoint) => ({ networkEndpoint }));
    return {
      kind: 'compute#networkEndpointGroupsListNetworkEndpoints',
      ...(items.length === 0 ? {} : { items }),
      ...(from + size < all.length ? { nextPageToken: String(from + size) } : {}),
    };
  },
};

/** The endpoints of the body, with the group's default port where they name none. */
function readEndpoints({ world, resource, sent }: MethodCall): readonly JsonObject[] {
  const endpoints = objectsOf(sent['networkEndpoints']);
  if (endpoints.length === 0) {
    throw requiredField('networkEndpoints');
  }
  if (endpoints.length > LARGEST_BATCH) {
    throw invalidField(
      'networkEndpoints',
      `${endpoints.length} endpoints`,
      `At most ${LARGEST_BATCH} network endpoints are allowed in one request.`,
    );
  }
  const fallback = resource.fields['defaultPort'];
  return endpoints.map((endpoint) =>
    withPrimaryAddress(world, resource, canonicalEndpoint(endpoint, fallback)),
  );
}

function canonicalEndpoint(endpoint: JsonObject, fallback: Json | undefined): JsonObject {
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(ENDPOINT)) {
    const value = endpoint[name] ?? (name === 'port' ? fallback : undefined);
    if (value !== undefined && value !== null) {
      kept[name] = ENDPOINT[name]?.type === 'whole' ? Number(value) : value;
    }
  }
  return kept;
}

/** Two endpoints are the same when host and port are (rule endpoint/unique). */
function identity(endpoint: JsonObject): string {
  const host = [endpoint['fqdn'], endpoint['instance'], endpoint['ipAddress']];
  return JSON.stringify([...host.map((part) => textOf(part).split('/').at(-1)), endpoint['port']]);
}

function describe(endpoint: JsonObject): string {
  return JSON.stringify(endpoint);
}

function checkEndpoint(
  world: World,
  group: StoredResource,
  endpoint: JsonObject,
  at: string,
): void {
  const type = textOf(group.fields['networkEndpointType']);
  const keys = KEYS[type];
  if (keys === undefined) {
    throw invalidField(
      at,
      describe(endpoint),
      `Network endpoints cannot be attached to a network endpoint group of type ${type}.`,
    );
  }
  if (endpoint[keys.must] === undefined) {
    throw requiredField(`${at}.${keys.must}`);
  }
  const allowed = [keys.must, 'annotations', ...keys.may];
  const odd = Object.keys(endpoint).find((key) => !allowed.includes(key));
  if (odd !== undefined) {
    throw invalidField(
      `${at}.${odd}`,
      endpoint[odd],
      `Not supported for network endpoints of type ${type}.`,
    );
  }
  checkPort(group, type, endpoint, at);
  checkHost(type, endpoint, at);
  if (type === 'GCE_VM_IP_PORT' || type === 'GCE_VM_IP') {
    checkVm(world, group, endpoint, at);
  }
}

/** Only a global internet group knows a port by itself, from the backend protocol (rules neg/port-required, neg/port-default-chain). */
function checkPort(group: StoredResource, type: string, endpoint: JsonObject, at: string): void {
  const mayLack = group.scope === 'global' || type === 'GCE_VM_IP';
  if (endpoint['port'] === undefined && !mayLack) {
    throw requiredField(`${at}.port`);
  }
}

const FQDN =
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?\.?$/i;

/** Rules endpoint/fqdn-*, endpoint/ip-v4 and endpoint/ip-public; the server's exact grammar of names is not known. */
function checkHost(type: string, endpoint: JsonObject, at: string): void {
  const fqdn = textOf(endpoint['fqdn']);
  if (type === 'INTERNET_FQDN_PORT' && !FQDN.test(fqdn)) {
    throw invalidField(`${at}.fqdn`, fqdn, 'Must be a fully qualified domain name.');
  }
  const ip = textOf(endpoint['ipAddress']);
  const address = parseIp(ip);
  if (ip !== '' && address === undefined) {
    throw invalidField(`${at}.ipAddress`, ip, 'Must be a valid IPv4 address.');
  }
  if (type === 'INTERNET_IP_PORT' && address !== undefined && !isPublic(address)) {
    throw invalidField(`${at}.ipAddress`, ip, 'Must be a publicly routable IP address.');
  }
}

function checkCapacity(group: StoredResource, size: number): void {
  const most = capacity(textOf(group.fields['networkEndpointType']), group.scope);
  if (size > most) {
    // assumption: the text is ours; the limits are documented.
    throw new ApiError({
      http: 400,
      reason: 'limitExceeded',
      message: `Exceeded the limit of ${most} network endpoint${most === 1 ? '' : 's'} for the network endpoint group '${group.path}'.`,
    });
  }
}
