import type { AnyField } from '../inputs/field.ts';
import { healthCheckField, protocolField } from '../inputs/fields/backend.ts';
import { defaultPortField } from '../inputs/fields/endpoint.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, SERVERLESS_NEGS as overview, setUpPage } from './sources.ts';

/** A setting that a serverless backend does not have. */
function withoutSetting(
  id: string,
  field: AnyField,
  text: Pick<InputRule, 'statement' | 'why' | 'sources'> & { readonly fix: string },
): InputRule {
  const { fix, ...rest } = text;
  return {
    id,
    severity: 'error',
    ...rest,
    phase: 'inputs',
    check: ({ values }) => {
      const [given] = field.flagValuesIn(values);
      if (!values.has(field) || given === 'none') return [];
      return [about(field, `--${field.flag}=${given ?? ''} is given`, fix)];
    },
  };
}

export const noDefaultPort = withoutSetting('neg/default-port-forbidden', defaultPortField, {
  statement: 'A serverless NEG has no default port.',
  why: 'the platform knows how its services are reached; the API refuses a port',
  sources: [computeApi('NetworkEndpointGroup.defaultPort'), overview],
  fix: 'leave it out',
});

export const noServerlessHealthCheck = withoutSetting(
  'health-check/none-serverless',
  healthCheckField,
  {
    statement: 'A backend service with a serverless NEG has no health check.',
    why: 'the API refuses one; the platform itself starts what is needed',
    sources: [overview],
    fix: 'leave it out',
  },
);

export const noTimeout = withoutSetting(
  'backend-service/serverless-timeout',
  serverless.timeoutField,
  {
    statement: 'The timeout of a backend service with a serverless NEG cannot be set.',
    why: 'it is always 60 minutes; the API refuses another',
    sources: [overview],
    fix: 'leave it out, and set the request timeout of the Cloud Run service',
  },
);

export const noPortName = withoutSetting(
  'backend-service/port-name-irrelevant',
  serverless.portNameField,
  {
    statement: 'A backend service with a serverless NEG has no port name.',
    why: 'the API refuses one: "Port name is not supported"',
    sources: [overview, computeApi('BackendService.portName')],
    fix: 'leave it out',
  },
);

export const noAffinity = withoutSetting(
  'backend-service/serverless-no-affinity',
  serverless.sessionAffinityField,
  {
    statement: 'Session affinity does not work with serverless NEGs.',
    why: 'the load balancer does not choose the instance, Cloud Run does',
    sources: [overview],
    fix: 'leave it out, and use the session affinity of the Cloud Run service',
  },
);

export const serverlessProtocol: InputRule = {
  id: 'backend-service/serverless-protocol',
  severity: 'error',
  statement: 'The protocol of a backend service with a serverless NEG is HTTP or HTTPS.',
  why: 'the set-up is documented with these two, and neither changes how Cloud Run is reached',
  sources: [setUpPage('Create the load balancer, step 2')],
  phase: 'inputs',
  check: ({ values }) => {
    const protocol = values.get(protocolField) ?? 'HTTP';
    if (['HTTP', 'HTTPS'].includes(protocol.toUpperCase())) return [];
    return [about(protocolField, `"${protocol}" is given`, 'use HTTP or HTTPS')];
  },
};
