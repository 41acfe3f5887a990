import type { Fields } from '../compute/schema.ts';
import { choice, list, record, text } from '../compute/schema.ts';
import { liveOf } from '../compute/world.ts';
import { projectNumber } from '../draw.ts';
import { malformed } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, textOf } from '../json.ts';
import type { LocatedCollection } from '../located.ts';
import { locatedApi } from '../located.ts';

/** assumption: certificates and authorities are kept as they come. */
const provider = record({
  certificateProviderInstance: record({ pluginInstance: text() }),
  grpcEndpoint: record({ targetUri: text() }),
});

const POLICY_FIELDS: Fields = {
  sni: text(),
  clientCertificate: provider,
  serverValidationCa: list(provider),
};

/**
 * The backend service that names a resource in that field of those settings. It does so by the project's number
 * (compute-api-behaviour.md 3). assumption: that goes for backend authentication configs too.
 */
function serviceNaming(settings: string, field: string): LocatedCollection['userOf'] {
  return (world, { path, project }) => {
    const numbered = path.replace(`projects/${project}/`, `projects/${projectNumber(project)}/`);
    return liveOf(world, 'backendServices').find((service) =>
      textOf(objectOf(service.fields[settings])[field]).endsWith(numbered),
    );
  };
}

const CLIENT_TLS_POLICIES: LocatedCollection = {
  name: 'clientTlsPolicies',
  message: 'ClientTlsPolicy',
  parameter: 'clientTlsPolicyId',
  fields: POLICY_FIELDS,
  userOf: serviceNaming('securitySettings', 'clientTlsPolicy'),
};

/** Required is one of the two (BackendAuthenticationConfig.trustConfig). assumption: the words of the refusal. */
function completeConfig(sent: JsonObject): JsonObject {
  if (textOf(sent['trustConfig']) === '' && sent['wellKnownRoots'] !== 'PUBLIC_ROOTS') {
    throw malformed('trust_config is required unless well_known_roots is set to PUBLIC_ROOTS.');
  }
  return sent;
}

/** assumption: a trust config that it names is not looked for. */
const BACKEND_AUTHENTICATION_CONFIGS: LocatedCollection = {
  name: 'backendAuthenticationConfigs',
  message: 'BackendAuthenticationConfig',
  parameter: 'backendAuthenticationConfigId',
  fields: {
    clientCertificate: text(),
    trustConfig: text(),
    wellKnownRoots: choice('WELL_KNOWN_ROOTS_UNSPECIFIED NONE PUBLIC_ROOTS'),
    etag: text({ output: true }),
  },
  complete: completeConfig,
  uses: ({ trustConfig }) => [
    { name: 'certificatemanager.trustconfigs.use', path: textOf(trustConfig) },
  ],
  userOf: serviceNaming('tlsSettings', 'authenticationConfig'),
};

/** networksecurity.googleapis.com: client TLS policies, backend authentication configs and their operations (compute-api-behaviour.md 11). */
export const networkSecurityApi = locatedApi({
  word: 'networksecurity',
  title: 'Network Security API',
  collections: [CLIENT_TLS_POLICIES, BACKEND_AUTHENTICATION_CONFIGS],
});
