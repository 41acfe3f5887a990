import { documentsOf } from '../facts/facts.ts';
import { firewallRuleField, PROBE_RANGES } from '../inputs/fields/firewall.ts';
import { networkField } from '../inputs/fields/region.ts';
import { contains, rangeIn } from '../ipv4.ts';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../json.ts';
import { networkId } from '../resources/network.ts';
import { GLOBAL, idOfReference, ofKind } from '../resources/resource.ts';
import { about, type Finding, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, loadBalancingPage } from './sources.ts';

const zonalPage = loadBalancingPage('Zonal NEGs overview', 'negs/zonal-neg-concepts');

function textsAt(document: JsonObject, key: string): readonly string[] {
  const value = document[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** True for a rule that lets TCP from every one of some ranges into a network. */
function letsIn(rule: JsonObject, network: string, ranges: readonly string[]): boolean {
  const isMeant =
    idOfReference(textAt(rule, 'network') ?? '') === networkId(network) &&
    textAt(rule, 'direction') === 'INGRESS' &&
    rule['disabled'] !== true;
  const protocols = objectsAt(rule, 'allowed')
    .filter(isJsonObject)
    .map((allowed) => textAt(allowed, 'IPProtocol'));
  const sources = textsAt(rule, 'sourceRanges').flatMap((source) => rangeIn(source) ?? []);
  const covers = (text: string): boolean => {
    const range = rangeIn(text);
    return (
      range !== undefined &&
      sources.some((source) => contains(source, range.first) && contains(source, range.last))
    );
  };
  const letsTcp = protocols.some((one) => one === 'tcp' || one === 'all' || one === '6');
  return isMeant && letsTcp && ranges.every(covers);
}

/** What is said where no rule is made, and none that is there lets the ranges in. */
function unlessLetIn(
  { values, facts }: LiveContext,
  ranges: readonly string[],
  who: string,
): readonly Finding[] {
  const network = values.get(networkField);
  if (network === undefined || values.get(firewallRuleField) !== false) return [];
  const rules = documentsOf(facts, { kind: 'firewalls', scope: GLOBAL });
  if (ranges.length === 0 || rules.some((rule) => letsIn(rule, network, ranges))) return [];
  return [
    about(
      firewallRuleField,
      `no firewall rule of network ${network} lets ${who} in`,
      'leave --no-firewall-rule out, unless a firewall policy lets them in',
    ),
  ];
}

export const probesLetIn: LiveRule = {
  id: 'network/firewall-centralized-probes',
  severity: 'warning',
  statement: `A firewall rule lets TCP from ${PROBE_RANGES.join(' and ')} in to the endpoints.`,
  why: 'probes come from there, and an endpoint that cannot be probed gets no requests',
  sources: [zonalPage, computeApi('Firewall.sourceRanges')],
  phase: 'live',
  check: (context) => unlessLetIn(context, PROBE_RANGES, 'probes'),
};

export const proxiesLetIn: LiveRule = {
  id: 'network/firewall-proxy-only',
  severity: 'warning',
  statement: 'A firewall rule lets TCP from the proxy-only subnet in to the endpoints.',
  why: 'requests of a regional load balancer come from there',
  sources: [loadBalancingPage('Proxy-only subnets', 'proxy-only-subnets')],
  phase: 'live',
  check: (context) => {
    const ranges = ofKind(context.resources, 'subnetworks').flatMap(({ body }) =>
      body['purpose'] === undefined ? [] : (textAt(body, 'ipCidrRange') ?? []),
    );
    return unlessLetIn(context, ranges, `the proxies of ${ranges.join(', ')}`);
  },
};
