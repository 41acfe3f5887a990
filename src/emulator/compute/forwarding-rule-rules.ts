import { invalidField, requiredField } from '../errors.ts';
import { textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { checkSchemes, schemeOf, servicesBelow } from './chain.ts';
import { checkAddress, checkTaken } from './forwarding-rule-address.ts';
import { checkNetwork, targetOf } from './forwarding-rule-network.ts';
import type { Draft } from './kind.ts';
import { linkTo, scopeType, splitPath } from './paths.ts';
import { isAdvanced } from './url-map-rules.ts';

/** Refuses what the API refuses about a forwarding rule (compute-api-behaviour.md 9 and 10.2, rules.md forwarding-rule/*). */
export function checkForwardingRule(draft: Draft): void {
  checkTarget(draft);
  checkScheme(draft);
  checkPort(draft);
  checkTier(draft);
  checkChain(draft);
  if (draft.before !== undefined) {
    return;
  }
  checkNetwork(draft);
  checkAddress(draft);
  checkTaken(draft);
}

/** A rule leads to exactly one thing, of its own scope; a classic rule in Standard tier is regional over a global proxy. */
function checkTarget(draft: Draft): void {
  const { fields, scope } = draft;
  if (textOf(fields['target']) !== '' && textOf(fields['backendService']) !== '') {
    throw invalidField(
      'resource.target',
      fields['target'],
      'Only one of target and backendService can be specified.',
    );
  }
  const target = targetOf(draft);
  if (target === '') {
    throw requiredField('resource.target');
  }
  const classic = schemeOf(draft) === 'EXTERNAL' && splitPath(target).scope === 'global';
  if (splitPath(target).scope !== scope && !classic) {
    throw invalidField(
      'resource.target',
      linkTo(target, 'v1'),
      `The target must be in the scope of the ${scopeType(scope)} forwarding rule.`,
    );
  }
}

const GLOBAL_SCHEMES = [
  'EXTERNAL',
  'EXTERNAL_MANAGED',
  'INTERNAL_MANAGED',
  'INTERNAL_SELF_MANAGED',
];
const REGIONAL_SCHEMES = ['EXTERNAL', 'EXTERNAL_MANAGED', 'INTERNAL', 'INTERNAL_MANAGED'];

function checkScheme(draft: Draft): void {
  const scheme = schemeOf(draft);
  const allowed = draft.scope === 'global' ? GLOBAL_SCHEMES : REGIONAL_SCHEMES;
  if (!allowed.includes(scheme)) {
    throw invalidField(
      'resource.loadBalancingScheme',
      scheme,
      `Invalid load balancing scheme for a ${scopeType(draft.scope)} forwarding rule.`,
    );
  }
}

/** Exactly one port from 1 to 65535 (rule forwarding-rule/one-port). */
function checkPort(draft: Draft): void {
  const { fields } = draft;
  if (schemeOf(draft) === 'INTERNAL') {
    return;
  }
  const range = textOf(fields['portRange']);
  if (range === '') {
    throw requiredField('resource.portRange');
  }
  const [first, last] = range.split('-').map(Number);
  const single =
    first === last && Number.isInteger(first) && Number(first) >= 1 && Number(first) <= 65_535;
  if (!single) {
    throw invalidField(
      'resource.portRange',
      range,
      'Exactly one port between 1 and 65535 must be specified.',
    );
  }
}

/** Global rules are PREMIUM only; a rule has the tier of its address (rule forwarding-rule/tier). */
function checkTier(draft: Draft): void {
  const { fields, scope } = draft;
  const tier = textOf(fields['networkTier']);
  if (scope === 'global' && tier !== 'PREMIUM') {
    throw invalidField(
      'resource.networkTier',
      tier,
      'The network tier of global forwarding rules must be PREMIUM.',
    );
  }
  const internet = backendGroups(draft).some((group) =>
    textOf(group.fields['networkEndpointType']).startsWith('INTERNET_'),
  );
  if (tier !== 'PREMIUM' && internet) {
    throw invalidField(
      'resource.networkTier',
      tier,
      'Internet network endpoint groups require the PREMIUM network tier.',
    );
  }
}

function backendGroups(draft: Draft): StoredResource[] {
  return servicesBelow(draft.world, 'forwardingRules', draft.fields).flatMap((service) => {
    const { backends } = service.fields;
    return Array.isArray(backends)
      ? backends.flatMap((backend) => draft.world.store.resource(textOf(backend['group'])) ?? [])
      : [];
  });
}

/** The scheme along rule, proxy, URL map and services (compute-api-behaviour.md 10.2; rule backend-service/scheme-mix). */
function checkChain(draft: Draft): void {
  const { world, fields } = draft;
  const scheme = schemeOf(draft);
  checkSchemes(scheme, servicesBelow(world, 'forwardingRules', fields));
  const map = world.store.resource(textOf(world.store.resource(targetOf(draft))?.fields['urlMap']));
  if (scheme === 'EXTERNAL' && map !== undefined && isAdvanced(map.fields)) {
    throw invalidField(
      'resource.target',
      linkTo(targetOf(draft), 'v1'),
      'Advanced routing rules are not supported for scheme EXTERNAL',
    );
  }
}
