import { createHash } from 'node:crypto';
import { projectNumber } from '../draw.ts';
import type { JsonObject } from '../json.ts';
import { isObject, objectOf, textOf } from '../json.ts';
import { BACKEND_SERVICE_FIELDS } from './backend-service-fields.ts';
import { checkBackendService } from './backend-service-rules.ts';
import { getHealth } from './health.ts';
import type { Draft, Kind, ReadMethod } from './kind.ts';
import { linkTo } from './paths.ts';
import { text } from './schema.ts';
import { usersOf } from './world.ts';

const getHealthMethod: ReadMethod = {
  does: 'read',
  http: 'POST',
  body: { group: text({ required: true }) },
  answer: ({ world, resource, sent }) => getHealth(world, resource, textOf(sent['group'])),
};

/** Backend services (compute-api-behaviour.md 7). */
export const backendServices: Kind = {
  collection: 'backendServices',
  singular: 'backendService',
  word: 'backend_service',
  scopes: ['global', 'regional'],
  quota: 'BACKEND_SERVICES',
  patch: ['global', 'regional'],
  update: ['global', 'regional'],
  fields: BACKEND_SERVICE_FIELDS,
  complete: (draft) => ({ fields: completeService(draft) }),
  check: checkBackendService,
  computed: (service, world, version) => {
    const maps = usersOf(world, service.path).filter(
      (user) => user.live && user.collection === 'urlMaps',
    );
    return maps.length === 0
      ? {}
      : { usedBy: maps.map((map) => ({ reference: linkTo(map.path, version) })) };
  },
  methods: { getHealth: getHealthMethod },
};

/** Defaults that depend on scheme and scope (compute-api-behaviour.md 7). */
function completeService(draft: Draft): JsonObject {
  const { fields, scope } = draft;
  const scheme = textOf(fields['loadBalancingScheme']);
  const front =
    scheme === 'INTERNAL'
      ? { protocol: 'TCP' }
      : { protocol: 'HTTP', port: 80, portName: 'http', affinityCookieTtlSec: 0 };
  const showsCdn = scheme === 'EXTERNAL' || (scheme === 'EXTERNAL_MANAGED' && scope === 'global');
  return {
    ...front,
    ...(showsCdn ? { enableCDN: false } : {}),
    ...fields,
    ...hashedSecret(draft),
    ...numbered(draft, 'securitySettings', 'clientTlsPolicy'),
    ...numbered(draft, 'tlsSettings', 'authenticationConfig'),
  };
}

/** The IAP secret is kept and shown as its hash only (compute-api-behaviour.md 7). */
function hashedSecret({ fields, sent, before }: Draft): JsonObject {
  const iap = fields['iap'];
  if (!isObject(iap)) {
    return {};
  }
  const secret = objectOf(sent['iap'])['oauth2ClientSecret'];
  const known = objectOf(before?.fields['iap'])['oauth2ClientSecretSha256'];
  const hash =
    typeof secret === 'string' ? createHash('sha256').update(secret).digest('hex') : known;
  return { iap: hash === undefined ? iap : { ...iap, oauth2ClientSecretSha256: hash } };
}

/**
 * A client TLS policy comes back with the project's number (compute-api-behaviour.md 3). assumption: a backend
 * authentication config does so too.
 */
function numbered({ fields }: Draft, place: string, field: string): JsonObject {
  const settings = objectOf(fields[place]);
  const policy =
    /^(?:\/\/networksecurity\.googleapis\.com\/|https:\/\/networksecurity\.googleapis\.com\/[^/]+\/)?projects\/([^/]+)\/(.+)$/.exec(
      textOf(settings[field]),
    );
  if (policy === null) {
    return {};
  }
  const [, owner = '', rest = ''] = policy;
  const number = /^\d+$/.test(owner) ? owner : projectNumber(owner);
  const link = `//networksecurity.googleapis.com/projects/${number}/${rest}`;
  return { [place]: { ...settings, [field]: link } };
}
