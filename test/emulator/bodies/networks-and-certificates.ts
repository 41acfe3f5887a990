import { CERTIFICATE, KEY, NET, OTHER_KEY, SUB } from '../standing.ts';
import { OK, type Row } from './row.ts';

export const NETWORKS: readonly Row[] = [
  [
    'a subnet',
    'regions/us-central1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.2.0.0/24' },
    OK,
  ],
  [
    'host bits in a range',
    'regions/us-central1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.2.0.1/24' },
    "Invalid value for field 'resource.ipCidrRange'",
  ],
  [
    'a range that is taken',
    'regions/us-east1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.1.0.0/16' },
    "Invalid IPCidrRange: 10.1.0.0/16 conflicts with existing subnetwork 'sub' in region 'us-central1'.",
  ],
  [
    'a proxy-only subnet elsewhere',
    'regions/us-east1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/26',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    OK,
  ],
  [
    'a proxy-only subnet without role',
    'regions/us-east1/subnetworks',
    { name: 'x', network: NET, ipCidrRange: '10.3.0.0/23', purpose: 'REGIONAL_MANAGED_PROXY' },
    "Invalid value for field 'resource.role': 'UNSPECIFIED_ROLE'. Subnetwork role must be specified when purpose set to REGIONAL_MANAGED_PROXY.",
  ],
  [
    'a proxy-only subnet of 32 addresses',
    'regions/us-east1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/27',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    'at least 64 addresses',
  ],
  [
    'a second active proxy-only subnet',
    'regions/us-central1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'ACTIVE',
    },
    'exists already in the network and region',
  ],
  [
    'a backup proxy-only subnet',
    'regions/us-central1/subnetworks',
    {
      name: 'x',
      network: NET,
      ipCidrRange: '10.3.0.0/23',
      purpose: 'REGIONAL_MANAGED_PROXY',
      role: 'BACKUP',
    },
    OK,
  ],
  [
    'a global address in Standard tier',
    'global/addresses',
    { name: 'x', networkTier: 'STANDARD' },
    'PREMIUM network tier only',
  ],
  [
    'an internal address without subnet',
    'regions/us-central1/addresses',
    { name: 'x', addressType: 'INTERNAL' },
    "Required field 'resource.subnetwork'",
  ],
  [
    'an internal address that is taken',
    'regions/us-central1/addresses',
    { name: 'x', addressType: 'INTERNAL', subnetwork: SUB, address: '10.1.2.50' },
    'already reserved',
  ],
];

export const CERTIFICATES: readonly Row[] = [
  [
    'a certificate and its key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: KEY },
    OK,
  ],
  [
    'a certificate and another key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: OTHER_KEY },
    '400 invalid: The SSL certificate and key do not match.',
  ],
  [
    'no certificate',
    'global/sslCertificates',
    { name: 'x', certificate: 'rubbish', privateKey: KEY },
    '400 invalid: The SSL certificate could not be parsed.',
  ],
  [
    'no key',
    'global/sslCertificates',
    { name: 'x', certificate: CERTIFICATE, privateKey: 'rubbish' },
    '400 invalid: The SSL key could not be parsed.',
  ],
  [
    'a managed certificate',
    'global/sslCertificates',
    { name: 'x', type: 'MANAGED', managed: { domains: ['a.example.com'] } },
    OK,
  ],
  [
    'a regional managed certificate',
    'regions/us-central1/sslCertificates',
    { name: 'x', type: 'MANAGED', managed: { domains: ['a.example.com'] } },
    'not supported for regional',
  ],
];
