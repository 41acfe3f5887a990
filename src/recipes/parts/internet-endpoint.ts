import type { EndpointInput } from '../../inputs/endpoint.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { InternetEndpoint } from '../../resources/network-endpoint.ts';

/** The endpoint at a host that was given, normalised, with the port that results. */
export function internetEndpoint(
  { fqdn, ip }: EndpointInput,
  port: number | undefined,
): InternetEndpoint {
  if (fqdn !== undefined) return { fqdn: normalisedHostName(fqdn), port };
  if (ip !== undefined) return { ip, port };
  throw new Error('an endpoint without host after the checks');
}
