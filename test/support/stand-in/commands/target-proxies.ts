import type { Json, JsonObject } from '../../../../src/json.ts';
import { GLOBAL, type Scope } from '../../../../src/resources/resource.ts';
import { like, NAME } from '../argv.ts';
import type { Call, CommandSpec, Commands } from '../command.ts';
import { get, mutate } from '../mode-a.ts';
import { listPages } from '../mode-b.ts';
import {
  type Reference,
  referenceScopeFlags,
  resolve,
  type ScopeType,
  scopeFlags,
  scopeOf,
} from '../scope.ts';
import { endpointOf } from '../session.ts';
import {
  type CollectionSpec,
  collectionCommands,
  createCommand,
  removableCommands,
  resourcePath,
} from './collection.ts';

const TYPES: readonly ScopeType[] = ['global', 'region'];

const NAMES = like(/^[a-z0-9-]+(,[a-z0-9-]+)*$/);

const URL_MAP: Reference = {
  flag: 'url-map',
  collection: 'urlMaps',
  types: TYPES,
  otherwise: 'own',
};

const CERTIFICATES: Reference = {
  flag: 'ssl-certificates',
  collection: 'sslCertificates',
  types: TYPES,
  otherwise: 'own',
};

/** Those of Certificate Manager, of its location global. */
const MANAGED = 'certificate-manager-certificates';

const SERVICE: Reference = {
  flag: 'backend-service',
  collection: 'backendServices',
  types: ['region'],
  otherwise: 'own',
};

function urlMapOf(call: Call, scope: Scope): JsonObject {
  return { urlMap: resolve(call, URL_MAP, scope, call.flags.needed(URL_MAP.flag)).url };
}

function certificatesOf(call: Call, scope: Scope): JsonObject {
  const managed = call.flags.text(MANAGED)?.split(',');
  if (managed !== undefined) {
    const place = `${endpointOf('certificatemanager/v1')}projects/${call.project}/locations/global`;
    return { sslCertificates: managed.map((name) => `${place}/certificates/${name}`) };
  }
  const names = call.flags.needed(CERTIFICATES.flag).split(',');
  return { sslCertificates: names.map((name) => resolve(call, CERTIFICATES, scope, name).url) };
}

const urlMapFlags = { [URL_MAP.flag]: NAME, ...referenceScopeFlags(URL_MAP) };

/** A proxy is patched whole, with the fingerprint that it has; a regional HTTP proxy has a call for it. */
function switchCommand(collection: string): CommandSpec {
  const run = async (call: Call): Promise<Json> => {
    const { session } = call;
    const scope = scopeOf(call);
    const path = resourcePath(call, collection);
    const body = urlMapOf(call, scope);
    const request =
      scope.type === 'global' || collection === 'targetHttpsProxies'
        ? ({ method: 'PATCH', path, body: { ...(await get(session, path)), ...body } } as const)
        : ({ method: 'POST', path: `${path}/setUrlMap`, body } as const);
    const changed = await mutate(session, request);
    return changed === null ? [] : [changed];
  };
  return { flags: { ...scopeFlags(TYPES), ...urlMapFlags }, named: true, run };
}

/** What heads the problems of proxies that have no URL map: in deleting, and in all that SSL proxies do. */
const TITLE = 'Some requests did not succeed:';

/** Its collection is global, and the command knows no scope. */
const GLOBAL_CERTIFICATES: Reference = { ...CERTIFICATES, types: [] };
const GLOBAL_SERVICE: Reference = { ...SERVICE, types: [] };

/** The group knows no scope: its proxies are global. */
const SSL_PROXIES: Commands = {
  'compute target-ssl-proxies create': {
    flags: { [SERVICE.flag]: NAME, [CERTIFICATES.flag]: NAMES },
    named: true,
    run: async (call) => {
      const { flags, project, session, name } = call;
      const certificates = flags.needed(CERTIFICATES.flag).split(',');
      const body = {
        name,
        service: resolve(call, GLOBAL_SERVICE, GLOBAL, flags.needed(SERVICE.flag)).url,
        proxyHeader: 'NONE',
        sslCertificates: certificates.map(
          (one) => resolve(call, GLOBAL_CERTIFICATES, GLOBAL, one).url,
        ),
      };
      const path = `projects/${project}/global/targetSslProxies`;
      const made = await mutate(session, { method: 'POST', path, body }, TITLE);
      return made === null ? [] : [made];
    },
  },
  'compute target-ssl-proxies list': {
    flags: {},
    named: false,
    run: ({ project, session }) =>
      listPages(session, { method: 'GET', path: `projects/${project}/global/targetSslProxies` }),
  },
  'compute target-ssl-proxies delete': {
    flags: {},
    named: true,
    run: async ({ project, session, name }) => {
      const path = `projects/${project}/global/targetSslProxies/${name}`;
      await mutate(session, { method: 'DELETE', path }, TITLE);
      return [];
    },
  },
};

const TCP_SPEC: CollectionSpec = {
  group: 'target-tcp-proxies',
  collection: 'targetTcpProxies',
  types: TYPES,
  deleteTitle: TITLE,
  flags: { [SERVICE.flag]: NAME, ...referenceScopeFlags(SERVICE) },
  body: (call, scope) => ({
    service: resolve(call, SERVICE, scope, call.flags.needed(SERVICE.flag)).url,
    proxyHeader: 'NONE',
  }),
};

const TCP_PROXIES: Commands = {
  'compute target-tcp-proxies create': createCommand(TCP_SPEC),
  ...removableCommands(TCP_SPEC),
};

export const TARGET_PROXIES: Commands = {
  ...TCP_PROXIES,
  ...SSL_PROXIES,
  'compute target-http-proxies update': switchCommand('targetHttpProxies'),
  'compute target-https-proxies update': switchCommand('targetHttpsProxies'),
  ...collectionCommands({
    group: 'target-http-proxies',
    collection: 'targetHttpProxies',
    types: TYPES,
    flags: urlMapFlags,
    body: urlMapOf,
  }),
  ...collectionCommands({
    group: 'target-https-proxies',
    collection: 'targetHttpsProxies',
    types: TYPES,
    flags: {
      ...urlMapFlags,
      [MANAGED]: NAMES,
      [CERTIFICATES.flag]: NAMES,
      ...referenceScopeFlags(CERTIFICATES),
    },
    body: (call, scope) => ({ ...urlMapOf(call, scope), ...certificatesOf(call, scope) }),
  }),
};
