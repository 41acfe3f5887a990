import { G, NET, R, SUB, Z } from '../standing.ts';
import type { Doc } from '../support.ts';
import { OK, type Row } from './row.ts';

const FQDN = { name: 'x', networkEndpointType: 'INTERNET_FQDN_PORT' };
const RUN = { name: 'x', networkEndpointType: 'SERVERLESS', cloudRun: { service: 's' } };
const VM = { name: 'x', networkEndpointType: 'GCE_VM_IP_PORT', network: NET, subnetwork: SUB };

export const GROUPS: readonly Row[] = [
  ['a global FQDN group', 'global/networkEndpointGroups', FQDN, OK],
  [
    'a regional FQDN group',
    'regions/us-central1/networkEndpointGroups',
    { ...FQDN, network: NET },
    OK,
  ],
  [
    'a zonal FQDN group',
    'zones/us-central1-a/networkEndpointGroups',
    FQDN,
    'INTERNET_FQDN_PORT is only allowed in global or regional scope.',
  ],
  ['a serverless group', 'regions/us-central1/networkEndpointGroups', RUN, OK],
  [
    'a global serverless group',
    'global/networkEndpointGroups',
    RUN,
    'SERVERLESS is only allowed in regional scope.',
  ],
  [
    'a serverless group that calls nothing',
    'regions/us-central1/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'SERVERLESS' },
    'Exactly one of cloudRun, cloudFunction and appEngine',
  ],
  [
    'a serverless group that calls two',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, appEngine: {} },
    'Exactly one of cloudRun',
  ],
  [
    'a serverless group with a port',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, defaultPort: 80 },
    'Default port is not supported for network endpoint type SERVERLESS.',
  ],
  [
    'a serverless group in a network',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, network: NET },
    'has no network',
  ],
  [
    'a URL mask',
    'regions/us-central1/networkEndpointGroups',
    { ...RUN, cloudRun: { urlMask: 'example.com/<service>' } },
    OK,
  ],
  [
    'a PSC group without target',
    'regions/us-central1/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'PRIVATE_SERVICE_CONNECT' },
    "Required field 'resource.pscTargetService'",
  ],
  ['a zonal group', 'zones/us-central1-a/networkEndpointGroups', VM, OK],
  [
    'a zonal group of a custom network without subnet',
    'zones/us-central1-a/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'GCE_VM_IP_PORT', network: NET },
    "Required field 'resource.subnetwork'",
  ],
  [
    'a zonal group in another region than its subnet',
    'zones/us-east1-b/networkEndpointGroups',
    VM,
    'must be in the network and the region',
  ],
  [
    'a hybrid group in the default network that is not there',
    'zones/us-central1-a/networkEndpointGroups',
    { name: 'x', networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT' },
    "404 notFound: The resource 'projects/demo/global/networks/default' was not found",
  ],
  [
    'a port above 65535',
    'global/networkEndpointGroups',
    { ...FQDN, defaultPort: 70_000 },
    'Must be less than or equal to 65535',
  ],
];

function attach(group: string, ...networkEndpoints: readonly Doc[]): readonly [string, Doc] {
  return [`${group.replace('projects/demo/', '')}/attachNetworkEndpoints`, { networkEndpoints }];
}

export const ENDPOINTS: readonly Row[] = [
  [
    'one endpoint on a global internet group',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', port: 443 }),
    OK,
  ],
  [
    'the same endpoint again',
    ...attach(`${G}/networkEndpointGroups/fqdn`, { fqdn: 'one.example.com', port: 443 }),
    OK,
  ],
  [
    'a second endpoint on a global internet group',
    ...attach(`${G}/networkEndpointGroups/fqdn`, { fqdn: 'a.example.com', port: 443 }),
    'Exceeded the limit of 1 network endpoint',
  ],
  [
    'two endpoints at once on a global internet group',
    ...attach(
      `${G}/networkEndpointGroups/fqdn2`,
      { fqdn: 'a.example.com' },
      { fqdn: 'b.example.com' },
    ),
    'Exceeded the limit of 1',
  ],
  [
    'two endpoints on a regional internet group',
    ...attach(
      `${R}/networkEndpointGroups/fqdn`,
      { fqdn: 'a.example.com', port: 443 },
      { fqdn: 'b.example.com', port: 443 },
    ),
    OK,
  ],
  [
    'a regional endpoint without any port',
    ...attach(`${R}/networkEndpointGroups/fqdn`, { fqdn: 'a.example.com' }),
    "Required field 'networkEndpoints[0].port'",
  ],
  [
    'port 0',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', port: 0 }),
    "Invalid value for field 'networkEndpoints[0].port': '0'. Must be greater than or equal to 1",
  ],
  [
    'no name for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'not_a_name' }),
    'Must be a fully qualified domain name',
  ],
  [
    'a URL for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'https://a.example.com/x' }),
    'Must be a fully qualified domain name',
  ],
  [
    'an address for a name',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: '34.1.2.3' }),
    'Must be a fully qualified domain name',
  ],
  [
    'the key of another type',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { ipAddress: '34.1.2.3' }),
    "Required field 'networkEndpoints[0].fqdn'",
  ],
  [
    'a key too many',
    ...attach(`${G}/networkEndpointGroups/fqdn2`, { fqdn: 'a.example.com', instance: 'vm' }),
    'Not supported for network endpoints of type INTERNET_FQDN_PORT',
  ],
  [
    'a public address',
    ...attach(`${G}/networkEndpointGroups/ip`, { ipAddress: '34.1.2.3', port: 80 }),
    OK,
  ],
  [
    'a private address on the internet',
    ...attach(`${G}/networkEndpointGroups/ip`, { ipAddress: '10.0.0.5' }),
    'Must be a publicly routable IP address',
  ],
  [
    'a private hybrid address',
    ...attach(`${Z}/networkEndpointGroups/hybrid`, { ipAddress: '10.9.0.5', port: 80 }),
    OK,
  ],
  [
    'an endpoint of a serverless group',
    ...attach(`${R}/networkEndpointGroups/run`, { fqdn: 'a.example.com' }),
    'cannot be attached to a network endpoint group of type SERVERLESS',
  ],
  [
    '501 endpoints at once',
    ...attach(
      `${Z}/networkEndpointGroups/hybrid`,
      ...Array.from({ length: 501 }, (_, n) => ({
        ipAddress: `10.9.${n >> 8}.${n % 256}`,
        port: 80,
      })),
    ),
    'At most 500 network endpoints',
  ],
  [
    'detaching what is not there',
    'global/networkEndpointGroups/fqdn/detachNetworkEndpoints',
    { networkEndpoints: [{ fqdn: 'other.example.com', port: 443 }] },
    'not attached',
  ],
];
