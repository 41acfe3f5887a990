import type { Emulator } from '../../../src/emulator/emulator.ts';
import type { Command } from '../../../src/gcloud/command.ts';
import type { Json, JsonObject } from '../../../src/json.ts';
import { copiedService } from '../../../src/resources/backend-service-copy.ts';
import { importedBackendService } from '../../../src/resources/imported-backend-service.ts';
import { GLOBAL } from '../../../src/resources/resource.ts';
import { urlMapToHttps, urlMapToService } from '../../../src/resources/url-map.ts';
import type { Case, Preparation } from '../case.ts';
import * as world from '../world.ts';

const OTHER_SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  { name: 'other', protocol: 'HTTPS', loadBalancingScheme: 'EXTERNAL_MANAGED' },
];
const THERE: readonly Preparation[] = [world.SERVICE, OTHER_SERVICE, world.URL_MAP];
const SERVICES = 'projects/demo/global/backendServices';

const secret = { name: 'X-Key', file: '/secret.key', sha256: null };
const service = importedBackendService({
  name: 'service',
  project: 'demo',
  scope: GLOBAL,
  scheme: 'EXTERNAL_MANAGED',
  protocol: 'HTTPS',
  healthCheck: null,
  customRequestHeaders: ['Host:a.example.com'],
  loggingSampleRate: 1,
  clientTlsPolicy: null,
  backendTls: null,
  secretHeader: secret,
});

function importing(document: Json, extra: readonly string[] = []): Command {
  const argv = ['compute', 'url-maps', 'import', 'map', '--global', ...extra];
  return { argv, stdin: `${JSON.stringify(document, null, 2)}\n` };
}

function weights(one: number, other: number): Json {
  return [
    { backendService: `${SERVICES}/service`, weight: one },
    { backendService: `${SERVICES}/other`, weight: other },
  ];
}

function overExisting(what: string, document: JsonObject): Case {
  return {
    name: `import over a URL map: ${what}`,
    world: THERE,
    command: importing({ name: 'map', ...document }),
  };
}

/** The map as it is, in the form that gcloud takes for equal: the id is a number in a file. */
function unchanged(emulator: Emulator): Command {
  const live = emulator.state().resources['projects/demo/global/urlMaps/map'];
  const link = `https://www.googleapis.com/compute/v1/${SERVICES}/service`;
  const created = '2026-01-05T04:00:00.000-08:00';
  const lines = [
    'kind: compute#urlMap',
    `id: ${live?.id}`,
    `creationTimestamp: '${created}'`,
    'name: map',
    'selfLink: https://www.googleapis.com/compute/v1/projects/demo/global/urlMaps/map',
    `defaultService: ${link}`,
    `fingerprint: ${JSON.stringify(live?.fields['fingerprint'])}`,
  ];
  return { ...importing({}), stdin: `${lines.join('\n')}\n` };
}

const DEEP: JsonObject = {
  defaultRouteAction: {
    weightedBackendServices: weights(95, 5),
    timeout: { seconds: 30 },
    retryPolicy: { retryConditions: ['5xx'], numRetries: 2, perTryTimeout: { seconds: 3 } },
    urlRewrite: { hostRewrite: 'api.example.com' },
    corsPolicy: { allowOrigins: ['https://www.example.com'], maxAge: 60, disabled: false },
    faultInjectionPolicy: {
      delay: { fixedDelay: { seconds: 2 }, percentage: 10 },
      abort: { httpStatus: 503, percentage: 0 },
    },
  },
  headerAction: {
    requestHeadersToAdd: [{ headerName: 'X-Way', headerValue: 'new', replace: true }],
  },
};

/** A service with what only an import can give it, 64-bit numbers among it. */
const SERVICE_DOCUMENT: JsonObject = {
  name: 'copy',
  description: 'yes',
  loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
  protocol: 'HTTP',
  timeoutSec: 45,
  connectionDraining: { drainingTimeoutSec: 300 },
  customRequestHeaders: ['X-One: 1'],
  healthChecks: ['projects/demo/global/healthChecks/check'],
  localityLbPolicy: 'RING_HASH',
  sessionAffinity: 'HTTP_COOKIE',
  consistentHash: { httpCookie: { name: 'c', ttl: { seconds: '5' } }, minimumRingSize: '1024' },
  outlierDetection: { interval: { seconds: '10', nanos: 5 }, consecutiveErrors: 3 },
};

const CHECK: Preparation = [
  'POST',
  'global/healthChecks',
  { name: 'check', type: 'HTTP', httpHealthCheck: { port: 80 } },
];

/** What `url-maps import` makes of a document, and of the map that is there. */
export const IMPORTS: readonly Case[] = [
  { name: 'import a new URL map: redirect', command: urlMapToHttps(GLOBAL, 'map').create },
  {
    name: 'import a new URL map: weights, one of them 0',
    world: [world.SERVICE, OTHER_SERVICE],
    command: importing({
      name: 'map',
      defaultRouteAction: { weightedBackendServices: weights(100, 0) },
    }),
  },
  {
    name: 'import a new URL map: the document has another name',
    world: [world.SERVICE],
    command: importing({ name: 'different', defaultService: `${SERVICES}/service` }),
    ends: 'not-found',
  },
  {
    name: 'import a new URL map: headers that requests get',
    world: [world.SERVICE],
    command: urlMapToService('map', service, { project: 'demo', headers: ['X-One:1'], secret })
      .create,
  },
  {
    name: 'import a new backend service: headers that requests get, and logs',
    command: service.create,
  },
  overExisting('redirect', { defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } }),
  overExisting('another service', { defaultService: `${SERVICES}/other` }),
  overExisting('weights, with a stale fingerprint', {
    fingerprint: 'AAAAAAAAAAA=',
    defaultRouteAction: { weightedBackendServices: weights(95, 5) },
  }),
  overExisting('everything that is cleared below the top', DEEP),
  overExisting('hosts and paths', {
    description: 'hosts',
    defaultService: `${SERVICES}/service`,
    hostRules: [{ hosts: ['api.example.com'], pathMatcher: 'paths' }],
    pathMatchers: [
      {
        name: 'paths',
        defaultRouteAction: { weightedBackendServices: weights(0, 100), timeout: { seconds: 30 } },
      },
    ],
    tests: [
      { host: 'api.example.com', path: '/', service: `${SERVICES}/other`, expectedOutputUrl: '' },
    ],
  }),
  { name: 'import over an equal URL map', world: THERE, command: unchanged },
  {
    name: 'import a document that was read from the API: its id is a text',
    world: THERE,
    command: importing({ name: 'map', id: '5', defaultService: `${SERVICES}/service` }),
    ends: 'invalid',
  },
  {
    name: 'import a new backend service',
    world: [CHECK],
    command: copiedService(SERVICE_DOCUMENT, GLOBAL, 'copy').create,
  },
  {
    name: 'import a new backend service of a region',
    command: copiedService(
      { name: 'copy', loadBalancingScheme: 'INTERNAL_MANAGED', protocol: 'HTTP' },
      { type: 'region', region: 'us-central1' },
      'copy',
    ).create,
  },
  {
    name: 'import a backend service that was read from the API: its schema knows no id',
    command: {
      argv: ['compute', 'backend-services', 'import', 'copy', '--global'],
      stdin: '{"name": "copy", "id": 5}',
    },
    ends: 'invalid',
  },
  {
    name: 'import a document with an unknown field',
    world: THERE,
    command: importing({ name: 'map', defaultServices: `${SERVICES}/service` }),
    ends: 'invalid',
  },
];
