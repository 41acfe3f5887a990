import { lookup } from '../facts/facts.ts';
import { healthCheckChoice, optionalHealthCheckField } from '../inputs/fields/health-check.ts';
import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { endpointsIn } from '../resources/network-endpoint.ts';
import { ofKind, resourceId } from '../resources/resource.ts';
import { checkProtocol } from './regional-backend.ts';
import { about, type Finding, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, internetNegPage, loadBalancingPage } from './sources.ts';

/* A health check that is taken as it is: it was made for something else, and is not changed. */

const healthPage = loadBalancingPage('Health checks overview', 'health-check-concepts');

interface TakenCheck {
  readonly name: string;
  readonly type: string;
  readonly document: JsonObject;
  /** The part that belongs to its protocol. */
  readonly probe: JsonObject;
}

/** The health check that the inputs name, where it is there. */
function takenCheck({ values, resources, facts }: LiveContext): TakenCheck | null {
  const choice = healthCheckChoice(values);
  const [service] = ofKind(resources, 'backendServices');
  if (choice?.how !== 'existing' || service === undefined) return null;
  const document = lookup(facts, resourceId(service.scope, 'healthChecks', choice.name));
  if (document === null) return null;
  const type = textAt(document, 'type') ?? '';
  const probe = document[`${type.toLowerCase()}HealthCheck`];
  return {
    name: choice.name,
    type,
    document,
    probe: probe !== undefined && isJsonObject(probe) ? probe : {},
  };
}

/** What a rule says where something is odd about the check that is taken. */
function aboutTaken(
  context: LiveContext,
  odd: (taken: TakenCheck) => string | null,
  fix: string,
): readonly Finding[] {
  const taken = takenCheck(context);
  const message = taken === null ? null : odd(taken);
  return taken === null || message === null
    ? []
    : [about(optionalHealthCheckField, `health check ${taken.name} ${message}`, fix)];
}

function endpointPorts({ resources }: LiveContext): readonly number[] {
  const ports = ofKind(resources, 'networkEndpoints')
    .flatMap(endpointsIn)
    .flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
  return [...new Set(ports)];
}

const takenPort: LiveRule = {
  id: 'health-check/port',
  severity: 'warning',
  statement: 'A health check probes the port that the endpoints serve on.',
  why: 'a check with a port of its own probes that one on every endpoint, 80 where nothing was said',
  sources: [healthPage, computeApi('HTTPHealthCheck.portSpecification')],
  phase: 'live',
  check: (context) =>
    aboutTaken(
      context,
      ({ probe }) => {
        const { port } = probe;
        const ports = endpointPorts(context);
        if (textAt(probe, 'portSpecification') === 'USE_SERVING_PORT') return null;
        if (typeof port !== 'number' || ports.length === 0) return null;
        if (ports.every((one) => one === port)) return null;
        return `probes port ${port}, the endpoints have ${ports.slice(0, 5).join(', ')}`;
      },
      'make sure that this port tells whether they are up, or let a new health check be made',
    ),
};

const takenSources: LiveRule = {
  id: 'health-check/source-regions',
  severity: 'error',
  statement: 'The health check of a backend service has no source regions.',
  why: 'those are for DNS routing policies, and the API refuses them on a backend service',
  sources: [computeApi('HealthCheck.sourceRegions')],
  phase: 'live',
  check: (context) =>
    aboutTaken(
      context,
      ({ document }) => {
        const regions = document['sourceRegions'];
        return Array.isArray(regions) && regions.length > 0 ? 'has source regions' : null;
      },
      'use one without, or let a new health check be made',
    ),
};

const takenProxyHeader: LiveRule = {
  id: 'health-check/no-proxy-v1',
  severity: 'error',
  statement: 'Envoy proxies probe without the PROXY protocol.',
  why: 'distributed Envoy health checks do not support it',
  sources: [internetNegPage('Health checks'), healthPage],
  phase: 'live',
  check: (context) =>
    aboutTaken(
      context,
      ({ probe }) => (textAt(probe, 'proxyHeader') === 'PROXY_V1' ? 'sends PROXY_V1' : null),
      'use one with the proxy header NONE, or let a new health check be made',
    ),
};

const takenProtocol: LiveRule = {
  ...checkProtocol,
  phase: 'live',
  check: (context) =>
    aboutTaken(
      context,
      ({ type }) => (['GRPC', 'SSL'].includes(type) ? `probes by ${type}` : null),
      'use one of type HTTP, HTTPS, HTTP2 or TCP, or let a new health check be made',
    ),
};

const takenHost: LiveRule = {
  id: 'health-check/host',
  severity: 'advice',
  statement: 'The Host of a probe is the address that is probed, unless the health check says one.',
  why: 'a backend that tells its sites apart by Host answers such a probe as it likes',
  sources: [healthPage, computeApi('HTTPHealthCheck.host')],
  phase: 'live',
  check: (context) =>
    aboutTaken(
      context,
      ({ type, probe }) =>
        type.startsWith('HTTP') && (textAt(probe, 'host') ?? '') === ''
          ? 'sends an address as Host'
          : null,
      'give it the host name by gcloud compute health-checks update, where the backend looks at it',
    ),
};

/** For any health check that is taken as it is. */
export const TAKEN_CHECK: readonly LiveRule[] = [takenPort, takenSources];

/** The same where Envoy proxies probe. */
export const TAKEN_CHECK_OF_PROXIES: readonly LiveRule[] = [
  takenProxyHeader,
  takenProtocol,
  takenHost,
];
