import { invalidField, requiredField } from '../errors.ts';
import { textOf } from '../json.ts';
import type { OperationError, StoredResource } from '../store.ts';
import { checkInSubnetwork, findAddress } from './addresses.ts';
import { checkSchemes, servicesBelow } from './chain.ts';
import { isPrivate, parseIp } from './cidr.ts';
import type { Draft } from './kind.ts';
import { lastPart, linkTo, scopeType, splitPath } from './paths.ts';
import { isProxyOnly } from './subnetworks.ts';
import { isAdvanced } from './url-map-rules.ts';
import { liveOf, needReady } from './world.ts';

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

function schemeOf({ fields }: Draft): string {
  return textOf(fields['loadBalancingScheme']);
}

function targetOf({ fields }: Draft): string {
  return textOf(fields['target']) || textOf(fields['backendService']);
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

/** What network and subnet a rule of each scheme needs (rules forwarding-rule/subnet-required, -mesh-global-no-subnet). */
function checkNetwork(draft: Draft): void {
  const { fields, world } = draft;
  const scheme = schemeOf(draft);
  const subnetwork = textOf(fields['subnetwork']);
  if (scheme === 'INTERNAL_SELF_MANAGED' && subnetwork !== '') {
    throw invalidField(
      'resource.subnetwork',
      subnetwork,
      'Subnetwork is not supported for load balancing scheme INTERNAL_SELF_MANAGED.',
    );
  }
  if (scheme === 'INTERNAL_MANAGED' && subnetwork === '') {
    throw requiredField('resource.subnetwork');
  }
  if (subnetwork !== '') {
    checkSubnetwork(draft, needReady(world, subnetwork));
  }
  if (isEnvoyRule(draft)) {
    checkProxyOnlySubnet(draft);
  }
}

function checkSubnetwork(draft: Draft, subnetwork: StoredResource): void {
  const { fields } = draft;
  if (subnetwork.fields['purpose'] !== 'PRIVATE') {
    throw invalidField(
      'resource.subnetwork',
      subnetwork.path,
      "Forwarding rule's subnetwork must have purpose=PRIVATE.",
    );
  }
  const network = textOf(fields['network']);
  if (network !== '' && subnetwork.fields['network'] !== network) {
    throw invalidField(
      'resource.subnetwork',
      subnetwork.path,
      `The subnetwork is not in network '${lastPart(network)}'.`,
    );
  }
  if (draft.scope !== 'global' && subnetwork.scope !== draft.scope) {
    throw invalidField(
      'resource.subnetwork',
      subnetwork.path,
      'The subnetwork must be in the region of the forwarding rule.',
    );
  }
}

/** The network of a rule: its own, that of its subnet, else the project's default. */
function networkOf({
  world,
  fields,
  project,
}: Pick<Draft, 'world' | 'fields' | 'project'>): string {
  const subnetwork = world.store.resource(textOf(fields['subnetwork']));
  return (
    textOf(fields['network']) ||
    textOf(subnetwork?.fields['network']) ||
    `projects/${project}/global/networks/default`
  );
}

/** Envoys need addresses before anything can listen (rule forwarding-rule/proxy-subnet-first). */
function checkProxyOnlySubnet(draft: Draft): void {
  needReady(draft.world, networkOf(draft));
  if (proxyOnlySubnets(draft).length === 0) {
    throw invalidField(
      'resource.target',
      linkTo(targetOf(draft), 'v1'),
      'An active proxy-only subnetwork is required in the same region and VPC as the forwarding rule.',
    );
  }
}

/** Whether a rule is served by Envoys that take their addresses from a proxy-only subnet (rules.md, matrix a). */
function isEnvoyRule({ fields, scope }: Pick<Draft, 'fields' | 'scope'>): boolean {
  const scheme = textOf(fields['loadBalancingScheme']);
  return scheme === 'INTERNAL_MANAGED' || (scheme === 'EXTERNAL_MANAGED' && scope !== 'global');
}

/** The active proxy-only subnets the Envoys of a rule stand in; they cannot be deleted while it is there. */
export function proxyOnlySubnets(
  rule: Pick<Draft, 'world' | 'fields' | 'project' | 'scope'>,
): StoredResource[] {
  if (!isEnvoyRule(rule)) {
    return [];
  }
  const { world, fields, scope } = rule;
  const network = networkOf(rule);
  const own = world.store.resource(textOf(fields['subnetwork']));
  const region = scope === 'global' ? own?.scope : scope;
  return liveOf(world, 'subnetworks').filter(
    ({ scope: place, fields: { network: home, role, purpose } }) =>
      place === region &&
      home === network &&
      role === 'ACTIVE' &&
      isProxyOnly(textOf(purpose)) &&
      (scope === 'global') === (purpose === 'GLOBAL_MANAGED_PROXY'),
  );
}

/** The address is there, of the right type, scope and tier (rules forwarding-rule/address-*, -mesh-address). */
function checkAddress(draft: Draft): void {
  const { fields, sent } = draft;
  const ip = textOf(fields['IPAddress']);
  const asked = textOf(sent['IPAddress']);
  if (asked !== '' && textOf(sent['ipVersion']) !== '') {
    throw invalidField(
      'resource.ipVersion',
      sent['ipVersion'],
      'Both IP Version and IP Address cannot be specified.',
    );
  }
  switch (schemeOf(draft)) {
    case 'INTERNAL_SELF_MANAGED':
      return checkMeshAddress(ip);
    case 'INTERNAL':
    case 'INTERNAL_MANAGED':
      return checkInternalAddress(draft, ip);
    default:
      return asked === '' ? undefined : checkExternalAddress(draft, ip, asked);
  }
}

function checkMeshAddress(ip: string): void {
  if (ip === '') {
    throw requiredField('resource.IPAddress');
  }
  const address = parseIp(ip);
  if (address === undefined || !(['0.0.0.0', '127.0.0.1'].includes(ip) || isPrivate(address))) {
    throw invalidField('resource.IPAddress', ip, 'Invalid IP address specified.');
  }
}

function checkInternalAddress({ world, fields }: Draft, ip: string): void {
  const subnetwork = textOf(fields['subnetwork']);
  if (subnetwork !== '' && ip !== '') {
    checkInSubnetwork(ip, needReady(world, subnetwork), 'resource.IPAddress');
  }
}

function checkExternalAddress(
  { world, fields, project, scope }: Draft,
  ip: string,
  asked: string,
): void {
  const reserved = findAddress(world, project, ip, scope);
  if (reserved === undefined) {
    throw invalidField('resource.IPAddress', asked, 'Invalid IP address specified.');
  }
  needReady(world, reserved.path);
  const tier = textOf(reserved.fields['networkTier']);
  if (tier !== fields['networkTier']) {
    throw invalidField(
      'resource.networkTier',
      fields['networkTier'],
      `The network tier of the forwarding rule must be that of its address: ${tier}.`,
    );
  }
}

/** assumption: two rules on one address and port are refused at once, with 400; the text is one users have seen. */
function checkTaken(draft: Draft): void {
  const { fields } = draft;
  const taken = rulesOn(draft).some(
    (rule) =>
      rule.fields['portRange'] === fields['portRange'] &&
      rule.fields['IPProtocol'] === fields['IPProtocol'],
  );
  if (taken) {
    throw invalidField(
      'resource.IPAddress',
      fields['IPAddress'],
      'Specified IP address is in-use and would result in a conflict.',
    );
  }
}

/** The other rules with the same address in the same network, or on the internet. */
function rulesOn(draft: Draft): StoredResource[] {
  const { world, fields, project, path } = draft;
  const internal = schemeOf(draft).startsWith('INTERNAL');
  return [...world.store.resources()].filter(
    (rule) =>
      rule.collection === 'forwardingRules' &&
      rule.path !== path &&
      rule.fields['IPAddress'] === fields['IPAddress'] &&
      (!internal || networkOf({ world, fields: rule.fields, project }) === networkOf(draft)),
  );
}

/** An internal address that is not SHARED_LOADBALANCER_VIP serves one rule; the second fails inside its operation (stellar-engine#185). */
export function sharedInternalAddress(draft: Draft): OperationError | undefined {
  const scheme = schemeOf(draft);
  const ip = textOf(draft.fields['IPAddress']);
  if (scheme !== 'INTERNAL_MANAGED' && scheme !== 'INTERNAL') {
    return undefined;
  }
  const reserved = findAddress(draft.world, draft.project, ip, undefined);
  const shared = reserved?.fields['purpose'] === 'SHARED_LOADBALANCER_VIP';
  return shared || rulesOn(draft).length === 0 ? undefined : ipInUse(ip);
}

function ipInUse(ip: string): OperationError {
  return {
    code: 'IP_IN_USE_BY_ANOTHER_RESOURCE',
    message: `IP '${ip}' is already being used by another resource.`,
    status: 400,
  };
}
