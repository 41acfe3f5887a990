import { beforeAll, describe, expect, test } from 'vitest';
import type { EmulatorState } from '../../src/emulator/emulator.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { CHECKS, SERVICES } from './bodies/backend-services.ts';
import { COMMON } from './bodies/common.ts';
import { ENDPOINTS, GROUPS } from './bodies/endpoint-groups.ts';
import { PROXIES, RULES } from './bodies/front-ends.ts';
import { CERTIFICATES, NETWORKS } from './bodies/networks-and-certificates.ts';
import { MAPS } from './bodies/url-maps.ts';
import { standingState } from './standing.ts';
import { call, refusal } from './support.ts';

let standing: EmulatorState;

beforeAll(async () => {
  standing = await standingState();
});

describe.each([
  ['what every kind has', COMMON],
  ['a network endpoint group', GROUPS],
  ['a network endpoint', ENDPOINTS],
  ['a health check', CHECKS],
  ['a backend service', SERVICES],
  ['a URL map', MAPS],
  ['a target proxy', PROXIES],
  ['a forwarding rule', RULES],
  ['networks and addresses', NETWORKS],
  ['a certificate', CERTIFICATES],
])('%s', (_kind, rows) => {
  test.each(rows)('%s', async (_title, path, body, answer) => {
    const emulator = createEmulator({ state: standing });
    expect(refusal(await call(emulator, 'POST', path, body))).toContain(answer);
  });
});
