import {
  balancingModeField,
  maxConnectionsPerEndpointField,
  maxRatePerEndpointField,
  protocolField,
} from '../inputs/fields/backend.ts';
import { maxConnectionsField, maxRateField } from '../inputs/fields/balancing.ts';
import { targetTagsField } from '../inputs/fields/firewall.ts';
import { healthCheckChoice, optionalHealthCheckField } from '../inputs/fields/health-check.ts';
import { listedEndpoints } from '../inputs/fields/zonal.ts';
import { backendProtocol } from './backend.ts';
import { isResourceName, suggestedName } from './naming.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const backendPage = loadBalancingPage('Backend services overview', 'backend-service');
const healthPage = loadBalancingPage('Health checks overview', 'health-check-concepts');
const hybridPage = loadBalancingPage(
  'Hybrid connectivity NEGs overview',
  'negs/hybrid-neg-concepts',
);

export const tagForm: InputRule = {
  id: 'name/target-tag',
  severity: 'error',
  statement: 'A network tag is 1-63 lower-case letters, digits and dashes, a letter first.',
  why: 'the API refuses other texts, and gcloud sends them without looking',
  sources: [computeApi('Firewall.targetTags')],
  phase: 'inputs',
  check: ({ values }) =>
    (values.get(targetTagsField) ?? [])
      .filter((tag) => !isResourceName(tag))
      .map((tag) =>
        about(
          targetTagsField,
          `"${tag}" is not a network tag`,
          `give tags such as "${suggestedName(tag)}"`,
        ),
      ),
};

function protocolRule(words: readonly string[], whose: string): InputRule {
  return {
    ...backendProtocol,
    statement: `${whose} speaks ${words.join(' or ')} to its backends.`,
    why: 'the load balancer speaks no other protocol',
    sources: [backendPage],
    check: ({ values }) => {
      const protocol = values.get(protocolField);
      if (protocol === undefined || words.includes(protocol.toUpperCase())) return [];
      return [
        about(protocolField, `"${protocol}" is not spoken here`, `use ${words.join(' or ')}`),
      ];
    },
  };
}

export const webProtocol = protocolRule(['HTTP', 'HTTPS', 'HTTP2'], 'An Application Load Balancer');
export const sslProtocol = protocolRule(['SSL', 'TCP'], 'An SSL proxy');
export const plainProtocol = protocolRule(['TCP'], 'A TCP proxy');

export const noUtilization: InputRule = {
  id: 'backend-service/no-utilization-for-negs',
  severity: 'error',
  statement: 'UTILIZATION is a balancing mode of instance groups only.',
  why: 'nobody knows how busy an endpoint is',
  sources: [backendPage, gcloud('UTILIZATION was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(balancingModeField) === 'UTILIZATION'
      ? [about(balancingModeField, 'balancing mode UTILIZATION is given', 'leave it out')]
      : [],
};

function balancing(mode: 'RATE' | 'CONNECTION'): InputRule {
  const [each, whole] =
    mode === 'RATE'
      ? [maxRatePerEndpointField, maxRateField]
      : [maxConnectionsPerEndpointField, maxConnectionsField];
  return {
    id: 'backend-service/rate-or-connection',
    severity: 'error',
    statement:
      'NEGs of zones are balanced by RATE behind Application Load Balancers, by CONNECTION behind proxies, with one target capacity of at least 1.',
    why: 'the API refuses the rest',
    sources: [backendPage],
    phase: 'inputs',
    check: ({ values }) => {
      const given = values.get(balancingModeField);
      const isOther = given !== undefined && given !== mode && given !== 'UTILIZATION';
      const isTwice = values.has(each) && values.has(whole);
      const none = [each, whole].filter((field) => (values.get(field) ?? 1) < 1);
      return [
        ...(isOther
          ? [about(balancingModeField, `balancing mode ${given} is given`, `leave it, or ${mode}`)]
          : []),
        ...(isTwice ? [about(whole, `--${each.flag} is given too`, 'keep one of the two')] : []),
        ...none.map((field) =>
          about(field, `--${field.flag} is ${values.get(field)}`, 'give 1 or more'),
        ),
      ];
    },
  };
}

export const byRate: InputRule = balancing('RATE');
export const byConnection: InputRule = balancing('CONNECTION');

export const checkRequired: InputRule = {
  id: 'health-check/required-zonal',
  severity: 'error',
  statement: 'NEGs of zones need a health check.',
  why: 'the API refuses the backend without one',
  sources: [healthPage, computeApi('BackendService.healthChecks')],
  phase: 'inputs',
  check: ({ values }) =>
    healthCheckChoice(values)?.how === 'none'
      ? [about(optionalHealthCheckField, 'no health check is asked for', 'leave the flag out')]
      : [],
};

export const everyProxyProbes: InputRule = {
  id: 'health-check/quadratic-traffic',
  severity: 'warning',
  statement: 'Every proxy of the region probes every endpoint by itself.',
  why: 'the probes grow with the proxies times the endpoints, in the worst case quadratically, and pass VPN or Interconnect',
  sources: [hybridPage],
  phase: 'inputs',
  check: ({ values }) => {
    const count = listedEndpoints(values).length;
    if (count === 0) return [];
    const message = `each proxy probes ${count} ${count === 1 ? 'endpoint' : 'endpoints'}`;
    const fix = 'keep --check-interval long where there are many endpoints';
    return [about(optionalHealthCheckField, message, fix)];
  },
};
