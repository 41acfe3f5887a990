import * as backend from './backend.ts';
import * as backendTls from './backend-tls.ts';
import * as crossRegion from './cross-region.ts';
import * as dns from './dns.ts';
import * as endpoints from './endpoints.ts';
import * as frontEnd from './front-end.ts';
import * as headers from './headers.ts';
import * as healthCheck from './health-check.ts';
import * as hostNames from './host-names.ts';
import * as internalAddress from './internal-address.ts';
import * as liveBackends from './live-backends.ts';
import * as liveFrontEnd from './live-front-end.ts';
import * as liveMesh from './live-mesh.ts';
import * as mesh from './mesh.ts';
import * as naming from './naming.ts';
import * as nat from './nat.ts';
import * as neg from './neg.ts';
import * as network from './network.ts';
import * as quotas from './quotas.ts';
import * as region from './region.ts';
import * as regionalBackend from './regional-backend.ts';
import type { Rule } from './rule.ts';
import { TAKEN_CHECK, TAKEN_CHECK_OF_PROXIES } from './taken-check.ts';
import * as tls from './tls.ts';

/** For every set-up: names, and room for what it makes. */
export const EVERY_SET_UP: readonly Rule[] = [
  naming.nameForm,
  naming.projectId,
  naming.derivedNameLength,
  naming.uniqueNames,
  quotas.negQuota,
  quotas.loadBalancerQuota,
];

/** For internet endpoints, global or regional. */
export const INTERNET_ENDPOINTS: readonly Rule[] = [
  neg.negType,
  neg.negForLoadBalancer,
  hostNames.fqdnNotUrl,
  hostNames.fqdnNotAddress,
  hostNames.fqdnNoWildcard,
  hostNames.fqdnSyntax,
  hostNames.fqdnTrailingDot,
  endpoints.addressFamily,
  endpoints.addressPublic,
  endpoints.endpointPort,
  endpoints.defaultPort,
  hostNames.googleServicePort,
  liveBackends.sharedNeg,
];

/** For the one endpoint of a global internet NEG, resolved by Google's public DNS. */
export const GLOBAL_INTERNET_NEG: readonly Rule[] = [
  neg.negScope,
  endpoints.endpointKeys,
  endpoints.oneEndpoint,
  hostNames.answersByLocation,
  endpoints.portByProtocol,
  backend.noBalancingMode,
  backend.noHealthCheck,
  backend.oneHealthCheck,
  backendTls.notAvailable,
  frontEnd.premiumTier,
  frontEnd.globalTier,
  liveBackends.oneLiveEndpoint,
  network.resolvesPublicly,
  network.dnsServersAnswer,
  network.resolvesToPublic,
  network.firstAddressOnly,
  network.trustedCertificate,
];

/** For the request headers that an Application Load Balancer adds. */
const REQUEST_HEADERS: readonly Rule[] = [
  headers.headerNames,
  headers.headerCount,
  headers.sharedKey,
  headers.secretFile,
  headers.secretReadable,
];

/** The same for Envoy in a mesh, whose backends know their clients otherwise. */
const MESH_REQUEST_HEADERS: readonly Rule[] = [
  ...REQUEST_HEADERS.filter((rule) => rule !== headers.sharedKey),
  regionalBackend.reservedHost,
];

/** For the global backend service in front of a global internet NEG. */
export const GLOBAL_INTERNET_BACKEND: readonly Rule[] = [
  endpoints.noFailover,
  backend.backendProtocol,
  backend.encryptInternet,
  backend.hostAdvice,
  backend.loggingAdvice,
  backend.egressCost,
  ...REQUEST_HEADERS,
  headers.hostHeaderForm,
  headers.headerProcessing,
  tls.addressNotValidated,
  tls.serverName,
  liveBackends.noInstanceGroups,
  liveBackends.noMixedBackends,
  liveBackends.oneInternetNeg,
];

/** For the front end of any Application Load Balancer: address, port, certificate, redirect. */
export const APPLICATION_FRONT_END: readonly Rule[] = [
  frontEnd.onePort,
  frontEnd.httpsCertificate,
  frontEnd.oneCertificateMethod,
  frontEnd.existingNames,
  frontEnd.redirectNeedsHttps,
  frontEnd.redirectNeedsAddress,
  frontEnd.staticAddress,
  frontEnd.httpsAdvice,
  tls.certificateFiles,
  tls.certificateDates,
  tls.privateKeyMode,
  liveFrontEnd.addressType,
  liveFrontEnd.noPortOverlap,
  liveFrontEnd.certificatesExist,
  liveFrontEnd.certificateExpiry,
];

/** For certificates that Google manages, which only global front ends have. */
export const MANAGED_CERTIFICATES: readonly Rule[] = [frontEnd.managedDomains, frontEnd.splitNames];

/** For the record of a host name that is made in a private zone. */
const PRIVATE_DNS: readonly Rule[] = [
  dns.recordData,
  dns.recordInZone,
  dns.zoneHides,
  dns.timeToLive,
  liveMesh.otherZone,
];

