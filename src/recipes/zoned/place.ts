import type { Collection } from '../../facts/facts.ts';
import type { AnyField } from '../../inputs/field.ts';
import { PROBE_RANGES, proxyFirewallRuleNameField } from '../../inputs/fields/firewall.ts';
import { addressField } from '../../inputs/fields/front-end.ts';
import { healthCheckChoice } from '../../inputs/fields/health-check.ts';
import { internalAddressField } from '../../inputs/fields/internal-front-end.ts';
import { meshAddressField } from '../../inputs/fields/mesh.ts';
import * as region from '../../inputs/fields/region.ts';
import { regionByZoneField } from '../../inputs/fields/zonal.ts';
import type { Values } from '../../inputs/values.ts';
import type { LoadBalancingScheme } from '../../resources/backend-service.ts';
import { GLOBAL, type Resource, type Scope } from '../../resources/resource.ts';
import { INTERNAL_FRONT_END, REGIONAL_SITE } from '../../rules/groups.ts';
import type { Rule } from '../../rules/rule.ts';
import { hybridRegion, vmRegion } from '../../rules/zoned-endpoints.ts';
import {
  GLOBAL_CHECK,
  PROBED_BY_PROXIES,
  PROXIES_FIREWALL,
  REGIONAL_CHECK,
} from '../../rules/zoned-groups.ts';
import { regionalReads, regionalSite, regionOf } from '../parts/regional-site.ts';
import { globalSite, type Site } from '../parts/site.ts';
import { sure } from '../parts/sure.ts';
import type { ResourceContext } from '../recipe.ts';
import type { Zoned } from './endpoints.ts';

/** A site, and what its network needs for it. */
export interface ZonedSite extends Site {
  readonly groundwork: readonly Resource[];
}

/** Where a load balancer in front of NEGs of zones is. */
export interface Place {
  /** True where Google's own probers look after the endpoints; else the proxies do so themselves, and report to nobody. */
  readonly isProbedByGoogle: (zoned: Zoned) => boolean;
  /** Where probes and requests come from, as endpoints outside the network see them. */
  readonly sources: (values: Values) => string;
  readonly scope: (values: Values) => Scope;
  /** The network that its address is of; `null` on the internet. */
  readonly network: (values: Values) => string | null;
  readonly site: (values: Values, context: ResourceContext) => ZonedSite;
  /** Before those of the endpoints; behind those of the front end. */
  readonly fields: (zoned: Zoned) => readonly AnyField[];
  readonly frontEndFields: readonly AnyField[];
  /** How the address of the front end is told. */
  readonly addressField: AnyField;
  readonly names: readonly AnyField[];
  /** Those of what lets its proxies in to VMs. */
  readonly proxyNames: readonly AnyField[];
  readonly rules: (zoned: Zoned) => readonly Rule[];
  readonly reads: (values: Values) => readonly Collection[];
}

function checkIn(values: Values, scope: Scope): readonly Collection[] {
  return healthCheckChoice(values)?.how === 'existing' ? [{ kind: 'healthChecks', scope }] : [];
}

/** On the internet, everywhere. */
export function everywhere(scheme: Extract<LoadBalancingScheme, `EXTERNAL${string}`>): Place {
  return {
    isProbedByGoogle: () => true,
    sources: () => PROBE_RANGES.join(' and '),
    scope: () => GLOBAL,
    network: () => null,
    site: () => ({ ...globalSite(scheme), groundwork: [] }),
    fields: () => [],
    frontEndFields: [],
    addressField,
    names: [],
    proxyNames: [],
    rules: () => GLOBAL_CHECK,
    reads: (values) => checkIn(values, GLOBAL),
  };
}

/** In the Envoy proxies of a network, which Cloud Service Mesh configures. */
export const MESH_PLACE: Place = {
  isProbedByGoogle: () => false,
  sources: (values) => `the VMs of ${sure(values, region.networkField)}`,
  scope: () => GLOBAL,
  network: (values) => sure(values, region.networkField),
  site: () => ({ ...globalSite('INTERNAL_SELF_MANAGED'), groundwork: [] }),
  fields: () => [],
  frontEndFields: [],
  addressField: meshAddressField,
  names: [],
  proxyNames: [],
  rules: () => [...GLOBAL_CHECK, ...PROBED_BY_PROXIES],
  reads: (values) => [...checkIn(values, GLOBAL), { kind: 'forwardingRules', scope: GLOBAL }],
};

/** In one region, on the internet or at an address of the network. */
export function inRegion(scheme: 'EXTERNAL_MANAGED' | 'INTERNAL_MANAGED'): Place {
  const isInternal = scheme === 'INTERNAL_MANAGED';
  return {
    isProbedByGoogle: ({ isInNetwork }) => isInNetwork,
    sources: (values) => `the proxy-only subnet of ${sure(values, region.networkField)}`,
    scope: regionOf,
    network: (values) => (isInternal ? sure(values, region.networkField) : null),
    site: (values, context) => regionalSite(values, scheme, context),
    fields: ({ isInNetwork }) => [
      regionByZoneField,
      region.proxyOnlySubnetRangeField,
      // Endpoints in the network have one already.
      ...(isInternal && !isInNetwork ? [region.subnetField] : []),
    ],
    frontEndFields: isInternal ? [region.globalAccessField] : [],
    addressField: isInternal ? internalAddressField : addressField,
    names: [region.proxyOnlySubnetNameField],
    proxyNames: [proxyFirewallRuleNameField],
    rules: ({ isInNetwork }) => [
      ...REGIONAL_SITE,
      ...(isInternal ? INTERNAL_FRONT_END : []),
      ...REGIONAL_CHECK,
      ...(isInNetwork ? [vmRegion, ...PROXIES_FIREWALL] : [hybridRegion, ...PROBED_BY_PROXIES]),
    ],
    reads: (values) => [
      ...regionalReads(values),
      { kind: 'addresses', scope: regionOf(values) },
      ...checkIn(values, regionOf(values)),
    ],
  };
}
