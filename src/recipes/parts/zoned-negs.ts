import { documentsOf, type Facts } from '../../facts/facts.ts';
import { Instances, type NegNetwork } from '../../facts/instances.ts';
import type { EndpointInput } from '../../inputs/endpoint.ts';
import { defaultPortField } from '../../inputs/fields/endpoint.ts';
import { negNameField } from '../../inputs/fields/lb-names.ts';
import { networkField, subnetField } from '../../inputs/fields/region.ts';
import { listedEndpoints, regionOfZone, zoneField } from '../../inputs/fields/zonal.ts';
import type { Values } from '../../inputs/values.ts';
import { networkId } from '../../resources/network.ts';
import { networkEndpoints } from '../../resources/network-endpoint.ts';
import { type ZonalNegInit, zonalNeg } from '../../resources/network-endpoint-group.ts';
import { resourceId } from '../../resources/resource.ts';
import { resultingEndpoint } from '../../rules/vm-endpoints.ts';
import { endpointsByZone } from '../../rules/zoned-endpoints.ts';
import type { NegAndEndpoints } from './global-internet-neg.ts';
import { sure } from './sure.ts';

/** The zones that endpoints of a set-up are in. */
export function zonesOf(values: Values): readonly string[] {
  const usual = values.get(zoneField);
  const zones = [usual, ...listedEndpoints(values).map(({ zone }) => zone ?? usual)];
  return [...new Set(zones.filter((zone) => zone !== undefined))];
}

/** The ports that endpoints of a set-up listen on, from the lowest. */
export function portsOf(values: Values): readonly number[] {
  const usual = values.get(defaultPortField);
  const ports = listedEndpoints(values).map(({ port }) => port ?? usual);
  const known = ports.filter((port) => port !== undefined);
  return [...new Set(known)].sort((one, other) => one - other);
}

function placeOf(values: Values, zone: string): NegNetwork {
  const network = networkId(sure(values, networkField));
  const region = regionOfZone(zone) ?? '';
  const subnet = values.get(subnetField);
  const scope = { type: 'region', region } as const;
  return {
    network,
    subnetwork: subnet === undefined ? null : resourceId(scope, 'subnetworks', subnet),
  };
}

/** With the port that results, and the first address of its VM where somebody has looked at that. */
function resulting(
  values: Values,
  facts: Facts | null,
  zone: string,
): (endpoint: EndpointInput) => EndpointInput {
  const defaultPort = values.get(defaultPortField);
  const scope = { type: 'zone', zone } as const;
  const instances =
    facts === null ? null : new Instances(documentsOf(facts, { kind: 'instances', scope }));
  const place = placeOf(values, zone);
  return (endpoint) => resultingEndpoint(endpoint, defaultPort, instances, place);
}

/**
 * The NEGs of a set-up, one for each zone and each name that endpoints give, with all their endpoints: a plan
 * attaches these in as many calls as it takes.
 */
export function zonedNegs(
  values: Values,
  type: ZonalNegInit['type'],
  facts: Facts | null,
): readonly NegAndEndpoints[] {
  const usual = { zone: sure(values, zoneField), neg: sure(values, negNameField) };
  return endpointsByZone(listedEndpoints(values), usual).map(({ zone, name, endpoints }) => {
    const neg = zonalNeg({
      zone,
      name,
      type,
      network: sure(values, networkField),
      subnet: type === 'GCE_VM_IP_PORT' ? sure(values, subnetField) : null,
      defaultPort: values.get(defaultPortField),
    });
    const listed = endpoints.map(resulting(values, facts, zone));
    return { neg, attachments: [networkEndpoints(neg, listed)] };
  });
}
