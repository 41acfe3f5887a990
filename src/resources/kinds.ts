import { addressKind } from './address.ts';
import { backendKind } from './backend.ts';
import { backendAuthenticationConfigKind } from './backend-authentication-config.ts';
import { backendServiceKind } from './backend-service.ts';
import { backendSwapKind } from './backend-swap.ts';
import { clientTlsPolicyKind } from './client-tls-policy.ts';
import { cloudRunServiceKind, ingressKind } from './cloud-run.ts';
import { dnsRecordSetKind } from './dns-record-set.ts';
import { dnsZoneKind } from './dns-zone.ts';
import { firewallRuleKind } from './firewall-rule.ts';
import { forwardingRuleKind } from './forwarding-rule.ts';
import { healthCheckKind } from './health-check.ts';
import { instanceKind } from './instance.ts';
import type { Kind } from './kind.ts';
import { managedCertificateKind } from './managed-certificate.ts';
import { networkKind, subnetworkKind } from './network.ts';
import { detachedEndpointKind, networkEndpointKind } from './network-endpoint.ts';
import { networkEndpointGroupKind } from './network-endpoint-group.ts';
import { type KindName, partsOfId, type ResourceId, type Scope } from './resource.ts';
import { retirementKind } from './retirement.ts';
import { routerKind, routerNatKind } from './router.ts';
import { sslCertificateKind } from './ssl-certificate.ts';
import {
  targetHttpProxyKind,
  targetHttpsProxyKind,
  targetSslProxyKind,
  targetTcpProxyKind,
} from './target-proxy.ts';
import { trustConfigKind } from './trust-config.ts';
import { urlMapKind } from './url-map.ts';

/** Every kind of resource that a plan can hold. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  networks: networkKind,
  subnetworks: subnetworkKind,
  instances: instanceKind,
  firewalls: firewallRuleKind,
  routers: routerKind,
  routerNats: routerNatKind,
  addresses: addressKind,
  sslCertificates: sslCertificateKind,
  certificates: managedCertificateKind,
  trustConfigs: trustConfigKind,
  healthChecks: healthCheckKind,
  networkEndpointGroups: networkEndpointGroupKind,
  networkEndpoints: networkEndpointKind,
  detachedEndpoints: detachedEndpointKind,
  backendServices: backendServiceKind,
  backends: backendKind,
  urlMaps: urlMapKind,
  targetHttpProxies: targetHttpProxyKind,
  targetHttpsProxies: targetHttpsProxyKind,
  targetTcpProxies: targetTcpProxyKind,
  targetSslProxies: targetSslProxyKind,
  forwardingRules: forwardingRuleKind,
  clientTlsPolicies: clientTlsPolicyKind,
  backendAuthenticationConfigs: backendAuthenticationConfigKind,
  managedZones: dnsZoneKind,
  resourceRecordSets: dnsRecordSetKind,
  cloudRunServices: cloudRunServiceKind,
  ingresses: ingressKind,
  backendSwaps: backendSwapKind,
  retirements: retirementKind,
};

const BY_NAME: ReadonlyMap<string, Kind> = new Map(Object.entries(KINDS));

/** What a resource id says: the kind, where the resource is, and its name. */
export interface Identified {
  readonly kind: Kind;
  readonly scope: Scope;
  readonly name: string;
}

/** Reads a resource id; `null` for attachments, and for ids of collections that are no kind of negctl. */
export function identified(id: ResourceId): Identified | null {
  const parts = partsOfId(id);
  const kind = BY_NAME.get(parts?.collection ?? '');
  return parts === null || kind === undefined ? null : { ...parts, kind };
}
