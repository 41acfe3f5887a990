import { effectivePort } from '../inputs/effective-port.ts';
import type { EndpointInput } from '../inputs/endpoint.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { normalisedHostName } from '../inputs/host-name.ts';
import type { ValueKey, Values } from '../inputs/values.ts';
import type { InternetEndpoint } from '../resources/network-endpoint.ts';

/** The value of a field that the rules and the completeness check have made sure of. */
export function sure<T>(values: Values, key: ValueKey<T>): T {
  const value = values.get(key);
  if (value === undefined) throw new Error(`no value for ${key.id} after the checks`);
  return value;
}

/** The one endpoint, normalised, with the port that results. */
export function endpointOf(values: Values): InternetEndpoint {
  const [given]: readonly EndpointInput[] = sure(values, endpointsField);
  const port = effectivePort(values);
  if (given?.fqdn !== undefined) return { fqdn: normalisedHostName(given.fqdn), port };
  if (given?.ip !== undefined) return { ip: given.ip, port };
  throw new Error('an endpoint without host after the checks');
}
