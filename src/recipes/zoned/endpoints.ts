import type { Collection } from '../../facts/facts.ts';
import type { AnyField } from '../../inputs/field.ts';
import * as firewall from '../../inputs/fields/firewall.ts';
import * as zonal from '../../inputs/fields/zonal.ts';
import type { Values } from '../../inputs/values.ts';
import type { JsonObject } from '../../json.ts';
import type { ZonalNegInit } from '../../resources/network-endpoint-group.ts';
import { GLOBAL } from '../../resources/resource.ts';
import type { Rule } from '../../rules/rule.ts';
import { HYBRID_NEG, VM_NEG, ZONED_FIREWALL } from '../../rules/zoned-groups.ts';
import { zonesOf } from '../parts/zoned-negs.ts';

/** What is behind NEGs of zones: VMs of the network, or what the network has a route to. */
export interface Zoned {
  readonly type: ZonalNegInit['type'];
  /** True where Google's own probers look after it, so that firewalls of the network must let them in. */
  readonly isInNetwork: boolean;
  readonly fields: readonly AnyField[];
  /** What is told of the firewall of its network; nothing where the firewall is elsewhere. */
  readonly firewallFields: readonly AnyField[];
  readonly firewallNames: readonly AnyField[];
  readonly rules: readonly Rule[];
  readonly firewallRules: readonly Rule[];
  /** An endpoint, as a spec has it. */
  readonly example: JsonObject;
  /** What its rules look at. */
  readonly reads: (values: Values) => readonly Collection[];
}

const NETWORK: readonly Collection[] = [
  { kind: 'networks', scope: GLOBAL },
  { kind: 'subnetworks', scope: GLOBAL },
];

/** VMs of a network, with any of their addresses. */
export const VMS: Zoned = {
  type: 'GCE_VM_IP_PORT',
  isInNetwork: true,
  fields: [
    zonal.zoneField,
    zonal.zonalNetworkField,
    zonal.zonalSubnetField,
    zonal.vmEndpointsField,
    zonal.endpointsFileField,
    zonal.zonalDefaultPortField,
  ],
  firewallFields: [firewall.firewallRuleField, firewall.targetTagsField],
  firewallNames: [firewall.firewallRuleNameField],
  rules: VM_NEG,
  firewallRules: ZONED_FIREWALL,
  example: { instance: 'vm-1', port: 8080 },
  reads: (values) => [
    ...NETWORK,
    ...zonesOf(values).map((zone): Collection => {
      return { kind: 'instances', scope: { type: 'zone', zone } };
    }),
    { kind: 'firewalls', scope: GLOBAL },
  ],
};

/** Addresses that VPN or Interconnect lead to. */
export const OUTSIDE: Zoned = {
  type: 'NON_GCP_PRIVATE_IP_PORT',
  isInNetwork: false,
  fields: [
    zonal.zoneField,
    zonal.zonalNetworkField,
    zonal.hybridEndpointsField,
    zonal.endpointsFileField,
    zonal.zonalDefaultPortField,
  ],
  firewallFields: [],
  firewallNames: [],
  rules: HYBRID_NEG,
  firewallRules: [],
  example: { ip: '192.168.10.5', port: 8080 },
  reads: () => NETWORK,
};
