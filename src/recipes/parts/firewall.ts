import * as fields from '../../inputs/fields/firewall.ts';
import { networkField } from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { textAt } from '../../json.ts';
import { firewallRule, portRanges } from '../../resources/firewall-rule.ts';
import type { Resource } from '../../resources/resource.ts';
import { sure } from './sure.ts';
import { portsOf } from './zoned-negs.ts';

/**
 * The firewall rules that let the load balancer in to VMs: Google's probers, from which requests of global ones
 * come too, and the proxies of the region (`network/firewall-centralized-probes`, `network/firewall-proxy-only`).
 * @param groundwork with the proxy-only subnet of a load balancer of a region
 */
export function firewallRules(
  values: Values,
  groundwork: readonly Resource[],
): readonly Resource[] {
  if (values.get(fields.firewallRuleField) !== true) return [];
  const common = {
    network: sure(values, networkField),
    ports: portRanges(portsOf(values)),
    targetTags: values.get(fields.targetTagsField) ?? [],
  };
  const probes = firewallRule({
    ...common,
    name: sure(values, fields.firewallRuleNameField),
    sources: fields.PROBE_RANGES,
  });
  const proxies = groundwork.flatMap((resource) => {
    const range =
      resource.kind === 'subnetworks' ? textAt(resource.body, 'ipCidrRange') : undefined;
    return range === undefined ? [] : [range];
  });
  if (proxies.length === 0) return [probes];
  const name = sure(values, fields.proxyFirewallRuleNameField);
  return [probes, firewallRule({ ...common, name, sources: proxies })];
}
