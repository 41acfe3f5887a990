import { createHash, X509Certificate } from 'node:crypto';
import { isJsonObject, type JsonObject, textAt } from '../json.ts';
import { collection, kind } from './kind.ts';
import { CollectionPermissions, usualPermissions } from './permission.ts';
import { GLOBAL, type Resource, resourceId, type Scope, scopeFlag } from './resource.ts';

/** The SHA-256 of a certificate's DER form, in hex; `null` where the text holds no certificate. */
export function certificateDigest(pem: string): string | null {
  try {
    return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
  } catch (thrown) {
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}

/** The domains without their state, and a PEM text as its digest. */
function normalise(document: JsonObject): JsonObject {
  const managed = document['managed'];
  const pem = textAt(document, 'certificate');
  return {
    ...document,
    managed: isJsonObject(managed) ? { domains: managed['domains'] ?? [] } : null,
    certificateSha256: pem === undefined ? null : certificateDigest(pem),
  };
}

const SSL_CERTIFICATES = new CollectionPermissions(
  { global: 'sslCertificates', region: 'regionSslCertificates' },
  ['roles/compute.securityAdmin', 'roles/compute.loadBalancerAdmin'],
);

export const sslCertificateKind = kind({
  name: 'sslCertificates',
  title: 'SSL certificate',
  ...collection('ssl-certificates'),
  normalise,
  unsaid: { managed: null, certificateSha256: null },
  typicalSeconds: { create: 3, remove: 3 },
  quotaMetrics: ['SSL_CERTIFICATES'],
  permissions: {
    ...usualPermissions(SSL_CERTIFICATES),
    // IAM has no permission to use a certificate: who shows it must be able to read it.
    use: (scope) => [SSL_CERTIFICATES.look(scope, 'get')],
  },
});

function certificate(scope: Scope, name: string, from: readonly string[]) {
  const place = scopeFlag(scope);
  return {
    id: resourceId(scope, 'sslCertificates', name),
    kind: 'sslCertificates',
    scope,
    name,
    container: null,
    refs: [],
    create: { argv: ['compute', 'ssl-certificates', 'create', name, place, ...from] },
    createReplaces: false,
    remove: { argv: ['compute', 'ssl-certificates', 'delete', name, place] },
  } as const;
}

/** A certificate that Google issues and renews; global only (gcloud-commands 6). */
export function googleManagedCertificate(name: string, domains: readonly string[]): Resource {
  return {
    ...certificate(GLOBAL, name, [`--domains=${domains.join(',')}`]),
    summary: `Google-managed, ${domains.join(', ')}`,
    body: { managed: { domains } },
  };
}

/** The PEM files of a self-managed certificate. The key is only ever named by its path. */
export interface CertificateFiles {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** Of the certificate that the file holds: a changed file changes the plan. */
  readonly sha256: string;
}

/** A certificate of one's own, for front ends of the same scope. */
export function selfManagedCertificate(
  scope: Scope,
  name: string,
  files: CertificateFiles,
): Resource {
  return {
    ...certificate(scope, name, [
      `--certificate=${files.certificateFile}`,
      `--private-key=${files.privateKeyFile}`,
    ]),
    summary: `self-managed, SHA-256 ${files.sha256.slice(0, 16)}…`,
    body: { certificateSha256: files.sha256 },
  };
}
