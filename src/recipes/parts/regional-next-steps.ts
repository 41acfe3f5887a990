import { endpointsField } from '../../inputs/fields/endpoint.ts';
import * as nat from '../../inputs/fields/nat.ts';
import { networkField } from '../../inputs/fields/region.ts';
import { projectField } from '../../inputs/fields/set-up.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import type { Lookup } from '../../resources/compare.ts';
import type { NextStep } from '../recipe.ts';
import { poolOf } from './nat.ts';
import { regionOf } from './regional-site.ts';
import { sure } from './sure.ts';

/** The hosts that requests go to, a few of them by name. */
function hostsOf(values: Values): string {
  const hosts = [...new Set(sure(values, endpointsField).map(({ fqdn, ip }) => fqdn ?? ip ?? ''))];
  const shown = hosts.slice(0, 3).join(', ');
  return hosts.length > 3 ? `${shown} and ${hosts.length - 3} more` : shown;
}

/** To let in, at the endpoints, what the NAT shows them as the source of requests. */
export function natSteps(values: Values, live: Lookup): readonly NextStep[] {
  const hosts = hostsOf(values);
  const network = sure(values, networkField);
  const { region } = regionOf(values);
  switch (values.get(nat.natField)) {
    case 'pool': {
      const addresses = (poolOf(values).ids ?? []).flatMap((id) => {
        const address = live(id);
        return (address === null ? undefined : textAt(address, 'address')) ?? [];
      });
      return [
        {
          title: `allow the addresses of the NAT at ${hosts}, before traffic comes`,
          detail: addresses.join(', '),
        },
      ];
    }
    case 'auto':
      return [
        {
          title: `see which addresses the NAT of network ${network} has; they change with the load`,
          detail: `gcloud compute routers get-nat-ip-info ${sure(values, nat.routerNameField)} --region=${region} --project=${sure(values, projectField)}`,
        },
      ];
    default:
      return [
        {
          title: `let requests from the proxy-only subnet of ${network} in at ${hosts}`,
          detail: `gcloud compute networks subnets list --network=${network} --regions=${region} --project=${sure(values, projectField)}`,
        },
      ];
  }
}
