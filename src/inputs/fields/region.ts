import { field } from '../field.ts';
import { text, yesNo } from '../shape.ts';
import { resourceNameField } from './names.ts';

export const regionField = field({
  id: 'region',
  flag: 'region',
  path: 'region',
  shape: text,
  placeholder: 'REGION',
  summary: "Region (default: gcloud's configuration)",
  group: 'network',
  requiredIf: () => true,
  question: {
    ask: 'Region',
    why: 'the load balancer and everything that it is made of are in it',
    help: 'For example europe-west1. `gcloud compute regions list` shows them all.',
  },
});

export const networkField = field({
  id: 'network',
  flag: 'network',
  path: 'network.name',
  shape: text,
  placeholder: 'NETWORK',
  summary: 'VPC network of the load balancer, by name',
  group: 'network',
  fallback: () => ({ value: 'default', because: 'the network that projects start with' }),
  question: {
    ask: 'VPC network',
    why: 'the proxies of the load balancer are in it',
    help: 'The name of a network of this project. It needs one active proxy-only subnet in the region; where it has none, one is made.',
    choices: 'networks',
  },
});

export const createNetworkField = field({
  id: 'createNetwork',
  flag: 'create-network',
  path: 'network.create',
  shape: yesNo,
  placeholder: '',
  summary: 'Make the network, with custom subnets',
  group: 'network',
  fallback: () => ({ value: false, because: 'the network is there' }),
});

/** Of a subnet that is to be made. */
export const subnetRangeField = field({
  id: 'subnetRange',
  flag: 'subnet-range',
  path: 'network.subnetRange',
  shape: text,
  placeholder: 'CIDR',
  summary: 'Make the subnet, with this range',
  group: 'network',
  requiredIf: (values) => values.get(createNetworkField) === true,
  question: {
    ask: 'Range of the new subnet',
    why: 'the new network has none yet',
    help: 'An IPv4 range such as 10.1.2.0/24; clients and the address of the load balancer are in it.',
    askIf: (values) => values.get(createNetworkField) === true,
  },
});

/** Of load balancers with an internal address. */
export const subnetField = field({
  id: 'subnet',
  flag: 'subnet',
  path: 'network.subnet',
  shape: text,
  placeholder: 'SUBNET',
  summary: 'Subnet that the internal address is of, by name',
  group: 'network',
  requiredIf: () => true,
  question: {
    ask: 'Subnet of the internal address',
    why: 'clients reach the load balancer at an address of it',
    help: 'An ordinary subnet of the network in the region, not the proxy-only one.',
    choices: 'subnets',
  },
});

/** The range of the proxies in the n-th region of a load balancer, from 0: the 512 addresses after those before. */
export function usualProxyRange(at: number): string {
  return `10.100.${2 * at}.0/23`;
}

export const proxyOnlySubnetRangeField = field({
  id: 'proxyOnlySubnetRange',
  flag: 'proxy-only-subnet-range',
  path: 'network.proxyOnlySubnetRange',
  shape: text,
  placeholder: 'CIDR',
  summary: 'Range of the proxy-only subnet, where one has to be made',
  group: 'network',
  fallback: () => ({
    value: usualProxyRange(0),
    because:
      '512 addresses, as Google recommends, outside of 10.128.0.0/9 that auto mode networks fill',
  }),
  question: {
    ask: 'Range of the proxy-only subnet, where one has to be made',
    why: 'the proxies of all regional load balancers of the network take their addresses from it',
    help: 'A free IPv4 range of the network, /26 or larger; /23 is recommended. A network has one active proxy-only subnet in a region: where there is one, it is taken and this has no effect.',
  },
});

/** Of load balancers with an internal address. */
export const globalAccessField = field({
  id: 'allowGlobalAccess',
  flag: 'allow-global-access',
  path: 'frontend.allowGlobalAccess',
  shape: yesNo,
  placeholder: '',
  summary: 'Let clients in other regions of the network in',
  group: 'front end',
  fallback: () => ({ value: false, because: 'clients of the region only' }),
});

export const proxyOnlySubnetNameField = resourceNameField({
  id: 'proxyOnlySubnetName',
  flag: 'proxy-only-subnet',
  path: 'proxyOnlySubnet',
  title: 'proxy-only subnet, where one has to be made',
  suffix: 'proxy-subnet',
});
