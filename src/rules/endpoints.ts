import ipaddr from 'ipaddr.js';
import { effectivePort } from '../inputs/effective-port.ts';
import type { EndpointInput } from '../inputs/endpoint.ts';
import { endpointText } from '../inputs/endpoint.ts';
import { protocolField } from '../inputs/fields/backend.ts';
import { defaultPortField, endpointsField, endpointTypeField } from '../inputs/fields/endpoint.ts';
import type { Values } from '../inputs/values.ts';
import { about, type Finding, type InputRule } from './rule.ts';
import { computeApi, gcloud, internetNegPage } from './sources.ts';

function endpointsOf(values: Values): readonly EndpointInput[] {
  return values.get(endpointsField) ?? [];
}

function outsidePorts(port: number | undefined): port is number {
  return port !== undefined && (port < 1 || port > 65_535);
}

export const endpointPort: InputRule = {
  id: 'endpoint/port-range',
  severity: 'error',
  statement: 'The port of an endpoint is 1 to 65535.',
  why: 'no other port exists',
  sources: [computeApi('NetworkEndpoint.port'), gcloud('port=0 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    endpointsOf(values).flatMap(({ port }) =>
      outsidePorts(port)
        ? [about(endpointsField, `port ${port} is outside 1-65535`, 'give a port from 1 to 65535')]
        : [],
    ),
};

export const defaultPort: InputRule = {
  id: 'neg/default-port-range',
  severity: 'error',
  statement: 'The default port of a NEG is 1 to 65535.',
  why: 'no other port exists',
  sources: [computeApi('NetworkEndpointGroup.defaultPort'), gcloud('70000 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const port = values.get(defaultPortField);
    if (!outsidePorts(port)) return [];
    return [
      about(defaultPortField, `port ${port} is outside 1-65535`, 'give a port from 1 to 65535'),
    ];
  },
};

const KEYS = new Map<string, { readonly host: 'fqdn' | 'ip'; readonly takes: string }>([
  ['internet-fqdn-port', { host: 'fqdn', takes: 'fqdn= and port=' }],
  ['internet-ip-port', { host: 'ip', takes: 'ip= and port=' }],
]);

/** The NEG type in gcloud's spelling. */
export function endpointTypeOf(values: Values): string {
  return (values.get(endpointTypeField) ?? '').toLowerCase().replaceAll('_', '-');
}

/** Findings about endpoints with keys that neither their type has nor the flavour at hand allows beside them. */
function keyFindings(values: Values, allowed: readonly string[]): readonly Finding[] {
  const type = endpointTypeOf(values);
  const keys = KEYS.get(type);
  if (keys === undefined) return [];
  return endpointsOf(values).flatMap((endpoint): readonly Finding[] => {
    const wrong = Object.keys(endpoint).filter(
      (key) => key !== keys.host && key !== 'port' && !allowed.includes(key),
    );
    if (wrong.length === 0 && endpoint[keys.host] !== undefined) return [];
    const problem =
      wrong.length === 0
        ? `has no ${keys.host}=`
        : `has ${wrong.map((key) => `${key}=`).join(', ')}`;
    return [
      about(
        endpointsField,
        `endpoint "${endpointText(endpoint)}" ${problem}`,
        `endpoints of type ${type} take ${keys.takes}`,
      ),
    ];
  });
}

export const endpointKeys: InputRule = {
  id: 'endpoint/keys-match-type',
  severity: 'error',
  statement: 'The type of the NEG decides which keys its endpoints have.',
  why: 'gcloud sends keys of other types without looking, and the API refuses them',
  sources: [gcloud('network-endpoint-groups update --help')],
  phase: 'inputs',
  check: ({ values }) => keyFindings(values, []),
};

/** The same where a set-up may have several NEGs. */
export const regionalEndpointKeys: InputRule = {
  ...endpointKeys,
  check: ({ values }) => keyFindings(values, ['neg']),
};

export const oneEndpoint: InputRule = {
  id: 'endpoint/one-per-global-internet',
  severity: 'error',
  statement: 'A global internet NEG holds exactly one endpoint.',
  why: 'the load balancer only proxies to it; nothing is balanced behind it',
  sources: [internetNegPage('Number of endpoints per NEG'), gcloud('two were sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const count = endpointsOf(values).length;
    if (count < 2) return [];
    return [
      about(
        endpointsField,
        `${count} endpoints are given, a global internet NEG takes one`,
        'put several addresses behind one host name, or use one set-up for each origin',
      ),
    ];
  },
};

function addressesOf(values: Values): readonly string[] {
  return endpointsOf(values).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
}

export const addressFamily: InputRule = {
  id: 'endpoint/ip-v4',
  severity: 'error',
  statement: 'The address of an internet endpoint is an IPv4 address in dotted form.',
  why: 'internet NEGs take no other addresses',
  sources: [gcloud('network-endpoint-groups update --help')],
  phase: 'inputs',
  check: ({ values }) =>
    addressesOf(values)
      .filter((ip) => !ipaddr.IPv4.isValidFourPartDecimal(ip))
      .map((ip) => {
        const kind = ipaddr.IPv6.isValid(ip) ? 'an IPv6 address' : 'not an IPv4 address';
        return about(endpointsField, `"${ip}" is ${kind}`, 'give an address such as 192.0.43.8');
      }),
};

/** True for addresses that the internet routes: no private, shared, documentation or reserved range. */
export function isPublicAddress(ip: string): boolean {
  return ipaddr.process(ip).range() === 'unicast';
}

export const addressPublic: InputRule = {
  id: 'endpoint/ip-public',
  severity: 'error',
  statement: 'The address of an internet endpoint is publicly routable.',
  why: 'the load balancer reaches it over the internet only',
  sources: [
    internetNegPage('Internet NEG'),
    gcloud('network-endpoint-groups create --help; 10.0.0.5 was sent unchanged'),
  ],
  phase: 'inputs',
  check: ({ values }) =>
    addressesOf(values)
      .filter((ip) => ipaddr.IPv4.isValidFourPartDecimal(ip) && !isPublicAddress(ip))
      .map((ip) =>
        about(
          endpointsField,
          `${ip} is not publicly routable`,
          'give a public address; a private one needs a hybrid NEG',
        ),
      ),
};

export const portByProtocol: InputRule = {
  id: 'neg/port-default-chain',
  severity: 'advice',
  statement:
    "Without a port the endpoint takes the NEG's default port, else 80 for HTTP and 443 for HTTPS and HTTP2.",
  why: 'negctl writes the port that results, so that it shows',
  sources: [
    internetNegPage('footnote of the table of global NEGs'),
    gcloud('network-endpoint-groups update --help'),
  ],
  phase: 'inputs',
  check: ({ values }) => {
    const [first] = endpointsOf(values);
    const port = effectivePort(values);
    if (first === undefined || first.port !== undefined || port === undefined) return [];
    const from =
      values.get(defaultPortField) === undefined
        ? `the protocol is ${values.get(protocolField)}`
        : 'it is the default port of the NEG';
    return [
      about(
        endpointsField,
        `the endpoint gets port ${port}, because ${from}`,
        'add port= to choose another',
      ),
    ];
  },
};

export const noFailover: InputRule = {
  id: 'endpoint/unreachable-502',
  severity: 'advice',
  statement: 'An endpoint that cannot be reached or resolved shows as 502 to clients.',
  why: 'global internet NEGs have no health check and no second endpoint',
  sources: [internetNegPage('Health checks')],
  phase: 'inputs',
  check: ({ values }) => {
    const [first] = endpointsOf(values);
    if (first === undefined) return [];
    const host = first.fqdn ?? first.ip ?? 'the endpoint';
    return [
      about(
        endpointsField,
        `there is no failover: while ${host} is down, clients see 502`,
        'watch the endpoint itself',
      ),
    ];
  },
};
