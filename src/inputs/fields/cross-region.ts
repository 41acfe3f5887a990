import { assignments } from '../assignments.ts';
import { type AnyField, field } from '../field.ts';
import type { Values } from '../values.ts';
import { proxyOnlySubnetRangeField, regionField, subnetField, usualProxyRange } from './region.ts';

/** One more region in which clients can enter a cross-region load balancer. */
interface FurtherRegion {
  readonly region: string;
  readonly subnet: string;
  readonly proxyOnlySubnetRange?: string;
}

const regionList = assignments<FurtherRegion>({
  expected: 'REGION=SUBNET[:CIDR], several of them separated by commas',
  members: ['region', 'subnet', 'proxyOnlySubnetRange'],
  of: (region, subnet, range) => ({
    region,
    subnet,
    ...(range === undefined ? {} : { proxyOnlySubnetRange: range }),
  }),
  partsOf: ({ region, subnet, proxyOnlySubnetRange }) => [region, subnet, proxyOnlySubnetRange],
});

export const furtherRegionsField = field<readonly FurtherRegion[]>({
  id: 'furtherRegions',
  flag: 'further-regions',
  path: 'network.furtherRegions',
  shape: regionList,
  placeholder: 'REGION=SUBNET[:CIDR],…',
  summary: 'Further regions with an address of a subnet; CIDR for the proxies',
  group: 'network',
});

/** A region in which clients can enter, and the subnet that the address there is of. */
export interface FrontRegion {
  /** The field that names it. */
  readonly field: AnyField;
  readonly region: string;
  readonly subnet: string;
  /** What the names of things there end with: the first region is not told in names. */
  readonly ending: string;
  /** The range for its proxies, where it has to be made, and the field for it. */
  readonly proxies: { readonly field: AnyField; readonly range: string };
}

/** The regions of an internal front end, the one of `--region` first; none while that is not known. */
export function frontRegions(values: Values): readonly FrontRegion[] {
  const region = values.get(regionField);
  const subnet = values.get(subnetField);
  const range = values.get(proxyOnlySubnetRangeField);
  if (region === undefined || subnet === undefined || range === undefined) return [];
  const first = { field: proxyOnlySubnetRangeField, range };
  return [
    { field: subnetField, region, subnet, ending: '', proxies: first },
    ...(values.get(furtherRegionsField) ?? []).map((further, at) => ({
      field: furtherRegionsField,
      region: further.region,
      subnet: further.subnet,
      ending: `-${further.region}`,
      proxies: {
        field: furtherRegionsField,
        range: further.proxyOnlySubnetRange ?? usualProxyRange(at + 1),
      },
    })),
  ];
}
