import { type Json, type JsonObject, objectsAt, textAt } from '../json.ts';
import { networkId, type ProxyOnlyPurpose } from '../resources/network.ts';
import { GLOBAL, idOfReference, type ResourceId, type Scope } from '../resources/resource.ts';
import { documentsOf, type Facts } from './facts.ts';

/** The subnets of a network in one region, or in all of them (the global scope), of every purpose. */
export function subnetsOf(facts: Facts, scope: Scope, network: string): readonly JsonObject[] {
  return documentsOf(facts, { kind: 'subnetworks', scope }).filter(
    (subnet) => idOfReference(textAt(subnet, 'network') ?? '') === networkId(network),
  );
}

/** The one subnet that the load balancers of a network take the addresses of their proxies in a region from. */
export function activeProxyOnlySubnet(
  facts: Facts,
  scope: Scope,
  network: string,
  purpose: ProxyOnlyPurpose,
): JsonObject | undefined {
  return subnetsOf(facts, scope, network).find(
    (subnet) => textAt(subnet, 'purpose') === purpose && textAt(subnet, 'role') === 'ACTIVE',
  );
}

/** A subnet, and every range that it takes of its network. */
export interface TakenRanges {
  readonly name: string;
  readonly region: string;
  readonly purpose: string;
  readonly ranges: readonly string[];
}

/** The subnets of a network in all regions. */
export function subnetsEverywhere(facts: Facts, network: string): readonly TakenRanges[] {
  return subnetsOf(facts, GLOBAL, network).map((subnet) => ({
    name: textAt(subnet, 'name') ?? '',
    region: (textAt(subnet, 'region') ?? '').split('/').at(-1) ?? '',
    purpose: textAt(subnet, 'purpose') ?? 'PRIVATE',
    ranges: [subnet, ...objectsAt(subnet, 'secondaryIpRanges')].flatMap(
      (range) => textAt(range, 'ipCidrRange') ?? [],
    ),
  }));
}

/** A NAT by which the managed proxies of a network reach the internet. */
export interface LiveNat {
  readonly router: string;
  readonly name: string;
  /** Ids of its reserved addresses; empty where Google allocates them. */
  readonly addresses: readonly ResourceId[];
}

function textsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The one NAT of a network and region for managed proxies; `null` where there is none. */
export function managedProxyNatOf(facts: Facts, scope: Scope, network: string): LiveNat | null {
  const routers = documentsOf(facts, { kind: 'routers', scope }).filter(
    (router) => idOfReference(textAt(router, 'network') ?? '') === networkId(network),
  );
  for (const router of routers) {
    const nat = objectsAt(router, 'nats').find(({ endpointTypes }) =>
      textsIn(endpointTypes).includes('ENDPOINT_TYPE_MANAGED_PROXY_LB'),
    );
    if (nat === undefined) continue;
    return {
      router: textAt(router, 'name') ?? '',
      name: textAt(nat, 'name') ?? '',
      addresses: textsIn(nat['natIps']).map(idOfReference),
    };
  }
  return null;
}
