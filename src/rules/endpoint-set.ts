import ipaddr from 'ipaddr.js';
import { type EndpointInput, endpointText } from '../inputs/endpoint.ts';
import { isPublicAddress } from './endpoints.ts';
import type { RuleText } from './rule.ts';
import { loadBalancingPage } from './sources.ts';

/** What of a NEG decides which endpoints it can have. */
export interface EndpointHome {
  /** As the API spells it: `GCE_VM_IP_PORT`. */
  readonly type: string;
  readonly isGlobal: boolean;
  readonly defaultPort: number | undefined;
}

/** What is wrong with an endpoint, or with all of them together. */
export interface SetFinding {
  /** Id of the documented rule. */
  readonly rule: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

type Key = 'fqdn' | 'ip' | 'ipv6' | 'instance' | 'port';

/** The key that an endpoint of a type must have, and those that it may have (rule endpoint/keys-match-type). */
const KEYS: Readonly<Record<string, { readonly must: Key; readonly may: readonly Key[] }>> = {
  INTERNET_FQDN_PORT: { must: 'fqdn', may: ['port'] },
  INTERNET_IP_PORT: { must: 'ip', may: ['port'] },
  NON_GCP_PRIVATE_IP_PORT: { must: 'ip', may: ['port'] },
  GCE_VM_IP_PORT: { must: 'instance', may: ['ip', 'ipv6', 'port'] },
  GCE_VM_IP: { must: 'instance', may: ['ip'] },
};

/** True for NEGs whose endpoints are listed one by one. */
export function takesEndpoints(type: string): boolean {
  return KEYS[type] !== undefined;
}

/** For NEGs of whole addresses, which passthrough load balancers have; no recipe makes one. */
export const NO_PORT_OF_ADDRESSES: RuleText = {
  id: 'endpoint/gce-vm-ip-no-port',
  severity: 'error',
  statement: 'An endpoint of a GCE_VM_IP NEG has no port.',
  why: 'the type of the NEG decides which keys its endpoints have',
  sources: [loadBalancingPage('Zonal NEGs overview', 'negs/zonal-neg-concepts')],
};

/** By which rule an endpoint with keys that its type has not, or without the one it needs, is refused. */
function keysRule(type: string, odd: readonly string[]): string {
  if (type === 'GCE_VM_IP' && odd.includes('port')) return NO_PORT_OF_ADDRESSES.id;
  const isInstance = odd.length === 0 && KEYS[type]?.must === 'instance';
  return isInstance ? 'endpoint/instance-required' : 'endpoint/keys-match-type';
}

function keysFinding(endpoint: EndpointInput, { type }: EndpointHome): readonly SetFinding[] {
  const keys = KEYS[type];
  if (keys === undefined) return [];
  const { must, may } = keys;
  const odd = Object.keys(endpoint).filter(
    (key) => key !== must && !may.some((one) => one === key),
  );
  if (odd.length === 0 && endpoint[must] !== undefined) return [];
  const problem =
    odd.length === 0 ? `has no ${must}=` : `has ${odd.map((key) => `${key}=`).join(', ')}`;
  return [
    {
      rule: keysRule(type, odd),
      what: `endpoint "${endpointText(endpoint)}" ${problem}`,
      why: 'the type of the NEG decides which keys its endpoints have',
      fix: `endpoints of type ${type} take ${[must, ...may].map((key) => `${key}=`).join(', ')}`,
    },
  ];
}

function portFinding(endpoint: EndpointInput, home: EndpointHome): readonly SetFinding[] {
  const { port } = endpoint;
  const text = endpointText(endpoint);
  if (port !== undefined && (port < 1 || port > 65_535)) {
    return [
      {
        rule: 'endpoint/port-range',
        what: `endpoint "${text}": port ${port} is outside 1-65535`,
        why: 'no other port exists',
        fix: 'give a port from 1 to 65535',
      },
    ];
  }
  const mayLack = home.isGlobal || home.type === 'GCE_VM_IP' || home.defaultPort !== undefined;
  if (port !== undefined || mayLack) return [];
  return [
    {
      rule: 'neg/port-required',
      what: `endpoint "${text}" has no port, and the NEG has no default port`,
      why: 'only a global internet NEG knows a port by itself',
      fix: 'add port=PORT to the endpoint, or give the NEG a default port',
    },
  ];
}

function addressFinding(endpoint: EndpointInput, { type }: EndpointHome): readonly SetFinding[] {
  const { ip } = endpoint;
  if (ip === undefined) return [];
  if (!ipaddr.IPv4.isValidFourPartDecimal(ip)) {
    return [
      {
        rule: 'endpoint/ip-v4',
        what: `"${ip}" is not an IPv4 address`,
        why: 'ip= takes IPv4 addresses in dotted form',
        fix: 'give an address such as 10.0.0.5',
      },
    ];
  }
  const isInternet = type === 'INTERNET_IP_PORT';
  if (isInternet && !isPublicAddress(ip)) {
    return [
      {
        rule: 'endpoint/ip-public',
        what: `${ip} is not publicly routable`,
        why: 'the load balancer reaches it over the internet only',
        fix: 'give a public address; a private one needs a hybrid NEG',
      },
    ];
  }
  return [];
}

/** How many endpoints a NEG of a type can have (rules endpoint/one-per-global-internet, -max-256-…, -max-10000-…). */
export function capacityOf({ type, isGlobal }: EndpointHome): {
  readonly most: number;
  readonly rule: string;
} {
  if (!type.startsWith('INTERNET_')) return { most: 10_000, rule: 'endpoint/max-10000-zonal' };
  return isGlobal
    ? { most: 1, rule: 'endpoint/one-per-global-internet' }
    : { most: 256, rule: 'endpoint/max-256-regional-internet' };
}

/** What is wrong where a NEG would have so many endpoints. */
export function capacityFindings(home: EndpointHome, count: number): readonly SetFinding[] {
  const { most, rule } = capacityOf(home);
  if (count <= most) return [];
  return [
    {
      rule,
      what: `${count} endpoints exceed the limit of ${most}`,
      why: `a NEG of type ${home.type} holds at most ${most}`,
      fix: most === 1 ? 'remove the one it has first' : 'split them over several NEGs',
    },
  ];
}

function duplicates(
  endpoints: readonly EndpointInput[],
  { defaultPort }: EndpointHome,
): readonly SetFinding[] {
  const seen = new Set<string>();
  return endpoints.flatMap((endpoint) => {
    const key = endpointText({ ...endpoint, port: endpoint.port ?? defaultPort ?? 0 });
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        rule: 'endpoint/unique',
        what: `endpoint "${endpointText(endpoint)}" is listed twice`,
        why: 'address and port are unique in a NEG',
        fix: 'leave it out once',
      },
    ];
  });
}

/** What is wrong with endpoints, as far as can be said without looking at the project. */
export function endpointFindings(
  home: EndpointHome,
  endpoints: readonly EndpointInput[],
): readonly SetFinding[] {
  return [
    ...endpoints.flatMap((endpoint) => [
      ...keysFinding(endpoint, home),
      ...portFinding(endpoint, home),
      ...addressFinding(endpoint, home),
    ]),
    ...duplicates(endpoints, home),
  ];
}
