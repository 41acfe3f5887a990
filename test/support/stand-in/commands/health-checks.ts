import type { JsonObject } from '../../../../src/json.ts';
import { type FlagSpecs, like, SWITCH, TEXT } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { createCommand, present, type RemovableSpec, removableCommands } from './collection.ts';

const SPEC: RemovableSpec = {
  group: 'health-checks',
  collection: 'healthChecks',
  types: ['global', 'region'],
};

const SECONDS = like(/^\d+s$/);
const COUNT = like(/^\d+$/);

const EVERY_PROTOCOL: FlagSpecs = {
  port: COUNT,
  'use-serving-port': SWITCH,
  'check-interval': SECONDS,
  timeout: SECONDS,
  'healthy-threshold': COUNT,
  'unhealthy-threshold': COUNT,
  'enable-logging': SWITCH,
};

/** The protocols, by the word of the command: those of the web ask for a path. */
const PROTOCOLS: Readonly<Record<string, FlagSpecs>> = {
  http: { 'request-path': TEXT, host: TEXT },
  https: { 'request-path': TEXT, host: TEXT },
  http2: { 'request-path': TEXT, host: TEXT },
  tcp: {},
  ssl: {},
  grpc: {},
};

function seconds({ flags }: Call, name: string): number {
  return Number(flags.needed(name).slice(0, -1));
}

function body(protocol: string, call: Call): JsonObject {
  const { flags } = call;
  const port = flags.number('port');
  const block = present({
    portSpecification: port === undefined ? 'USE_SERVING_PORT' : 'USE_FIXED_PORT',
    port,
    proxyHeader: protocol === 'grpc' ? undefined : 'NONE',
    requestPath: flags.text('request-path'),
    host: flags.text('host'),
  });
  return present({
    type: protocol.toUpperCase(),
    checkIntervalSec: seconds(call, 'check-interval'),
    timeoutSec: seconds(call, 'timeout'),
    healthyThreshold: flags.number('healthy-threshold'),
    unhealthyThreshold: flags.number('unhealthy-threshold'),
    [`${protocol}HealthCheck`]: block,
    logConfig: flags.has('enable-logging') ? { enable: true } : undefined,
  });
}

const CREATE: Commands = Object.fromEntries(
  Object.entries(PROTOCOLS).map(([protocol, own]): [string, CommandSpec] => [
    `compute health-checks create ${protocol}`,
    createCommand({
      ...SPEC,
      flags: { ...EVERY_PROTOCOL, ...own },
      body: (call) => body(protocol, call),
    }),
  ]),
);

export const HEALTH_CHECKS: Commands = { ...CREATE, ...removableCommands(SPEC) };
