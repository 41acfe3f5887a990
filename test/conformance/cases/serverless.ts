import type { JsonObject } from '../../../src/json.ts';
import { backendSwap } from '../../../src/resources/backend-swap.ts';
import {
  cloudRunServiceId,
  readPolicy,
  restrictedIngress,
} from '../../../src/resources/cloud-run.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { customNetwork, type RegionScope, subnet } from '../../../src/resources/network.ts';
import { resourceId } from '../../../src/resources/resource.ts';
import { type ServerlessTarget, serverlessNeg } from '../../../src/resources/serverless-neg.ts';
import { targetHttpProxy } from '../../../src/resources/target-proxy.ts';
import { urlMapByPath } from '../../../src/resources/url-map.ts';
import type { Case, Preparation } from '../case.ts';

/* Cloud Run, the NEGs that call it, and what a load balancer in front of it has beside the others. */

const scope: RegionScope = { type: 'region', region: 'us-central1' };
const PLACE = 'regions/us-central1';
const NETWORK = 'projects/demo/global/networks/net';
const NET: Preparation = ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: false }];
const SUBNET: Preparation = [
  'POST',
  `${PLACE}/subnetworks`,
  { name: 'subnet', network: NETWORK, ipCidrRange: '10.0.0.0/24' },
];
const PROXIES: Preparation = [
  'POST',
  `${PLACE}/subnetworks`,
  {
    name: 'proxies',
    network: NETWORK,
    ipCidrRange: '10.129.0.0/23',
    purpose: 'REGIONAL_MANAGED_PROXY',
    role: 'ACTIVE',
  },
];
const RUN: Preparation = [
  'POST',
  'http://us-central1-run.emulator/run/apis/serving.knative.dev/v1/namespaces/demo/services',
  {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'api', annotations: { 'run.googleapis.com/ingress': 'all' } },
    spec: {
      template: { spec: { containers: [{ image: 'hello' }] } },
      traffic: [
        { percent: 100, latestRevision: true },
        { revisionName: 'api-1', tag: 'next' },
      ],
    },
  },
];

function service(name: string, more: JsonObject = {}): Preparation {
  const body = { name, loadBalancingScheme: 'INTERNAL_MANAGED', protocol: 'HTTP', ...more };
  return ['POST', `${PLACE}/backendServices`, body];
}

function neg(name: string): Preparation {
  const body = { name, networkEndpointType: 'SERVERLESS', cloudRun: { service: 'api' } };
  return ['POST', `${PLACE}/networkEndpointGroups`, body];
}

const MAP: Preparation = [
  'POST',
  `${PLACE}/urlMaps`,
  { name: 'map', defaultService: `projects/demo/${PLACE}/backendServices/first` },
];
const PROXY: Preparation = [
  'POST',
  `${PLACE}/targetHttpProxies`,
  { name: 'proxy', urlMap: `projects/demo/${PLACE}/urlMaps/map` },
];

const first = {
  ...customNetwork('first'),
  id: resourceId(scope, 'backendServices', 'first'),
  kind: 'backendServices',
  scope,
} as const;
const second = { ...first, id: resourceId(scope, 'backendServices', 'second'), name: 'second' };
const map = urlMapByPath({
  name: 'paths',
  project: 'demo',
  defaultService: first,
  hosts: ['api.example.com'],
  routes: [{ path: '/two/*', service: second }],
});
const rule = forwardingRule({
  scope,
  name: 'rule',
  scheme: 'INTERNAL_MANAGED',
  address: { ip: '10.0.0.99' },
  proxy: targetHttpProxy('proxy', { ...map, name: 'map' }),
  port: 80,
  network: { network: 'net', subnet: { scope, name: 'subnet' } },
  allowGlobalAccess: false,
  after: [],
});
const byName = serverlessNeg({
  scope,
  name: 'neg',
  target: { platform: 'cloud-run', service: 'api', tag: 'next' },
});
const byMask = serverlessNeg({
  scope,
  name: 'neg',
  target: { platform: 'cloud-run', urlMask: 'example.com/<service>' },
});
const swap = backendSwap({
  project: 'demo',
  service: first,
  document: { backends: [{ group: `projects/demo/${PLACE}/networkEndpointGroups/old` }] },
  old: `${PLACE}/networkEndpointGroups/old`,
  neg: byName,
});
const network = customNetwork('made');
const apps = subnet({ scope, name: 'apps', network: 'net', range: '10.1.2.0/24' });
const ingress = restrictedIngress(scope, 'api', []);
const policy = readPolicy(cloudRunServiceId(scope, 'api'));
const list = KINDS.cloudRunServices.list?.(scope) ?? network.create;
const subnets = KINDS.subnetworks.list?.({ type: 'global' }) ?? network.create;

const OTHER_PLATFORMS: readonly (readonly [string, ServerlessTarget])[] = [
  ['the App Engine app', { platform: 'app-engine' }],
  [
    'a version of an App Engine service',
    { platform: 'app-engine', service: 'shop', version: 'v2' },
  ],
  ['App Engine by mask', { platform: 'app-engine', urlMask: '<service>.example.com' }],
  ['a function', { platform: 'cloud-functions', function: 'resize' }],
  ['functions by mask', { platform: 'cloud-functions', urlMask: '/<function>' }],
];

/** Every command about Cloud Run, and those that only its load balancers need. */
export const SERVERLESS: readonly Case[] = [
  { name: 'make a network', command: network.create },
  {
    name: 'delete a network',
    world: [['POST', 'global/networks', { name: 'made', autoCreateSubnetworks: false }]],
    command: network.remove,
  },
  { name: 'make an ordinary subnet', world: [NET], command: apps.create },
  { name: 'list subnets of all regions', world: [NET, SUBNET], command: subnets },
  { name: 'serverless NEG by service and tag', command: byName.create },
  { name: 'serverless NEG by URL mask', command: byMask.create },
  ...OTHER_PLATFORMS.map(([name, target]) => ({
    name: `serverless NEG for ${name}`,
    command: serverlessNeg({ scope, name: 'neg', target }).create,
  })),
  { name: 'URL map by path', world: [service('first'), service('second')], command: map.create },
  {
    name: 'internal forwarding rule on a given address',
    world: [NET, SUBNET, PROXIES, service('first'), MAP, PROXY],
    command: rule.create,
  },
  { name: 'list Cloud Run services', world: [RUN], command: list },
  {
    name: 'list Cloud Run services without permission',
    world: [RUN],
    faults: ['list:services=permission'],
    command: list,
    ends: 'permission',
  },
  { name: 'restrict the ingress', world: [RUN], command: ingress.create },
  {
    name: 'open the ingress of a service that is not there',
    command: ingress.remove,
    ends: 'not-found',
  },
  {
    name: 'restrict the ingress, the answer is lost',
    world: [RUN],
    faults: ['update:services=drop-after'],
    command: ingress.create,
    ends: 'fingerprint',
  },
  {
    name: 'swap the serverless NEG of a backend service',
    world: [
      neg('old'),
      neg('neg'),
      service('first', {
        backends: [{ group: `projects/demo/${PLACE}/networkEndpointGroups/old` }],
      }),
    ],
    command: swap.create,
  },
  { name: 'who may call a service', world: [RUN], command: policy },
  { name: 'who may call a service that is not there', command: policy, ends: 'not-found' },
];
