import type { Json, JsonObject } from '../../../../src/json.ts';
import type { Scope } from '../../../../src/resources/resource.ts';
import { type Flags, like, NAME, SWITCH, TEXT, TEXTS } from '../argv.ts';
import type { Call, Commands } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { listPages, mutate } from '../mode-b.ts';
import { type ScopeType, scopeFlags, scopeOf } from '../scope.ts';
import { collectionCommands, present, resourcePath } from './collection.ts';
import { networkUrl, subnetUrl } from './networks.ts';

const COLLECTION = 'networkEndpointGroups';
const TYPES: readonly ScopeType[] = ['global', 'region', 'zone'];

/** The keys of an endpoint on the command line, and in the API. */
const ENDPOINT_KEYS: ReadonlyMap<string, string> = new Map([
  ['instance', 'instance'],
  ['fqdn', 'fqdn'],
  ['ip', 'ipAddress'],
  ['port', 'port'],
]);

function endpointOf(text: string): JsonObject {
  const members = text.split(',').map((pair): [string, Json] => {
    const [key = '', value = ''] = pair.split('=');
    const member = ENDPOINT_KEYS.get(key);
    if (member === undefined || value === '') throw new NotModelled(`the endpoint "${text}"`);
    return [member, key === 'port' ? Number(value) : value];
  });
  return Object.fromEntries(members);
}

/** What a serverless NEG calls on Cloud Run. */
function cloudRunOf(flags: Flags): JsonObject | undefined {
  const target = present({
    service: flags.text('cloud-run-service'),
    tag: flags.text('cloud-run-tag'),
    urlMask: flags.text('cloud-run-url-mask'),
  });
  return Object.keys(target).length === 0 ? undefined : target;
}

/** What it calls on App Engine: the app itself, where nothing is named. */
function appEngineOf(flags: Flags): JsonObject | undefined {
  const target = present({
    service: flags.text('app-engine-service'),
    version: flags.text('app-engine-version'),
    urlMask: flags.text('app-engine-url-mask'),
  });
  return Object.keys(target).length === 0 && !flags.has('app-engine-app') ? undefined : target;
}

/** What it calls on Cloud Functions. */
function cloudFunctionOf(flags: Flags): JsonObject | undefined {
  const target = present({
    function: flags.text('cloud-function-name'),
    urlMask: flags.text('cloud-function-url-mask'),
  });
  return Object.keys(target).length === 0 ? undefined : target;
}

/** The region of a zonal NEG; gcloud drops the subnet of others, which nobody gives. */
function regionOf(scope: Scope): Scope {
  if (scope.type !== 'zone') throw new NotModelled('a subnet of a NEG that is not zonal');
  return { type: 'region', region: scope.zone.replace(/-[^-]+$/, '') };
}

async function update(call: Call): Promise<Json> {
  const { flags, name, session } = call;
  const adds = flags.has('add-endpoint');
  if (adds === flags.has('remove-endpoint')) throw new NotModelled('adding and removing at once');
  const endpoints = flags.texts(adds ? 'add-endpoint' : 'remove-endpoint').map(endpointOf);
  const target = resourcePath(call, COLLECTION);
  const method = adds ? 'attachNetworkEndpoints' : 'detachNetworkEndpoints';
  const body = { networkEndpoints: endpoints };
  const words = adds ? ['Attaching', 'to'] : ['Detaching', 'from'];
  const message = `${words[0]} ${endpoints.length} endpoints ${words[1]} [${name}].`;
  const request = { method: 'POST', path: `${target}/${method}`, body } as const;
  return mutate(session, request, { target, message });
}

function listEndpoints(call: Call): Promise<Json> {
  const path = `${resourcePath(call, COLLECTION)}/listNetworkEndpoints`;
  const body = scopeOf(call).type === 'zone' ? { body: {} } : {};
  return listPages(call.session, { method: 'POST', path, ...body });
}

export const NETWORK_ENDPOINT_GROUPS: Commands = {
  ...collectionCommands({
    group: 'network-endpoint-groups',
    collection: COLLECTION,
    types: TYPES,
    flags: {
      'network-endpoint-type': like(
        /^(internet-fqdn-port|internet-ip-port|gce-vm-ip-port|non-gcp-private-ip-port|serverless)$/,
      ),
      'default-port': like(/^\d+$/),
      network: NAME,
      subnet: NAME,
      'cloud-run-service': NAME,
      'cloud-run-tag': NAME,
      'cloud-run-url-mask': TEXT,
      'app-engine-app': SWITCH,
      'app-engine-service': NAME,
      'app-engine-version': NAME,
      'app-engine-url-mask': TEXT,
      'cloud-function-name': NAME,
      'cloud-function-url-mask': TEXT,
    },
    body: (call, scope) => {
      const { flags } = call;
      const network = flags.text('network');
      const subnet = flags.text('subnet');
      return present({
        networkEndpointType: flags
          .needed('network-endpoint-type')
          .toUpperCase()
          .replaceAll('-', '_'),
        network: network === undefined ? undefined : networkUrl(call, network),
        subnetwork: subnet === undefined ? undefined : subnetUrl(call, regionOf(scope), subnet),
        defaultPort: flags.number('default-port'),
        cloudRun: cloudRunOf(flags),
        appEngine: appEngineOf(flags),
        cloudFunction: cloudFunctionOf(flags),
      });
    },
    noun: 'network endpoint group',
  }),
  'compute network-endpoint-groups update': {
    flags: { ...scopeFlags(TYPES), 'add-endpoint': TEXTS, 'remove-endpoint': TEXTS },
    named: true,
    run: update,
  },
  'compute network-endpoint-groups list-network-endpoints': {
    flags: scopeFlags(TYPES),
    named: true,
    run: listEndpoints,
  },
};
