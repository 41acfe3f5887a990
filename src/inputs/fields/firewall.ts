import { field } from '../field.ts';
import { commaList, yesNo } from '../shape.ts';
import type { Values } from '../values.ts';
import { resourceNameField } from './names.ts';

/** The ranges that Google's probers, and the front ends of global external load balancers, come from. */
export const PROBE_RANGES = ['130.211.0.0/22', '35.191.0.0/16'] as const;

export const firewallRuleField = field({
  id: 'firewallRule',
  flag: 'firewall-rule',
  path: 'network.firewallRule',
  shape: yesNo,
  placeholder: '',
  summary: 'Let probes and requests in to the endpoints (default; else --no-firewall-rule)',
  group: 'network',
  fallback: () => ({ value: true, because: 'networks let nobody in by themselves' }),
  question: {
    ask: 'Firewall rule for the probes and requests of the load balancer',
    why: 'without one every endpoint stays unhealthy',
    help: `Lets TCP from ${PROBE_RANGES.join(' and ')}, and for load balancers of a region from the proxy-only subnet, in to the ports of the endpoints. Say no where a rule or a firewall policy does so already.`,
  },
});

function isMade(values: Values): boolean {
  return values.get(firewallRuleField) === true;
}

export const targetTagsField = field({
  id: 'targetTags',
  flag: 'target-tags',
  path: 'network.targetTags',
  shape: commaList,
  placeholder: 'TAG[,TAG]',
  summary: 'Network tags of the VMs that the firewall rule is for (default: all VMs)',
  group: 'network',
  appliesIf: isMade,
});

export const firewallRuleNameField = resourceNameField({
  id: 'firewallRuleName',
  flag: 'firewall-rule-name',
  path: 'firewallRule',
  title: 'firewall rule',
  suffix: 'fw',
  appliesIf: isMade,
});

export const proxyFirewallRuleNameField = resourceNameField({
  id: 'proxyFirewallRuleName',
  flag: 'proxy-firewall-rule-name',
  path: 'proxyFirewallRule',
  title: 'firewall rule for the proxies',
  suffix: 'proxy-fw',
  appliesIf: isMade,
});
