import { type Facts, lookup } from '../facts/facts.ts';
import { subnetsEverywhere } from '../facts/networks.ts';
import type { AnyField } from '../inputs/field.ts';
import { type FrontRegion, frontRegions } from '../inputs/fields/cross-region.ts';
import {
  networkField,
  proxyOnlySubnetRangeField,
  regionField,
  subnetField,
  subnetRangeField,
} from '../inputs/fields/region.ts';
import type { Values } from '../inputs/values.ts';
import { overlaps, type Range, rangeIn, rangeText } from '../ipv4.ts';
import { textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { ofKind } from '../resources/resource.ts';
import { isResourceName, suggestedName } from './naming.ts';
import { about, type Finding, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage, serverlessPost, setUpPage } from './sources.ts';

export const proxyOnlyPage = loadBalancingPage('Proxy-only subnets', 'proxy-only-subnets');

const REGION = /^[a-z]+(-[a-z]+)+\d{1,2}$/;
const LARGEST_BITS = 26;
const RECOMMENDED_BITS = 23;

/** Where clients can enter beside the first region. */
function furtherRegions(values: Values): readonly FrontRegion[] {
  return frontRegions(values).slice(1);
}

export const regionForm: InputRule = {
  id: 'name/region',
  severity: 'error',
  statement: 'A region is given by its name, such as europe-west1.',
  why: 'everything regional is created in it, and other text could name another place',
  sources: [gcloud('compute regions list')],
  phase: 'inputs',
  check: ({ values }) => {
    const region = values.get(regionField);
    const given = region === undefined ? [] : [{ field: regionField, region }];
    const fix = 'give a name that `gcloud compute regions list` shows, such as europe-west1';
    return [...given, ...furtherRegions(values)]
      .filter((one) => !REGION.test(one.region))
      .map((one) => about(one.field, `"${one.region}" is not a region`, fix));
  },
};

function misnamed(field: AnyField, name: string | undefined): readonly Finding[] {
  if (name === undefined || isResourceName(name)) return [];
  const fix = `give the name, such as "${suggestedName(name)}", not a URL`;
  return [about(field, `"${name}" is not the name of a resource`, fix)];
}

export const networkNames: InputRule = {
  id: 'name/network',
  severity: 'error',
  statement: 'A network and a subnet are given by their names.',
  why: 'a URL would let gcloud act on another project',
  sources: [gcloud('a URL as NAME acts on the project in it'), computeApi('name fields')],
  phase: 'inputs',
  check: ({ values }) => [
    ...[networkField, subnetField].flatMap((field) => misnamed(field, values.get(field))),
    ...furtherRegions(values).flatMap(({ field, subnet }) => misnamed(field, subnet)),
  ],
};

/** The fields that hold the range of a subnet that is to be made. */
const RANGES = [subnetRangeField, proxyOnlySubnetRangeField] as const;

interface GivenRange {
  readonly field: AnyField;
  readonly text: string;
  readonly range: Range | undefined;
}

function rangesIn(values: Values): readonly GivenRange[] {
  const given = RANGES.flatMap((field) => {
    const text = values.get(field);
    return text === undefined ? [] : [{ field, text, range: rangeIn(text) }];
  });
  const further = furtherRegions(values).map(({ proxies: { field, range } }) => ({
    field,
    text: range,
    range: rangeIn(range),
  }));
  return [...given, ...further];
}

export const rangeForm: InputRule = {
  id: 'subnet/cidr-valid',
  severity: 'error',
  statement: 'The range of a subnet is an IPv4 range whose host bits are zero.',
  why: 'the API takes no other, and gcloud sends it without looking',
  sources: [computeApi('Subnetwork.ipCidrRange'), gcloud('10.0.0.1/23 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const given = rangesIn(values);
    const odd = given.flatMap(({ field, text, range }): readonly Finding[] => {
      if (range === undefined) {
        return [about(field, `"${text}" is no IPv4 range`, 'give a range such as 10.100.0.0/23')];
      }
      if (range.isAligned) return [];
      const fix = `give ${rangeText(range.first, range.prefix)}`;
      return [about(field, `"${text}" has host bits that are not zero`, fix)];
    });
    return [...odd, ...overlapping(given)];
  },
};

/** Each range that meets one before it. */
function overlapping(given: readonly GivenRange[]): readonly Finding[] {
  return given.flatMap(({ field, text, range }, at) => {
    const met = given
      .slice(0, at)
      .find((one) => range !== undefined && one.range !== undefined && overlaps(one.range, range));
    if (met === undefined) return [];
    const what = `${text} overlaps ${met.text}`;
    return [about(field, what, 'give ranges that have nothing in common')];
  });
}

/** The proxy-only ranges and how many addresses each has. */
function proxyOnlyRanges(values: Values) {
  return rangesIn(values)
    .filter(({ field }) => field.id !== subnetRangeField.id)
    .flatMap(({ field, text, range }) =>
      range === undefined ? [] : [{ field, text, ...range, size: range.last - range.first + 1 }],
    );
}

export const proxyOnlySize: InputRule = {
  id: 'subnet/proxy-only-size',
  severity: 'error',
  statement: 'A proxy-only subnet has at least 64 addresses.',
  why: 'the API refuses smaller ones, and it cannot be made larger later',
  sources: [proxyOnlyPage, gcloud('/27 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const fix = 'give a /26 or larger; /23 is recommended';
    return proxyOnlyRanges(values)
      .filter(({ prefix }) => prefix > LARGEST_BITS)
      .map(({ field, text, size }) => about(field, `${text} has ${size} addresses`, fix));
  },
};

export const proxyOnlySizeAdvice: InputRule = {
  id: 'subnet/proxy-only-size-advice',
  severity: 'advice',
  statement: 'A proxy-only subnet begins as a /23, 512 addresses.',
  why: 'all regional load balancers of the network share it, and it cannot be made larger',
  sources: [proxyOnlyPage, serverlessPost('Step 1')],
  phase: 'inputs',
  check: ({ values }) => {
    const fix = 'use a /23 where the network has room';
    return proxyOnlyRanges(values)
      .filter(({ prefix }) => prefix > RECOMMENDED_BITS && prefix <= LARGEST_BITS)
      .map(({ field, text, size }) => about(field, `${text} gives ${size} addresses at most`, fix));
  },
};

export const networkExists: LiveRule = {
  id: 'network/exists',
  severity: 'error',
  statement: 'The network of the load balancer exists in the project, or is made by the plan.',
  why: 'the NEG, the proxies and the front end are in it',
  sources: [computeApi('NetworkEndpointGroup.network'), setUpPage('Configure the network')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const network = values.get(networkField);
    if (network === undefined || lookup(facts, networkId(network)) !== null) return [];
    if (ofKind(resources, 'networks').some(({ name }) => name === network)) return [];
    return [
      about(
        networkField,
        `there is no network "${network}" in the project`,
        'give one that `gcloud compute networks list` shows',
      ),
    ];
  },
};

/** A range that a subnet in any region of the network has, and whose it is. */
interface TakenRange {
  readonly range: Range;
  readonly text: string;
  readonly whose: string;
}

/** Every range of the network that a subnet has which the plan does not make. */
function takenRanges(facts: Facts, network: string): readonly TakenRange[] {
  return subnetsEverywhere(facts, network).flatMap(({ name, region, ranges }) =>
    ranges.flatMap((text) => {
      const range = rangeIn(text);
      return range === undefined ? [] : [{ range, text, whose: `subnet ${name} in ${region}` }];
    }),
  );
}

/** The first range of a size, from 10.100.0.0 to where auto mode networks have their own, that nothing overlaps. */
function firstFree(prefix: number, taken: readonly TakenRange[]): string | undefined {
  const size = 2 ** (32 - prefix);
  const end = 10 * 2 ** 24 + 128 * 2 ** 16;
  for (let first = 10 * 2 ** 24 + 100 * 2 ** 16; first + size <= end; first += size) {
    const candidate = { first, last: first + size - 1, prefix, isAligned: true };
    if (!taken.some(({ range }) => overlaps(candidate, range))) return rangeText(first, prefix);
  }
  return undefined;
}

export const freeRange: LiveRule = {
  id: 'subnet/cidr-valid',
  severity: 'error',
  statement: 'The range of a new subnet overlaps no other range of the network, in any region.',
  why: 'the API refuses it in the middle of the run',
  sources: [computeApi('Subnetwork.ipCidrRange'), setUpPage('Configure the network and subnets')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const network = values.get(networkField);
    if (network === undefined) return [];
    const taken = takenRanges(facts, network);
    return ofKind(resources, 'subnetworks').flatMap(({ id, body }) => {
      const text = textAt(body, 'ipCidrRange') ?? '';
      const range = rangeIn(text);
      if (range === undefined || lookup(facts, id) !== null) return [];
      const front = frontRegions(values).find(({ region }) => id.startsWith(`regions/${region}/`));
      const proxies = front?.proxies.field ?? proxyOnlySubnetRangeField;
      const field = body['purpose'] === undefined ? subnetRangeField : proxies;
      const free = firstFree(range.prefix, taken);
      return taken
        .filter((one) => overlaps(range, one.range))
        .map((one) =>
          about(
            field,
            `${text} overlaps ${one.text} of ${one.whose}`,
            `give a free range with --${field.flag}${free === undefined ? '' : `, such as ${free}`}`,
          ),
        );
    });
  },
};

export const noOldPurpose: LiveRule = {
  id: 'subnet/proxy-only-purpose',
  severity: 'error',
  statement: 'A network and region has no proxy-only subnet of the old purpose.',
  why: 'it blocks the one that today’s load balancers need until it is migrated',
  sources: [proxyOnlyPage],
  phase: 'live',
  check: ({ values, facts }) => {
    const network = values.get(networkField);
    if (network === undefined) return [];
    const old = subnetsEverywhere(facts, network).find(
      ({ purpose, region }) =>
        purpose === 'INTERNAL_HTTPS_LOAD_BALANCER' && region === values.get(regionField),
    );
    if (old === undefined) return [];
    return [
      about(
        networkField,
        `subnet ${old.name} has the purpose INTERNAL_HTTPS_LOAD_BALANCER`,
        `gcloud compute networks subnets update ${old.name} --region=${old.region} --purpose=REGIONAL_MANAGED_PROXY`,
      ),
    ];
  },
};
