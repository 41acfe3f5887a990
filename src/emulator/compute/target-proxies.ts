import type { ApiError } from '../errors.ts';
import { invalidField } from '../errors.ts';
import { listOf, textOf } from '../json.ts';
import type { StoredResource } from '../store.ts';
import { checkRulesAbove, schemeOf, servicesBelow } from './chain.ts';
import { HEAD, output, setter } from './common-fields.ts';
import type { Draft, Kind, World } from './kind.ts';
import { lastPart, splitPath } from './paths.ts';
import type { Fields } from './schema.ts';
import { choice, flag, list, reference, text, whole } from './schema.ts';

const urlMap = reference('urlMaps', { required: true });
const service = reference('backendServices', { required: true });
const proxyHeader = choice('NONE PROXY_V1', { fallback: 'NONE' });
// Those of Certificate Manager stand in the same list (gcloud-commands.md 6).
const sslCertificates = list(reference('sslCertificates certificates'));
const keepAlive = whole({ least: 5, most: 1200 });

const HTTP_FIELDS: Fields = {
  ...HEAD,
  description: text({ immutable: true }),
  selfLink: output,
  urlMap,
  region: output,
  proxyBind: flag(),
  httpFilters: list(text()),
  fingerprint: output,
  httpKeepAliveTimeoutSec: keepAlive,
};

/** Target HTTP proxies (compute-api-behaviour.md 8). */
export const targetHttpProxies: Kind = {
  collection: 'targetHttpProxies',
  singular: 'targetHttpProxy',
  word: 'target_http_proxy',
  scopes: ['global', 'regional'],
  quota: 'TARGET_HTTP_PROXIES',
  patch: ['global'],
  fields: HTTP_FIELDS,
  check: (draft) => {
    checkSameScope(draft, 'urlMap');
    checkAbove(draft);
  },
  methods: { setUrlMap: setter('SetUrlMap', { urlMap }) },
};

/** Target HTTPS proxies (compute-api-behaviour.md 8). */
export const targetHttpsProxies: Kind = {
  collection: 'targetHttpsProxies',
  singular: 'targetHttpsProxy',
  word: 'target_https_proxy',
  scopes: ['global', 'regional'],
  quota: 'TARGET_HTTPS_PROXIES',
  patch: ['global', 'regional'],
  fields: {
    ...HTTP_FIELDS,
    sslCertificates,
    certificateMap: text(),
    quicOverride: choice('DISABLE ENABLE NONE'),
    sslPolicy: text(),
    serverTlsPolicy: text(),
    authentication: text(),
    authorization: text(),
    authorizationPolicy: text(),
    tlsEarlyData: choice('DISABLED PERMISSIVE STRICT UNRESTRICTED', { fallback: 'DISABLED' }),
  },
  check: (draft) => {
    checkSameScope(draft, 'urlMap');
    checkCertificates(draft, 'TargetHttpsProxy');
    checkAbove(draft);
  },
  methods: {
    setUrlMap: setter('SetUrlMap', { urlMap }),
    setSslCertificates: setter('SetSslCertificates', { sslCertificates }),
    setCertificateMap: setter('SetCertificateMap', { certificateMap: text() }),
    setSslPolicy: setter('SetSslPolicy', { sslPolicy: text() }),
    setQuicOverride: setter('compute.targetHttpsProxies.setQuicOverride', {
      quicOverride: choice('DISABLE ENABLE NONE'),
    }),
  },
};

/** Target TCP proxies: no fingerprint (compute-api-behaviour.md 8). */
export const targetTcpProxies: Kind = {
  collection: 'targetTcpProxies',
  singular: 'targetTcpProxy',
  word: 'target_tcp_proxy',
  scopes: ['global', 'regional'],
  quota: 'TARGET_TCP_PROXIES',
  fields: {
    ...HEAD,
    description: text(),
    selfLink: output,
    service,
    proxyHeader,
    proxyBind: flag(),
    region: output,
  },
  check: (draft) => {
    checkService(draft, ['TCP']);
    checkAbove(draft);
  },
  methods: {
    setBackendService: setter('TargetTcpProxySetBackendService', { service }),
    setProxyHeader: setter('TargetTcpProxySetProxyHeader', { proxyHeader }),
  },
};

