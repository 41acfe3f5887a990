import { createHash } from 'node:crypto';

/** The reversed polynomial of CRC-32C (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  }
  return value >>> 0;
});

/** CRC-32C as the API writes it: four bytes, the highest first, in base64. */
export function crc32c(content: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(content)) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return bytes.toString('base64');
}

export function md5(content: string): string {
  return createHash('md5').update(content).digest('base64');
}
