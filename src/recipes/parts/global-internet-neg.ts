import { effectivePort } from '../../inputs/effective-port.ts';
import type { EndpointInput } from '../../inputs/endpoint.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import { negNameField } from '../../inputs/fields/lb-names.ts';
import type { Values } from '../../inputs/values.ts';
import { type InternetEndpoint, networkEndpoint } from '../../resources/network-endpoint.ts';
import { internetNeg } from '../../resources/network-endpoint-group.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import { internetEndpoint } from './internet-endpoint.ts';
import { sure } from './sure.ts';

/** Where Google publishes the addresses from which it reaches global internet NEGs. */
export const EGRESS_RECORD = '_cloud-eoips.googleusercontent.com';

/** The one endpoint, normalised, with the port that results. */
export function endpointOf(values: Values): InternetEndpoint {
  const [given = {}]: readonly EndpointInput[] = sure(values, endpoint.endpointsField);
  return internetEndpoint(given, effectivePort(values));
}

/** A NEG and the attachments of its endpoints. */
export interface NegAndEndpoints {
  readonly neg: Resource;
  readonly attachments: readonly Resource[];
}

/** A global internet NEG with its one endpoint. */
export function globalInternetNeg(values: Values): NegAndEndpoints {
  const target = endpointOf(values);
  const neg = internetNeg({
    scope: GLOBAL,
    name: sure(values, negNameField),
    type: 'fqdn' in target ? 'INTERNET_FQDN_PORT' : 'INTERNET_IP_PORT',
    network: null,
    defaultPort: values.get(endpoint.defaultPortField),
  });
  return { neg, attachments: [networkEndpoint(neg, target)] };
}
