import * as backend from './backend.ts';
import * as live from './live-serverless.ts';
import * as paths from './path-rules.ts';
import type { Rule } from './rule.ts';
import * as serverless from './serverless.ts';
import * as subnets from './subnets.ts';
import * as tls from './tls.ts';

/** For the network of an internal front end: subnets, their ranges, and the address. */
export const INTERNAL_SITE: readonly Rule[] = [
  subnets.rangeForm,
  subnets.proxyOnlySize,
  subnets.proxyOnlySizeAdvice,
  subnets.clientRegion,
  subnets.networkExists,
  subnets.subnetThere,
  subnets.notProxyOnly,
  subnets.addressInSubnet,
  subnets.noRangeOverlap,
  subnets.oldProxySubnet,
  tls.noManagedRegionally,
];

/** For serverless backends, and the paths that tell them apart. */
export const SERVERLESS_BACKEND: readonly Rule[] = [
  serverless.oneTarget,
  serverless.serviceNames,
  ...serverless.MASK_RULES,
  serverless.serverlessProtocol,
  serverless.noDefaultPort,
  serverless.noServerlessHealthCheck,
  serverless.noTimeout,
  serverless.noPortName,
  serverless.noAffinity,
  backend.noBalancingMode,
  serverless.serviceStems,
  serverless.noFailureDetection,
  serverless.noFirewall,
  serverless.maskForMany,
  subnets.machineInNetwork,
  paths.pathSyntax,
  paths.pathUnique,
  paths.barePath,
  paths.hostSyntax,
  paths.hostUnique,
  paths.everyHost,
  paths.hostWithPort,
  live.serviceExists,
  live.tagExists,
  live.ingressAdmits,
  live.ingressAll,
  live.invokerAuth,
  live.authNeedsToken,
  live.oneServerlessNeg,
];
