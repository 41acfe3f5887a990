import type { JsonObject } from '../json.ts';
import { collection, kind } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { type Resource, type ResourceId, resourceId, type Scope, scopeFlag } from './resource.ts';

const URL_MAPS = new CollectionPermissions({ global: 'urlMaps', region: 'regionUrlMaps' }, [
  'roles/compute.loadBalancerAdmin',
  'roles/compute.networkAdmin',
]);

export const urlMapKind = kind({
  name: 'urlMaps',
  title: 'URL map',
  ...collection('url-maps'),
  unsaid: {
    defaultCustomErrorResponsePolicy: null,
    defaultRouteAction: null,
    defaultService: null,
    defaultUrlRedirect: null,
    headerAction: null,
    hostRules: null,
    pathMatchers: null,
    tests: null,
  },
  typicalSeconds: { create: 1, remove: 1 },
  quotaMetrics: ['URL_MAPS'],
  permissions: usualPermissions(URL_MAPS),
});

interface UrlMapInit {
  readonly scope: Scope;
  readonly name: string;
  readonly refs: readonly ResourceId[];
  readonly summary: string;
  readonly body: JsonObject;
}

/** A URL map that one flag describes. */
function createdUrlMap(init: UrlMapInit, flags: readonly string[]): Resource {
  const { scope, name } = init;
  const place = scopeFlag(scope);
  return {
    ...init,
    id: resourceId(scope, 'urlMaps', name),
    kind: 'urlMaps',
    container: null,
    create: { argv: ['compute', 'url-maps', 'create', name, place, ...flags] },
    createReplaces: false,
    remove: { argv: ['compute', 'url-maps', 'delete', name, place] },
  };
}

/**
 * A URL map that gcloud has no flags for: the document is imported, and an import replaces what is there, so
 * the executor reads first.
 */
function importedUrlMap(init: UrlMapInit, document: JsonObject): Resource {
  const { scope, name } = init;
  return {
    ...createdUrlMap(init, []),
    create: {
      argv: ['compute', 'url-maps', 'import', name, scopeFlag(scope)],
      stdin: `${JSON.stringify({ name, ...document }, null, 2)}\n`,
    },
    createReplaces: true,
  };
}

/** What a URL map does beside choosing a backend service. */
interface UrlMapExtras {
  /** The project of the service: an imported document names it by its path. */
  readonly project: string;
  /** Request headers that it sets, `NAME:VALUE`; what the client sent under that name is replaced. */
  readonly headers: readonly string[];
}

function headerToAdd(header: string): JsonObject {
  const colon = header.indexOf(':');
  const headerValue = header.slice(colon + 1).trim();
  return { headerName: header.slice(0, colon), headerValue, replace: true };
}

/** A URL map that sends every request to one backend service of its scope (`url-map/one-service-simple`). */
export function urlMapToService(
  name: string,
  service: Resource,
  { project, headers }: UrlMapExtras = { project: '', headers: [] },
): Resource {
  const { scope } = service;
  const init = { scope, name, refs: [service.id], summary: `to ${service.name}` };
  const body = { defaultService: service.id };
  if (headers.length === 0) {
    return createdUrlMap({ ...init, body }, [`--default-service=${service.name}`]);
  }
  const headerAction = { requestHeadersToAdd: headers.map(headerToAdd) };
  const count = headers.length;
  const summary = `${init.summary}, sets ${count} request header${count === 1 ? '' : 's'}`;
  return importedUrlMap(
    { ...init, summary, body: { ...body, headerAction } },
    { defaultService: `projects/${project}/${service.id}`, headerAction },
  );
}

/** A global URL map that sends every request to one backend service, with another Host header. */
export function urlMapWithHost(
  name: string,
  service: Resource,
  { host, project }: { readonly host: string; readonly project: string },
): Resource {
  const defaultRouteAction = { urlRewrite: { hostRewrite: host } };
  const body = { defaultService: service.id, defaultRouteAction };
  const summary = `to ${service.name}, Host: ${host}`;
  const init = { scope: service.scope, name, refs: [service.id], summary, body };
  return importedUrlMap(init, { ...body, defaultService: `projects/${project}/${service.id}` });
}

/** A URL map that answers every request with a redirect to HTTPS. */
export function urlMapToHttps(scope: Scope, name: string): Resource {
  const redirect = { httpsRedirect: true, redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT' };
  const body = { defaultUrlRedirect: redirect };
  return importedUrlMap({ scope, name, refs: [], summary: 'redirect to HTTPS', body }, body);
}
