import { invalidField, requiredField } from '../errors.ts';
import { textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { schemeOf } from './chain.ts';
import type { Draft } from './kind.ts';
import { lastPart, linkTo } from './paths.ts';
import { isProxyOnly } from './subnetworks.ts';
import { liveOf, needReady } from './world.ts';

/** What a rule leads to: a proxy, or a backend service. */
export function targetOf({ fields }: Draft): string {
  return textOf(fields['target']) || textOf(fields['backendService']);
}

/** What network and subnet a rule of each scheme needs (rules forwarding-rule/subnet-required, -mesh-global-no-subnet). */
export function checkNetwork(draft: Draft): void {
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
export function networkOf({
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
