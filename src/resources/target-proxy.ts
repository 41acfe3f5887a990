import type { Command } from '../gcloud/command.ts';
import type { JsonObject } from '../json.ts';
import { collection, globalCollection, kind } from './kind.ts';
import {
  CollectionPermissions,
  type KindPermissions,
  toWait,
  usualPermissions,
} from './permission.ts';
import {
  partsOfId,
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  type Subject,
  scopeFlag,
} from './resource.ts';

function proxyPermissions(global: string, region: string): KindPermissions {
  const roles = ['roles/compute.loadBalancerAdmin', 'roles/compute.networkAdmin'] as const;
  const proxies = new CollectionPermissions({ global, region }, roles);
  return {
    ...usualPermissions(proxies),
    repoint: (scope) => [
      ...['update', 'setUrlMap'].map((word) => proxies.change(scope, word)),
      proxies.look(scope, 'get'),
      toWait(scope),
    ],
  };
}

export const targetHttpProxyKind = kind({
  name: 'targetHttpProxies',
  title: 'target HTTP proxy',
  ...collection('target-http-proxies'),
  unsaid: { httpKeepAliveTimeoutSec: null, proxyBind: false },
  typicalSeconds: { create: 1, remove: 1 },
  quotaMetrics: ['TARGET_HTTP_PROXIES'],
  permissions: proxyPermissions('targetHttpProxies', 'regionTargetHttpProxies'),
});

export const targetHttpsProxyKind = kind({
  name: 'targetHttpsProxies',
  title: 'target HTTPS proxy',
  ...collection('target-https-proxies'),
  unsaid: {
    certificateMap: null,
    httpKeepAliveTimeoutSec: null,
    proxyBind: false,
    quicOverride: 'NONE',
    serverTlsPolicy: null,
    sslPolicy: null,
    tlsEarlyData: 'DISABLED',
  },
  typicalSeconds: { create: 4, remove: 2 },
  quotaMetrics: ['TARGET_HTTPS_PROXIES'],
  permissions: proxyPermissions('targetHttpsProxies', 'regionTargetHttpsProxies'),
});

export const targetTcpProxyKind = kind({
  name: 'targetTcpProxies',
  title: 'target TCP proxy',
  ...collection('target-tcp-proxies'),
  unsaid: { proxyBind: false, proxyHeader: 'NONE' },
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['TARGET_TCP_PROXIES'],
  permissions: proxyPermissions('targetTcpProxies', 'regionTargetTcpProxies'),
});

export const targetSslProxyKind = kind({
  name: 'targetSslProxies',
  title: 'target SSL proxy',
  ...globalCollection('target-ssl-proxies'),
  unsaid: { certificateMap: null, proxyHeader: 'NONE', sslPolicy: null },
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['TARGET_SSL_PROXIES'],
  permissions: proxyPermissions('targetSslProxies', 'regionTargetSslProxies'),
});

/** The command that gives an HTTP or HTTPS proxy another URL map; the map's place is always told. */
export function urlMapSwitch(
  proxy: Pick<Subject, 'kind' | 'name' | 'scope'>,
  urlMap: Pick<Subject, 'name' | 'scope'>,
): Command {
  const group =
    proxy.kind === 'targetHttpsProxies' ? 'target-https-proxies' : 'target-http-proxies';
  const flags = [scopeFlag(proxy.scope), ...urlMapFlags(urlMap)];
  return { argv: ['compute', group, 'update', proxy.name, ...flags] };
}

interface ProxyInit {
  readonly kind: keyof typeof GROUPS;
  readonly scope: Scope;
  readonly name: string;
  readonly refs: readonly ResourceId[];
  readonly summary: string;
  readonly body: JsonObject;
  readonly flags: readonly string[];
}

const GROUPS = {
  targetHttpProxies: 'target-http-proxies',
  targetHttpsProxies: 'target-https-proxies',
  targetTcpProxies: 'target-tcp-proxies',
  targetSslProxies: 'target-ssl-proxies',
} as const;

function targetProxy({ flags, ...init }: ProxyInit): Resource {
  const group = GROUPS[init.kind];
  // SSL proxies are global, and their group knows no scope.
  const scope = init.kind === 'targetSslProxies' ? [] : [scopeFlag(init.scope)];
  return {
    ...init,
    id: resourceId(init.scope, init.kind, init.name),
    container: null,
    create: { argv: ['compute', group, 'create', init.name, ...scope, ...flags] },
    createReplaces: false,
    remove: { argv: ['compute', group, 'delete', init.name, ...scope] },
  };
}

function urlMapFlags({ name, scope }: Pick<Resource, 'name' | 'scope'>): readonly string[] {
  const place = scope.type === 'region' ? `--url-map-region=${scope.region}` : '--global-url-map';
  return [`--url-map=${name}`, place];
}

/** In the scope of its URL map. */
export function targetHttpProxy(name: string, urlMap: Resource): Resource {
  return targetProxy({
    kind: 'targetHttpProxies',
    scope: urlMap.scope,
    name,
    refs: [urlMap.id],
    summary: `with ${urlMap.name}`,
    body: { urlMap: urlMap.id },
    flags: urlMapFlags(urlMap),
  });
}

/**
 * In the scope of its URL map. `certificates` are ids of SSL certificates of that scope, or all of Certificate
 * Manager: made by this plan or there already.
 */
export function targetHttpsProxy(
  name: string,
  urlMap: Resource,
  certificates: readonly ResourceId[],
): Resource {
  const { scope } = urlMap;
  const names = certificates.map((id) => id.split('/').at(-1) ?? '').join(',');
  return targetProxy({
    kind: 'targetHttpsProxies',
    scope,
    name,
    refs: [urlMap.id, ...certificates],
    summary: `with ${urlMap.name} and ${names}`,
    body: { urlMap: urlMap.id, sslCertificates: certificates },
    flags: [...urlMapFlags(urlMap), ...certificateFlags(scope, certificates, names)],
  });
}

/** Certificate Manager's are always of the location global. */
function certificateFlags(
  scope: Scope,
  certificates: readonly ResourceId[],
  names: string,
): readonly string[] {
  if (certificates.some((id) => partsOfId(id)?.collection === 'certificates')) {
    return [`--certificate-manager-certificates=${names}`];
  }
  const place =
    scope.type === 'region'
      ? `--ssl-certificates-region=${scope.region}`
      : '--global-ssl-certificates';
  return [`--ssl-certificates=${names}`, place];
}

/** In the scope of its backend service. */
export function targetTcpProxy(name: string, service: Resource): Resource {
  const { scope } = service;
  const place = scope.type === 'region' ? [`--backend-service-region=${scope.region}`] : [];
  return targetProxy({
    kind: 'targetTcpProxies',
    scope,
    name,
    refs: [service.id],
    summary: `to ${service.name}`,
    body: { service: service.id },
    flags: [`--backend-service=${service.name}`, ...place],
  });
}

/** Global, as its backend service is. `certificates` are ids of global SSL certificates. */
export function targetSslProxy(
  name: string,
  service: Resource,
  certificates: readonly ResourceId[],
): Resource {
  const names = certificates.map((id) => id.split('/').at(-1) ?? '').join(',');
  return targetProxy({
    kind: 'targetSslProxies',
    scope: service.scope,
    name,
    refs: [service.id, ...certificates],
    summary: `to ${service.name}, with ${names}`,
    body: { service: service.id, sslCertificates: certificates },
    flags: [`--backend-service=${service.name}`, `--ssl-certificates=${names}`],
  });
}