/** Target SSL proxies: global only, no fingerprint (compute-api-behaviour.md 8). */
export const targetSslProxies: Kind = {
  collection: 'targetSslProxies',
  singular: 'targetSslProxy',
  word: 'target_ssl_proxy',
  scopes: ['global'],
  quota: 'TARGET_SSL_PROXIES',
  fields: {
    ...HEAD,
    description: text(),
    selfLink: output,
    service,
    sslCertificates,
    certificateMap: text(),
    proxyHeader,
    sslPolicy: text(),
  },
  check: (draft) => {
    checkService(draft, ['SSL', 'TCP']);
    checkCertificates(draft, 'TargetSslProxy');
    checkAbove(draft);
  },
  methods: {
    setBackendService: setter('TargetSslProxySetBackendService', { service }),
    setProxyHeader: setter('TargetSslProxySetProxyHeader', { proxyHeader }),
    setSslCertificates: setter('TargetSslProxySetSslCertificates', { sslCertificates }),
    setCertificateMap: setter('TargetSslProxySetCertificateMap', { certificateMap: text() }),
    setSslPolicy: setter('TargetSslProxySetSslPolicy', { sslPolicy: text() }),
  },
};

/** A proxy and what it leads to share a scope (rule proxy/scope). */
function checkSameScope({ fields, scope }: Draft, name: string): void {
  const path = textOf(fields[name]);
  if (splitPath(path).scope !== scope) {
    throw invalidField(
      `resource.${name}`,
      path,
      `'${lastPart(path)}' must be in the scope of the target proxy.`,
    );
  }
}

function checkService(draft: Draft, protocols: readonly string[]): void {
  checkSameScope(draft, 'service');
  const path = textOf(draft.fields['service']);
  const protocol = textOf(draft.world.store.resource(path)?.fields['protocol']);
  if (!protocols.includes(protocol)) {
    throw invalidField(
      'resource.service',
      path,
      `Invalid backend service protocol ${protocol} for this target proxy.`,
    );
  }
}

/** At least one certificate or a map, at most 15; a mesh has none (rules proxy/https-needs-certificate, tls/cert-methods). */
function checkCertificates(draft: Draft, kind: string): void {
  const { world, fields, scope } = draft;
  const certificates = listOf(fields['sslCertificates']);
  const mapped = textOf(fields['certificateMap']) !== '';
  const services = servicesBelow(world, 'targetHttpsProxies', fields);
  const mesh = services.some((below) => schemeOf(below) === 'INTERNAL_SELF_MANAGED');
  if (mesh && certificates.length > 0) {
    throw invalidField(
      'resource',
      '',
      `No SSL certificate can be specified in ${kind} when using Traffic Director.`,
    );
  }
  if (certificates.length === 0 && !mapped && !mesh) {
    throw invalidField(
      'resource',
      '',
      `At least 1 SSL certificate must be specified for setting SSL certificates in ${kind}.`,
    );
  }
  if (mapped && scope !== 'global') {
    throw invalidField(
      'resource.certificateMap',
      fields['certificateMap'],
      'Certificate maps are not supported for regional target proxies.',
    );
  }
  checkCertificateHomes(draft, certificates.map(textOf), services);
}

function refused(path: string, why: string): ApiError {
  return invalidField('resource.sslCertificates', path, why);
}

function isOfManager(path: string): boolean {
  return splitPath(path).collection === 'certificates';
}

/**
 * Certificates of Compute Engine or of Certificate Manager, not both; those of a cross-region internal load balancer
 * are of the latter, made for all regions (rules.md, matrix tls, XIA). assumption: the words of the refusals.
 */
function checkCertificateHomes(
  { world, scope }: Draft,
  certificates: readonly string[],
  services: readonly StoredResource[],
): void {
  const own = certificates.find((path) => !isOfManager(path));
  const most = own === undefined ? 100 : 15;
  if (certificates.length > most) {
    throw refused(
      `${certificates.length} certificates`,
      `At most ${most} SSL certificates can be specified.`,
    );
  }
  const crossRegion =
    scope === 'global' && services.some((below) => schemeOf(below) === 'INTERNAL_MANAGED');
  if (own !== undefined && (crossRegion || certificates.some(isOfManager))) {
    throw refused(own, 'Only Certificate Manager certificates are supported here.');
  }
  for (const path of certificates) {
    checkCertificateHome(world, path, { scope, uses: crossRegion ? 'ALL_REGIONS' : 'DEFAULT' });
  }
}

function checkCertificateHome(
  world: World,
  path: string,
  { scope, uses }: { readonly scope: string; readonly uses: string },
): void {
  const place = scope === 'global' ? 'locations/global' : scope.replace('regions/', 'locations/');
  if (splitPath(path).scope !== (isOfManager(path) ? place : scope)) {
    throw refused(path, `'${lastPart(path)}' must be in the scope of the target proxy.`);
  }
  const made = textOf(world.store.resource(path)?.fields['scope']) || 'DEFAULT';
  if (isOfManager(path) && made !== uses) {
    throw refused(path, `The certificate must have the scope ${uses}.`);
  }
}

function checkAbove({ world, path, fields }: Draft): void {
  const { collection } = splitPath(path);
  checkRulesAbove(world, path, servicesBelow(world, collection, fields));
}
