import * as names from '../../inputs/fields/lb-names.ts';
import * as mesh from '../../inputs/fields/mesh.ts';
import type { Values } from '../../inputs/values.ts';
import { forwardingRule } from '../../resources/forwarding-rule.ts';
import { GLOBAL, type Resource, type ResourceId } from '../../resources/resource.ts';
import { targetHttpProxy } from '../../resources/target-proxy.ts';
import { sure } from './sure.ts';

/** What makes Envoys take requests for a URL map: proxy and forwarding rule, at an address that nobody else has. */
export function meshFront(
  values: Values,
  urlMap: Resource,
  after: readonly ResourceId[],
): readonly Resource[] {
  const proxy = targetHttpProxy(sure(values, names.targetProxyNameField), urlMap);
  const rule = forwardingRule({
    scope: GLOBAL,
    name: sure(values, names.forwardingRuleNameField),
    scheme: 'INTERNAL_SELF_MANAGED',
    address: { ip: mesh.vipOf(values) ?? mesh.ANY_ADDRESS },
    proxy,
    port: sure(values, mesh.meshPortField),
    network: { network: sure(values, mesh.meshNetworkField), subnet: null },
    allowGlobalAccess: false,
    after,
  });
  return [proxy, rule];
}
