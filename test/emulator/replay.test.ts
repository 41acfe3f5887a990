import { describe, expect, test } from 'vitest';
import type { Entry, Replayed } from './replay.ts';
import { NORMALISATIONS, readSession, replay } from './replay.ts';
import { isDoc } from './support.ts';

/** Recordings of the real API, how many of their entries are compared, and how many are left out. */
const SESSIONS: readonly (readonly [name: string, compared: number, leftOut: number])[] = [
  ['neg-serverless-cloudrun', 6, 7],
  ['gcloud-backendservice-regional', 10, 0],
  ['gcloud-healthcheck-global', 8, 0],
  ['urlmap-regional-with-in-use-errors', 30, 0],
  ['gcloud-network-auto', 6, 0],
  ['vcr-network-global-address-peering-2024-08', 30, 0],
  ['forwardingrule-global-tcp', 49, 0],
];

/** Hosts of kinds the emulator does not have; whole sessions of such kinds were not copied: gcloud-mesh, gcloud-dns-managed-zone. */
const OTHER_KINDS = ['run.googleapis.com'];

function isOtherKind(entry: Entry): boolean {
  return OTHER_KINDS.includes(entry.host);
}

describe('replay of recorded traffic', () => {
  test.each(SESSIONS)('%s answers as recorded', async (name, compared, leftOut) => {
    const session = readSession(name);
    const results = await replay(session, isOtherKind);
    for (const { title, recorded, emulated } of results) {
      expect(emulated, title).toEqual(recorded);
    }
    expect(results).toHaveLength(compared);
    expect(session.entries.filter(isOtherKind)).toHaveLength(leftOut);
  });

  test('fields come in the order of the wire, where the recording kept it', async () => {
    const results = await replay(
      readSession('vcr-network-global-address-peering-2024-08'),
      isOtherKind,
    );
    const compared = results.filter(({ recorded }) => isDoc(recorded.body));
    for (const { title, recorded, emulated } of compared) {
      expect(keys(emulated), title).toEqual(keys(recorded));
    }
    expect(compared.length).toBeGreaterThan(20);
  });

  test('what is changed before comparing is written down', () => {
    expect(NORMALISATIONS).toHaveLength(12);
  });
});

function keys({ body }: Replayed['recorded']): readonly string[] {
  return isDoc(body) ? Object.keys(body) : [];
}
