import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { collection, kind, withoutEmpty } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { type Resource, resourceId, type Scope, scopeFlag } from './resource.ts';

const HEALTH_CHECKS = new CollectionPermissions(
  { global: 'healthChecks', region: 'regionHealthChecks' },
  [
    'roles/compute.loadBalancerAdmin',
    'roles/compute.instanceAdmin.v1',
    'roles/compute.networkAdmin',
  ],
);

/** What a health check speaks to an endpoint. */
export const HEALTH_CHECK_PROTOCOLS = ['HTTP', 'HTTPS', 'HTTP2', 'TCP', 'SSL', 'GRPC'] as const;

/** One of {@link HEALTH_CHECK_PROTOCOLS}. */
export type HealthCheckProtocol = (typeof HEALTH_CHECK_PROTOCOLS)[number];

/** The block of a document that belongs to a protocol. */
const BLOCKS: Readonly<Record<HealthCheckProtocol, string>> = {
  HTTP: 'httpHealthCheck',
  HTTPS: 'httpsHealthCheck',
  HTTP2: 'http2HealthCheck',
  TCP: 'tcpHealthCheck',
  SSL: 'sslHealthCheck',
  GRPC: 'grpcHealthCheck',
};

/** A port beside "the port of each endpoint" says nothing. */
function withoutIdlePort(value: Json): Json {
  if (!isJsonObject(value) || value['portSpecification'] !== 'USE_SERVING_PORT') return value;
  const { port: _idle, ...block } = value;
  return block;
}

/** Logging as whether, and the block of the protocol without what it does not use. */
function normalise(document: JsonObject): JsonObject {
  const logConfig = document['logConfig'];
  const enabled = isJsonObject(logConfig) && logConfig['enable'] === true;
  const blocks = Object.values(BLOCKS).flatMap((name): [string, Json][] => {
    const block = document[name];
    return block === undefined ? [] : [[name, withoutIdlePort(block)]];
  });
  return {
    ...document,
    ...Object.fromEntries(blocks),
    logConfig: enabled ? { enable: true } : null,
  };
}

export const healthCheckKind = kind({
  name: 'healthChecks',
  title: 'health check',
  ...collection('health-checks'),
  normalise,
  unsaid: {
    ...Object.fromEntries(Object.values(BLOCKS).map((name) => [name, null])),
    logConfig: null,
    sourceRegions: null,
  },
  typicalSeconds: { create: 4, remove: 8 },
  quotaMetrics: ['HEALTH_CHECKS'],
  permissions: {
    ...usualPermissions(HEALTH_CHECKS),
    use: (scope) => [HEALTH_CHECKS.change(scope, 'useReadOnly')],
  },
});

/** What the protocols of the web can ask for beside a connection. */
export interface WebProbe {
  readonly protocol: 'HTTP' | 'HTTPS' | 'HTTP2';
  readonly requestPath: string;
  /** The Host header of a probe; `undefined` sends the address that is probed. */
  readonly host?: string | undefined;
}

/** A probe that only connects, or asks a gRPC server for its health. */
export interface PlainProbe {
  readonly protocol: 'TCP' | 'SSL' | 'GRPC';
}

/** How endpoints are probed; times in seconds. */
export interface HealthCheckInit {
  readonly name: string;
  /** Global, or the region of the load balancer: never the scope of the NEG. */
  readonly scope: Scope;
  readonly probe: WebProbe | PlainProbe;
  /** A port for all endpoints; `serving` probes each endpoint on its own. gcloud's default is 80 or 443. */
  readonly port: number | 'serving';
  readonly checkInterval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly logging: boolean;
}

function isWeb(probe: WebProbe | PlainProbe): probe is WebProbe {
  return 'requestPath' in probe;
}

function blockOf({ probe, port }: HealthCheckInit): JsonObject {
  const place =
    port === 'serving'
      ? { portSpecification: 'USE_SERVING_PORT' }
      : { portSpecification: 'USE_FIXED_PORT', port };
  if (isWeb(probe)) {
    const { requestPath, host } = probe;
    return withoutEmpty({ ...place, proxyHeader: 'NONE', requestPath, host });
  }
  return probe.protocol === 'GRPC' ? place : { ...place, proxyHeader: 'NONE' };
}

function flagsOf(init: HealthCheckInit): readonly string[] {
  const { probe, port } = init;
  const web = isWeb(probe) ? probe : null;
  return [
    port === 'serving' ? '--use-serving-port' : `--port=${port}`,
    ...(web === null ? [] : [`--request-path=${web.requestPath}`]),
    ...(web?.host === undefined ? [] : [`--host=${web.host}`]),
    `--check-interval=${init.checkInterval}s`,
    `--timeout=${init.timeout}s`,
    `--healthy-threshold=${init.healthyThreshold}`,
    `--unhealthy-threshold=${init.unhealthyThreshold}`,
    ...(init.logging ? ['--enable-logging'] : []),
  ];
}

/** A health check of its own, for a backend service of the same scope. */
export function healthCheck(init: HealthCheckInit): Resource {
  const { name, scope, probe, port } = init;
  const { protocol } = probe;
  const where = port === 'serving' ? 'the port of each endpoint' : `port ${port}`;
  const what = isWeb(probe) ? `${protocol} ${probe.requestPath}` : protocol;
  const words = ['compute', 'health-checks'];
  return {
    id: resourceId(scope, 'healthChecks', name),
    kind: 'healthChecks',
    scope,
    name,
    container: null,
    refs: [],
    summary: `${what} on ${where}, every ${init.checkInterval} s`,
    body: withoutEmpty({
      type: protocol,
      checkIntervalSec: init.checkInterval,
      timeoutSec: init.timeout,
      healthyThreshold: init.healthyThreshold,
      unhealthyThreshold: init.unhealthyThreshold,
      [BLOCKS[protocol]]: blockOf(init),
      logConfig: init.logging ? { enable: true } : undefined,
    }),
    create: {
      argv: [...words, 'create', protocol.toLowerCase(), name, scopeFlag(scope), ...flagsOf(init)],
    },
    createReplaces: false,
    remove: { argv: [...words, 'delete', name, scopeFlag(scope)] },
  };
}
