import type { Command } from '../gcloud/command.ts';
import type { JsonObject } from '../json.ts';
import { collection, kind } from './kind.ts';
import { CollectionPermissions, toWait, usualPermissions } from './permission.ts';
import {
  GLOBAL,
  type Resource,
  type ResourceId,
  resourceId,
  type Subject,
  scopeFlag,
} from './resource.ts';

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
  readonly name: string;
  readonly refs: readonly ResourceId[];
  readonly summary: string;
  readonly body: JsonObject;
  readonly create: Command;
  readonly createReplaces: boolean;
}

function globalUrlMap(init: UrlMapInit): Resource {
  return {
    id: resourceId(GLOBAL, 'urlMaps', init.name),
    kind: 'urlMaps',
    scope: GLOBAL,
    container: null,
    remove: { argv: ['compute', 'url-maps', 'delete', init.name, '--global'] },
    ...init,
  };
}

/** A URL map that sends every request to one backend service (`url-map/one-service-simple`). */
export function urlMapToService(name: string, service: Resource): Resource {
  return globalUrlMap({
    name,
    refs: [service.id],
    summary: `to ${service.name}`,
    body: { defaultService: service.id },
    create: {
      argv: [
        'compute',
        'url-maps',
        'create',
        name,
        '--global',
        `--default-service=${service.name}`,
      ],
    },
    createReplaces: false,
  });
}

/**
 * A URL map that answers every request with a redirect to HTTPS. gcloud has no flag for it: the
 * document is imported, and an import replaces what is there, so the executor reads first.
 */
export function urlMapToHttps(name: string): Resource {
  const redirect = { httpsRedirect: true, redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT' };
  return globalUrlMap({
    name,
    refs: [],
    summary: 'redirect to HTTPS',
    body: { defaultUrlRedirect: redirect },
    create: {
      argv: ['compute', 'url-maps', 'import', name, '--global'],
      stdin: `${JSON.stringify({ name, defaultUrlRedirect: redirect }, null, 2)}\n`,
    },
    createReplaces: true,
  });
}

/** Makes a URL map what the text says: all of it, because what the text lacks is cleared. */
export function urlMapImport(
  { name, scope }: Pick<Subject, 'name' | 'scope'>,
  text: string,
): Command {
  return { argv: ['compute', 'url-maps', 'import', name, scopeFlag(scope)], stdin: text };
}
