import { backend } from '../../../src/resources/backend.ts';
import { backendService } from '../../../src/resources/backend-service.ts';
import { firewallRule } from '../../../src/resources/firewall-rule.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import {
  detachedEndpoints,
  type NegPlace,
  networkEndpoints,
} from '../../../src/resources/network-endpoint.ts';
import { zonalNeg } from '../../../src/resources/network-endpoint-group.ts';
import { GLOBAL, type Resource, resourceId, type Scope } from '../../../src/resources/resource.ts';
import { targetSslProxy, targetTcpProxy } from '../../../src/resources/target-proxy.ts';
import type { Case, Preparation } from '../case.ts';

const ZONE: Scope = { type: 'zone', zone: 'europe-west1-b' };
const PLACE = 'zones/europe-west1-b';

const neg: NegPlace = {
  id: resourceId(ZONE, 'networkEndpointGroups', 'neg'),
  scope: ZONE,
  name: 'neg',
};

/** An auto-mode network, two VMs in it, and a NEG for their endpoints. */
export const VMS: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: true }],
  ...['vm-1', 'vm-2'].map(
    (name): Preparation => [
      'POST',
      `${PLACE}/instances`,
      {
        name,
        machineType: `${PLACE}/machineTypes/e2-micro`,
        networkInterfaces: [{ network: 'projects/demo/global/networks/net' }],
      },
    ],
  ),
  [
    'POST',
    `${PLACE}/networkEndpointGroups`,
    {
      name: 'neg',
      networkEndpointType: 'GCE_VM_IP_PORT',
      network: 'projects/demo/global/networks/net',
    },
  ],
];

const ATTACHED: Preparation = [
  'POST',
  `${PLACE}/networkEndpointGroups/neg/attachNetworkEndpoints`,
  {
    networkEndpoints: [
      { instance: 'vm-1', port: 80 },
      { instance: 'vm-2', port: 80 },
    ],
  },
];

const SERVED: readonly Preparation[] = [
  ...VMS,
  ATTACHED,
  ['POST', 'global/healthChecks', { name: 'check', type: 'HTTP', httpHealthCheck: {} }],
  [
    'POST',
    'global/backendServices',
    {
      name: 'service',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      healthChecks: ['projects/demo/global/healthChecks/check'],
      backends: [
        {
          group: `projects/demo/${PLACE}/networkEndpointGroups/neg`,
          balancingMode: 'RATE',
          maxRatePerEndpoint: 10,
        },
      ],
    },
  ],
  [
    'POST',
    'global/urlMaps',
    { name: 'map', defaultService: 'projects/demo/global/backendServices/service' },
  ],
  [
    'POST',
    'global/targetHttpProxies',
    { name: 'proxy', urlMap: 'projects/demo/global/urlMaps/map' },
  ],
  [
    'POST',
    'global/forwardingRules',
    {
      name: 'rule',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      portRange: '80',
      target: 'projects/demo/global/targetHttpProxies/proxy',
    },
  ],
];

const added = networkEndpoints(neg, [
  { instance: 'vm-1', port: 80 },
  { instance: 'vm-2', port: 8080 },
]);
const removed = detachedEndpoints(neg, [
  { instance: 'vm-1', port: 80 },
  { instance: 'vm-2', port: 80 },
]);

function inSubnetOf(name: string): Resource {
  return zonalNeg({
    zone: 'europe-west1-b',
    name,
    type: 'GCE_VM_IP_PORT',
    network: 'net',
    subnet: 'net',
    defaultPort: 8080,
  });
}

const inSubnet = inSubnetOf('made');
const hybrid = zonalNeg({
  zone: 'europe-west1-b',
  name: 'made',
  type: 'NON_GCP_PRIVATE_IP_PORT',
  network: 'net',
  subnet: null,
  defaultPort: undefined,
});
const probes = firewallRule({
  name: 'probes',
  network: 'net',
  sources: ['130.211.0.0/22', '35.191.0.0/16'],
  ports: ['80', '8080-8082'],
  targetTags: ['web', 'api'],
});
const RULE: Preparation = [
  'POST',
  'global/firewalls',
  {
    name: 'probes',
    network: 'projects/demo/global/networks/net',
    allowed: [{ IPProtocol: 'tcp', ports: ['80'] }],
  },
];

const CHECK: Preparation = [
  'POST',
  'global/healthChecks',
  { name: 'check', type: 'TCP', tcpHealthCheck: { port: 80 } },
];
const CERTIFICATE: Preparation = [
  'POST',
  'global/sslCertificates',
  { name: 'cert', type: 'MANAGED', managed: { domains: ['www.example.com'] } },
];

