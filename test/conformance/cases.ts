import type { Case } from './case.ts';
import { BACKEND_TLS } from './cases/backend-tls.ts';
import { CROSS_REGION } from './cases/cross-region.ts';
import { DNS_CASES } from './cases/dns.ts';
import { ENDPOINTS } from './cases/endpoints.ts';
import { FAILURES } from './cases/failures.ts';
import { WATCHED_BACKENDS } from './cases/health-checks.ts';
import { IMPORTS } from './cases/imports.ts';
import { MESH_CASES } from './cases/mesh.ts';
import { PLACES } from './cases/places.ts';
import { READS } from './cases/reads.ts';
import { REGIONAL } from './cases/regional.ts';
import { REGIONAL_FRONT_ENDS } from './cases/regional-front-ends.ts';
import { SERVERLESS } from './cases/serverless.ts';
import { STORAGE } from './cases/storage.ts';
import { TAKING_DOWN } from './cases/taking-down.ts';
import { WRITES } from './cases/writes.ts';

/** Everything in which the stand-in is held against the real gcloud. */
export const CASES: readonly Case[] = [
  ...FAILURES,
  ...WRITES,
  ...READS,
  ...IMPORTS,
  ...PLACES,
  ...REGIONAL,
  ...REGIONAL_FRONT_ENDS,
  ...TAKING_DOWN,
  ...WATCHED_BACKENDS,
  ...STORAGE,
  ...DNS_CASES,
  ...ENDPOINTS,
  ...MESH_CASES,
  ...SERVERLESS,
  ...CROSS_REGION,
  ...BACKEND_TLS,
];
