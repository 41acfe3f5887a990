import { firewallRule } from '../../../src/resources/firewall-rule.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import {
  detachedEndpoints,
  type NegPlace,
  networkEndpoints,
} from '../../../src/resources/network-endpoint.ts';
import { zonalNeg } from '../../../src/resources/network-endpoint-group.ts';
import { resourceId, type Scope } from '../../../src/resources/resource.ts';
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

const inSubnet = zonalNeg({
  zone: 'europe-west1-b',
  name: 'made',
  type: 'GCE_VM_IP_PORT',
  network: 'net',
  subnet: 'net',
  defaultPort: 8080,
});
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
  ports: [80, 8080],
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

/** What negctl asks of the endpoints of VMs, and of the VMs. */
export const ENDPOINTS: readonly Case[] = [
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
