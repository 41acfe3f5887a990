import { invalidField, requiredField } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, textOf } from '../json.ts';
import { HEAD, output } from './common-fields.ts';
import type { Draft, Kind } from './kind.ts';
import type { Fields, RecordField } from './schema.ts';
import { choice, flag, list, port, record, text, whole } from './schema.ts';
import { numberedName } from './views.ts';

const PORT: Fields = {
  port: port(),
  portName: text(),
  portSpecification: choice('USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT'),
};

const PROXY_HEADER: Fields = { proxyHeader: choice('NONE PROXY_V1', { fallback: 'NONE' }) };

const HTTP: RecordField = record({
  ...PORT,
  requestPath: text({ fallback: '/' }),
  host: text(),
  ...PROXY_HEADER,
  response: text(),
});

const STREAM: RecordField = record({ ...PORT, request: text(), response: text(), ...PROXY_HEADER });

/** The block that belongs to a type, and its port where none is said (compute-api-behaviour.md 6, docs). */
const BLOCKS: Readonly<Record<string, readonly [string, number | undefined]>> = {
  HTTP: ['httpHealthCheck', 80],
  HTTPS: ['httpsHealthCheck', 443],
  HTTP2: ['http2HealthCheck', 443],
  TCP: ['tcpHealthCheck', 80],
  SSL: ['sslHealthCheck', 443],
  GRPC: ['grpcHealthCheck', undefined],
};

/** Health checks (compute-api-behaviour.md 6): no fingerprint, PUT may even change the type. */
export const healthChecks: Kind = {
  collection: 'healthChecks',
  singular: 'healthCheck',
  word: 'health_check',
  scopes: ['global', 'regional'],
  quota: 'HEALTH_CHECKS',
  patch: ['global', 'regional'],
  update: ['global', 'regional'],
  aggregatedKind: 'compute#healthChecksAggregatedList',
  fields: {
    ...HEAD,
    description: text(),
    checkIntervalSec: whole({ least: 1, most: 300, fallback: 5 }),
    timeoutSec: whole({ least: 1, most: 300, fallback: 5 }),
    unhealthyThreshold: whole({ least: 1, most: 10, fallback: 2 }),
    healthyThreshold: whole({ least: 1, most: 10, fallback: 2 }),
    type: choice('GRPC HTTP HTTP2 HTTPS SSL TCP', { required: true }),
    tcpHealthCheck: STREAM,
    sslHealthCheck: STREAM,
    httpHealthCheck: HTTP,
    httpsHealthCheck: HTTP,
    http2HealthCheck: HTTP,
    grpcHealthCheck: record({ ...PORT, grpcServiceName: text() }),
    sourceRegions: list(text()),
    logConfig: record({ enable: flag() }),
    selfLink: output,
    region: output,
  },
  complete: ({ fields }) => ({ fields: withPort(fields) }),
  check: checkHealthCheck,
  inUseNames: (used, user, { store, kinds }) => [
    nameOf(store.resource(used), 'health_check'),
    nameOf(store.resource(user), kinds.get(store.resource(user)?.collection ?? '')?.word ?? ''),
  ],
};

function nameOf(resource: Parameters<typeof numberedName>[0] | undefined, word: string): string {
  return resource === undefined ? '' : numberedName(resource, word);
}

function withPort(fields: JsonObject): JsonObject {
  const [name = '', fallback] = BLOCKS[textOf(fields['type'])] ?? [];
  const block: Json | undefined = fields[name];
  const named =
    isObject(block) && ('port' in block || 'portName' in block || 'portSpecification' in block);
  return isObject(block) && !named && fallback !== undefined
    ? { ...fields, [name]: { port: fallback, ...block } }
    : fields;
}

function checkHealthCheck({ fields }: Draft): void {
  const type = textOf(fields['type']);
  const [own = ''] = BLOCKS[type] ?? [];
  if (fields[own] === undefined) {
    throw requiredField(`resource.${own}`);
  }
  for (const [other] of Object.values(BLOCKS)) {
    if (other !== own && fields[other] !== undefined) {
      throw invalidField(
        `resource.${other}`,
        fields[other],
        `Only ${own} can be specified for a health check of type ${type}.`,
      );
    }
  }
  // assumption: the text is ours, the rule is the API's (rule health-check/timeout).
  if (Number(fields['timeoutSec']) > Number(fields['checkIntervalSec'])) {
    throw invalidField(
      'resource.timeoutSec',
      fields['timeoutSec'],
      'Must be less than or equal to checkIntervalSec.',
    );
  }
}
