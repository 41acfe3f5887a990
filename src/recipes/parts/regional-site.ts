import type { Collection } from '../../facts/facts.ts';
import { activeProxyOnlySubnet } from '../../facts/networks.ts';
import type { AnyField } from '../../inputs/field.ts';
import * as fields from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import {
  type ProxyOnlyPurpose,
  proxyOnlySubnet,
  type RegionScope,
} from '../../resources/network.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import type { ResourceContext } from '../recipe.ts';
import type { Site } from './site.ts';
import { sure } from './sure.ts';

/** What a regional load balancer is told of its place; internal ones have a subnet and global access beside it. */
export const REGION_FIELDS: readonly AnyField[] = [
  fields.regionField,
  fields.networkField,
  fields.proxyOnlySubnetRangeField,
];

/** A site in a region, and what has to be in its network. */
export interface RegionalSite extends Site {
  readonly scope: RegionScope;
  readonly network: NonNullable<Site['network']>;
  /** The proxy-only subnet: the active one where there is one, so that the plan never makes a second one. */
  readonly groundwork: readonly Resource[];
}

/** The region that was chosen, as a scope. */
export function regionOf(values: Values): RegionScope {
  return { type: 'region', region: sure(values, fields.regionField) };
}

/** The proxy-only subnet of a network and region: as it is live, else as it is to be made. */
export function proxyOnlySubnetIn(
  wanted: Parameters<typeof proxyOnlySubnet>[0],
  purpose: ProxyOnlyPurpose,
  { facts }: ResourceContext,
): Resource {
  const { scope, network } = wanted;
  const live = facts === null ? undefined : activeProxyOnlySubnet(facts, scope, network, purpose);
  if (live === undefined) return proxyOnlySubnet(wanted, purpose);
  const name = textAt(live, 'name') ?? wanted.name;
  const range = textAt(live, 'ipCidrRange') ?? wanted.range;
  return proxyOnlySubnet({ scope, network, name, range }, purpose);
}

/** The site of a regional load balancer, with an external address or one of a subnet. Reads {@link REGION_FIELDS}. */
export function regionalSite(
  values: Values,
  scheme: 'EXTERNAL_MANAGED' | 'INTERNAL_MANAGED',
  context: ResourceContext,
): RegionalSite {
  const network = sure(values, fields.networkField);
  const isInternal = scheme === 'INTERNAL_MANAGED';
  const scope = regionOf(values);
  const proxies = proxyOnlySubnetIn(
    {
      scope,
      network,
      name: sure(values, fields.proxyOnlySubnetNameField),
      range: sure(values, fields.proxyOnlySubnetRangeField),
    },
    'REGIONAL_MANAGED_PROXY',
    context,
  );
  return {
    scope,
    scheme,
    network: {
      network,
      subnet: isInternal ? { scope, name: sure(values, fields.subnetField) } : null,
    },
    allowGlobalAccess: values.get(fields.globalAccessField) === true,
    certificates: 'compute',
    ending: '',
    after: [proxies.id],
    groundwork: [proxies],
  };
}

/** What the rules about a region and its network look at. */
export function regionalReads(values: Values): readonly Collection[] {
  return [
    { kind: 'networks', scope: GLOBAL },
    { kind: 'subnetworks', scope: regionOf(values) },
    { kind: 'subnetworks', scope: GLOBAL },
  ];
}
