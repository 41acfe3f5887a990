import * as backend from './backend.ts';
import * as dns from './dns.ts';
import { INTERNAL_FRONT_END, REGIONAL_SITE } from './groups.ts';
import * as address from './internal-address.ts';
import * as liveMesh from './live-mesh.ts';
import * as live from './live-serverless.ts';
import { MASK_ADVICE } from './mask-advice.ts';
import * as naming from './naming.ts';
import * as paths from './path-rules.ts';
import * as quotas from './quotas.ts';
import * as region from './region.ts';
import type { Rule } from './rule.ts';
import * as advice from './serverless-advice.ts';
import * as settings from './serverless-settings.ts';
import * as target from './serverless-target.ts';
import * as tls from './tls.ts';
import * as update from './update-serverless.ts';
import { urlMapLimits, urlMapSize } from './url-map-size.ts';

/** For a name of the front end in a private DNS zone. */
const FRONT_END_DNS: readonly Rule[] = [
  dns.recordName,
  dns.recordInZone,
  dns.zoneHides,
  dns.timeToLive,
  liveMesh.otherZone,
];

/** For serverless backends behind load balancers of a region. */
export const REGIONAL_SERVERLESS: readonly Rule[] = [advice.requestsPerSecond];

/** For the network of an internal front end: subnets, their ranges, and the address. */
export const INTERNAL_SITE: readonly Rule[] = [
  ...REGIONAL_SITE,
  ...INTERNAL_FRONT_END,
  tls.noManagedRegionally,
  ...FRONT_END_DNS,
];

/** For which Cloud Run service answers. */
const CLOUD_RUN_TARGET: readonly Rule[] = [
  target.oneTarget,
  target.serviceNames,
  ...target.MASK_RULES,
  ...MASK_ADVICE,
  live.serviceExists,
  live.tagExists,
  live.invokerAuth,
  live.authNeedsToken,
];

/** For another service behind a backend service that is there. */
export const SERVERLESS_UPDATE: readonly Rule[] = [
  naming.nameForm,
  naming.projectId,
  naming.derivedNameLength,
  region.regionForm,
  ...CLOUD_RUN_TARGET,
  quotas.negQuota,
  update.backendIsServerless,
  update.swapKeepsSettings,
];

/** For serverless backends behind load balancers that take every platform. */
export const ANY_PLATFORM: readonly Rule[] = [target.nameOrMask];

/** For serverless backends, and the paths that tell them apart. */
export const SERVERLESS_BACKEND: readonly Rule[] = [
  ...CLOUD_RUN_TARGET,
  settings.serverlessProtocol,
  settings.noDefaultPort,
  settings.noServerlessHealthCheck,
  settings.noTimeout,
  settings.noPortName,
  settings.noAffinity,
  backend.noBalancingMode,
  paths.serviceStems,
  advice.noFailureDetection,
  advice.noFirewall,
  advice.maskForMany,
  address.machineInNetwork,
  paths.pathSyntax,
  paths.pathUnique,
  paths.barePath,
  paths.hostSyntax,
  paths.hostUnique,
  paths.everyHost,
  paths.hostWithPort,
  urlMapLimits,
  urlMapSize,
  live.ingressAdmits,
  live.ingressAll,
  live.oneServerlessNeg,
];
