import { documentsOf, lookup } from '../facts/facts.ts';
import type { AnyField } from '../inputs/field.ts';
import { frontRegions } from '../inputs/fields/cross-region.ts';
import { addressField } from '../inputs/fields/front-end.ts';
import * as region from '../inputs/fields/region.ts';
import { addressNumber, rangeIn } from '../ipv4.ts';
import { type JsonObject, textAt } from '../json.ts';
import { networkId, type RegionScope, subnetId } from '../resources/network.ts';
import { idOfReference, ofKind } from '../resources/resource.ts';
import { proxyOnlyPage } from './region.ts';
import { about, type InputRule, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, loadBalancingPage, serverlessPost, setUpPage } from './sources.ts';

/** The ordinary subnet of a front end, in each of its regions: as planned, or as it is live. */
function frontSubnets({ values, resources, facts }: LiveContext): readonly FrontSubnet[] {
  return frontRegions(values).map((front) => {
    const { field, subnet: name } = front;
    const scope: RegionScope = { type: 'region', region: front.region };
    const id = subnetId({ scope, name });
    const planned = ofKind(resources, 'subnetworks').find((subnet) => subnet.id === id);
    return { field, name, scope, document: planned?.body ?? lookup(facts, id) };
  });
}

interface FrontSubnet {
  readonly field: AnyField;
  readonly name: string;
  readonly scope: RegionScope;
  readonly document: JsonObject | null;
}

export const subnetThere: LiveRule = {
  id: 'forwarding-rule/subnet-required',
  severity: 'error',
  statement:
    'The subnet of the front end is one of the network in the region, or is made by the plan.',
  why: 'the address of the load balancer is of that subnet',
  sources: [setUpPage('Create the load balancer, step 7')],
  phase: 'live',
  check: (context) => {
    const { values } = context;
    const network = values.get(region.networkField) ?? '';
    return frontSubnets(context).flatMap(({ field, name, scope, document }) => {
      if (document === null) {
        return [
          about(
            field,
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
        about(field, `subnet ${name} is of another network (${its})`, `give one of ${network}`),
      ];
    });
  },
};

export const notProxyOnly: LiveRule = {
  id: 'forwarding-rule/address-not-proxy-only',
  severity: 'error',
  statement: 'The address of the front end is never of the proxy-only subnet.',
  why: 'only proxies take addresses of that one; the API refuses the forwarding rule',
  sources: [setUpPage('Create the load balancer, step 7'), proxyOnlyPage],
  phase: 'live',
  check: (context) =>
    frontSubnets(context).flatMap(({ field, name, document }) => {
      const purpose = document === null ? undefined : textAt(document, 'purpose');
      if (purpose === undefined || purpose === 'PRIVATE') return [];
      return [
        about(field, `the purpose of subnet ${name} is ${purpose}`, 'give an ordinary subnet'),
      ];
    }),
};

export const addressInSubnet: LiveRule = {
  id: 'forwarding-rule/address-in-subnet',
  severity: 'error',
  statement: 'A given internal address is a free one of the range of its subnet.',
  why: 'the API refuses any other, and the four that each subnet keeps for itself',
  sources: [setUpPage('Create the load balancer, step 7'), serverlessPost('Step 6')],
  phase: 'live',
  check: (context) => {
    const { values, facts } = context;
    const choice = values.get(addressField);
    const [front] = frontSubnets(context);
    if (choice?.how !== 'given' || front === undefined || front.document === null) return [];
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
