import { kind, listOf } from './kind.ts';
import { CollectionPermissions, type KindPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, type ResourceId, resourceId } from './resource.ts';

function proxyPermissions(global: string, region: string): KindPermissions {
  const roles = ['roles/compute.loadBalancerAdmin', 'roles/compute.networkAdmin'] as const;
  return usualPermissions(new CollectionPermissions({ global, region }, roles));
}

export const targetHttpProxyKind = kind({
  name: 'targetHttpProxies',
  title: 'target HTTP proxy',
  list: listOf('target-http-proxies'),
  unsaid: { httpKeepAliveTimeoutSec: null, proxyBind: false },
  typicalSeconds: { create: 1, remove: 1 },
  quotaMetrics: ['TARGET_HTTP_PROXIES'],
  permissions: proxyPermissions('targetHttpProxies', 'regionTargetHttpProxies'),
});

export const targetHttpsProxyKind = kind({
  name: 'targetHttpsProxies',
  title: 'target HTTPS proxy',
  list: listOf('target-https-proxies'),
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

export function targetHttpProxy(name: string, urlMap: Resource): Resource {
  return {
    id: resourceId(GLOBAL, 'targetHttpProxies', name),
    kind: 'targetHttpProxies',
    scope: GLOBAL,
    name,
    container: null,
    refs: [urlMap.id],
    summary: `with ${urlMap.name}`,
    body: { urlMap: urlMap.id },
    create: {
      argv: [
        'compute',
        'target-http-proxies',
        'create',
        name,
        '--global',
        `--url-map=${urlMap.name}`,
        '--global-url-map',
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'target-http-proxies', 'delete', name, '--global'] },
  };
}

/** `certificates` are ids of global SSL certificates: made by this plan or there already. */
export function targetHttpsProxy(
  name: string,
  urlMap: Resource,
  certificates: readonly ResourceId[],
): Resource {
  const names = certificates.map((id) => id.split('/').at(-1) ?? '').join(',');
  return {
    id: resourceId(GLOBAL, 'targetHttpsProxies', name),
    kind: 'targetHttpsProxies',
    scope: GLOBAL,
    name,
    container: null,
    refs: [urlMap.id, ...certificates],
    summary: `with ${urlMap.name} and ${names}`,
    body: { urlMap: urlMap.id, sslCertificates: certificates },
    create: {
      argv: [
        'compute',
        'target-https-proxies',
        'create',
        name,
        '--global',
        `--url-map=${urlMap.name}`,
        '--global-url-map',
        `--ssl-certificates=${names}`,
        '--global-ssl-certificates',
      ],
    },
    createReplaces: false,
    remove: { argv: ['compute', 'target-https-proxies', 'delete', name, '--global'] },
  };
}
