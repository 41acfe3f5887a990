/** A range of IPv4 addresses: its first and last one, as numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
  /** Length of the prefix, in bits. */
  readonly prefix: number;
  /** False where bits behind the prefix are set. */
  readonly isAligned: boolean;
}

/** An IPv4 address as a number; `undefined` for text that is none. */
export function addressNumber(text: string): number | undefined {
  const parts = text.split('.');
  const isAddress =
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

/** A range in CIDR notation; `undefined` for text that is none. */
export function rangeIn(text: string): Range | undefined {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d|[12]\d|3[0-2])$/.exec(text) ?? [];
  const given = addressNumber(address);
  if (given === undefined) return undefined;
  const prefix = Number(bits);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(given / size) * size;
  return { first, last: first + size - 1, prefix, isAligned: first === given };
}

/** True where an address lies in a range. */
export function contains({ first, last }: Range, address: number): boolean {
  return first <= address && address <= last;
}

/** True where two ranges have an address in common. */
export function overlaps(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** A range of a size, as text. */
export function rangeText(first: number, prefix: number): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join('.')}/${prefix}`;
}

/** True where an address is in a range; texts that are none are in none. */
export function isIn(ip: string, cidr: string): boolean {
  const [address, range] = [addressNumber(ip), rangeIn(cidr)];
  if (address === undefined || range === undefined) return false;
  return contains(range, address);
}
