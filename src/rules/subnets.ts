import { documentsOf, type Facts, lookup } from '../facts/facts.ts';
import { subnetsOf } from '../facts/networks.ts';
import { addressNumber, overlaps, type Range, rangeIn, rangeText } from '../inputs/cidr.ts';
import type { Field } from '../inputs/field.ts';
import { addressField } from '../inputs/fields/front-end.ts';
import * as region from '../inputs/fields/region.ts';
import type { Values } from '../inputs/values.ts';
import { textAt } from '../json.ts';
import { networkId, type RegionScope } from '../resources/network.ts';
import { GLOBAL, idOfReference, ofKind, type Resource, resourceId } from '../resources/resource.ts';
import { about, type Finding, type InputRule, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage, serverlessPost, setUpPage } from './sources.ts';

const proxySubnetPage = loadBalancingPage(
  'Proxy-only subnets for Envoy-based load balancers',
  'proxy-only-subnets',
);

/** The fields that hold a range, and its meaning in words. */
const RANGES: readonly (readonly [Field<string>, string])[] = [
  [region.subnetRangeField, 'the subnet'],
  [region.proxyOnlySubnetRangeField, 'the proxy-only subnet'],
];

interface GivenRange {
  readonly field: Field<string>;
  readonly text: string;
  readonly range: Range | undefined;
}

function rangesIn(values: Values): readonly GivenRange[] {
  return RANGES.flatMap(([field]) => {
    const text = values.get(field);
    return text === undefined ? [] : [{ field, text, range: rangeIn(text) }];
  });
}

