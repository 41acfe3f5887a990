import * as frontEnd from '../../inputs/fields/front-end.ts';
import { addressNameField, hasRedirect } from '../../inputs/fields/lb-names.ts';
import type { Values } from '../../inputs/values.ts';
import { externalAddress, internalAddress } from '../../resources/address.ts';
import type { RuleAddress } from '../../resources/forwarding-rule.ts';
import { type Resource, resourceId, type Scope } from '../../resources/resource.ts';
import type { Site } from './site.ts';
import { sure } from './sure.ts';

/** The address of a front end. */
export interface FrontEndAddress {
  readonly created: readonly Resource[];
  readonly id: RuleAddress;
}

function reserved(values: Values, { scope, network, ending }: Site): Resource {
  const name = `${sure(values, addressNameField)}${ending}`;
  const subnet = network?.subnet ?? null;
  if (subnet === null) return externalAddress({ scope, name });
  const isShared = hasRedirect(values);
  return internalAddress({ scope: subnet.scope, name, subnet: subnet.name, ip: null, isShared });
}

/** Where the address is: an internal one is of its subnet's region, even where the forwarding rule is global. */
function scopeOf({ scope, network }: Site): Scope {
  return network?.subnet?.scope ?? scope;
}

/** The address of the front end: created, already there, or none of ours. */
export function addressOf(values: Values, site: Site): FrontEndAddress {
  const choice = sure(values, frontEnd.addressField);
  switch (choice.how) {
    case 'reserve': {
      const address = reserved(values, site);
      return { created: [address], id: address.id };
    }
    case 'existing':
      return { created: [], id: resourceId(scopeOf(site), 'addresses', choice.name) };
    case 'given':
      return { created: [], id: { ip: choice.ip } };
    case 'ephemeral':
      return { created: [], id: null };
  }
}
