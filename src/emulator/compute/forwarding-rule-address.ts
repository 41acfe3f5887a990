import { invalidField, requiredField } from '../errors.ts';
import { textOf } from '../json.ts';
import type { OperationError, StoredResource } from '../store.ts';
import { checkInSubnetwork, findAddress } from './addresses.ts';
import { schemeOf } from './chain.ts';
import { isPrivate, parseIp } from './cidr.ts';
import { networkOf } from './forwarding-rule-network.ts';
import type { Draft } from './kind.ts';
import { needReady } from './world.ts';

/** The address is there, of the right type, scope and tier (rules forwarding-rule/address-*, -mesh-address). */
export function checkAddress(draft: Draft): void {
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
      checkMeshAddress(ip);
      break;
    case 'INTERNAL':
    case 'INTERNAL_MANAGED':
      checkInternalAddress(draft, ip);
      break;
    default:
      checkExternalAddress(draft, ip);
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

function checkExternalAddress({ world, fields, sent, project, scope }: Draft, ip: string): void {
  const asked = textOf(sent['IPAddress']);
  if (asked === '') {
    return;
  }
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
export function checkTaken(draft: Draft): void {
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
