import type { World } from '../compute/kind.ts';
import type { Fields } from '../compute/schema.ts';
import { list, record, text } from '../compute/schema.ts';
import { liveOf } from '../compute/world.ts';
import { projectNumber } from '../draw.ts';
import { objectOf, textOf } from '../json.ts';
import type { LocatedCollection } from '../located.ts';
import { locatedApi } from '../located.ts';
import type { StoredResource } from '../store.ts';

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

/** A backend service names a policy by the project's number (compute-api-behaviour.md 3). */
function serviceWith(world: World, { path, project }: StoredResource): StoredResource | undefined {
  const numbered = path.replace(`projects/${project}/`, `projects/${projectNumber(project)}/`);
  return liveOf(world, 'backendServices').find((service) =>
    textOf(objectOf(service.fields['securitySettings'])['clientTlsPolicy']).endsWith(numbered),
  );
}

const CLIENT_TLS_POLICIES: LocatedCollection = {
  name: 'clientTlsPolicies',
  message: 'ClientTlsPolicy',
  parameter: 'clientTlsPolicyId',
  fields: POLICY_FIELDS,
  userOf: serviceWith,
};

/** networksecurity.googleapis.com: client TLS policies and their operations (compute-api-behaviour.md 11). */
export const networkSecurityApi = locatedApi({
  word: 'networksecurity',
  title: 'Network Security API',
  collections: [CLIENT_TLS_POLICIES],
});