export const rangeForm: InputRule = {
  id: 'subnet/cidr-valid',
  severity: 'error',
  statement: 'The range of a subnet is IPv4 in CIDR notation, with no bits behind its prefix.',
  why: 'the API refuses others, and gcloud sends them without looking',
  sources: [computeApi('Subnetwork.ipCidrRange'), gcloud('10.0.0.1/23 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const given = rangesIn(values);
    const odd = given.flatMap(({ field, text, range }): readonly Finding[] => {
      if (range === undefined) {
        return [about(field, `"${text}" is no IPv4 range`, 'write it like 10.129.0.0/23')];
      }
      if (range.isAligned) return [];
      const fix = `write ${rangeText(range.first, range.prefix)}`;
      return [about(field, `"${text}" has bits behind its prefix`, fix)];
    });
    const [one, other] = given;
    const isDouble =
      one?.range !== undefined && other?.range !== undefined && overlaps(one.range, other.range);
    return isDouble
      ? [
          ...odd,
          about(
            other.field,
            `${other.text} overlaps ${one.text}`,
            'give ranges that have nothing in common',
          ),
        ]
      : odd;
  },
};

export const proxyOnlySize: InputRule = {
  id: 'subnet/proxy-only-size',
  severity: 'error',
  statement: 'A proxy-only subnet has at least 64 addresses: its prefix is /26 or shorter.',
  why: 'the API refuses a smaller one',
  sources: [proxySubnetPage, gcloud('/27 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const text = values.get(region.proxyOnlySubnetRangeField) ?? '';
    const prefix = rangeIn(text)?.prefix ?? 0;
    if (prefix <= 26) return [];
    const what = `${text} has ${2 ** (32 - prefix)} addresses`;
    return [
      about(region.proxyOnlySubnetRangeField, what, 'give a /26 or larger; /23 is recommended'),
    ];
  },
};

export const proxyOnlySizeAdvice: InputRule = {
  id: 'subnet/proxy-only-size-advice',
  severity: 'advice',
  statement: 'A proxy-only subnet begins with /23: it cannot be made larger later.',
  why: 'each proxy takes an address of it, and traffic decides how many there are',
  sources: [proxySubnetPage, serverlessPost('Step 1')],
  phase: 'inputs',
  check: ({ values }) => {
    const text = values.get(region.proxyOnlySubnetRangeField) ?? '';
    const prefix = rangeIn(text)?.prefix ?? 0;
    if (prefix <= 23 || prefix > 26) return [];
    const what = `${text} gives ${2 ** (32 - prefix)} addresses to proxies`;
    return [about(region.proxyOnlySubnetRangeField, what, 'give a /23 where there is room')];
  },
};

function regionOf(values: Values): RegionScope | null {
  const name = values.get(region.regionField);
  return name === undefined ? null : { type: 'region', region: name };
}

/** The subnets of the network, in all regions, that the plan does not make. */
function otherSubnets({
  values,
  resources,
  facts,
}: LiveContext): readonly { name: string; range: Range; text: string }[] {
  const network = networkId(values.get(region.networkField) ?? '');
  const planned = ofKind(resources, 'subnetworks').map(({ id }) => id);
  return documentsOf(facts, { kind: 'subnetworks', scope: GLOBAL })
    .filter((subnet) => idOfReference(textAt(subnet, 'network') ?? '') === network)
    .filter((subnet) => !planned.includes(idOfReference(textAt(subnet, 'selfLink') ?? '')))
    .flatMap((subnet) => {
      const text = textAt(subnet, 'ipCidrRange') ?? '';
      const range = rangeIn(text);
      return range === undefined ? [] : [{ name: textAt(subnet, 'name') ?? '?', range, text }];
    });
}

/** The first range of a size in 10.0.0.0/8 that nothing overlaps. */
function freeRange(prefix: number, taken: readonly Range[]): string | undefined {
  const size = 2 ** (32 - prefix);
  const start = 10 * 2 ** 24;
  for (let first = start + 129 * 2 ** 16; first + size <= start + 2 ** 24; first += size) {
    const candidate = { first, last: first + size - 1, prefix, isAligned: true };
    if (!taken.some((range) => overlaps(candidate, range))) return rangeText(first, prefix);
  }
  return undefined;
}

function fieldOfSubnet({ body }: Resource): Field<string> {
  return body['purpose'] === undefined ? region.subnetRangeField : region.proxyOnlySubnetRangeField;
}

export const noRangeOverlap: LiveRule = {
  id: 'subnet/no-overlap',
  severity: 'error',
  statement: 'The range of a new subnet overlaps no other subnet of the network, in any region.',
  why: 'the API refuses it, in the middle of the run',
  sources: [setUpPage('Configure the network and subnets'), serverlessPost('Step 1')],
  phase: 'live',
  check: (context) => {
    const others = otherSubnets(context);
    return ofKind(context.resources, 'subnetworks').flatMap((subnet) => {
      const text = textAt(subnet.body, 'ipCidrRange') ?? '';
      const range = rangeIn(text);
      if (range === undefined || lookup(context.facts, subnet.id) !== null) return [];
      const hit = others.find((other) => overlaps(range, other.range));
      if (hit === undefined) return [];
      const free = freeRange(
        range.prefix,
        others.map((other) => other.range),
      );
      return [
        about(
          fieldOfSubnet(subnet),
          `${text} overlaps ${hit.text} of subnet ${hit.name}`,
          free === undefined ? 'choose a free range' : `choose a free range, for example ${free}`,
        ),
      ];
    });
  },
};

export const oldProxySubnet: LiveRule = {
  id: 'subnet/proxy-only-purpose',
  severity: 'error',
  statement:
    'A proxy-only subnet of the old purpose INTERNAL_HTTPS_LOAD_BALANCER is migrated first.',
  why: 'beside it no subnet of the present purpose can be made',
  sources: [proxySubnetPage],
  phase: 'live',
  check: ({ values, facts }) => {
    const scope = regionOf(values);
    const network = values.get(region.networkField);
    if (scope === null || network === undefined) return [];
    return subnetsOf(facts, scope, network)
      .filter((subnet) => textAt(subnet, 'purpose') === 'INTERNAL_HTTPS_LOAD_BALANCER')
      .map((subnet) => {
        const name = textAt(subnet, 'name') ?? '?';
        return about(
          region.networkField,
          `subnet ${name} has the old purpose INTERNAL_HTTPS_LOAD_BALANCER`,
          `gcloud compute networks subnets update ${name} --region=${scope.region} --purpose=REGIONAL_MANAGED_PROXY`,
        );
      });
  },
};

export const networkExists: LiveRule = {
  id: 'network/exists',
  severity: 'error',
  statement: 'The network is there, or is made by the plan.',
  why: 'everything in it refers to it',
  sources: [setUpPage('Configure the network and subnets')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const name = values.get(region.networkField) ?? '';
    const isPlanned = ofKind(resources, 'networks').some((network) => network.name === name);
    if (isPlanned || lookup(facts, networkId(name)) !== null) return [];
    return [
      about(
        region.networkField,
        `there is no network ${name}`,
        'give another, or add --create-network',
      ),
    ];
  },
};

/** The ordinary subnet of the front end: as planned, or as it is live. */
function frontSubnet(values: Values, resources: readonly Resource[], facts: Facts) {
  const scope = regionOf(values);
  const name = values.get(region.subnetField);
  if (scope === null || name === undefined) return null;
  const id = resourceId(scope, 'subnetworks', name);
  const planned = ofKind(resources, 'subnetworks').find((subnet) => subnet.id === id);
  const live = lookup(facts, id);
  return { name, scope, document: planned?.body ?? live };
}

export const subnetThere: LiveRule = {
  id: 'forwarding-rule/subnet-required',
  severity: 'error',
  statement:
    'The subnet of the front end is one of the network in the region, or is made by the plan.',
  why: 'the address of the load balancer is of that subnet',
  sources: [setUpPage('Create the load balancer, step 7')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const front = frontSubnet(values, resources, facts);
    if (front === null) return [];
    const { name, scope, document } = front;
    const network = values.get(region.networkField) ?? '';
    if (document === null) {
      return [
        about(
          region.subnetField,
          `there is no subnet ${name} in ${scope.region}`,
          'give another, or its range with --subnet-range to have it made',
        ),
      ];
    }
    const its = idOfReference(textAt(document, 'network') ?? '');
    if (its === networkId(network)) return [];
    return [
      about(
        region.subnetField,
        `subnet ${name} is of another network (${its})`,
        `give one of ${network}`,
      ),
    ];
  },
};

export const notProxyOnly: LiveRule = {
  id: 'forwarding-rule/address-not-proxy-only',
  severity: 'error',
  statement: 'The address of the front end is never of the proxy-only subnet.',
  why: 'only proxies take addresses of that one; the API refuses the forwarding rule',
  sources: [setUpPage('Create the load balancer, step 7'), proxySubnetPage],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const front = frontSubnet(values, resources, facts);
    const purpose = front?.document == null ? undefined : textAt(front.document, 'purpose');
    if (front === null || purpose === undefined || purpose === 'PRIVATE') return [];
    return [
      about(
        region.subnetField,
        `the purpose of subnet ${front.name} is ${purpose}`,
        'give an ordinary subnet',
      ),
    ];
  },
};

export const addressInSubnet: LiveRule = {
  id: 'forwarding-rule/address-in-subnet',
  severity: 'error',
  statement: 'A given internal address is a free one of the range of its subnet.',
  why: 'the API refuses any other, and the four that each subnet keeps for itself',
  sources: [setUpPage('Create the load balancer, step 7'), serverlessPost('Step 6')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const choice = values.get(addressField);
    const front = frontSubnet(values, resources, facts);
    if (choice?.how !== 'given' || front === null || front.document === null) return [];
    const text = textAt(front.document, 'ipCidrRange') ?? '';
    const range = rangeIn(text);
    const address = addressNumber(choice.ip);
    if (range === undefined) return [];
    const refuse = (what: string, fix: string) => [about(addressField, what, fix)];
    if (address === undefined || address < range.first || address > range.last) {
      return refuse(
        `${choice.ip} is not in ${front.name} (${text})`,
        'give an address of that range, or --address=ephemeral',
      );
    }
    const kept = [range.first, range.first + 1, range.last - 1, range.last];
    if (kept.includes(address)) {
      return refuse(
        `${choice.ip} is one of the four that ${front.name} keeps for itself`,
        'give another address of the range',
      );
    }
    const holder = documentsOf(facts, { kind: 'addresses', scope: front.scope }).find(
      (one) => textAt(one, 'address') === choice.ip && textAt(one, 'addressType') === 'INTERNAL',
    );
    if (holder === undefined) return [];
    const name = textAt(holder, 'name') ?? '?';
    return refuse(
      `${choice.ip} is reserved as ${name}`,
      `give --address=${name}, if it is meant for this`,
    );
  },
};

export const clientRegion: InputRule = {
  id: 'forwarding-rule/client-region',
  severity: 'advice',
  statement:
    'Clients of a regional internal load balancer are in its region, unless global access is on.',
  why: 'global access can only be chosen when the forwarding rule is made',
  sources: [
    setUpPage('Deploy a Cloud Run service'),
    computeApi('ForwardingRule.allowGlobalAccess'),
  ],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(region.globalAccessField) === false && values.has(region.regionField)
      ? [
          about(
            region.globalAccessField,
            `only clients in ${values.get(region.regionField)} will reach it`,
            'add --allow-global-access if others have to',
          ),
        ]
      : [],
};

export const machineInNetwork: InputRule = {
  id: 'serverless/vm-in-network',
  severity: 'advice',
  statement:
    'An older edition of the guide asks for a machine in the network before the load balancer.',
  why: 'the present edition has no such step; a machine is needed only to try it from inside',
  sources: [setUpPage('Configure the network and subnets, step 3 of the older edition')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(region.createNetworkField) === true
      ? [
          about(
            region.networkField,
            'no machine is in the new network',
            'start a small one in the subnet to try the load balancer from',
          ),
        ]
      : [],
};
