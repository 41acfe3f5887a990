import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import type { Doc } from './support.ts';
import { change, create, network, readFixture } from './support.ts';

export const G = 'projects/demo/global';
export const R = 'projects/demo/regions/us-central1';
export const Z = 'projects/demo/zones/us-central1-a';
export const NET = `${G}/networks/net`;
export const SUB = `${R}/subnetworks/sub`;

export const CERTIFICATE = readFixture('certificates/certificate.pem');
export const KEY = readFixture('certificates/key.pem');
export const OTHER_KEY = readFixture('certificates/other-key.pem');

/** Things to link to, one or more of everything: what the table of refusals stands on. */
const STANDING: readonly (readonly [collection: string, body: Doc])[] = [
  ['global/healthChecks', { name: 'hc', type: 'HTTP', httpHealthCheck: {} }],
  ['global/healthChecks', { name: 'hc2', type: 'HTTP', httpHealthCheck: {} }],
  ['regions/us-central1/healthChecks', { name: 'hc', type: 'HTTP', httpHealthCheck: {} }],
  ['regions/us-central1/healthChecks', { name: 'grpc', type: 'GRPC', grpcHealthCheck: {} }],
  ['global/networkEndpointGroups', { name: 'fqdn', networkEndpointType: 'INTERNET_FQDN_PORT' }],
  ['global/networkEndpointGroups', { name: 'fqdn2', networkEndpointType: 'INTERNET_FQDN_PORT' }],
  ['global/networkEndpointGroups', { name: 'ip', networkEndpointType: 'INTERNET_IP_PORT' }],
  [
    'regions/us-central1/networkEndpointGroups',
    { name: 'fqdn', networkEndpointType: 'INTERNET_FQDN_PORT', network: NET },
  ],
  [
    'regions/us-central1/networkEndpointGroups',
    { name: 'run', networkEndpointType: 'SERVERLESS', cloudRun: { service: 'run' } },
  ],
  [
    'regions/us-central1/networkEndpointGroups',
    { name: 'run2', networkEndpointType: 'SERVERLESS', cloudRun: { service: 'run2' } },
  ],
  [
    'regions/us-east1/networkEndpointGroups',
    { name: 'run', networkEndpointType: 'SERVERLESS', cloudRun: { service: 'run' } },
  ],
  [
    'regions/us-east1/networkEndpointGroups',
    { name: 'app', networkEndpointType: 'SERVERLESS', appEngine: {} },
  ],
  [
    'zones/us-central1-a/networkEndpointGroups',
    {
      name: 'vm',
      networkEndpointType: 'GCE_VM_IP_PORT',
      network: NET,
      subnetwork: SUB,
      defaultPort: 80,
    },
  ],
  [
    'zones/us-central1-a/networkEndpointGroups',
    { name: 'hybrid', networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT', network: NET },
  ],
  [
    'zones/us-central1-a/instances',
    {
      name: 'vm-1',
      machineType: 'zones/us-central1-a/machineTypes/e2-micro',
      networkInterfaces: [
        {
          subnetwork: SUB,
          networkIP: '10.1.2.7',
          aliasIpRanges: [{ ipCidrRange: '10.1.2.64/28' }],
        },
      ],
    },
  ],
  ['global/backendServices', { name: 'managed', loadBalancingScheme: 'EXTERNAL_MANAGED' }],
  ['global/backendServices', { name: 'managed2', loadBalancingScheme: 'EXTERNAL_MANAGED' }],
  ['global/backendServices', { name: 'classic' }],
  ['global/backendServices', { name: 'mesh', loadBalancingScheme: 'INTERNAL_SELF_MANAGED' }],
  [
    'global/backendServices',
    { name: 'tcp', loadBalancingScheme: 'EXTERNAL_MANAGED', protocol: 'TCP' },
  ],
  [
    'regions/us-central1/backendServices',
    { name: 'internal', loadBalancingScheme: 'INTERNAL_MANAGED' },
  ],
  ['global/urlMaps', { name: 'managed', defaultService: `${G}/backendServices/managed` }],
  ['global/urlMaps', { name: 'classic', defaultService: `${G}/backendServices/classic` }],
  ['global/urlMaps', { name: 'mesh', defaultService: `${G}/backendServices/mesh` }],
  [
    'regions/us-central1/urlMaps',
    { name: 'internal', defaultService: `${R}/backendServices/internal` },
  ],
  ['global/targetHttpProxies', { name: 'managed', urlMap: `${G}/urlMaps/managed` }],
  ['global/targetHttpProxies', { name: 'classic', urlMap: `${G}/urlMaps/classic` }],
  ['global/targetHttpProxies', { name: 'mesh', urlMap: `${G}/urlMaps/mesh` }],
  ['regions/us-central1/targetHttpProxies', { name: 'internal', urlMap: `${R}/urlMaps/internal` }],
  ['global/addresses', { name: 'ip' }],
  ['regions/us-central1/addresses', { name: 'ip' }],
  ['regions/us-central1/addresses', { name: 'standard', networkTier: 'STANDARD' }],
  [
    'regions/us-central1/addresses',
    { name: 'inside', addressType: 'INTERNAL', subnetwork: SUB, address: '10.1.2.50' },
  ],
  [
    'regions/us-central1/addresses',
    {
      name: 'shared',
      addressType: 'INTERNAL',
      subnetwork: SUB,
      purpose: 'SHARED_LOADBALANCER_VIP',
      address: '10.1.2.60',
    },
  ],
  ['global/sslCertificates', { name: 'cert', certificate: CERTIFICATE, privateKey: KEY }],
  [
    'regions/us-central1/sslCertificates',
    { name: 'cert', certificate: CERTIFICATE, privateKey: KEY },
  ],
];

/** The state with all of it made and DONE. */
export async function standingState(): Promise<EmulatorState> {
  const emulator = createEmulator();
  await network(emulator);
  for (const [collection, body] of STANDING) {
    await create(emulator, collection, body);
  }
  await change(emulator, 'POST', 'global/networkEndpointGroups/fqdn/attachNetworkEndpoints', {
    networkEndpoints: [{ fqdn: 'one.example.com', port: 443 }],
  });
  return emulator.state();
}
