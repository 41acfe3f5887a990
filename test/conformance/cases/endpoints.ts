import { KINDS } from '../../../src/resources/kinds.ts';
import {
  detachedEndpoints,
  type NegPlace,
  networkEndpoints,
} from '../../../src/resources/network-endpoint.ts';
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

/** What negctl asks of the endpoints of VMs, and of the VMs. */
export const ENDPOINTS: readonly Case[] = [
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
