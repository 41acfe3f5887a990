import { type AnyField, field } from '../field.ts';
import { normalisedHostName } from '../host-name.ts';
import { fraction, oneOf, repeatedText, text, wholeNumber, yesNo } from '../shape.ts';
import type { Values } from '../values.ts';
import { endpointsField } from './endpoint.ts';

/** The word of `--host-header` that leaves the client's Host header as it is. */
export const CLIENT_HOST = 'client';

export const protocolField = field({
  id: 'protocol',
  flag: 'protocol',
  path: 'backend.protocol',
  shape: text,
  placeholder: 'HTTPS|HTTP2|HTTP',
  summary: 'What the load balancer speaks to the endpoint',
  group: 'backend',
  fallback: () => ({
    value: 'HTTPS',
    because: 'the hop crosses the internet and should be encrypted',
  }),
  question: {
    ask: 'Protocol to the endpoint',
    why: 'the hop from Google to the endpoint crosses the internet',
    help: 'HTTPS and HTTP2 encrypt the hop and, for host names, check the certificate of the endpoint. HTTP sends everything in clear text.',
    meanings: {
      HTTPS: 'encrypted, HTTP/1.1',
      HTTP2: 'encrypted, HTTP/2',
      HTTP: 'clear text across the internet',
      GRPC: '',
      H2C: '',
      TCP: '',
      SSL: '',
    },
  },
});

/** Of proxy Network Load Balancers: they speak nothing else, so help does not show it. */
export const tcpProtocolField = protocolField.variant({
  hidden: true,
  question: undefined,
  fallback: () => ({ value: 'TCP', because: 'the load balancer passes on bytes' }),
});

export const hostHeaderField = field({
  id: 'hostHeader',
  flag: 'host-header',
  path: 'backend.hostHeader',
  shape: text,
  placeholder: `HOST|${CLIENT_HOST}`,
  summary: `Host header sent to the endpoint; "${CLIENT_HOST}" leaves the client's`,
  group: 'backend',
  fallback: (values) => {
    const fqdn = values.get(endpointsField)?.[0]?.fqdn;
    return fqdn === undefined
      ? { value: CLIENT_HOST, because: 'the endpoint is an address' }
      : { value: normalisedHostName(fqdn), because: 'most origins serve by their own host name' };
  },
  question: {
    ask: 'Host header sent to the endpoint',
    why: 'many origins answer 404 to a host name that is not theirs',
    help: `Type the host name that the endpoint expects, or "${CLIENT_HOST}" to pass on the Host header of the client.`,
  },
});

export const customRequestHeadersField = field({
  id: 'customRequestHeaders',
  flag: 'custom-request-header',
  path: 'backend.customRequestHeaders',
  shape: repeatedText,
  placeholder: 'NAME:VALUE',
  summary: 'Further header sent to the endpoint (repeatable)',
  group: 'backend',
});

export const secretHeaderField = field({
  id: 'secretHeader',
  flag: 'secret-header',
  path: 'backend.secretHeader',
  shape: text,
  placeholder: 'NAME',
  summary: 'Header with a secret by which the endpoint knows the load balancer',
  group: 'backend',
});

function hasSecret(values: Values): boolean {
  return values.has(secretHeaderField);
}

export const secretFileField = field({
  id: 'secretFile',
  flag: 'secret-file',
  path: 'backend.secretFile',
  isPath: true,
  shape: text,
  placeholder: 'FILE',
  summary: 'File of that secret; made with a random one where there is none',
  group: 'backend',
  appliesIf: hasSecret,
  requiredIf: hasSecret,
});

/** What is told of the request headers of an Application Load Balancer, Host aside. */
export const REQUEST_HEADER_FIELDS: readonly AnyField[] = [
  customRequestHeadersField,
  secretHeaderField,
  secretFileField,
];

export const loggingField = field({
  id: 'logging',
  flag: 'enable-logging',
  path: 'backend.logging',
  shape: yesNo,
  placeholder: '',
  summary: 'Log requests in Cloud Logging',
  group: 'backend',
  fallback: () => ({ value: false, because: 'logs cost money' }),
});

export const loggingSampleRateField = field({
  id: 'loggingSampleRate',
  flag: 'logging-sample-rate',
  path: 'backend.loggingSampleRate',
  shape: fraction,
  placeholder: 'RATE',
  summary: 'Share of requests that is logged, 0 to 1',
  group: 'backend',
  appliesIf: (values) => values.get(loggingField) === true,
  fallback: () => ({ value: 1, because: 'every request' }),
});

export const healthCheckField = field({
  id: 'healthCheck',
  flag: 'health-check',
  path: 'backend.healthCheck',
  shape: text,
  placeholder: 'NAME|none',
  summary: 'Health check of the backend service',
  group: 'backend',
  hidden: true,
});

export const balancingModeField = field({
  id: 'balancingMode',
  flag: 'balancing-mode',
  path: 'backend.balancingMode',
  shape: oneOf(['RATE', 'CONNECTION', 'UTILIZATION']),
  placeholder: 'MODE',
  summary: 'Balancing mode of the backend',
  group: 'backend',
  hidden: true,
});

export const maxRatePerEndpointField = field({
  id: 'maxRatePerEndpoint',
  flag: 'max-rate-per-endpoint',
  path: 'backend.maxRatePerEndpoint',
  shape: wholeNumber,
  placeholder: 'RATE',
  summary: 'Requests per second and endpoint',
  group: 'backend',
  hidden: true,
});

export const maxConnectionsPerEndpointField = field({
  id: 'maxConnectionsPerEndpoint',
  flag: 'max-connections-per-endpoint',
  path: 'backend.maxConnectionsPerEndpoint',
  shape: wholeNumber,
  placeholder: 'COUNT',
  summary: 'Connections per endpoint',
  group: 'backend',
  hidden: true,
});
