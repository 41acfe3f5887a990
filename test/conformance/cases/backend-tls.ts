import { backendAuthenticationConfig } from '../../../src/resources/backend-authentication-config.ts';
import { importedBackendService } from '../../../src/resources/imported-backend-service.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { resourceId } from '../../../src/resources/resource.ts';
import type { Case, Preparation } from '../case.ts';

/* Backend authenticated TLS: what the certificates of backends are checked by. */

const scope = { type: 'region', region: 'us-central1' } as const;
const OFF = { disabledApis: ['networksecurity.googleapis.com'] };
const PLACE = 'projects/demo/locations/us-central1';

const config = backendAuthenticationConfig({
  name: 'auth',
  scope,
  project: 'demo',
  trustConfig: null,
});
const byOwnRoots = backendAuthenticationConfig({
  name: 'auth',
  scope,
  project: 'demo',
  trustConfig: resourceId(scope, 'trustConfigs', 'ours'),
});
const service = importedBackendService({
  name: 'service',
  project: 'demo',
  scope,
  scheme: 'EXTERNAL_MANAGED',
  protocol: 'HTTPS',
  healthCheck: null,
  customRequestHeaders: [],
  loggingSampleRate: null,
  clientTlsPolicy: null,
  backendTls: {
    authenticationConfig: config.id,
    sni: 'a.example.com',
    subjectAltNames: ['b.example.com'],
  },
  secretHeader: null,
});
const list = KINDS.backendAuthenticationConfigs.list?.(scope) ?? config.create;
const listAll = KINDS.backendAuthenticationConfigs.listAll ?? config.create;
const trustConfigs = KINDS.trustConfigs.list?.(scope) ?? config.create;

const CONFIG: Preparation = [
  'POST',
  `/networksecurity/v1/${PLACE}/backendAuthenticationConfigs?backendAuthenticationConfigId=auth`,
  { wellKnownRoots: 'PUBLIC_ROOTS' },
];
const TRUST: Preparation = [
  'POST',
  `/certificatemanager/v1/${PLACE}/trustConfigs?trustConfigId=ours`,
  { trustStores: [{ trustAnchors: [{ pemCertificate: 'PEM' }] }] },
];
const SERVICE: Preparation = [
  'POST',
  'regions/us-central1/backendServices',
  {
    name: 'service',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    protocol: 'HTTPS',
    tlsSettings: { authenticationConfig: `${PLACE}/backendAuthenticationConfigs/auth` },
  },
];

export const BACKEND_TLS: readonly Case[] = [
  { name: 'backend TLS: create a config with public roots', command: config.create },
  {
    name: 'backend TLS: create a config with own roots',
    world: [TRUST],
    command: byOwnRoots.create,
  },
  {
    name: 'backend TLS: create a config that exists',
    world: [CONFIG],
    command: config.create,
    ends: 'exists',
  },
  {
    name: 'backend TLS: create a config with the API off',
    settings: OFF,
    command: config.create,
    ends: 'api-disabled',
  },
  { name: 'backend TLS: list configs', world: [CONFIG], command: list },
  { name: 'backend TLS: list configs of all locations', world: [CONFIG], command: listAll },
  { name: 'backend TLS: delete a config', world: [CONFIG], command: config.remove },
  {
    name: 'backend TLS: delete a config that is not there',
    command: config.remove,
    ends: 'not-found',
  },
  {
    name: 'backend TLS: delete a config in use',
    world: [CONFIG, SERVICE],
    command: config.remove,
    ends: 'in-use',
  },
  { name: 'backend TLS: list trust configs', world: [TRUST], command: trustConfigs },
  {
    name: 'backend TLS: create a regional backend service that checks certificates',
    world: [CONFIG],
    command: service.create,
  },
];
