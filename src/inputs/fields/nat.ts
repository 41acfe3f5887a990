import { type Field, field } from '../field.ts';
import { commaList, oneOf, wholeNumber } from '../shape.ts';
import { resourceNameField } from './names.ts';

/** How the proxies of a region reach the internet. */
export type NatChoice = 'auto' | 'pool' | 'none';

export const natField: Field<NatChoice> = field<NatChoice>({
  id: 'nat',
  flag: 'nat',
  path: 'network.nat',
  shape: oneOf(['auto', 'pool', 'none']),
  placeholder: 'WAY',
  summary: 'Addresses that Cloud NAT gives the proxies, where one has to be made',
  group: 'network',
  fallback: (values) =>
    values.has(natExternalIpPoolField) || values.has(natPoolSizeField)
      ? { value: 'pool', because: 'addresses for it are given' }
      : { value: 'auto', because: 'it grows with the load, and needs no address of yours' },
  question: {
    ask: 'How the proxies reach endpoints on the internet',
    why: 'proxies have no addresses of their own there',
    help: 'Cloud NAT gives them addresses: automatic ones, or a pool that you reserve because the endpoint lets in known addresses only. Without NAT the network itself must have a route to the endpoints, as to private ones behind VPN or Interconnect. A network has one NAT for its proxies in a region: where there is one, it is taken.',
    meanings: {
      auto: 'Cloud NAT with automatic addresses',
      pool: 'Cloud NAT with reserved addresses, to be let in at the endpoint',
      none: 'no NAT: the network has routes to the endpoints',
    },
  },
});

export const natPoolSizeField = field({
  id: 'natPoolSize',
  flag: 'nat-pool-size',
  path: 'network.natPoolSize',
  shape: wholeNumber,
  placeholder: 'COUNT',
  summary: 'How many addresses to reserve for the NAT: one for each proxy',
  group: 'network',
  appliesIf: (values) => values.get(natField) === 'pool' && !values.has(natExternalIpPoolField),
  fallback: () => ({ value: 10, because: 'each proxy takes a whole address' }),
  question: {
    ask: 'How many addresses to reserve for the NAT',
    why: 'each proxy takes a whole address; proxies without one answer 5xx',
    help: 'About one proxy for 1,400 requests a second, and some to spare. A gateway takes at most 50 reserved addresses.',
  },
});

export const natExternalIpPoolField: Field<readonly string[]> = field({
  id: 'natExternalIpPool',
  flag: 'nat-external-ip-pool',
  path: 'network.natExternalIpPool',
  shape: commaList,
  placeholder: 'NAME[,NAME]',
  summary: 'Reserved addresses of the region that the NAT takes instead',
  group: 'network',
  appliesIf: (values) => values.get(natField) === 'pool',
});

export const routerNameField = resourceNameField({
  id: 'routerName',
  flag: 'router-name',
  path: 'router',
  title: 'Cloud Router of the NAT',
  suffix: 'router',
  appliesIf: (values) => values.get(natField) !== 'none',
});

export const natNameField = resourceNameField({
  id: 'natName',
  flag: 'nat-name',
  path: 'nat',
  title: 'NAT, also the start of its addresses',
  suffix: 'nat',
  appliesIf: (values) => values.get(natField) !== 'none',
});
