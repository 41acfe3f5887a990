import {
  type InternetNegProtocol,
  internetNegProtocol,
} from '../../inputs/internet-neg-protocol.ts';
import type { Values } from '../../inputs/values.ts';

/** What an Application Load Balancer speaks to internet NEGs, once the rules have passed. */
export function backendProtocolOf(values: Values): InternetNegProtocol {
  const protocol = internetNegProtocol(values);
  if (protocol === undefined) throw new Error('no backend protocol after the checks');
  return protocol;
}
