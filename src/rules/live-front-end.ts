import { documentsOf, type Facts, lookup } from '../facts/facts.ts';
import {
  addressField,
  certificateManagerField,
  portField,
  sslCertificatesField,
} from '../inputs/fields/front-end.ts';
import type { Values } from '../inputs/values.ts';
import { type JsonObject, textAt } from '../json.ts';
import {
  GLOBAL,
  listFlag,
  ofKind,
  partsOfId,
  type Resource,
  type ResourceIdParts,
  resourceId,
  type Scope,
  scopeName,
} from '../resources/resource.ts';
import { about, type Finding, type LiveRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const forwardingRulePage = loadBalancingPage(
  'Forwarding rules overview',
  'forwarding-rule-concepts',
);

/** Where the front end is planned, by its forwarding rules. */
function scopeOf(resources: readonly Resource[]): Scope {
  return ofKind(resources, 'forwardingRules')[0]?.scope ?? GLOBAL;
}

/** Where its address is: that of a cross-region one is of a subnet, although its rules are global. */
function addressScopeOf(resources: readonly Resource[]): Scope {
  const [rule] = ofKind(resources, 'forwardingRules');
  const subnet = rule?.refs.flatMap((id) => partsOfId(id) ?? []).find(isSubnet);
  return subnet?.scope ?? scopeOf(resources);
}

function isSubnet({ collection }: ResourceIdParts): boolean {
  return collection === 'subnetworks';
}

/** What kind of address a front end takes. */
export type AddressNeed = 'external' | 'internal';

function needOf(resources: readonly Resource[]): AddressNeed {
  const [rule] = ofKind(resources, 'forwardingRules');
  return rule?.body['loadBalancingScheme'] === 'INTERNAL_MANAGED' ? 'internal' : 'external';
}

/** Why an address cannot be the one of a front end; `undefined` where it can. */
export function addressRefusal(address: JsonObject, need: AddressNeed): string | undefined {
  const type = (textAt(address, 'addressType') ?? 'EXTERNAL').toLowerCase();
  if (type !== need) return `it is ${type}, the load balancer is ${need}`;
  const tier = textAt(address, 'networkTier') ?? 'PREMIUM';
  if (need === 'external' && tier !== 'PREMIUM') {
    return `its tier is ${tier}, the front end needs PREMIUM`;
  }
  return textAt(address, 'ipVersion') === 'IPV6' ? 'it is an IPv6 address' : undefined;
}

export const addressType: LiveRule = {
  id: 'forwarding-rule/address-type',
  severity: 'error',
  statement:
    'A forwarding rule uses an address of its own scope: external ones of the Premium tier, internal ones of the subnet.',
  why: 'the API refuses any other',
  sources: [forwardingRulePage, gcloud('forwarding-rules create --help')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const choice = values.get(addressField);
    if (choice?.how !== 'existing') return [];
    const scope = addressScopeOf(resources);
    const { name } = choice;
    const address = lookup(facts, resourceId(scope, 'addresses', name));
    if (address === null) {
      return [
        about(
          addressField,
          `there is no address "${name}" (${scopeName(scope)})`,
          'give the name of a reserved address, or --address=reserve',
        ),
      ];
    }
    const refusal = addressRefusal(address, needOf(resources));
    if (refusal === undefined) return [];
    return [about(addressField, `address "${name}" cannot be used: ${refusal}`, 'choose another')];
  },
};

/** The forwarding rules that listen on an address, as `name (port)`. */
export function listenersOn(
  facts: Facts,
  scope: Scope,
  address: string,
): readonly { name: string; port: string }[] {
  return documentsOf(facts, { kind: 'forwardingRules', scope })
    .filter((rule) => textAt(rule, 'IPAddress') === address)
    .map((rule) => ({
      name: textAt(rule, 'name') ?? '?',
      port: (textAt(rule, 'portRange') ?? '').split('-')[0] ?? '',
    }));
}

export const noPortOverlap: LiveRule = {
  id: 'forwarding-rule/no-overlap',
  severity: 'error',
  statement: 'Forwarding rules that share an address differ in port.',
  why: 'each port of an address can lead to one place only',
  sources: [forwardingRulePage, computeApi('ForwardingRule.portRange')],
  phase: 'live',
  check: ({ resources, facts }) => {
    const rules = ofKind(resources, 'forwardingRules');
    const planned = rules.map((rule) => rule.name);
    return rules.flatMap((rule) => {
      const id = rule.refs.find((ref) => ref.includes('/addresses/'));
      const address = id === undefined ? null : lookup(facts, id);
      const ip = address === null ? undefined : textAt(address, 'address');
      if (ip === undefined) return [];
      const port = String(rule.body['portRange']).split('-')[0];
      return listenersOn(facts, rule.scope, ip)
        .filter((other) => other.port === port && !planned.includes(other.name))
        .map((other) =>
          about(
            portField,
            `port ${port} of ${ip} is taken by forwarding rule ${other.name}`,
            'choose another port or another address',
          ),
        );
    });
  },
};

export const certificatesExist: LiveRule = {
  id: 'tls/existing-certificate',
  severity: 'error',
  statement: 'Certificates that are taken as they are exist, in the scope of the front end.',
  why: 'the proxy refers to them',
  sources: [computeApi('TargetHttpsProxy.sslCertificates')],
  phase: 'live',
  check: ({ values, resources, facts }) => {
    const scope = scopeOf(resources);
    return [...missing(values, scope, facts), ...missingOfManager(values, facts)];
  },
};

function missing(values: Values, scope: Scope, facts: Facts): readonly Finding[] {
  return (values.get(sslCertificatesField) ?? [])
    .filter((name) => lookup(facts, resourceId(scope, 'sslCertificates', name)) === null)
    .map((name) =>
      about(
        sslCertificatesField,
        `there is no SSL certificate "${name}" (${scopeName(scope)})`,
        `see \`gcloud compute ssl-certificates list ${listFlag(scope)}\``,
      ),
    );
}

/** Those of Certificate Manager serve all regions only where they were made for that. */
function missingOfManager(values: Values, facts: Facts): readonly Finding[] {
  return (values.get(certificateManagerField) ?? []).flatMap((name) => {
    const certificate = lookup(facts, resourceId(GLOBAL, 'certificates', name));
    if (certificate !== null && textAt(certificate, 'scope') === 'ALL_REGIONS') return [];
    const what =
      certificate === null
        ? `there is no certificate "${name}" in Certificate Manager`
        : `the certificate "${name}" is not for all regions`;
    const fix =
      'give one whose scope `gcloud certificate-manager certificates list` shows as ALL_REGIONS';
    return [about(certificateManagerField, what, fix)];
  });
}

export const certificateExpiry: LiveRule = {
  id: 'tls/expired-served',
  severity: 'warning',
  statement: 'The load balancer shows a certificate that has expired without complaint.',
  why: 'clients will refuse it',
  sources: [loadBalancingPage('SSL certificates overview', 'ssl-certificates')],
  phase: 'live',
  check: ({ values, resources, facts, now }) =>
    (values.get(sslCertificatesField) ?? []).flatMap((name) => {
      const id = resourceId(scopeOf(resources), 'sslCertificates', name);
      const certificate = lookup(facts, id);
      const expires = certificate === null ? undefined : textAt(certificate, 'expireTime');
      if (expires === undefined || new Date(expires) > now) return [];
      return [about(sslCertificatesField, `"${name}" expired on ${expires}`, 'choose another')];
    }),
};
