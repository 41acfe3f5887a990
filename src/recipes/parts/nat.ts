import { managedProxyNatOf } from '../../facts/networks.ts';
import * as fields from '../../inputs/fields/nat.ts';
import { networkField } from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { externalAddress } from '../../resources/address.ts';
import { type Resource, type ResourceId, resourceId } from '../../resources/resource.ts';
import { managedProxyNat, router } from '../../resources/router.ts';
import type { ResourceContext } from '../recipe.ts';
import { regionOf } from './regional-site.ts';
import { sure } from './sure.ts';

/** The way of the proxies to the internet. */
export interface Egress {
  readonly made: readonly Resource[];
  /** The NAT, which must be there before clients are let in; `null` where there is none, or it is somebody else's. */
  readonly nat: ResourceId | null;
}

const LONGEST_NAME = 63;

/** The names of the addresses that are reserved for the NAT: its own name with a number, cut where that is too long. */
function poolNames(values: Values): readonly string[] {
  const count = sure(values, fields.natPoolSizeField);
  const stem = `${sure(values, fields.natNameField)}-ip`;
  return Array.from({ length: count }, (_, index) => {
    const number = `-${index + 1}`;
    return `${stem.slice(0, LONGEST_NAME - number.length).replace(/-+$/, '')}${number}`;
  });
}

/** The reserved addresses of a NAT. */
interface Pool {
  readonly made: readonly Resource[];
  readonly ids: readonly ResourceId[] | null;
}

/** The reserved addresses that a NAT is to have, made or there already; `ids` is `null` where Google allocates them. */
export function poolOf(values: Values): Pool {
  if (values.get(fields.natField) !== 'pool') return { made: [], ids: null };
  const scope = regionOf(values);
  const existing = values.get(fields.natExternalIpPoolField);
  if (existing !== undefined) {
    return { made: [], ids: existing.map((name) => resourceId(scope, 'addresses', name)) };
  }
  const made = poolNames(values).map((name) => externalAddress({ scope, name }));
  return { made, ids: made.map(({ id }) => id) };
}

/** The Cloud Router, the NAT and its addresses, unless the network has a NAT for its proxies already. */
export function egressOf(values: Values, { facts }: ResourceContext): Egress {
  if (values.get(fields.natField) === 'none') return { made: [], nat: null };
  const scope = regionOf(values);
  const network = sure(values, networkField);
  const routerName = sure(values, fields.routerNameField);
  const name = sure(values, fields.natNameField);
  const live = facts === null ? null : managedProxyNatOf(facts, scope, network);
  const isOther = live !== null && (live.router !== routerName || live.name !== name);
  if (isOther) return { made: [], nat: null };
  const pool = poolOf(values);
  const around = router({ scope, name: routerName, network });
  const nat = managedProxyNat({ router: around, name, addresses: pool.ids });
  return { made: [...pool.made, around, nat], nat: nat.id };
}
