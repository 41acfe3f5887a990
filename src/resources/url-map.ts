import type { Command } from '../gcloud/command.ts';
import type { Json, JsonObject } from '../json.ts';
import { collection, kind } from './kind.ts';
import { CollectionPermissions, toWait, usualPermissions } from './permission.ts';
import {
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
  type Subject,
  scopeFlag,
} from './resource.ts';
import { SECRET_MARK, type SecretHeader, secretOf, secretText } from './secret.ts';

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
  permissions: {
    ...usualPermissions(URL_MAPS),
    repoint: (scope) => [
      URL_MAPS.change(scope, 'update'),
      URL_MAPS.look(scope, 'get'),
      toWait(scope),
    ],
  },
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
function importedUrlMap(
  init: UrlMapInit,
  document: JsonObject,
  secret: SecretHeader | null = null,
): Resource {
  const { scope, name } = init;
  return {
    ...createdUrlMap(init, []),
    create: {
      argv: ['compute', 'url-maps', 'import', name, scopeFlag(scope)],
      stdin: `${JSON.stringify({ name, ...document }, null, 2)}\n`,
      ...(secret === null ? {} : { secret: secretOf(secret) }),
    },
    createReplaces: true,
  };
}

/** What a URL map does beside choosing a backend service. */
interface UrlMapExtras {
  /** The project of the service: an imported document names it by its path. */
  readonly project: string;
  /** The Host header that the service gets; `null` for the one of the client. */
  readonly host?: string | null;
  /** Request headers that it sets, `NAME:VALUE`; what the client sent under that name is replaced. */
  readonly headers?: readonly string[];
  readonly secret?: SecretHeader | null;
}

function headerToAdd(header: string): JsonObject {
  const colon = header.indexOf(':');
  const headerValue = header.slice(colon + 1).trim();
  return { headerName: header.slice(0, colon), headerValue, replace: true };
}

/** What it does to requests, as a document says it or as a body does. */
function actions(extras: UrlMapExtras, secretValue: (secret: SecretHeader) => Json): JsonObject {
  const { host = null, headers = [], secret = null } = extras;
  const added = [
    ...headers.map(headerToAdd),
    ...(secret === null
      ? []
      : [{ headerName: secret.name, headerValue: secretValue(secret), replace: true }]),
  ];
  return {
    ...(host === null ? {} : { defaultRouteAction: { urlRewrite: { hostRewrite: host } } }),
    ...(added.length === 0 ? {} : { headerAction: { requestHeadersToAdd: added } }),
  };
}

function summaryOf(service: Resource, extras: UrlMapExtras): string {
  const { host = null, headers = [], secret = null } = extras;
  const count = headers.length;
  return [
    `to ${service.name}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    ...(count === 0 ? [] : [`sets ${count} request header${count === 1 ? '' : 's'}`]),
    ...(secret === null ? [] : [`${secret.name} from ${secret.file}`]),
  ].join(', ');
}

/** A URL map that sends every request to one backend service of its scope (`url-map/one-service-simple`). */
export function urlMapToService(
  name: string,
  service: Resource,
  extras: UrlMapExtras = { project: '' },
): Resource {
  const { scope } = service;
  const body = { defaultService: service.id, ...actions(extras, (secret) => secretText(secret)) };
  const init = { scope, name, refs: [service.id], summary: summaryOf(service, extras), body };
  const own = actions(extras, () => SECRET_MARK);
  if (Object.keys(own).length === 0) {
    return createdUrlMap(init, [`--default-service=${service.name}`]);
  }
  const document = { defaultService: `projects/${extras.project}/${service.id}`, ...own };
  return importedUrlMap(init, document, extras.secret ?? null);
}

/** A URL map that answers every request with a redirect to HTTPS. */
export function urlMapToHttps(scope: Scope, name: string): Resource {
  const redirect = { httpsRedirect: true, redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT' };
  const body = { defaultUrlRedirect: redirect };
  return importedUrlMap({ scope, name, refs: [], summary: 'redirect to HTTPS', body }, body);
}

/** Requests to a path, and the backend service that answers them. */
export interface PathRoute {
  readonly path: string;
  readonly service: Resource;
}

/** A URL map that tells requests apart by their path. */
export interface RoutedUrlMapInit {
  readonly name: string;
  /** The project of the backend services, which the document names in full. */
  readonly project: string;
  readonly defaultService: Resource;
  /** The hosts that the paths are for; `*` for every host. */
  readonly hosts: readonly string[];
  readonly routes: readonly PathRoute[];
}

/** What add-path-matcher would call it, were there a name. */
const PATH_MATCHER = 'paths';

/** A URL map with one path matcher: what a path is not found in goes to the default service. */
export function urlMapByPath(init: RoutedUrlMapInit): Resource {
  const { name, project, defaultService, hosts, routes } = init;
  const { scope } = defaultService;
  const content = (link: (service: Resource) => string): JsonObject => ({
    defaultService: link(defaultService),
    hostRules: [{ hosts, pathMatcher: PATH_MATCHER }],
    pathMatchers: [
      {
        name: PATH_MATCHER,
        defaultService: link(defaultService),
        pathRules: routes.map(({ path, service }) => ({ paths: [path], service: link(service) })),
      },
    ],
  });
  const services = [defaultService, ...routes.map(({ service }) => service)].map(({ id }) => id);
  const told = routes.map(({ path, service }) => `${path} to ${service.name}`);
  return importedUrlMap(
    {
      scope,
      name,
      refs: [...new Set(services)],
      summary: [...told, `else to ${defaultService.name}`].join(', '),
      body: content(({ id }) => id),
    },
    content(({ id }) => `projects/${project}/${id}`),
  );
}

/** Makes a URL map what the text says: all of it, because what the text lacks is cleared. */
export function urlMapImport(
  { name, scope }: Pick<Subject, 'name' | 'scope'>,
  text: string,
): Command {
  return { argv: ['compute', 'url-maps', 'import', name, scopeFlag(scope)], stdin: text };
}
