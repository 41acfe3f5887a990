import type { World } from './compute/kind.ts';
import { KINDS } from './compute/kinds.ts';
import { lastPart } from './compute/paths.ts';
import { usersOf } from './compute/world.ts';
import { projectNumber } from './draw.ts';
import type { FaultStatus } from './faults.ts';
import { parseFault } from './faults.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject, listOf, objectOf, objectsOf, textOf } from './json.ts';
import { INGRESS } from './run/services.ts';
import type { EmulatorState, StoredOperation, StoredResource } from './store.ts';
import { Store } from './store.ts';

const WIDTH = 80;

/** See `describeState`. */
export function describe(state: EmulatorState): string {
  const world = silentWorld(state);
  const projects = Object.keys(state.projects).flatMap((project) =>
    describeProject(world, state, project),
  );
  const lines = [
    ...(projects.length === 0 ? ['no projects yet'] : projects),
    ...section('buckets', buckets(state)),
    ...section('running operations', runningOperations(state)),
    ...section('faults pending', pendingFaults(state.faults)),
    ...section('APIs switched off', state.disabledApis),
    ...section('the caller may only', state.permissions ?? []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A world to ask about references; nothing in it moves. */
function silentWorld(state: EmulatorState): World {
  return {
    store: new Store(state),
    kinds: KINDS,
    now: () => 0,
    latency: () => 0,
    pace: 0,
    links: new WeakMap(),
    sleep: () => Promise.resolve(),
  };
}

function describeProject(world: World, state: EmulatorState, project: string): readonly string[] {
  const own = Object.values(state.resources).filter((resource) => resource.project === project);
  const collections = new Set([...KINDS.keys(), ...own.map(({ collection }) => collection)]);
  const groups = [...collections].flatMap((collection) => {
    const resources = own.filter((resource) => resource.collection === collection);
    return resources.length === 0
      ? []
      : [`  ${collection}`, ...resources.flatMap((resource) => describeResource(world, resource))];
  });
  const heading = `project ${project} (${projectNumber(project)})`;
  return [heading, ...(groups.length === 0 ? ['  nothing in it'] : groups)];
}

function describeResource(world: World, resource: StoredResource): readonly string[] {
  const users = usersOf(world, resource.path).map((user) => `${user.collection}/${user.name}`);
  const parts = [
    ...(resource.scope === '' ? [] : [resource.scope]),
    ...telling(resource),
    ...(resource.live ? [] : ['being created']),
    ...(users.length === 0 ? [] : [`used by ${users.join(' ')}`]),
  ];
  return wrapped(`    ${resource.name}: ${parts.join(', ')}`, '      ');
}

/** The few words that tell one resource of a collection from another. */
const TELLING: Readonly<Record<string, (fields: JsonObject) => readonly string[]>> = {
  networks: (fields) => [
    fields['autoCreateSubnetworks'] === true ? 'auto subnets' : 'custom subnets',
  ],
  subnetworks: (fields) => texts(fields, 'ipCidrRange', 'purpose', 'role', 'network'),
  firewalls: (fields) => [
    ...texts(fields, 'direction'),
    ...named('network', [fields['network']]),
    ...named('from', listOf(fields['sourceRanges'])),
  ],
  instances: (fields) =>
    objectsOf(fields['networkInterfaces']).flatMap((nic) => texts(nic, 'networkIP', 'subnetwork')),
  addresses: (fields) => texts(fields, 'address', 'addressType', 'networkTier', 'purpose'),
  healthChecks: (fields) => texts(fields, 'type'),
  networkEndpointGroups: (fields) => [
    ...texts(fields, 'networkEndpointType', 'network'),
    `endpoints ${endpointsOf(fields)}`,
  ],
  backendServices: (fields) => [
    ...texts(fields, 'loadBalancingScheme', 'protocol'),
    ...named(
      'backends',
      objectsOf(fields['backends']).map((backend) => backend['group']),
    ),
    ...named('health check', listOf(fields['healthChecks'])),
  ],
  urlMaps: (fields) => [
    ...named('default', [fields['defaultService']]),
    ...weightsIn(fields),
    ...(fields['defaultUrlRedirect'] === undefined ? [] : ['redirects']),
    ...counted(fields, 'hostRules', 'host rules'),
  ],
  targetHttpProxies: (fields) => named('URL map', [fields['urlMap']]),
  targetHttpsProxies: (fields) => [
    ...named('URL map', [fields['urlMap']]),
    ...named('certificates', listOf(fields['sslCertificates'])),
  ],
  targetTcpProxies: (fields) => named('service', [fields['service']]),
  targetSslProxies: (fields) => [
    ...named('service', [fields['service']]),
    ...named('certificates', listOf(fields['sslCertificates'])),
  ],
  forwardingRules: (fields) => [
    ...texts(fields, 'loadBalancingScheme', 'IPAddress', 'portRange', 'networkTier'),
    ...named('target', [fields['target'] ?? fields['backendService']]),
  ],
  backendAuthenticationConfigs: (fields) => [
    ...texts(fields, 'wellKnownRoots'),
    ...named('trust config', [fields['trustConfig']]),
  ],
  clientTlsPolicies: (fields) => named('SNI', [fields['sni']]),
  managedZones: (fields) => texts(fields, 'visibility', 'dnsName'),
  resourceRecordSets: (fields) => [listOf(fields['rrdatas']).map(textOf).join(' ')],
  services: (fields) => [`ingress ${textOf(objectOf(fields['annotations'])[INGRESS])}`],
  sslCertificates: (fields) => [
    ...texts(fields, 'type'),
    ...named('for', listOf(fields['subjectAlternativeNames'])),
    ...named('expires', [textOf(fields['expireTime']).slice(0, 10)]),
  ],
};

function telling({ collection, fields }: StoredResource): readonly string[] {
  return TELLING[collection]?.(fields) ?? [];
}

function texts(fields: JsonObject, ...names: readonly string[]): readonly string[] {
  return names.map((name) => lastPart(textOf(fields[name]))).filter((text) => text !== '');
}

function named(word: string, values: readonly (Json | undefined)[]): readonly string[] {
  const names = values.map((value) => lastPart(textOf(value))).filter((name) => name !== '');
  return names.length === 0 ? [] : [`${word} ${names.join(' ')}`];
}

function counted(fields: JsonObject, name: string, words: string): readonly string[] {
  const count = listOf(fields[name]).length;
  return count === 0 ? [] : [`${count} ${words}`];
}

function endpointsOf(fields: JsonObject): string {
  const endpoints = objectsOf(fields['endpoints']);
  const shown = endpoints.slice(0, 3).map((endpoint) => {
    const host =
      textOf(endpoint['fqdn']) || textOf(endpoint['ipAddress']) || textOf(endpoint['instance']);
    return endpoint['port'] === undefined ? host : `${host}:${String(endpoint['port'])}`;
  });
  const more = endpoints.length - shown.length;
  return endpoints.length === 0
    ? 'none'
    : `${shown.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Every weighted split in a URL map, wherever it stands. */
function weightsIn(value: Json): readonly string[] {
  if (!isObject(value)) {
    return listOf(value).flatMap((item) => [...weightsIn(item)]);
  }
  const own = objectsOf(value['weightedBackendServices']).map(
    (entry) => `${lastPart(textOf(entry['backendService']))}=${String(entry['weight'] ?? 0)}`,
  );
  const below = Object.values(value).flatMap((item) => [...weightsIn(item)]);
  return [...(own.length === 0 ? [] : [`weights ${own.join(' ')}`]), ...below];
}

function buckets({ buckets }: EmulatorState): readonly string[] {
  return Object.values(buckets).map(
    ({ name, objects }) => `gs://${name}: ${Object.keys(objects).length} objects`,
  );
}

function runningOperations(state: EmulatorState): readonly string[] {
  return Object.values(state.operations)
    .filter((operation) => !operation.done)
    .map(describeOperation);
}

function describeOperation({ type, target, inserted, ends }: StoredOperation): string {
  const [project = '', ...place] = target.split('/').slice(1);
  const time = ends === null ? 'never ends' : `takes ${((ends - inserted) / 1000).toFixed(1)} s`;
  return `${type} ${place.slice(-2).join('/')} of project ${project}, ${time}`;
}

function pendingFaults(faults: readonly FaultStatus[]): readonly string[] {
  return faults
    .filter(({ spec, fired }) => {
      const { times } = parseFault(spec);
      return times === null || fired < times;
    })
    .map(({ spec, seen, fired }) => `${spec} (matched ${seen}, struck ${fired})`);
}

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0
    ? []
    : ['', title, ...entries.flatMap((entry) => wrapped(`  ${entry}`, '    '))];
}

/** What would end a line, or hide it: somebody may have written it into a field. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A line broken between words; a word longer than a line stays whole. */
function wrapped(line: string, indent: string): readonly string[] {
  const [, margin = '', text = ''] = /^( *)(.*)$/.exec(line.replace(BREAKS, visible)) ?? [];
  const lines: string[] = [];
  let current = margin;
  for (const word of text.split(' ')) {
    const blank = current.trim() === '';
    const longer = blank ? current + word : `${current} ${word}`;
    if (longer.length > WIDTH && !blank) {
      lines.push(current);
      current = indent + word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
