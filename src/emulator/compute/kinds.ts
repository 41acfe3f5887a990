import { addresses } from './addresses.ts';
import { backendServices } from './backend-services.ts';
import { firewalls } from './firewalls.ts';
import { forwardingRules } from './forwarding-rules.ts';
import { healthChecks } from './health-checks.ts';
import { instances } from './instances.ts';
import type { Kind } from './kind.ts';
import { networkEndpointGroups } from './network-endpoint-groups.ts';
import { networks } from './networks.ts';
import { routers } from './routers.ts';
import { sslCertificates } from './ssl-certificates.ts';
import { subnetworks } from './subnetworks.ts';
import {
  targetHttpProxies,
  targetHttpsProxies,
  targetSslProxies,
  targetTcpProxies,
} from './target-proxies.ts';
import { urlMaps } from './url-maps.ts';

/** The collections of Compute that the emulator has; a new one is its file and a line here. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  [
    networks,
    subnetworks,
    firewalls,
    instances,
    routers,
    addresses,
    healthChecks,
    networkEndpointGroups,
    backendServices,
    urlMaps,
    targetHttpProxies,
    targetHttpsProxies,
    targetTcpProxies,
    targetSslProxies,
    forwardingRules,
    sslCertificates,
  ].map((kind) => [kind.collection, kind]),
);
