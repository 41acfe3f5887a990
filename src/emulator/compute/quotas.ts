import { quotaExceeded, quotaMessage } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { sortedTexts } from '../json.ts';
import type { StoredResource } from '../store.ts';
import type { World } from './kind.ts';
import { regionOf } from './paths.ts';

/** Limits of a project that nobody has raised. assumption: the figures are usual ones, no document lists them. */
const DEFAULT_LIMITS: Readonly<Record<string, number>> = {
  BACKEND_SERVICES: 75,
  FIREWALLS: 100,
  FORWARDING_RULES: 150,
  HEALTH_CHECKS: 150,
  INSTANCES: 1000,
  NETWORKS: 50,
  NETWORK_ENDPOINT_GROUPS: 300,
  ROUTERS: 20,
  SSL_CERTIFICATES: 100,
  STATIC_ADDRESSES: 100,
  SUBNETWORKS: 275,
  TARGET_HTTPS_PROXIES: 100,
  TARGET_HTTP_PROXIES: 100,
  TARGET_SSL_PROXIES: 100,
  TARGET_TCP_PROXIES: 100,
  URL_MAPS: 100,
};

interface Room {
  readonly limit: number;
  readonly used: number;
  readonly where: string;
}

/**
 * What is left of a metric. assumption: every metric is counted per project for global resources
 * and per region for the others; which one Google counts where is not documented.
 */
function roomFor(world: World, project: string, region: string, metric: string): Room {
  const { quotas } = world.store.settings;
  const used = [...world.store.resources()].filter(
    (resource) =>
      resource.project === project &&
      regionOf(resource.scope) === region &&
      world.kinds.get(resource.collection)?.quota === metric,
  ).length;
  return {
    limit: quotas[`${region}/${metric}`] ?? quotas[metric] ?? DEFAULT_LIMITS[metric] ?? 100,
    used,
    where: region === '' ? 'globally' : `in region ${region}`,
  };
}

/** Refuses one more resource than the metric allows. */
export function checkQuota(world: World, project: string, scope: string, metric: string): void {
  const { limit, used, where } = roomFor(world, project, regionOf(scope), metric);
  if (used >= limit) {
    throw quotaExceeded(metric, limit, where);
  }
}

/** What an operation says that found the quota of its resource full. */
export function fullQuota(world: World, resource: StoredResource): string {
  const metric = world.kinds.get(resource.collection)?.quota ?? 'RESOURCES';
  const { limit, where } = roomFor(world, resource.project, regionOf(resource.scope), metric);
  return quotaMessage(metric, limit, where);
}

/** The `quotas[]` of a project, or of a region. */
export function quotasOf(world: World, project: string, region: string): readonly JsonObject[] {
  const metrics = new Set([...world.kinds.values()].map((kind) => kind.quota));
  return sortedTexts(metrics).map((metric) => {
    const { limit, used } = roomFor(world, project, region, metric);
    return { metric, limit, usage: used };
  });
}
