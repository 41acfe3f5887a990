/** An IPv4 range: its first and last address as numbers. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

/** An IPv4 address as a number; undefined where the text is none. */
export function parseIp(text: string): number | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return valid && bytes.every((byte) => byte <= 255)
    ? bytes.reduce((value, byte) => value * 256 + byte, 0)
    : undefined;
}

/** An address as text. */
export function formatIp(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** A range whose host bits are zero; undefined where the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = ''] = text.split('/');
  const first = parseIp(address);
  const length = /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  const size = 2 ** (32 - length);
  return first === undefined || length > 32 || first % size !== 0
    ? undefined
    : { first, last: first + size - 1, bits: length };
}

/** A range as text. */
export function formatCidr(first: number, bits: number): string {
  return `${formatIp(first)}/${bits}`;
}

/** Whether two ranges share an address. */
export function overlap(left: Cidr, right: Cidr): boolean {
  return left.first <= right.last && right.first <= left.last;
}

/** Whether an address lies in a range. */
export function contains(range: Cidr, address: number): boolean {
  return range.first <= address && address <= range.last;
}

/** What is not routed on the public internet (IANA special-purpose registry, rule endpoint/ip-public). */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].flatMap((range) => parseCidr(range) ?? []);

/** Whether an address can be reached over the internet. */
export function isPublic(address: number): boolean {
  return !NOT_PUBLIC.some((range) => contains(range, address));
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(
  (range) => parseCidr(range) ?? [],
);

/** RFC 1918. */
export function isPrivate(address: number): boolean {
  return PRIVATE.some((range) => contains(range, address));
}
