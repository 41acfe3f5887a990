import { type Balancing, backend } from '../../../src/resources/backend.ts';
import {
  type BackendProtocol,
  backendService,
  type LoadBalancingScheme,
} from '../../../src/resources/backend-service.ts';
import {
  healthCheck,
  type PlainProbe,
  type WebProbe,
} from '../../../src/resources/health-check.ts';
import { GLOBAL, type Resource, resourceId, type Scope } from '../../../src/resources/resource.ts';
import type { Case, Preparation } from '../case.ts';

const REGION: Scope = { type: 'region', region: 'europe-west1' };
const ZONE = 'europe-west1-b';

function checkIn(
  scope: Scope,
  probe: WebProbe | PlainProbe,
  logging: boolean,
  port: number | 'serving',
): Resource {
  return healthCheck({
    name: 'check',
    scope,
    probe,
    port,
    checkInterval: 10,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    logging,
  });
}

const PROBES: readonly (WebProbe | PlainProbe)[] = [
  ...(['HTTP', 'HTTPS', 'HTTP2'] as const).map((protocol) => ({
    protocol,
    requestPath: '/ready?a=b',
    host: 'api.example.com',
  })),
  ...(['TCP', 'SSL', 'GRPC'] as const).map((protocol) => ({ protocol })),
];

const CHECKS: readonly Case[] = PROBES.flatMap((probe) => [
  {
    name: `create a global ${probe.protocol} health check`,
    command: checkIn(GLOBAL, probe, true, 8080).create,
  },
  {
    name: `create a regional ${probe.protocol} health check`,
    command: checkIn(REGION, probe, false, 'serving').create,
  },
]);

function serviceIn(scope: Scope, scheme: LoadBalancingScheme, protocol: BackendProtocol): Resource {
  return backendService({
    name: 'service',
    scope,
    scheme,
    protocol,
    healthCheck: resourceId(scope, 'healthChecks', 'check'),
    customRequestHeaders: [],
    loggingSampleRate: null,
  });
}

function preparedCheck(scope: string): Preparation {
  const body = { name: 'check', type: 'TCP', tcpHealthCheck: { port: 80 } };
  return ['POST', `${scope}/healthChecks`, body];
}

const WATCHED: readonly Case[] = [
  serviceIn(GLOBAL, 'INTERNAL_SELF_MANAGED', 'GRPC'),
  serviceIn(GLOBAL, 'EXTERNAL', 'SSL'),
  serviceIn(GLOBAL, 'EXTERNAL_MANAGED', 'TCP'),
  serviceIn(REGION, 'INTERNAL_MANAGED', 'HTTP'),
].map(({ scope, summary, create }) => ({
  name: `create a backend service with a health check: ${summary}`,
  world: [preparedCheck(scope.type === 'region' ? `regions/${scope.region}` : 'global')],
  command: create,
}));

const ZONAL_NEG: readonly Preparation[] = [
  ['POST', 'global/networks', { name: 'net', autoCreateSubnetworks: true }],
  [
    'POST',
    `zones/${ZONE}/networkEndpointGroups`,
    {
      name: 'neg',
      networkEndpointType: 'GCE_VM_IP_PORT',
      network: 'projects/demo/global/networks/net',
    },
  ],
];

function balanced(protocol: BackendProtocol, balancing: Balancing): Case {
  const service = serviceIn(GLOBAL, 'EXTERNAL_MANAGED', protocol);
  const neg = { ...service, scope: { type: 'zone', zone: ZONE }, name: 'neg' } as const;
  const healthChecks = ['projects/demo/global/healthChecks/check'];
  const body = {
    name: 'service',
    protocol,
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    healthChecks,
  };
  return {
    name: `create a backend with ${balancing.mode}, ${balancing.capacity}`,
    world: [...ZONAL_NEG, preparedCheck('global'), ['POST', 'global/backendServices', body]],
    command: backend(service, neg, balancing).create,
  };
}

const BALANCED: readonly Case[] = [
  balanced('HTTP', { mode: 'RATE', capacity: 'maxRatePerEndpoint', most: 100 }),
  balanced('HTTP', { mode: 'RATE', capacity: 'maxRate', most: 1000 }),
  balanced('TCP', { mode: 'CONNECTION', capacity: 'maxConnectionsPerEndpoint', most: 100 }),
  balanced('TCP', { mode: 'CONNECTION', capacity: 'maxConnections', most: 1000 }),
];

/** Health checks, the services they watch, and how much the backends of those take. */
export const WATCHED_BACKENDS: readonly Case[] = [...CHECKS, ...WATCHED, ...BALANCED];
