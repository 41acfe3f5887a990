import ipaddr from 'ipaddr.js';
import { lookup } from '../facts/facts.ts';
import { activeProxyOnlySubnet, subnetsEverywhere } from '../facts/networks.ts';
import type { Field } from '../inputs/field.ts';
import {
  networkField,
  proxyOnlySubnetRangeField,
  regionField,
  subnetField,
} from '../inputs/fields/region.ts';
import type { Values } from '../inputs/values.ts';
import { textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { isResourceName, suggestedName } from './naming.ts';
import { about, type Finding, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const proxyOnlyPage = loadBalancingPage('Proxy-only subnets', 'proxy-only-subnets');

const REGION = /^[a-z]+(-[a-z]+)+\d{1,2}$/;
const LARGEST_BITS = 26;
const RECOMMENDED_BITS = 23;

export const regionForm: InputRule = {
  id: 'name/region',
  severity: 'error',
  statement: 'A region is given by its name, such as europe-west1.',
  why: 'everything regional is created in it, and other text could name another place',
  sources: [gcloud('compute regions list')],
  phase: 'inputs',
  check: ({ values }) => {
    const region = values.get(regionField);
    if (region === undefined || REGION.test(region)) return [];
    const fix = 'give a name that `gcloud compute regions list` shows, such as europe-west1';
    return [about(regionField, `"${region}" is not a region`, fix)];
  },
};

function misnamed(field: Field<string>, values: Values): readonly Finding[] {
  const name = values.get(field);
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
  check: ({ values }) => [networkField, subnetField].flatMap((field) => misnamed(field, values)),
};

/** A CIDR range whose host bits are zero; `null` for any other text. */
function rangeOf(text: string): [ipaddr.IPv4, number] | null {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return null;
  const [address, bits] = ipaddr.IPv4.parseCIDR(text);
  const first = ipaddr.IPv4.networkAddressFromCIDR(text);
  return `${first.toString()}/${bits}` === text ? [address, bits] : null;
}

function overlaps(one: string, other: string): boolean {
  const [first, second] = [rangeOf(one), rangeOf(other)];
  if (first === null || second === null) return false;
  const bits = Math.min(first[1], second[1]);
  return first[0].match(second[0], bits);
}

export const rangeForm: InputRule = {
  id: 'subnet/cidr-valid',
  severity: 'error',
  statement: 'The range of a subnet is an IPv4 range whose host bits are zero.',
  why: 'the API takes no other, and gcloud sends it without looking',
  sources: [computeApi('Subnetwork.ipCidrRange'), gcloud('10.0.0.1/23 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const range = values.get(proxyOnlySubnetRangeField);
    if (range === undefined || rangeOf(range) !== null) return [];
    return [
      about(
        proxyOnlySubnetRangeField,
        `"${range}" is not an IPv4 range with zero host bits`,
        'give a range such as 10.129.0.0/23',
      ),
    ];
  },
};

export const proxyOnlySize: InputRule = {
  id: 'subnet/proxy-only-size',
  severity: 'error',
  statement: 'A proxy-only subnet has at least 64 addresses.',
  why: 'the API refuses smaller ones, and it cannot be made larger later',
  sources: [proxyOnlyPage, gcloud('/27 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const range = values.get(proxyOnlySubnetRangeField);
    const bits = range === undefined ? undefined : rangeOf(range)?.[1];
    if (bits === undefined || bits <= LARGEST_BITS) return [];
    return [
      about(
        proxyOnlySubnetRangeField,
        `${range} has ${2 ** (32 - bits)} addresses`,
        'give a /26 or larger; /23 is recommended',
      ),
    ];
  },
};

export const proxyOnlySizeAdvice: InputRule = {
  id: 'subnet/proxy-only-size-advice',
  severity: 'advice',
  statement: 'A proxy-only subnet begins as a /23, 512 addresses.',
  why: 'all regional load balancers of the network share it, and it cannot be made larger',
  sources: [proxyOnlyPage],
  phase: 'inputs',
  check: ({ values }) => {
    const range = values.get(proxyOnlySubnetRangeField);
    const bits = range === undefined ? undefined : rangeOf(range)?.[1];
    if (bits === undefined || bits <= RECOMMENDED_BITS || bits > LARGEST_BITS) return [];
    return [
      about(
        proxyOnlySubnetRangeField,
        `${range} gives ${2 ** (32 - bits)} addresses at most`,
        'use a /23 where the network has room',
      ),
    ];
  },
};

export const networkExists: LiveRule = {
  id: 'network/exists',
  severity: 'error',
  statement: 'The network of the load balancer exists in the project.',
  why: 'the NEG, the proxies and the front end are in it',
  sources: [computeApi('NetworkEndpointGroup.network')],
  phase: 'live',
  check: ({ values, facts }) => {
    const network = values.get(networkField);
    if (network === undefined || lookup(facts, networkId(network)) !== null) return [];
    return [
      about(
        networkField,
        `there is no network "${network}" in the project`,
        'give one that `gcloud compute networks list` shows',
      ),
    ];
  },
};

export const freeRange: LiveRule = {
  id: 'subnet/cidr-valid',
  severity: 'error',
  statement: 'The range of a new subnet overlaps no other range of the network.',
  why: 'the API refuses it in the middle of the run',
  sources: [computeApi('Subnetwork.ipCidrRange')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const network = values.get(networkField);
    const planned = resources.find(({ kind }) => kind === 'subnetworks');
    const range = planned === undefined ? undefined : textAt(planned.body, 'ipCidrRange');
    if (planned === undefined || network === undefined || range === undefined) return [];
    if (activeProxyOnlySubnet(facts, planned.scope, network) !== undefined) return [];
    return subnetsEverywhere(facts, network).flatMap(({ name, region, ranges }) =>
      ranges
        .filter((taken) => overlaps(range, taken))
        .map((taken) =>
          about(
            proxyOnlySubnetRangeField,
            `${range} overlaps ${taken} of subnet ${name} in ${region}`,
            'give a free range with --proxy-only-subnet-range',
          ),
        ),
    );
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
