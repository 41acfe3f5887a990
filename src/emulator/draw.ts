import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { canonical } from './json.ts';
import type { Store } from './store.ts';

/** The fingerprint of an empty set of labels (compute-api-behaviour.md 3). */
const NO_LABELS = '42WmSpB8rSM=';

/** The next bytes of the seed: the same seed and the same calls give the same ids. */
function draw(store: Store): Buffer {
  const { seed, draws } = store.settings;
  store.set({ draws: draws + 1 });
  return digest(`${seed}:${draws}`);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A decimal id of 18 or 19 digits, as text: it does not fit a JSON number. */
export function drawId(store: Store): string {
  const span = 9_000_000_000_000_000_000n;
  return (100_000_000_000_000_000n + (draw(store).readBigUInt64BE() % span)).toString();
}

/** Eight bytes in base64url, 12 characters with the padding gcloud insists on. */
export function drawFingerprint(store: Store): string {
  return fingerprintOf(draw(store));
}

/** Labels alone decide their fingerprint: recorded addresses with equal labels had equal ones. */
export function labelFingerprint(labels: JsonObject): string {
  return Object.keys(labels).length === 0 ? NO_LABELS : fingerprintOf(digest(canonical(labels)));
}

function fingerprintOf(bytes: Buffer): string {
  return `${bytes.subarray(0, 8).toString('base64url')}=`;
}

/** `operation-<milliseconds>-<13 hex>-<8 hex>-<8 hex>` (compute-api-behaviour.md 2.1). */
export function drawOperationName(store: Store, now: number): string {
  const hex = draw(store).toString('hex');
  return `operation-${String(now).padStart(13, '0')}-${hex.slice(0, 13)}-${hex.slice(13, 21)}-${hex.slice(21, 29)}`;
}

/** A value in the form of a UUID. */
export function drawUuid(store: Store): string {
  const hex = draw(store).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** A whole number below another one. */
export function drawNumber(store: Store, below: number): number {
  return draw(store).readUInt32BE(0) % below;
}

/** A public address; the caller draws again where it is taken. */
export function drawExternalIp(store: Store, version: 'IPV4' | 'IPV6'): string {
  const bytes = draw(store);
  if (version === 'IPV6') {
    return `2600:1901:0:${bytes.readUInt16BE(0).toString(16)}::`;
  }
  return `34.${64 + (bytes.readUInt8(0) % 64)}.${bytes.readUInt8(1)}.${1 + (bytes.readUInt8(2) % 254)}`;
}

/** The number of a project follows from its id, so that nothing need remember it. */
export function projectNumber(project: string): string {
  return String(
    100_000_000_000 + (digest(`project:${project}`).readUIntBE(0, 6) % 899_999_999_999),
  );
}
