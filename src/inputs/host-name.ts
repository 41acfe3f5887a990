import { domainToASCII } from 'node:url';

/** The name as it goes into a cloud resource: lower case, ASCII, without the root dot. */
export function normalisedHostName(name: string): string {
  const bare = name.replace(/\.$/, '').toLowerCase();
  return domainToASCII(bare) || bare;
}

/** A fully qualified name: at least two labels of 1 to 63 characters, 253 in all (RFC 1035, RFC 1123). */
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** True for a fully qualified host name, once normalised. */
export function isHostName(name: string): boolean {
  return HOST_NAME.test(normalisedHostName(name));
}
