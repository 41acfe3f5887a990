import { field } from '../field.ts';
import { text, wholeNumber } from '../shape.ts';
import type { Values } from '../values.ts';
import { resourceNameField } from './names.ts';

/** Which health check a backend service gets. */
export type HealthCheckChoice =
  | { readonly how: 'none' }
  | { readonly how: 'create'; readonly protocol: (typeof PROTOCOLS)[number] }
  | { readonly how: 'existing'; readonly name: string };

const PROTOCOLS = ['HTTP', 'HTTPS', 'HTTP2', 'TCP', 'SSL', 'GRPC'] as const;

/** The choice behind the word of `--health-check`; `undefined` where nothing is said. */
export function healthCheckChoice(values: Values): HealthCheckChoice | undefined {
  const word = values.get(optionalHealthCheckField);
  if (word === undefined) return undefined;
  if (word === 'none') return { how: 'none' };
  const protocol = PROTOCOLS.find((known) => known.toLowerCase() === word);
  return protocol === undefined ? { how: 'existing', name: word } : { how: 'create', protocol };
}

function isMade(values: Values): boolean {
  return healthCheckChoice(values)?.how === 'create';
}

function asksByHttp(values: Values): boolean {
  const choice = healthCheckChoice(values);
  return choice?.how === 'create' && choice.protocol.startsWith('HTTP');
}

export const optionalHealthCheckField = field({
  id: 'healthCheck',
  flag: 'health-check',
  path: 'backend.healthCheck',
  shape: text,
  placeholder: 'none|https|http2|http|tcp|NAME',
  summary: 'Health check by the proxies: none, a new one, or an existing one by name',
  group: 'backend',
  fallback: () => ({ value: 'none', because: 'every proxy would probe every endpoint' }),
  question: {
    ask: 'Health check: none, https, http2, http, tcp, or the name of one in the region',
    why: 'without one an endpoint that is down keeps getting requests',
    help: 'Each proxy of the region probes each endpoint by itself, through the NAT: the probes grow with both, and their result shows nowhere but in the logs of the load balancer.',
  },
});

export const requestPathField = field({
  id: 'requestPath',
  flag: 'request-path',
  path: 'backend.requestPath',
  shape: text,
  placeholder: 'PATH',
  summary: 'Path that a new health check asks for',
  group: 'backend',
  appliesIf: asksByHttp,
  fallback: () => ({ value: '/', because: 'usual' }),
});

export const checkIntervalField = field({
  id: 'checkInterval',
  flag: 'check-interval',
  path: 'backend.checkInterval',
  shape: wholeNumber,
  placeholder: 'SECONDS',
  summary: 'Seconds between two probes of one proxy',
  group: 'backend',
  appliesIf: isMade,
  fallback: () => ({ value: 10, because: 'every proxy probes every endpoint' }),
});

export const healthCheckNameField = resourceNameField({
  id: 'healthCheckName',
  flag: 'health-check-name',
  path: 'healthCheck',
  title: 'new health check',
  suffix: 'hc',
  appliesIf: isMade,
});
