import { documentsOf, type Facts, lookup, observe } from '../facts/facts.ts';
import { addressField, portField, sslCertificatesField } from '../inputs/fields/front-end.ts';
import type { Values } from '../inputs/values.ts';
import { type JsonObject, objectsAt, textAt } from '../json.ts';
import { KINDS } from '../resources/kinds.ts';
import { GLOBAL, idOfReference, type Resource, resourceId } from '../resources/resource.ts';
import { about, type Finding, type LiveContext, type LiveRule } from './rule.ts';
import { computeApi, gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

const backendPage = loadBalancingPage('Backend services overview', 'backend-service');
const forwardingRulePage = loadBalancingPage(
  'Forwarding rules overview',
  'forwarding-rule-concepts',
);
const quotaPage = loadBalancingPage('Quotas and limits', 'quotas');

function ofKind(resources: readonly Resource[], kind: Resource['kind']): readonly Resource[] {
  return resources.filter((resource) => resource.kind === kind);
}

function general(message: string, fix: string): Finding {
  return { field: null, message, fix };
}

/** The backends of the planned service that are there already but belong to nobody's plan. */
function foreignBackends({ resources, facts }: LiveContext): readonly [Resource, string][] {
  const planned = ofKind(resources, 'backends').map((backend) => backend.body['group']);
  return ofKind(resources, 'backendServices').flatMap((service) => {
    const live = lookup(facts, service.id);
    const groups =
      live === null ? [] : objectsAt(live, 'backends').map((item) => textAt(item, 'group') ?? '');
    return groups
      .map(idOfReference)
      .filter((group) => !planned.includes(group))
      .map((group): [Resource, string] => [service, group]);
  });
}

export const noInstanceGroups: LiveRule = {
  id: 'backend-service/no-instance-groups',
  severity: 'error',
  statement: 'NEGs and instance groups never share a backend service.',
  why: 'the API refuses the mixture',
  sources: [backendPage],
  phase: 'live',
  check: (context) =>
    foreignBackends(context)
      .filter(([, group]) => group.includes('/instanceGroups/'))
      .map(([service, group]) =>
        general(
          `backend service ${service.name} holds the instance group ${group}`,
          'choose another --backend-service-name',
        ),
      ),
};

export const noMixedBackends: LiveRule = {
  id: 'backend-service/no-mixed-types',
  severity: 'error',
  statement: 'A backend service with an internet NEG holds no backend of another type.',
  why: 'the API refuses the mixture',
  sources: [internetNegPage('Backend service'), backendPage],
  phase: 'live',
  check: (context) =>
    foreignBackends(context)
      .filter(([, group]) => /^(zones|regions)\/.*\/networkEndpointGroups\//.test(group))
      .map(([service, group]) =>
        general(
          `backend service ${service.name} holds ${group} already`,
          'choose another --backend-service-name',
        ),
      ),
};

export const oneInternetNeg: LiveRule = {
  id: 'backend-service/one-global-internet-neg',
  severity: 'error',
  statement: 'A backend service holds one global internet NEG.',
  why: 'nothing is balanced between them',
  sources: [internetNegPage('Internet NEG')],
  phase: 'live',
  check: (context) =>
    foreignBackends(context)
      .filter(([, group]) => group.startsWith('global/networkEndpointGroups/'))
      .map(([service, group]) =>
        general(
          `backend service ${service.name} holds ${group} already`,
          'choose another --backend-service-name, or name that NEG with --neg-name',
        ),
      ),
};

export const oneLiveEndpoint: LiveRule = {
  id: 'endpoint/one-per-global-internet',
  severity: 'error',
  statement: 'A global internet NEG holds exactly one endpoint.',
  why: 'the load balancer only proxies to it; nothing is balanced behind it',
  sources: [internetNegPage('Number of endpoints per NEG')],
  phase: 'live',
  check: ({ resources, facts }) =>
    ofKind(resources, 'networkEndpoints').flatMap((endpoint) => {
      const live = facts.endpoints.get(endpoint.container ?? '') ?? [];
      if (live.length === 0 || observe(facts, endpoint) !== null) return [];
      const there = live.map((item) => textAt(item, 'fqdn') ?? textAt(item, 'ipAddress') ?? '?');
      return [
        general(
          `${endpoint.container ?? ''} holds another endpoint already: ${there.join(', ')}`,
          'choose another --neg-name, or give that endpoint',
        ),
      ];
    }),
};

function servicesWith(facts: Facts, neg: Resource): readonly string[] {
  return documentsOf(facts, { kind: 'backendServices', scope: GLOBAL })
    .filter((service) =>
      objectsAt(service, 'backends').some(
        (item) => idOfReference(textAt(item, 'group') ?? '') === neg.id,
      ),
    )
    .map((service) => textAt(service, 'name') ?? '?');
}

export const sharedNeg: LiveRule = {
  id: 'neg/shared-use',
  severity: 'warning',
  statement: 'A NEG may back several backend services; whoever changes it changes them all.',
  why: 'a later change of the NEG would reach their traffic too',
  sources: [backendPage],
  phase: 'live',
  check: ({ resources, facts }) => {
    const planned = ofKind(resources, 'backendServices').map((service) => service.name);
    return ofKind(resources, 'networkEndpointGroups').flatMap((neg) => {
      const others = servicesWith(facts, neg).filter((name) => !planned.includes(name));
      if (others.length === 0) return [];
      return [
        general(
          `NEG ${neg.name} also serves ${others.join(', ')}`,
          'choose another --neg-name to keep them apart',
        ),
      ];
    });
  },
};

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

function shortages(
  { resources, facts }: LiveContext,
  concerns: (kind: Resource['kind']) => boolean,
): readonly Finding[] {
  const needed = new Map<string, number>();
  for (const resource of resources) {
    if (!concerns(resource.kind) || observe(facts, resource) !== null) continue;
    for (const metric of KINDS[resource.kind].quotaMetrics) {
      needed.set(metric, (needed.get(metric) ?? 0) + 1);
    }
  }
  return facts.quotas
    .filter(
      ({ metric, limit, usage }) => usage + (needed.get(metric) ?? 0) > limit && needed.has(metric),
    )
    .map(({ metric, limit, usage }) =>
      general(
        `quota ${metric} allows ${limit}, ${usage} are used, ${needed.get(metric)} more are needed`,
        'delete what is unused, or ask for more quota',
      ),
    );
}

export const negQuota: LiveRule = {
  id: 'quota/negs-per-project',
  severity: 'error',
  statement: 'The quota of network endpoint groups has room for the plan.',
  why: 'the API refuses what exceeds it, in the middle of the run',
  sources: [quotaPage],
  phase: 'live',
  check: (context) => shortages(context, (kind) => kind === 'networkEndpointGroups'),
};

export const loadBalancerQuota: LiveRule = {
  id: 'quota/backend-services',
  severity: 'error',
  statement: 'The quotas of the load balancer parts have room for the plan.',
  why: 'the API refuses what exceeds them, in the middle of the run',
  sources: [quotaPage],
  phase: 'live',
  check: (context) => shortages(context, (kind) => kind !== 'networkEndpointGroups'),
};
