import type { Collection } from '../../facts/facts.ts';
import type { AnyField } from '../../inputs/field.ts';
import {
  type FrontRegion,
  frontRegions,
  furtherRegionsField,
} from '../../inputs/fields/cross-region.ts';
import * as fields from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import type { RegionScope } from '../../resources/network.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import type { ResourceContext } from '../recipe.ts';
import { proxyOnlySubnetIn } from './regional-site.ts';
import type { Site, Sites } from './site.ts';
import { sure } from './sure.ts';

/** What a cross-region load balancer is told of its places. */
export const CROSS_REGION_FIELDS: readonly AnyField[] = [
  fields.regionField.variant({
    summary: 'Region of the service and its NEG, and of the first address',
    question: {
      ask: 'Region of the service',
      why: 'a serverless NEG is in the region of what it calls; the first address is there too',
      help: 'For example europe-west1. Clients of any region reach the load balancer; further regions can have an address of their own.',
    },
  }),
  fields.networkField,
  fields.subnetField,
  furtherRegionsField,
  fields.proxyOnlySubnetRangeField.variant({
    summary: 'Range for the proxies in the first region, where one has to be made',
  }),
];

/** The sites of a cross-region load balancer, and what has to be in its network. */
interface CrossRegionSites {
  readonly sites: Sites;
  /** A proxy-only subnet in each region: the active one where there is one. */
  readonly groundwork: readonly Resource[];
}

function scopeOf({ region }: Pick<FrontRegion, 'region'>): RegionScope {
  return { type: 'region', region };
}

/** Global, with an address and forwarding rules in each region. Reads {@link CROSS_REGION_FIELDS}. */
export function crossRegionSites(values: Values, context: ResourceContext): CrossRegionSites {
  const network = sure(values, fields.networkField);
  const places = frontRegions(values).map((front): readonly [Site, Resource] => {
    const scope = scopeOf(front);
    const { ending } = front;
    const name = `${sure(values, fields.proxyOnlySubnetNameField)}${ending}`;
    const { range } = front.proxies;
    const wanted = { scope, network, name, range };
    const proxies = proxyOnlySubnetIn(wanted, 'GLOBAL_MANAGED_PROXY', context);
    const site: Site = {
      scope: GLOBAL,
      scheme: 'INTERNAL_MANAGED',
      network: { network, subnet: { scope, name: front.subnet } },
      // Clients of all regions reach a cross-region load balancer without being let in one by one.
      allowGlobalAccess: false,
      certificates: 'certificate-manager',
      ending,
      after: [proxies.id],
    };
    return [site, proxies];
  });
  const [first, ...others] = places;
  if (first === undefined) throw new Error('a cross-region load balancer without a region');
  return {
    sites: [first[0], ...others.map(([site]) => site)],
    groundwork: places.map(([, proxies]) => proxies),
  };
}

/** What the rules about the regions and their network look at. */
export function crossRegionReads(values: Values): readonly Collection[] {
  return [
    { kind: 'networks', scope: GLOBAL },
    { kind: 'subnetworks', scope: GLOBAL },
    ...frontRegions(values).flatMap((front): readonly Collection[] => [
      { kind: 'subnetworks', scope: scopeOf(front) },
      { kind: 'addresses', scope: scopeOf(front) },
    ]),
  ];
}
