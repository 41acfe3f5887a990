import { type Facts, lookup } from '../facts/facts.ts';
import * as region from '../inputs/fields/region.ts';
import type { Values } from '../inputs/values.ts';
import { textAt } from '../json.ts';
import { networkId, type RegionScope } from '../resources/network.ts';
import { idOfReference, ofKind, type Resource, resourceId } from '../resources/resource.ts';
import { about, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, loadBalancingPage } from './sources.ts';

const proxyOnlyPage = loadBalancingPage('Proxy-only subnets', 'proxy-only-subnets');
const forwardingRulePage = loadBalancingPage(
  'Forwarding rules overview',
  'forwarding-rule-concepts',
);

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
  statement: 'The subnet of the front end is one of the network in the region.',
  why: 'the address of the load balancer is of that subnet',
  sources: [forwardingRulePage],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const front = frontSubnet(values, resources, facts);
    if (front === null) return [];
    const { name, scope, document } = front;
    const network = values.get(region.networkField) ?? '';
    const fix = `give one that \`gcloud compute networks subnets list --network=${network} --regions=${scope.region}\` shows`;
    if (document === null) {
      return [about(region.subnetField, `there is no subnet ${name} in ${scope.region}`, fix)];
    }
    const its = idOfReference(textAt(document, 'network') ?? '');
    if (its === networkId(network)) return [];
    return [about(region.subnetField, `subnet ${name} is of another network (${its})`, fix)];
  },
};

export const notProxyOnly: LiveRule = {
  id: 'forwarding-rule/address-not-proxy-only',
  severity: 'error',
  statement: 'The address of the front end is never of the proxy-only subnet.',
  why: 'only proxies take addresses of that one; the API refuses the forwarding rule',
  sources: [proxyOnlyPage],
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

export const clientRegion: InputRule = {
  id: 'forwarding-rule/client-region',
  severity: 'advice',
  statement:
    'Clients of a regional internal load balancer are in its region, unless global access is on.',
  why: 'global access can only be chosen when the forwarding rule is made',
  sources: [computeApi('ForwardingRule.allowGlobalAccess')],
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
