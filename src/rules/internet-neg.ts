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

/** The rules for internet NEGs, alone or behind a global external or classic Application Load Balancer. */
export const INTERNET_NEG_RULES: readonly Rule[] = [
  naming.nameForm,
  naming.projectId,
  naming.derivedNameLength,
  naming.uniqueNames,
  neg.negType,
  neg.negScope,
  neg.negForLoadBalancer,
  endpoints.endpointKeys,
  endpoints.oneEndpoint,
  hostNames.fqdnNotUrl,
  hostNames.fqdnNotAddress,
  hostNames.fqdnNoWildcard,
  hostNames.fqdnSyntax,
  hostNames.fqdnTrailingDot,
  hostNames.answersByLocation,
  endpoints.addressFamily,
  endpoints.addressPublic,
  endpoints.endpointPort,
  endpoints.defaultPort,
  hostNames.googleServicePort,
  endpoints.portByProtocol,
  endpoints.noFailover,
  backend.backendProtocol,
  backend.encryptInternet,
  backend.noBalancingMode,
  backend.noHealthCheck,
  backend.oneHealthCheck,
  backend.hostAdvice,
  backend.loggingAdvice,
  backend.egressCost,
  headers.headerNames,
  headers.hostHeaderForm,
  headers.headerCount,
  headers.headerProcessing,
  headers.sharedKey,
  frontEnd.onePort,
  frontEnd.premiumTier,
  frontEnd.globalTier,
  frontEnd.httpsCertificate,
  frontEnd.oneCertificateMethod,
  frontEnd.existingNames,
  frontEnd.managedDomains,
  frontEnd.redirectNeedsHttps,
  frontEnd.redirectNeedsAddress,
  frontEnd.staticAddress,
  frontEnd.httpsAdvice,
  frontEnd.splitNames,
  tls.certificateFiles,
  tls.certificateDates,
  tls.privateKeyMode,
  tls.addressNotValidated,
  tls.serverName,
  liveBackends.noInstanceGroups,
  liveBackends.noMixedBackends,
  liveBackends.oneInternetNeg,
  liveBackends.oneLiveEndpoint,
  liveBackends.sharedNeg,
  liveFrontEnd.addressType,
  liveFrontEnd.noPortOverlap,
  liveFrontEnd.certificatesExist,
  liveFrontEnd.certificateExpiry,
  quotas.negQuota,
  quotas.loadBalancerQuota,
  network.resolvesPublicly,
  network.dnsServersAnswer,
  network.resolvesToPublic,
  network.firstAddressOnly,
  network.trustedCertificate,
];
