import { lookup } from '../facts/facts.ts';
import { endpointText } from '../inputs/endpoint.ts';
import { endpointsByNeg } from '../inputs/endpoints-by-neg.ts';
import {
  customRequestHeadersField,
  protocolField,
  secretHeaderField,
} from '../inputs/fields/backend.ts';
import { tlsRootsOf } from '../inputs/fields/backend-tls.ts';
import { defaultPortField, endpointsField } from '../inputs/fields/endpoint.ts';
import {
  checkIntervalField,
  healthCheckChoice,
  optionalHealthCheckField,
} from '../inputs/fields/health-check.ts';
import { negNameField } from '../inputs/fields/lb-names.ts';
import { regionField } from '../inputs/fields/region.ts';
import { listedEndpoints } from '../inputs/fields/zonal.ts';
import { normalisedHostName } from '../inputs/host-name.ts';
import { speaksTls } from '../inputs/internet-neg-protocol.ts';
import type { Values } from '../inputs/values.ts';
import { resourceId } from '../resources/resource.ts';
import { isResourceName, suggestedName } from './naming.ts';
import { about, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

const healthPage = internetNegPage('Health checks');
const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');
const MOST_ENDPOINTS = 256;
const MOST_NEGS = 50;

function negsOf(values: Values) {
  const endpoints = values.get(endpointsField) ?? [];
  return endpointsByNeg(endpoints, values.get(negNameField) ?? '');
}

export const portRequired: InputRule = {
  id: 'neg/port-required',
  severity: 'error',
  statement:
    'Every endpoint of a regional internet NEG has a port, its own or the default of the NEG.',
  why: 'regional NEGs have no port that follows from the protocol',
  sources: [internetNegPage('footnote of the table of regional NEGs')],
  phase: 'inputs',
  check: ({ values }) => {
    if (values.get(defaultPortField) !== undefined) return [];
    return (values.get(endpointsField) ?? [])
      .filter(({ port }) => port === undefined)
      .map((endpoint) =>
        about(
          endpointsField,
          `endpoint "${endpointText(endpoint)}" has no port`,
          'add port= to it, or give --default-port',
        ),
      );
  },
};

export const endpointCount: InputRule = {
  id: 'endpoint/max-256-regional-internet',
  severity: 'error',
  statement: 'A regional internet NEG holds at most 256 endpoints.',
  why: 'the API refuses more',
  sources: [internetNegPage('table of regional internet NEGs'), quotaPage],
  phase: 'inputs',
  check: ({ values }) =>
    [...negsOf(values)]
      .filter(([, endpoints]) => endpoints.length > MOST_ENDPOINTS)
      .map(([name, endpoints]) =>
        about(
          endpointsField,
          `NEG "${name}" would hold ${endpoints.length} endpoints`,
          'put some into another NEG by neg=NAME; a backend service takes 50 NEGs',
        ),
      ),
};

export const negCount: InputRule = {
  id: 'backend-service/max-50-negs',
  severity: 'error',
  statement: 'A backend service holds at most 50 regional internet NEGs.',
  why: 'the API refuses more',
  sources: [quotaPage],
  phase: 'inputs',
  check: ({ values }) => {
    const count = negsOf(values).size;
    if (count <= MOST_NEGS) return [];
    return [about(endpointsField, `${count} NEGs are named`, 'put the endpoints into fewer')];
  },
};

export const negNames: InputRule = {
  id: 'name/neg',
  severity: 'error',
  statement: 'The NEG of an endpoint is given by a resource name.',
  why: 'the API takes no other, and gcloud sends it without looking',
  sources: [computeApi('name fields'), gcloud('"My_Neg" was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    [...new Set(listedEndpoints(values).flatMap(({ neg }) => neg ?? []))]
      .filter((name) => !isResourceName(name))
      .map((name) =>
        about(
          endpointsField,
          `neg=${name} is not a valid resource name`,
          `use 1-63 lower-case letters, digits and dashes, for example "${suggestedName(name)}"`,
        ),
      ),
};

export const distinctEndpoints: InputRule = {
  id: 'endpoint/unique',
  severity: 'error',
  statement: 'An endpoint is in a NEG once.',
  why: 'the API keeps it once, whatever is asked for',
  sources: [loadBalancingPage('Zonal NEGs overview', 'negs/zonal-neg-concepts')],
  phase: 'inputs',
  check: ({ values }) => {
    const usual = values.get(defaultPortField);
    return [...negsOf(values)].flatMap(([name, endpoints]) => {
      const targets = endpoints.map(({ fqdn, ip, port }) => {
        const host = fqdn === undefined ? (ip ?? '') : normalisedHostName(fqdn);
        return `${host}:${port ?? usual ?? ''}`;
      });
      const twice = targets.filter((target, index) => targets.indexOf(target) !== index);
      return [...new Set(twice)].map((target) =>
        about(endpointsField, `${target} is in NEG "${name}" twice`, 'give it once'),
      );
    });
  },
};

export const certificateUnchecked: InputRule = {
  id: 'tls/regional-not-validated',
  severity: 'warning',
  statement:
    'A regional load balancer checks the certificate of its endpoints only where it is told to.',
  why: 'the hop is encrypted, but whoever answers is believed',
  sources: [internetNegPage('Server certificate validation')],
  phase: 'inputs',
  check: ({ values }) => {
    if (!speaksTls(values) || tlsRootsOf(values) !== null) return [];
    return [
      about(
        protocolField,
        'the certificate of the endpoints is not validated, host names included',
        'use --backend-tls-roots=public-roots, or a trust config with your own',
      ),
    ];
  },
};

const RESERVED_HOST = /^(host|:?authority)\s*:/i;

export const reservedHost: InputRule = {
  id: 'headers/host-envoy',
  severity: 'error',
  statement:
    'Behind load balancers of Envoy proxies the header Host cannot be set as a custom one.',
  why: 'Host and :authority are reserved there',
  sources: [internetNegPage('Authenticate requests to the external backend')],
  phase: 'inputs',
  check: ({ values }) => {
    const secret = values.get(secretHeaderField);
    const fix = 'use another name, such as MyHost';
    return [
      ...(values.get(customRequestHeadersField) ?? [])
        .filter((header) => RESERVED_HOST.test(header))
        .map((header) => about(customRequestHeadersField, `header "${header}" is reserved`, fix)),
      ...(secret !== undefined && RESERVED_HOST.test(`${secret}:`)
        ? [about(secretHeaderField, `header "${secret}" is reserved`, fix)]
        : []),
    ];
  },
};

export const checkAdvice: InputRule = {
  id: 'health-check/optional-regional-internet',
  severity: 'advice',
  statement: 'A health check takes endpoints that are down out of rotation.',
  why: 'without one they keep getting requests',
  sources: [healthPage],
  phase: 'inputs',
  check: ({ values }) =>
    healthCheckChoice(values)?.how === 'none'
      ? [
          about(
            optionalHealthCheckField,
            'no health check is asked for',
            'add --health-check=https, http2, http or tcp',
          ),
        ]
      : [],
};

export const checkProtocol: InputRule = {
  id: 'health-check/envoy-protocols',
  severity: 'error',
  statement: 'The proxies probe by HTTP, HTTPS, HTTP2 or TCP.',
  why: 'distributed Envoy health checks know no other protocol',
  sources: [healthPage],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = healthCheckChoice(values);
    if (choice?.how !== 'create' || !['GRPC', 'SSL'].includes(choice.protocol)) return [];
    const message = `a health check by ${choice.protocol} is asked for`;
    return [about(optionalHealthCheckField, message, 'use tcp or https')];
  },
};

export const probeTraffic: InputRule = {
  id: 'health-check/quadratic-traffic',
  severity: 'warning',
  statement: 'Every proxy of the region probes every endpoint by itself.',
  why: 'the probes grow with the proxies times the endpoints, in the worst case quadratically, and pass the NAT at your cost',
  sources: [healthPage],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = healthCheckChoice(values);
    const count = values.get(endpointsField)?.length ?? 0;
    if (choice === undefined || choice.how === 'none' || count === 0) return [];
    const seconds = values.get(checkIntervalField);
    const rate = seconds === undefined ? '' : `${count} probes every ${seconds} s, `;
    return [
      about(
        optionalHealthCheckField,
        `each proxy sends ${rate}to ${count} ${count === 1 ? 'endpoint' : 'endpoints'}`,
        'keep --check-interval long where there are many endpoints',
      ),
    ];
  },
};

export const healthInvisible: InputRule = {
  id: 'health-check/status-invisible',
  severity: 'advice',
  statement: 'What the proxies find shows neither in the console nor in gcloud.',
  why: 'the proxies probe by themselves, and nothing collects their results',
  sources: [healthPage],
  phase: 'inputs',
  check: ({ values }) => {
    const how = healthCheckChoice(values)?.how;
    if (how === undefined || how === 'none') return [];
    return [
      about(
        optionalHealthCheckField,
        'the health of the endpoints will show as N/A',
        'see the logs of the load balancer instead',
      ),
    ];
  },
};

export const checkExists: LiveRule = {
  id: 'health-check/scope',
  severity: 'error',
  statement: 'An existing health check is one of the region of the load balancer.',
  why: 'a regional backend service takes no global one',
  sources: [computeApi('BackendService.healthChecks')],
  phase: 'live',
  check: ({ values, facts }) => {
    const choice = healthCheckChoice(values);
    const region = values.get(regionField);
    if (choice?.how !== 'existing' || region === undefined) return [];
    const id = resourceId({ type: 'region', region }, 'healthChecks', choice.name);
    if (lookup(facts, id) !== null) return [];
    return [
      about(
        optionalHealthCheckField,
        `there is no health check "${choice.name}" in ${region}`,
        `see \`gcloud compute health-checks list --regions=${region}\``,
      ),
    ];
  },
};
