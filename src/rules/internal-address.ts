import { documentsOf, type Facts, lookup } from '../facts/facts.ts';
import { addressField } from '../inputs/fields/front-end.ts';
import * as region from '../inputs/fields/region.ts';
import type { Values } from '../inputs/values.ts';
import { addressNumber, rangeIn } from '../ipv4.ts';
import { textAt } from '../json.ts';
import { networkId, type RegionScope } from '../resources/network.ts';
import { idOfReference, ofKind, type Resource, resourceId } from '../resources/resource.ts';
import { proxyOnlyPage } from './region.ts';
import { about, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, loadBalancingPage, serverlessPost, setUpPage } from './sources.ts';

function regionOf(values: Values): RegionScope | null {
  const name = values.get(region.regionField);
  return name === undefined ? null : { type: 'region', region: name };
}

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
          values.applies(region.subnetRangeField)
            ? 'give another, or its range with --subnet-range to have it made'
            : `give one that \`gcloud compute networks subnets list --network=${network} --regions=${scope.region}\` shows`,
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
  sources: [setUpPage('Create the load balancer, step 7'), proxyOnlyPage],
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
    'An older edition of the guide wants a machine in the network before the load balancer; whether that still holds was not tried.',
  why: 'the present guide for the regional external one asks for the network and the proxy-only subnet alone',
  sources: [
    setUpPage('Configure the network and subnets, step 3 of the older edition'),
    loadBalancingPage(
      'Set up a regional external Application Load Balancer with Cloud Run',
      'https/setting-up-reg-ext-https-serverless',
    ),
  ],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(region.createNetworkField) === true
      ? [
          about(
            region.networkField,
            'no machine is in the new network, which an older edition of the guide asks for',
            'if the load balancer does not come up, start a small one in the subnet and try again',
          ),
        ]
      : [],
};
