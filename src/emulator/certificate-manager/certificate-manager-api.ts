import { choice, list, record, text } from '../compute/schema.ts';
import { certificateNames, checkKey, readCertificate } from '../compute/ssl-certificates.ts';
import { liveOf, usersOf } from '../compute/world.ts';
import { malformed } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, textOf } from '../json.ts';
import type { LocatedCollection } from '../located.ts';
import { locatedApi } from '../located.ts';

/** A self-managed certificate: its key is looked at once and never kept, its own text comes back beside it. */
function completeCertificate(sent: JsonObject): JsonObject {
  const { selfManaged, ...fields } = sent;
  const pem = textOf(objectOf(selfManaged)['pemCertificate']);
  if (pem === '') {
    // assumption: those that Google manages are not modelled; they need a DNS authorization that is.
    throw malformed('Only self-managed certificates are supported.');
  }
  const certificate = readCertificate(pem);
  checkKey(certificate, textOf(objectOf(selfManaged)['pemPrivateKey']));
  return {
    ...fields,
    selfManaged: {},
    sanDnsnames: certificateNames(certificate),
    pemCertificate: pem,
    expireTime: new Date(certificate.validTo).toISOString(),
  };
}

const CERTIFICATES: LocatedCollection = {
  name: 'certificates',
  iamName: 'certs',
  message: 'Certificate',
  parameter: 'certificateId',
  fields: {
    scope: choice('DEFAULT EDGE_CACHE ALL_REGIONS CLIENT_AUTH'),
    selfManaged: record({ pemCertificate: text(), pemPrivateKey: text({ secret: true }) }),
    sanDnsnames: list(text(), { output: true }),
    pemCertificate: text({ output: true }),
    expireTime: text({ output: true }),
  },
  complete: completeCertificate,
  userOf: (world, { path }) => usersOf(world, path)[0],
};

/** The certificates of authorities, as PEM. */
const authorities = list(record({ pemCertificate: text() }));

const TRUST_CONFIGS: LocatedCollection = {
  name: 'trustConfigs',
  iamName: 'trustconfigs',
  message: 'TrustConfig',
  parameter: 'trustConfigId',
  fields: {
    etag: text({ output: true }),
    trustStores: list(record({ trustAnchors: authorities, intermediateCas: authorities })),
    allowlistedCertificates: authorities,
  },
  userOf: (world, { path }) =>
    liveOf(world, 'backendAuthenticationConfigs').find(
      ({ fields }) => textOf(fields['trustConfig']) === path,
    ),
};

/** certificatemanager.googleapis.com: certificates of its own, trust configs, and their operations. */
export const certificateManagerApi = locatedApi({
  word: 'certificatemanager',
  title: 'Certificate Manager API',
  collections: [CERTIFICATES, TRUST_CONFIGS],
});
