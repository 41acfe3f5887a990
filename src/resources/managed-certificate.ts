import { textAt } from '../json.ts';
import { kind } from './kind.ts';
import { locatedKind, locatedResource } from './located-kind.ts';
import type { Permission, Role } from './permission.ts';
import { GLOBAL, locationFlag, type Resource, resourceId } from './resource.ts';
import { type CertificateFiles, certificateDigest } from './ssl-certificate.ts';

const OWNER: readonly Role[] = ['roles/certificatemanager.owner'];
const EDITORS: readonly Role[] = ['roles/certificatemanager.editor', ...OWNER];
const VIEWERS: readonly Role[] = ['roles/certificatemanager.viewer', ...EDITORS];

function permission(word: string, roles: readonly Role[]): Permission {
  return { name: `certificatemanager.${word}`, roles };
}

const TO_WAIT = permission('operations.get', VIEWERS);

const CERTIFICATES = ['certificate-manager', 'certificates'] as const;

/** Certificates of Certificate Manager, which cross-region load balancers take no others than. */
export const managedCertificateKind = kind({
  name: 'certificates',
  title: 'Certificate Manager certificate',
  api: 'certificatemanager.googleapis.com',
  ...locatedKind(CERTIFICATES, 'global'),
  normalise: (document) => {
    const pem = textAt(document, 'pemCertificate');
    return {
      ...document,
      scope: document['scope'] ?? 'DEFAULT',
      certificateSha256: pem === undefined ? null : certificateDigest(pem),
    };
  },
  unsaid: { managed: null },
  typicalSeconds: { create: 5, remove: 5 },
  permissions: {
    create: () => [permission('certs.create', EDITORS), permission('certs.get', VIEWERS), TO_WAIT],
    remove: () => [permission('certs.delete', OWNER), TO_WAIT],
    repoint: () => [],
    read: () => [permission('certs.list', VIEWERS)],
    use: () => [permission('certs.use', EDITORS)],
  },
});

/** A certificate of one's own for front ends in any region. */
export function certificateForAllRegions(name: string, files: CertificateFiles): Resource {
  return {
    id: resourceId(GLOBAL, 'certificates', name),
    kind: 'certificates',
    ...locatedResource(CERTIFICATES, GLOBAL, name),
    refs: [],
    summary: `self-managed, all regions, SHA-256 ${files.sha256.slice(0, 16)}…`,
    body: { scope: 'ALL_REGIONS', certificateSha256: files.sha256 },
    create: {
      argv: [
        ...CERTIFICATES,
        'create',
        name,
        locationFlag(GLOBAL),
        '--scope=all-regions',
        `--certificate-file=${files.certificateFile}`,
        `--private-key-file=${files.privateKeyFile}`,
      ],
    },
  };
}
