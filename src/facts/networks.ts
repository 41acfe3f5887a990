import { type JsonObject, textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { idOfReference, type Scope } from '../resources/resource.ts';
import { documentsOf, type Facts } from './facts.ts';

/** The subnets of a network in one region, of every purpose. */
export function subnetsOf(facts: Facts, scope: Scope, network: string): readonly JsonObject[] {
  return documentsOf(facts, { kind: 'subnetworks', scope }).filter(
    (subnet) => idOfReference(textAt(subnet, 'network') ?? '') === networkId(network),
  );
}

/** The one subnet that the regional load balancers of a network take their proxies' addresses from. */
export function activeProxyOnlySubnet(
  facts: Facts,
  scope: Scope,
  network: string,
): JsonObject | undefined {
  return subnetsOf(facts, scope, network).find(
    (subnet) =>
      textAt(subnet, 'purpose') === 'REGIONAL_MANAGED_PROXY' && textAt(subnet, 'role') === 'ACTIVE',
  );
}