function proxied(protocol: 'TCP' | 'SSL'): Preparation {
  return [
    'POST',
    'global/backendServices',
    {
      name: 'service',
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      protocol,
      healthChecks: ['projects/demo/global/healthChecks/check'],
    },
  ];
}

function proxy(collection: string, more: object = {}): Preparation {
  const service = 'projects/demo/global/backendServices/service';
  return ['POST', `global/${collection}`, { name: 'proxy', service, ...more }];
}

const SSL_PROXY = proxy('targetSslProxies', {
  sslCertificates: ['projects/demo/global/sslCertificates/cert'],
});

const behind = {
  scope: GLOBAL,
  name: 'service',
  scheme: 'EXTERNAL_MANAGED',
  healthCheck: resourceId(GLOBAL, 'healthChecks', 'check'),
  customRequestHeaders: [],
  loggingSampleRate: null,
} as const;
const forTls = backendService({ ...behind, protocol: 'SSL' });
const forBytes = backendService({ ...behind, protocol: 'TCP' });
const sslProxy = targetSslProxy('proxy', forTls, [resourceId(GLOBAL, 'sslCertificates', 'cert')]);
const tcpProxy = targetTcpProxy('proxy', forBytes);
const rule = {
  scope: GLOBAL,
  name: 'rule',
  scheme: 'EXTERNAL_MANAGED',
  address: null,
  port: 443,
  network: null,
  allowGlobalAccess: false,
  after: [],
} as const;

/** What SSL and TCP proxies are made of. */
const PROXIES: readonly Case[] = [
  {
    name: 'SSL proxy: create its backend service',
    world: [CHECK],
    command: forTls.create,
  },
  {
    name: 'SSL proxy: attach a zonal NEG by connections',
    world: [...VMS, CHECK, proxied('SSL')],
    command: backend(forTls, inSubnetOf('neg'), {
      mode: 'CONNECTION',
      capacity: 'maxConnectionsPerEndpoint',
      most: 1000,
    }).create,
  },
  {
    name: 'SSL proxy: create',
    world: [CHECK, proxied('SSL'), CERTIFICATE],
    command: sslProxy.create,
  },
  {
    name: 'SSL proxy: create one that is there',
    world: [CHECK, proxied('SSL'), CERTIFICATE, SSL_PROXY],
    command: sslProxy.create,
    ends: 'exists',
  },
  {
    name: 'SSL proxy: forwarding rule',
    world: [CHECK, proxied('SSL'), CERTIFICATE, SSL_PROXY],
    command: forwardingRule({ ...rule, proxy: sslProxy }).create,
  },
  { name: 'TCP proxy: create', world: [CHECK, proxied('TCP')], command: tcpProxy.create },
  {
    name: 'TCP proxy: forwarding rule',
    world: [CHECK, proxied('TCP'), proxy('targetTcpProxies')],
    command: forwardingRule({ ...rule, proxy: tcpProxy }).create,
  },
];

/** What negctl asks of the endpoints of VMs, and of the VMs. */
export const ENDPOINTS: readonly Case[] = [
  ...PROXIES,
  { name: 'NEG: create one of VMs, in a subnet', world: VMS, command: inSubnet.create },
  { name: 'NEG: create a hybrid one', world: VMS, command: hybrid.create },
  { name: 'firewall rule: create', world: VMS, command: probes.create },
  {
    name: 'firewall rule: create one that is there',
    world: [...VMS, RULE],
    command: probes.create,
    ends: 'exists',
  },
  { name: 'firewall rule: delete', world: [...VMS, RULE], command: probes.remove },
  {
    name: 'firewall rule: list',
    world: [...VMS, RULE],
    command: KINDS.firewalls.list?.(ZONE) ?? { argv: [] },
  },
  { name: 'endpoints: add those of VMs', world: VMS, command: added.create },
  ...removed.map(
    ({ create }): Case => ({
      name: 'endpoints: remove those of VMs',
      world: [...VMS, ATTACHED],
      command: create,
    }),
  ),
  {
    name: 'instances: list a zone',
    world: VMS,
    command: KINDS.instances.list?.(ZONE) ?? { argv: [] },
  },
  {
    name: 'backend service: health of a zonal NEG',
    world: SERVED,
    command: { argv: ['compute', 'backend-services', 'get-health', 'service', '--global'] },
  },
  {
    name: 'backend service: health in a region, of one that is not there',
    command: {
      argv: ['compute', 'backend-services', 'get-health', 'service', '--region=europe-west1'],
    },
    ends: 'not-found',
  },
];
