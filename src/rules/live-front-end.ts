import { documentsOf, type Facts, lookup } from '../facts/facts.ts';
import { addressField, portField, sslCertificatesField } from '../inputs/fields/front-end.ts';
import type { Values } from '../inputs/values.ts';
import { type JsonObject, textAt } from '../json.ts';
import { GLOBAL, ofKind, resourceId } from '../resources/resource.ts';
import { about, type LiveRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage } from './sources.ts';

const forwardingRulePage = loadBalancingPage(
  'Forwarding rules overview',
  'forwarding-rule-concepts',
);

function existingAddress(values: Values, facts: Facts): JsonObject | null | undefined {
  const choice = values.get(addressField);
  if (choice?.how !== 'existing') return undefined;
  return lookup(facts, resourceId(GLOBAL, 'addresses', choice.name));
}

/** Why an address cannot be the one of a global external front end; `undefined` where it can. */
export function addressRefusal(address: JsonObject): string | undefined {
  const type = textAt(address, 'addressType') ?? 'EXTERNAL';
  if (type !== 'EXTERNAL') return `it is ${type.toLowerCase()}, the load balancer is external`;
  const tier = textAt(address, 'networkTier') ?? 'PREMIUM';
  if (tier !== 'PREMIUM') return `its tier is ${tier}, a global front end needs PREMIUM`;
  return textAt(address, 'ipVersion') === 'IPV6' ? 'it is an IPv6 address' : undefined;
}

export const addressType: LiveRule = {
  id: 'forwarding-rule/address-type',
  severity: 'error',
  statement:
    'A global external forwarding rule uses a global external address of the Premium tier.',
  why: 'the API refuses any other',
  sources: [forwardingRulePage, gcloud('forwarding-rules create --help')],
  phase: 'live',
  check: ({ values, facts }) => {
    const address = existingAddress(values, facts);
    if (address === undefined) return [];
    const choice = values.get(addressField);
    const name = choice?.how === 'existing' ? choice.name : '';
    if (address === null) {
      return [
        about(
          addressField,
          `there is no global address "${name}"`,
          'give the name of a reserved global address, or --address=reserve',
        ),
      ];
    }
    const refusal = addressRefusal(address);
    if (refusal === undefined) return [];
    return [about(addressField, `address "${name}" cannot be used: ${refusal}`, 'choose another')];
  },
};

/** The forwarding rules that listen on an address, as `name (port)`. */
export function listenersOn(
  facts: Facts,
  address: string,
): readonly { name: string; port: string }[] {
  return documentsOf(facts, { kind: 'forwardingRules', scope: GLOBAL })
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
      return listenersOn(facts, ip)
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
  statement: 'Certificates that are taken as they are exist as global SSL certificates.',
  why: 'the proxy refers to them',
  sources: [computeApi('TargetHttpsProxy.sslCertificates')],
  phase: 'live',
  check: ({ values, facts }) =>
    (values.get(sslCertificatesField) ?? [])
      .filter((name) => lookup(facts, resourceId(GLOBAL, 'sslCertificates', name)) === null)
      .map((name) =>
        about(
          sslCertificatesField,
          `there is no global SSL certificate "${name}"`,
          'see `gcloud compute ssl-certificates list --global`',
        ),
      ),
};

export const certificateExpiry: LiveRule = {
  id: 'tls/expired-served',
  severity: 'warning',
  statement: 'The load balancer shows a certificate that has expired without complaint.',
  why: 'clients will refuse it',
  sources: [loadBalancingPage('SSL certificates overview', 'ssl-certificates')],
  phase: 'live',
  check: ({ values, facts, now }) =>
    (values.get(sslCertificatesField) ?? []).flatMap((name) => {
      const certificate = lookup(facts, resourceId(GLOBAL, 'sslCertificates', name));
      const expires = certificate === null ? undefined : textAt(certificate, 'expireTime');
      if (expires === undefined || new Date(expires) > now) return [];
      return [about(sslCertificatesField, `"${name}" expired on ${expires}`, 'choose another')];
    }),
};
