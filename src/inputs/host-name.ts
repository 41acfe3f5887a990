import { domainToASCII, domainToUnicode } from 'node:url';

const MOST_CHARACTERS = 253;
const ASCII_ONLY = /^[ -~]*$/;
/** Signs, emoji and digits of other scripts look like something else too easily. */
const LETTERS_ONLY = /^[\p{L}\p{M}a-z0-9.-]*$/u;

/**
 * The name as it goes into a cloud resource: lower case, ASCII, without the root dot. Node's conversion is
 * made for URLs: it drops tabs, soft hyphens and everything behind a slash, decodes percent signs, takes
 * other dots and widths of letters for plain ones. A name that does not come back unchanged is left as it
 * stands, for the rules to refuse.
 */
export function normalisedHostName(name: string): string {
  const bare = name.replace(/\.$/, '').toLowerCase();
  if (ASCII_ONLY.test(bare) || bare.length > MOST_CHARACTERS) return bare;
  if (!LETTERS_ONLY.test(bare)) return bare;
  const ascii = domainToASCII(bare);
  return domainToUnicode(ascii) === bare ? ascii : bare;
}

/** A fully qualified name: at least two labels of 1 to 63 characters, 253 in all (RFC 1035, RFC 1123). */
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** True for a fully qualified host name, once normalised. */
export function isHostName(name: string): boolean {
  return HOST_NAME.test(normalisedHostName(name));
}
