import {
  balancingModeField,
  CLIENT_HOST,
  healthCheckField,
  hostHeaderField,
  loggingField,
  maxConnectionsPerEndpointField,
  maxRatePerEndpointField,
  protocolField,
} from '../inputs/fields/backend.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { INTERNET_NEG_PROTOCOLS, internetNegProtocol } from '../inputs/internet-neg-protocol.ts';
import type { Values } from '../inputs/values.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

function hostOf(values: Values): string | undefined {
  const [endpoint] = values.get(endpointsField) ?? [];
  return endpoint?.fqdn ?? endpoint?.ip;
}

export const backendProtocol: InputRule = {
  id: 'backend-service/protocol',
  severity: 'error',
  statement:
    'Behind an Application Load Balancer an internet NEG is reached by HTTP, HTTPS or HTTP2.',
  why: 'the load balancer speaks no other protocol to it',
  sources: [internetNegPage('Backend service')],
  phase: 'inputs',
  check: ({ values }) => {
    const protocol = values.get(protocolField);
    if (protocol === undefined || internetNegProtocol(values) !== undefined) return [];
    return [
      about(
        protocolField,
        `"${protocol}" is not supported with an internet NEG`,
        `use one of ${INTERNET_NEG_PROTOCOLS.join(', ')}`,
      ),
    ];
  },
};

/** The same behind a proxy Network Load Balancer of a region. */
export const tcpProtocol: InputRule = {
  ...backendProtocol,
  statement: 'A regional proxy Network Load Balancer speaks TCP to its backends.',
  why: 'it passes on bytes, whatever they mean',
  sources: [loadBalancingPage('Backend services overview', 'backend-service')],
  check: ({ values }) => {
    const protocol = values.get(protocolField);
    if (protocol === undefined || protocol.toUpperCase() === 'TCP') return [];
    const message = `"${protocol}" is not what a proxy Network Load Balancer speaks`;
    return [about(protocolField, message, 'leave --protocol out, or take --lb=regional-external')];
  },
};

export const encryptInternet: InputRule = {
  id: 'backend-service/encrypt-internet',
  severity: 'warning',
  statement: 'Use HTTPS or HTTP2 to an endpoint across the internet.',
  why: 'HTTP sends requests and answers in clear text between Google and the endpoint',
  sources: [internetNegPage('Backend service')],
  phase: 'inputs',
  check: ({ values }) =>
    internetNegProtocol(values) === 'HTTP'
      ? [
          about(
            protocolField,
            `traffic to ${hostOf(values) ?? 'the endpoint'} crosses the internet in clear text`,
            'use --protocol=HTTPS or HTTP2',
          ),
        ]
      : [],
};

export const noBalancingMode: InputRule = {
  id: 'backend-service/balancing-mode-forbidden',
  severity: 'error',
  statement: 'An internet NEG as backend has no balancing mode and no target capacity.',
  why: 'nothing is balanced behind it',
  sources: [internetNegPage('Backend service'), gcloud('backend-services add-backend --help')],
  phase: 'inputs',
  check: ({ values }) =>
    [balancingModeField, maxRatePerEndpointField, maxConnectionsPerEndpointField]
      .filter((field) => values.has(field))
      .map((field) =>
        about(
          field,
          `--${field.flag} is given, internet NEGs have no such setting`,
          'leave it out',
        ),
      ),
};

export const noHealthCheck: InputRule = {
  id: 'health-check/none-global-internet',
  severity: 'error',
  statement:
    'Behind a global external or classic Application Load Balancer an internet NEG has no health check.',
  why: 'the API refuses one; failures of the endpoint show as 502',
  sources: [internetNegPage('Health checks'), computeApi('BackendService.healthChecks')],
  phase: 'inputs',
  check: ({ values }) => {
    const given = values.get(healthCheckField);
    if (given === undefined || given === 'none') return [];
    return [
      about(
        healthCheckField,
        `health check "${given}" is given`,
        'leave --health-check out, or say none',
      ),
    ];
  },
};

export const oneHealthCheck: InputRule = {
  id: 'health-check/at-most-one',
  severity: 'error',
  statement: 'A backend service has at most one health check.',
  why: 'the API takes a list, but refuses a second entry',
  sources: [computeApi('BackendService.healthChecks'), gcloud('two were sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(healthCheckField)?.includes(',') === true
      ? [about(healthCheckField, 'more than one health check is given', 'give at most one')]
      : [],
};

export const hostAdvice: InputRule = {
  id: 'headers/host-advice',
  severity: 'advice',
  statement: 'Without a Host header of its own the endpoint sees the one that the client sent.',
  why: 'an origin that serves by host name answers 404 to names that it does not know',
  sources: [internetNegPage('Authenticate requests to the external backend')],
  phase: 'inputs',
  check: ({ values }) => {
    const host = values.get(hostHeaderField);
    if (host !== CLIENT_HOST) return [];
    return [
      about(
        hostHeaderField,
        "the endpoint will see the client's Host header",
        'give --host-header=NAME if it serves by host name',
      ),
    ];
  },
};

export const loggingAdvice: InputRule = {
  id: 'backend-service/logging',
  severity: 'advice',
  statement: 'Request logs show what the endpoint answered.',
  why: 'without a health check they are the first place to look at',
  sources: [loadBalancingPage('Backend services overview', 'backend-service')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(loggingField) === false
      ? [about(loggingField, 'requests are not logged', 'add --enable-logging')]
      : [],
};

export const egressCost: InputRule = {
  id: 'backend-service/egress-cost',
  severity: 'advice',
  statement: 'Traffic to an internet endpoint is billed as internet egress on the Premium tier.',
  why: 'every request and every byte sent to it leaves Google',
  sources: [internetNegPage('Pricing')],
  phase: 'inputs',
  check: ({ values }) => {
    const host = hostOf(values);
    if (host === undefined) return [];
    return [
      about(endpointsField, `traffic to ${host} is billed as internet egress`, 'nothing to do'),
    ];
  },
};