/** For Cloud Service Mesh in front of one host name. */
export const MESH: readonly Rule[] = [
  neg.negScope,
  endpoints.oneEndpoint,
  endpoints.portByProtocol,
  backend.noBalancingMode,
  backend.oneHealthCheck,
  backendTls.notAvailable,
  backend.backendProtocol,
  frontEnd.onePort,
  liveBackends.oneLiveEndpoint,
  liveBackends.noInstanceGroups,
  liveBackends.noMixedBackends,
  liveBackends.oneInternetNeg,
  mesh.fqdnOnly,
  mesh.virtualAddress,
  region.networkNames,
  healthCheck.checkName,
  mesh.serverNameOfPolicy,
  mesh.checkSpeaksTls,
  mesh.hostName,
  mesh.hostOfClient,
  mesh.anyAddress,
  mesh.plainOn443,
  mesh.strictDns,
  ...MESH_REQUEST_HEADERS,
  mesh.unresolved,
  mesh.checkAdvised,
  healthCheck.requestPath,
  healthCheck.checkTimes,
  mesh.anyHost,
  ...PRIVATE_DNS,
  region.networkExists,
  liveMesh.uniqueListener,
  liveMesh.existingCheck,
  ...TAKEN_CHECK,
  ...TAKEN_CHECK_OF_PROXIES,
  healthCheck.probeHost,
  liveMesh.privateAccess,
];

/** For what any regional load balancer with managed proxies needs of its network. */
export const REGIONAL_SITE: readonly Rule[] = [
  region.regionForm,
  region.networkNames,
  region.rangeForm,
  region.proxyOnlySize,
  region.proxyOnlySizeAdvice,
  region.networkExists,
  region.freeRange,
  region.noOldPurpose,
];

/** For regional internet NEGs, the way to their endpoints, and their optional health check. */
export const REGIONAL_INTERNET_NEG: readonly Rule[] = [
  endpoints.regionalEndpointKeys,
  regionalBackend.portRequired,
  regionalBackend.endpointCount,
  regionalBackend.negCount,
  regionalBackend.negNames,
  regionalBackend.distinctEndpoints,
  regionalBackend.checkAdvice,
  regionalBackend.checkProtocol,
  healthCheck.checkName,
  healthCheck.requestPath,
  healthCheck.checkTimes,
  regionalBackend.probeTraffic,
  regionalBackend.healthInvisible,
  regionalBackend.checkExists,
  ...TAKEN_CHECK,
  ...TAKEN_CHECK_OF_PROXIES,
  healthCheck.probeHost,
  nat.poolLimits,
  nat.poolNames,
  nat.poolSizeWarning,
  nat.poolOnlyWhereNeeded,
  nat.oneNat,
  nat.poolExists,
  nat.wayOut,
  nat.notForPrivate,
  backend.noBalancingMode,
  frontEnd.premiumTier,
  backend.egressCost,
  backend.loggingAdvice,
  liveBackends.noInstanceGroups,
  liveBackends.onlyPlannedNegs,
  ...PRIVATE_DNS,
  dns.oneName,
  dns.resolvesInNetwork,
];

/** For an address of a subnet. */
export const INTERNAL_FRONT_END: readonly Rule[] = [
  internalAddress.clientRegion,
  internalAddress.subnetThere,
  internalAddress.notProxyOnly,
  internalAddress.addressInSubnet,
];

/** For an internal load balancer with an address in each of several regions. */
export const CROSS_REGION_SITE: readonly Rule[] = [
  // Subnets of the old purpose are in the way of regional load balancers only.
  ...REGIONAL_SITE.filter((rule) => rule !== region.noOldPurpose),
  ...INTERNAL_FRONT_END,
  crossRegion.regionsOnce,
  crossRegion.addressForOne,
  crossRegion.noManagedAcrossRegions,
];

/** For the backend service of a proxy Network Load Balancer. */
export const TCP_BACKEND: readonly Rule[] = [backend.tcpProtocol, backendTls.notAvailable];

/** For the front end of any proxy Network Load Balancer: address and port. */
export const TCP_FRONT_END: readonly Rule[] = [
  frontEnd.onePort,
  frontEnd.existingNames,
  frontEnd.staticAddress,
  liveFrontEnd.addressType,
  liveFrontEnd.noPortOverlap,
];

/** For the backend service and URL map of a regional Application Load Balancer in front of internet NEGs. */
export const REGIONAL_APPLICATION_BACKEND: readonly Rule[] = [
  backend.backendProtocol,
  backend.encryptInternet,
  regionalBackend.certificateUnchecked,
  backendTls.needsTls,
  backendTls.certificateNames,
  backendTls.trustConfigExists,
  tls.noManagedRegionally,
  dns.severalAddresses,
  regionalBackend.reservedHost,
  ...REQUEST_HEADERS,
];
