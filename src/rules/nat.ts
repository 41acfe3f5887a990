import { lookup } from '../facts/facts.ts';
import { managedProxyNatOf } from '../facts/networks.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { natExternalIpPoolField, natField, natPoolSizeField } from '../inputs/fields/nat.ts';
import { dnsAddressesField } from '../inputs/fields/private-dns.ts';
import { networkField, regionField } from '../inputs/fields/region.ts';
import { textAt } from '../json.ts';
import { resourceId } from '../resources/resource.ts';
import { isPublicAddress } from './endpoints.ts';
import { isResourceName, suggestedName } from './naming.ts';
import {
  about,
  type InputContext,
  type InputRule,
  type LiveContext,
  type LiveRule,
} from './rule.ts';
import { gcloud, internetNegPage } from './sources.ts';

const natPage = internetNegPage('Regional NEGs: Use a Cloud NAT gateway');
const MOST_ADDRESSES = 50;

function poolSize({ values }: Pick<InputContext, 'values'>): number | undefined {
  if (values.get(natField) !== 'pool') return undefined;
  return values.get(natExternalIpPoolField)?.length ?? values.get(natPoolSizeField);
}

export const poolLimits: InputRule = {
  id: 'nat/manual-max-50',
  severity: 'error',
  statement: 'A NAT gateway takes 1 to 50 reserved addresses.',
  why: 'that is the limit unless Google raises it',
  sources: [natPage],
  phase: 'inputs',
  check: (context) => {
    const size = poolSize(context);
    if (size === undefined || (size >= 1 && size <= MOST_ADDRESSES)) return [];
    const field = context.values.has(natExternalIpPoolField)
      ? natExternalIpPoolField
      : natPoolSizeField;
    return [about(field, `${size} addresses are asked for`, 'give 1 to 50')];
  },
};

export const poolNames: InputRule = {
  id: 'nat/pool-names',
  severity: 'error',
  statement: 'Reserved addresses for a NAT are given by their names, each once.',
  why: 'a URL would let gcloud act on another project',
  sources: [gcloud('a URL as NAME acts on the project in it')],
  phase: 'inputs',
  check: ({ values }) => {
    const pool = values.get(natExternalIpPoolField) ?? [];
    const illegal = pool.filter((name) => !isResourceName(name));
    const twice = pool.filter((name, index) => pool.indexOf(name) !== index);
    return [
      ...illegal.map((name) =>
        about(
          natExternalIpPoolField,
          `"${name}" is not a resource name`,
          `give the name of the address, such as "${suggestedName(name)}"`,
        ),
      ),
      ...twice.map((name) =>
        about(natExternalIpPoolField, `address "${name}" is given twice`, 'give each once'),
      ),
    ];
  },
};

export const poolSizeWarning: InputRule = {
  id: 'nat/manual-pool-size',
  severity: 'warning',
  statement: 'A pool of reserved addresses is as large as the number of proxies.',
  why: 'each proxy takes a whole address; requests through proxies without one fail with 5xx',
  sources: [natPage],
  phase: 'inputs',
  check: (context) => {
    const size = poolSize(context);
    if (size === undefined) return [];
    return [
      about(
        natPoolSizeField,
        `${size} ${size === 1 ? 'address serves one proxy' : `addresses serve ${size} proxies`}`,
        'watch nat_allocation_failed, and add addresses before it rises',
      ),
    ];
  },
};

export const poolOnlyWhereNeeded: InputRule = {
  id: 'nat/manual-when-allowlisting',
  severity: 'advice',
  statement: 'Reserved addresses are for endpoints that let in known addresses only.',
  why: 'automatic ones grow with the load',
  sources: [natPage],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(natField) === 'pool'
      ? [about(natField, 'the NAT gets reserved addresses', 'use --nat=auto where it need not')]
      : [],
};

function natIn({ values, facts }: LiveContext) {
  const network = values.get(networkField);
  const region = values.get(regionField);
  if (network === undefined || region === undefined) return null;
  return managedProxyNatOf(facts, { type: 'region', region }, network);
}

export const oneNat: LiveRule = {
  id: 'nat/same-router-network-region',
  severity: 'error',
  statement: 'A network has one NAT for its managed proxies in a region, shared by all of them.',
  why: 'a second one would be refused, and the addresses of the first are the ones that count',
  sources: [natPage],
  phase: 'live',
  check: (context) => {
    const { values, resources } = context;
    const live = natIn(context);
    const isPlanned = resources.some(({ kind }) => kind === 'routerNats');
    if (live === null || isPlanned || values.get(natField) !== 'pool') return [];
    return [
      about(
        natField,
        `NAT ${live.name} of router ${live.router} serves the proxies of the network already`,
        'use --nat=auto to take it as it is, or change its addresses there',
      ),
    ];
  },
};

export const poolExists: LiveRule = {
  id: 'nat/pool-addresses',
  severity: 'error',
  statement: 'The reserved addresses of a NAT exist in its region, external and unused.',
  why: 'the API refuses others in the middle of the run',
  sources: [gcloud('routers nats create --help')],
  phase: 'live',
  check: (context) => {
    const { values, facts } = context;
    const region = values.get(regionField) ?? '';
    const used = new Set(natIn(context)?.addresses ?? []);
    return (values.get(natExternalIpPoolField) ?? []).flatMap((name) => {
      const id = resourceId({ type: 'region', region }, 'addresses', name);
      const address = lookup(facts, id);
      const refusal =
        address === null
          ? 'does not exist there'
          : textAt(address, 'addressType') === 'INTERNAL'
            ? 'is internal'
            : textAt(address, 'status') === 'IN_USE' && !used.has(id)
              ? 'is in use'
              : undefined;
      if (refusal === undefined) return [];
      const fix = 'give reserved external addresses of the region, or --nat-pool-size=COUNT';
      return [about(natExternalIpPoolField, `address "${name}" of ${region} ${refusal}`, fix)];
    });
  },
};

export const wayOut: LiveRule = {
  id: 'network/egress-route',
  severity: 'warning',
  statement:
    'Proxies reach endpoints on the internet by a NAT, and private ones by routes of the network.',
  why: 'without either no request arrives',
  sources: [natPage],
  phase: 'live',
  check: (context) => {
    const { values } = context;
    if (values.get(natField) !== 'none' || natIn(context) !== null) return [];
    const network = values.get(networkField);
    return [
      about(
        endpointsField,
        `network ${network} has no NAT for its proxies`,
        'make sure that its routes lead to the endpoints, or use --nat=auto',
      ),
    ];
  },
};

export const notForPrivate: InputRule = {
  id: 'nat/not-for-private',
  severity: 'advice',
  statement: 'Private endpoints need no NAT: the network routes to them.',
  why: 'requests arrive there from the proxy-only subnet, which the other side has to let in',
  sources: [natPage],
  phase: 'inputs',
  check: ({ values }) => {
    const addresses = values.get(dnsAddressesField) ?? [];
    if (addresses.length === 0 || values.get(natField) === 'none') return [];
    if (addresses.some(isPublicAddress)) return [];
    const message = 'all addresses of the endpoints are private';
    return [about(natField, message, 'use --nat=none, unless a NAT is needed for others')];
  },
};
