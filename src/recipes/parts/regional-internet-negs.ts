import { endpointsByNeg } from '../../inputs/endpoints-by-neg.ts';
import { defaultPortField, endpointsField } from '../../inputs/fields/endpoint.ts';
import { negNameField } from '../../inputs/fields/lb-names.ts';
import { networkField } from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { networkEndpoint } from '../../resources/network-endpoint.ts';
import { internetNeg } from '../../resources/network-endpoint-group.ts';
import type { NegAndEndpoints } from './global-internet-neg.ts';
import { internetEndpoint } from './internet-endpoint.ts';
import { regionOf } from './regional-site.ts';
import { sure } from './sure.ts';

/** The regional internet NEGs of a set-up, each with its endpoints; the default port is that of all of them. */
export function regionalInternetNegs(values: Values): readonly NegAndEndpoints[] {
  const defaultPort = values.get(defaultPortField);
  const groups = endpointsByNeg(sure(values, endpointsField), sure(values, negNameField));
  return [...groups].map(([name, endpoints]) => {
    const neg = internetNeg({
      scope: regionOf(values),
      name,
      type: endpoints[0]?.fqdn === undefined ? 'INTERNET_IP_PORT' : 'INTERNET_FQDN_PORT',
      network: sure(values, networkField),
      defaultPort,
    });
    const attachments = endpoints.map((endpoint) =>
      networkEndpoint(neg, internetEndpoint(endpoint, endpoint.port ?? defaultPort)),
    );
    return { neg, attachments };
  });
}
