import * as backend from './backend.ts';
import * as endpoints from './endpoints.ts';
import * as frontEnd from './front-end.ts';
import * as headers from './headers.ts';
import * as hostNames from './host-names.ts';
import * as liveBackends from './live-backends.ts';
import * as liveFrontEnd from './live-front-end.ts';
import * as naming from './naming.ts';
import * as neg from './neg.ts';
import * as network from './network.ts';
import * as quotas from './quotas.ts';
import type { Rule } from './rule.ts';
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
  endpoints.endpointKeys,
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
  endpoints.oneEndpoint,
  hostNames.answersByLocation,
  endpoints.portByProtocol,
  backend.noBalancingMode,
  backend.noHealthCheck,
  backend.oneHealthCheck,
  frontEnd.premiumTier,
  frontEnd.globalTier,
  liveBackends.oneLiveEndpoint,
  network.resolvesPublicly,
  network.dnsServersAnswer,
  network.resolvesToPublic,
  network.firstAddressOnly,
  network.trustedCertificate,
];

/** For the global backend service in front of a global internet NEG. */
export const GLOBAL_INTERNET_BACKEND: readonly Rule[] = [
  endpoints.noFailover,
  backend.backendProtocol,
  backend.encryptInternet,
  backend.hostAdvice,
  backend.loggingAdvice,
  backend.egressCost,
  headers.headerNames,
  headers.hostHeaderForm,
  headers.headerCount,
  headers.headerProcessing,
  headers.sharedKey,
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
