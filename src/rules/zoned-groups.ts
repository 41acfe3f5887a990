import * as backend from './backend.ts';
import { defaultPort } from './endpoints.ts';
import * as firewall from './firewall.ts';
import * as frontEnd from './front-end.ts';
import {
  APPLICATION_FRONT_END,
  EVERY_SET_UP,
  MANAGED_CERTIFICATES,
  TCP_FRONT_END,
} from './groups.ts';
import * as headers from './headers.ts';
import * as healthCheck from './health-check.ts';
import { globalRouting } from './hybrid-network.ts';
import * as liveBackends from './live-backends.ts';
import * as liveFrontEnd from './live-front-end.ts';
import * as liveMesh from './live-mesh.ts';
import * as mesh from './mesh.ts';
import * as region from './region.ts';
import * as regionalBackend from './regional-backend.ts';
import type { Rule } from './rule.ts';
import { TAKEN_CHECK, TAKEN_CHECK_OF_PROXIES } from './taken-check.ts';
import * as tls from './tls.ts';
import * as zoned from './zoned-backend.ts';
import * as endpoints from './zoned-endpoints.ts';
import * as live from './zoned-live.ts';

/** For every NEG of a zone, and its network. */
export const ZONED_NEG: readonly Rule[] = [
  ...EVERY_SET_UP,
  defaultPort,
  region.networkNames,
  region.networkExists,
  live.noLegacyNetwork,
  liveBackends.sharedNeg,
  live.othersThere,
];

/** For NEGs of VMs. */
export const VM_NEG: readonly Rule[] = [
  ...ZONED_NEG,
  ...endpoints.VM_ENDPOINT_RULES,
  ...live.VM_RULES,
  live.subnetThere,
];

/** For NEGs of endpoints outside Google Cloud. */
export const HYBRID_NEG: readonly Rule[] = [
  ...ZONED_NEG,
  ...endpoints.HYBRID_ENDPOINT_RULES,
  live.outsideNetwork,
  globalRouting,
];

/** For a backend service in front of NEGs of zones. */
export const ZONED_BACKEND: readonly Rule[] = [
  zoned.noUtilization,
  zoned.checkRequired,
  healthCheck.checkName,
  healthCheck.requestPath,
  healthCheck.checkTimes,
  backend.loggingAdvice,
  liveBackends.noInstanceGroups,
  liveBackends.onlyPlannedNegs,
  ...TAKEN_CHECK,
];

/** For the firewall rules around VMs. */
export const ZONED_FIREWALL: readonly Rule[] = [zoned.tagForm, firewall.probesLetIn];

/** The same for the proxies of a region, whose requests come from a subnet of their own. */
export const PROXIES_FIREWALL: readonly Rule[] = [firewall.proxiesLetIn];

/** For probes by the proxies themselves, of which nobody hears. */
export const PROBED_BY_PROXIES: readonly Rule[] = [
  regionalBackend.checkProtocol,
  regionalBackend.healthInvisible,
  zoned.everyProxyProbes,
  ...TAKEN_CHECK_OF_PROXIES,
];

/** For health checks that are there already: global ones, or those of a region. */
export const GLOBAL_CHECK: readonly Rule[] = [liveMesh.existingCheck];
export const REGIONAL_CHECK: readonly Rule[] = [regionalBackend.checkExists];

/** For an Application Load Balancer in front of NEGs of zones. */
export const ZONED_APPLICATION: readonly Rule[] = [
  zoned.webProtocol,
  zoned.byRate,
  headers.headerNames,
  headers.headerCount,
  headers.sharedKey,
  ...APPLICATION_FRONT_END,
];

/** The same on the internet, where Google can manage the certificate. */
export const ZONED_GLOBAL_APPLICATION: readonly Rule[] = [
  ...ZONED_APPLICATION,
  headers.notOnProbes,
  ...MANAGED_CERTIFICATES,
];

/** The same in a region, whose URL map sets the headers. */
export const ZONED_REGIONAL_APPLICATION: readonly Rule[] = [
  ...ZONED_APPLICATION,
  regionalBackend.reservedHost,
];

/** For a TCP proxy. */
export const ZONED_TCP: readonly Rule[] = [
  zoned.plainProtocol,
  zoned.byConnection,
  ...TCP_FRONT_END,
];

/** For an SSL proxy. */
export const ZONED_SSL: readonly Rule[] = [
  zoned.sslProtocol,
  zoned.byConnection,
  ...TCP_FRONT_END,
  frontEnd.oneCertificateMethod,
  frontEnd.managedDomains,
  tls.certificateFiles,
  tls.certificateDates,
  tls.privateKeyMode,
  liveFrontEnd.certificatesExist,
  liveFrontEnd.certificateExpiry,
];

/** For Envoy proxies that take requests for an address of their own. */
export const ZONED_MESH: readonly Rule[] = [
  zoned.webProtocol,
  zoned.byRate,
  frontEnd.onePort,
  mesh.virtualAddress,
  mesh.anyAddress,
  mesh.plainOn443,
  liveMesh.uniqueListener,
];
