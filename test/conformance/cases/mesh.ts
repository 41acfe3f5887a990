import { listRoutes } from '../../../src/facts/service-routes.ts';
import { unauthenticatedTls } from '../../../src/resources/client-tls-policy.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { healthCheck } from '../../../src/resources/health-check.ts';
import { importedBackendService } from '../../../src/resources/imported-backend-service.ts';
import { KINDS } from '../../../src/resources/kinds.ts';
import { GLOBAL } from '../../../src/resources/resource.ts';
import { targetHttpProxy } from '../../../src/resources/target-proxy.ts';
import { urlMapToService } from '../../../src/resources/url-map.ts';
import type { Case, Preparation } from '../case.ts';

/* Cloud Service Mesh: client TLS policies, and services and maps that only an import can make. */

const POLICY: Preparation = [
  'POST',
  '/networksecurity/v1/projects/demo/locations/global/clientTlsPolicies?clientTlsPolicyId=tls',
  { name: 'tls', sni: 'a.example.com' },
];
const CHECK: Preparation = [
  'POST',
  'global/healthChecks',
  { name: 'check', type: 'HTTPS', httpsHealthCheck: {} },
];
const SERVICE: Preparation = [
  'POST',
  'global/backendServices',
  { name: 'mesh', protocol: 'HTTP', loadBalancingScheme: 'INTERNAL_SELF_MANAGED' },
];
const MAP: Preparation = [
  'POST',
  'global/urlMaps',
  { name: 'map', defaultService: 'projects/demo/global/backendServices/mesh' },
];
const PROXY: Preparation = [
  'POST',
  'global/targetHttpProxies',
  { name: 'proxy', urlMap: 'projects/demo/global/urlMaps/map' },
];
const NETWORK: Preparation = [
  'POST',
  'global/networks',
  { name: 'net', autoCreateSubnetworks: false },
];

const ROUTES = [
  { collection: 'http-routes', name: 'httpRoutes', parameter: 'httpRouteId' },
  { collection: 'grpc-routes', name: 'grpcRoutes', parameter: 'grpcRouteId' },
  { collection: 'tcp-routes', name: 'tcpRoutes', parameter: 'tcpRouteId' },
  { collection: 'tls-routes', name: 'tlsRoutes', parameter: 'tlsRouteId' },
] as const;

/** A route to a service; how else it decides is nothing to a look at it. */
function route(collection: string, parameter: string): Preparation {
  const serviceName = 'projects/demo/locations/global/backendServices/mesh';
  return [
    'POST',
    `/networkservices/v1/projects/demo/locations/global/${collection}?${parameter}=route`,
    { rules: [{ action: { destinations: [{ serviceName }] } }] },
  ];
}

const OFF = { disabledApis: ['networksecurity.googleapis.com'] };

const policy = unauthenticatedTls('tls', 'a.example.com');
const service = importedBackendService({
  name: 'mesh',
  project: 'demo',
  scope: GLOBAL,
  scheme: 'INTERNAL_SELF_MANAGED',
  protocol: 'HTTP',
  healthCheck: 'global/healthChecks/check',
  customRequestHeaders: [],
  loggingSampleRate: null,
  clientTlsPolicy: policy.id,
  backendTls: null,
  secretHeader: null,
});
const map = urlMapToService('map', service, { host: 'a.example.com', project: 'demo' });
const rule = forwardingRule({
  scope: GLOBAL,
  name: 'rule',
  scheme: 'INTERNAL_SELF_MANAGED',
  address: { ip: '0.0.0.0' },
  proxy: targetHttpProxy('proxy', urlMapToService('map', service)),
  port: 80,
  network: { network: 'net', subnet: null },
  allowGlobalAccess: false,
  after: [],
});
const list = KINDS.clientTlsPolicies.list?.(GLOBAL) ?? policy.create;

/** Health checks as the mesh makes them. */
const CHECKS: readonly Case[] = (['HTTP', 'HTTPS', 'HTTP2', 'TCP'] as const).map((protocol) => ({
  name: `mesh: create a health check over ${protocol}`,
  command: healthCheck({
    name: 'check',
    scope: GLOBAL,
    probe: protocol === 'TCP' ? { protocol } : { protocol, requestPath: '/' },
    port: 'serving',
    checkInterval: 5,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    logging: false,
  }).create,
}));

/** Every command that only the mesh has, and its refusals. */
export const MESH_CASES: readonly Case[] = [
  ...CHECKS,
  { name: 'mesh: create a client TLS policy', command: policy.create },
  { name: 'mesh: import a client TLS policy that exists', world: [POLICY], command: policy.create },
  {
    name: 'mesh: create a client TLS policy without permission',
    faults: ['insert:clientTlsPolicies=permission'],
    command: policy.create,
    ends: 'permission',
  },
  {
    name: 'mesh: create a client TLS policy with the API off',
    settings: OFF,
    command: policy.create,
    ends: 'api-disabled',
  },
  { name: 'mesh: list client TLS policies', world: [POLICY], command: list },
  {
    name: 'mesh: list client TLS policies with the API off',
    settings: OFF,
    command: list,
    ends: 'api-disabled',
  },
  { name: 'mesh: delete a client TLS policy', world: [POLICY], command: policy.remove },
  {
    name: 'mesh: delete a client TLS policy that is not there',
    command: policy.remove,
    ends: 'not-found',
  },
  {
    name: 'mesh: delete a client TLS policy in use',
    world: [
      POLICY,
      [
        SERVICE[0],
        SERVICE[1],
        {
          name: 'mesh',
          protocol: 'HTTP',
          loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
          securitySettings: {
            clientTlsPolicy: 'projects/demo/locations/global/clientTlsPolicies/tls',
          },
        },
      ],
    ],
    command: policy.remove,
    ends: 'in-use',
  },
  {
    name: 'mesh: create a backend service with a client TLS policy',
    world: [POLICY, CHECK],
    command: service.create,
  },
  {
    name: 'mesh: import a backend service that exists',
    world: [POLICY, CHECK, SERVICE],
    command: service.create,
  },
  {
    name: 'mesh: create a URL map that rewrites Host',
    world: [SERVICE],
    command: map.create,
  },
  {
    name: 'mesh: create a forwarding rule on a virtual address',
    world: [NETWORK, SERVICE, MAP, PROXY],
    command: rule.create,
  },
  ...ROUTES.map(({ collection, name, parameter }) => ({
    name: `mesh: list ${name}`,
    world: [route(name, parameter)],
    command: listRoutes(collection),
  })),
  {
    name: 'mesh: list routes where the API is off',
    settings: { disabledApis: ['networkservices.googleapis.com'] },
    command: listRoutes('http-routes'),
    ends: 'api-disabled',
  },
];
