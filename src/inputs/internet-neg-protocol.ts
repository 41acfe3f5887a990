import { protocolField } from './fields/backend.ts';
import type { Values } from './values.ts';

/** The protocols of a backend service behind an Application Load Balancer with an internet NEG. */
export const INTERNET_NEG_PROTOCOLS = ['HTTPS', 'HTTP2', 'HTTP'] as const;

/** One of {@link INTERNET_NEG_PROTOCOLS}. */
export type InternetNegProtocol = (typeof INTERNET_NEG_PROTOCOLS)[number];

/** The protocol in upper case, where it is one that internet NEGs take. */
export function internetNegProtocol(values: Values): InternetNegProtocol | undefined {
  const given = values.get(protocolField);
  const word = given !== undefined && /^[a-z0-9]+$/i.test(given) ? given.toUpperCase() : undefined;
  return INTERNET_NEG_PROTOCOLS.find((protocol) => protocol === word);
}

/** True where the endpoint is spoken to by TLS. */
export function speaksTls(values: Values): boolean {
  const protocol = internetNegProtocol(values);
  return protocol === 'HTTPS' || protocol === 'HTTP2';
}
