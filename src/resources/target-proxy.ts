import type { Command } from '../gcloud/command.ts';
import { collection, globalCollection, kind } from './kind.ts';
import {
  CollectionPermissions,
  type KindPermissions,
  toWait,
  usualPermissions,
} from './permission.ts';
import {
  GLOBAL,
  type Resource,
  type ResourceId,
  resourceId,
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
  typicalSeconds: { create: 2, remove: 2 },
  quotaMetrics: ['TARGET_TCP_PROXIES'],
  permissions: proxyPermissions('targetTcpProxies', 'regionTargetTcpProxies'),
});

export const targetSslProxyKind = kind({
  name: 'targetSslProxies',
  title: 'target SSL proxy',
  ...globalCollection('target-ssl-proxies'),
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
  const place =
    urlMap.scope.type === 'region' ? `--url-map-region=${urlMap.scope.region}` : '--global-url-map';
  const flags = [scopeFlag(proxy.scope), `--url-map=${urlMap.name}`, place];
  return { argv: ['compute', group, 'update', proxy.name, ...flags] };
}

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
