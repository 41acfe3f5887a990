import { documentsOf, type Facts, lookup, observe } from '../facts/facts.ts';
import { objectsAt, textAt } from '../json.ts';
import { idOfReference, ofKind, type Resource } from '../resources/resource.ts';
import { general, type LiveContext, type LiveRule } from './rule.ts';
import { internetNegPage, loadBalancingPage } from './sources.ts';

const backendPage = loadBalancingPage('Backend services overview', 'backend-service');

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

export const onlyPlannedNegs: LiveRule = {
  ...noMixedBackends,
  check: (context) =>
    foreignBackends(context)
      .filter(([, group]) => group.includes('/networkEndpointGroups/'))
      .map(([service, group]) =>
        general(
          `backend service ${service.name} holds ${group} already`,
          'choose another --backend-service-name, or name that NEG too',
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
  return documentsOf(facts, { kind: 'backendServices', scope: neg.scope })
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
