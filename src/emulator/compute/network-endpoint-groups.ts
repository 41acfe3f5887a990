import { invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, objectsOf, textOf } from '../json.ts';
import { HEAD, output } from './common-fields.ts';
import { attachMethod, detachMethod, listMethod } from './endpoints.ts';
import type { Draft, Kind } from './kind.ts';
import type { ScopeType } from './paths.ts';
import { regionOf, scopeType } from './paths.ts';
import { choice, labels, port, record, reference, text, whole } from './schema.ts';
import { needReady } from './world.ts';

/** In which scopes a type exists (compute-api-behaviour.md 5, rule neg/scope-for-type). */
const SCOPES: Readonly<Record<string, readonly ScopeType[]>> = {
  GCE_VM_IP: ['zonal'],
  GCE_VM_IP_PORT: ['zonal'],
  NON_GCP_PRIVATE_IP_PORT: ['zonal'],
  SERVERLESS: ['regional'],
  PRIVATE_SERVICE_CONNECT: ['regional'],
  GCE_VM_IP_PORTMAP: ['regional'],
  INTERNET_FQDN_PORT: ['global', 'regional'],
  INTERNET_IP_PORT: ['global', 'regional'],
};

const PORTLESS = ['SERVERLESS', 'PRIVATE_SERVICE_CONNECT', 'GCE_VM_IP'];
const PLATFORMS = ['cloudRun', 'cloudFunction', 'appEngine', 'serverlessDeployment'];

/** Network endpoint groups (compute-api-behaviour.md 5): nothing about them can be changed but their endpoints. */
export const networkEndpointGroups: Kind = {
  collection: 'networkEndpointGroups',
  singular: 'networkEndpointGroup',
  word: 'network_endpoint_group',
  scopes: ['global', 'regional', 'zonal'],
  quota: 'NETWORK_ENDPOINT_GROUPS',
  operationTypes: {
    'regional.insert': 'compute.regionNetworkEndpointGroups.insert',
    'regional.delete': 'compute.regionNetworkEndpointGroups.delete',
    // assumption: global groups are named after the pattern of the regional ones; not recorded.
    'global.insert': 'compute.globalNetworkEndpointGroups.insert',
    'global.delete': 'compute.globalNetworkEndpointGroups.delete',
  },
  fields: {
    ...HEAD,
    description: text(),
    selfLink: output,
    networkEndpointType: choice(Object.keys(SCOPES).join(' '), { required: true }),
    size: whole({ output: true }),
    region: output,
    zone: output,
    network: reference('networks'),
    subnetwork: reference('subnetworks'),
    defaultPort: port(),
    annotations: labels(),
    cloudRun: record({ service: text(), tag: text(), urlMask: text() }),
    cloudFunction: record({ function: text(), urlMask: text() }),
    appEngine: record({ service: text(), version: text(), urlMask: text() }),
    serverlessDeployment: record({
      platform: text(),
      resource: text(),
      version: text(),
      urlMask: text(),
    }),
    pscTargetService: text(),
    pscData: record({
      consumerPscAddress: output,
      producerPort: port(),
      pscConnectionId: output,
      pscConnectionStatus: output,
    }),
  },
  complete: (draft) => ({ fields: withNetwork(draft) }),
  check: checkGroup,
  computed: (group) => ({ size: objectsOf(group.fields['endpoints']).length }),
  methods: {
    attachNetworkEndpoints: attachMethod,
    detachNetworkEndpoints: detachMethod,
    listNetworkEndpoints: listMethod,
  },
};

/** Zonal and regional internet groups without a network get the project's default one (rule neg/internet-network). */
function withNetwork({ fields, project, scope }: Draft): JsonObject {
  const type = textOf(fields['networkEndpointType']);
  const place = scopeType(scope);
  const needsNetwork =
    SCOPES[type]?.includes(place) === true &&
    (place === 'zonal' || (place === 'regional' && type.startsWith('INTERNET_')));
  return needsNetwork
    ? { network: `projects/${project}/global/networks/default`, ...fields }
    : fields;
}

function checkGroup(draft: Draft): void {
  const { fields, scope } = draft;
  const type = textOf(fields['networkEndpointType']);
  if (SCOPES[type]?.includes(scopeType(scope)) !== true) {
    throw invalidField(
      'resource.networkEndpointType',
      type,
      `${type} is only allowed in ${SCOPES[type]?.join(' or ') ?? 'no'} scope.`,
    );
  }
  if (fields['defaultPort'] !== undefined && PORTLESS.includes(type)) {
    throw invalidField(
      'resource.defaultPort',
      fields['defaultPort'],
      `Default port is not supported for network endpoint type ${type}.`,
    );
  }
  checkPlatform(fields, type);
  checkNetwork(draft, type);
}

/** A serverless group calls exactly one platform; a PSC group names its target (rules neg/serverless-target-required, neg/psc-target-required). */
function checkPlatform(fields: JsonObject, type: string): void {
  const platforms = PLATFORMS.filter((name) => fields[name] !== undefined);
  if (type !== 'SERVERLESS' && platforms.length > 0) {
    const [name = ''] = platforms;
    throw invalidField(
      `resource.${name}`,
      fields[name],
      'Only a SERVERLESS network endpoint group can have it.',
    );
  }
  if (type === 'SERVERLESS' && platforms.length !== 1) {
    throw invalidField(
      'resource',
      '',
      'Exactly one of cloudRun, cloudFunction and appEngine must be specified for a SERVERLESS network endpoint group.',
    );
  }
  const run = objectOf(fields['cloudRun']);
  if ('cloudRun' in fields && run['service'] === undefined && run['urlMask'] === undefined) {
    throw requiredField('resource.cloudRun.service');
  }
  checkRunNames(run);
  if (type === 'PRIVATE_SERVICE_CONNECT' && fields['pscTargetService'] === undefined) {
    throw requiredField('resource.pscTargetService');
  }
}

/** As the API's own texts say of both (NetworkEndpointGroupCloudRun.service and .tag). */
function checkRunNames(run: JsonObject): void {
  for (const name of ['service', 'tag']) {
    const given = run[name];
    if (given !== undefined && !/^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(textOf(given))) {
      throw invalidField(
        `resource.cloudRun.${name}`,
        given,
        'Must be 1-63 characters long, and comply with RFC1035.',
      );
    }
  }
}

function checkNetwork(draft: Draft, type: string): void {
  const { fields, scope, world } = draft;
  const bare = scope === 'global' || type === 'SERVERLESS';
  for (const name of ['network', 'subnetwork']) {
    if (bare && fields[name] !== undefined) {
      throw invalidField(
        `resource.${name}`,
        draft.sent[name],
        `A ${scopeType(scope)} network endpoint group of type ${type} has no ${name}.`,
      );
    }
  }
  const network = textOf(fields['network']);
  if (network === '') {
    return;
  }
  const custom = needReady(world, network).fields['autoCreateSubnetworks'] !== true;
  if (type.startsWith('GCE_VM_IP') && custom && fields['subnetwork'] === undefined) {
    throw requiredField('resource.subnetwork');
  }
  checkSubnetwork(draft, network);
}

function checkSubnetwork({ fields, scope, world, sent }: Draft, network: string): void {
  const path = textOf(fields['subnetwork']);
  if (path === '') {
    return;
  }
  const subnetwork = needReady(world, path);
  if (subnetwork.fields['network'] !== network || regionOf(subnetwork.scope) !== regionOf(scope)) {
    throw invalidField(
      'resource.subnetwork',
      sent['subnetwork'],
      'The subnetwork must be in the network and the region of the network endpoint group.',
    );
  }
}
