import { createPrivateKey, X509Certificate } from 'node:crypto';
import { pacificTime } from '../clock.ts';
import { ApiError, invalidField, requiredField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { objectOf, textOf, textsOf } from '../json.ts';
import { HEAD, output } from './common-fields.ts';
import type { Completion, Draft, Kind } from './kind.ts';
import { choice, labels, list, record, text } from './schema.ts';

/** TLS certificates (compute-api-behaviour.md 9): the private key is looked at once and never kept. */
export const sslCertificates: Kind = {
  collection: 'sslCertificates',
  singular: 'sslCertificate',
  word: 'ssl_certificate',
  scopes: ['global', 'regional'],
  quota: 'SSL_CERTIFICATES',
  fields: {
    ...HEAD,
    description: text(),
    selfLink: output,
    certificate: text(),
    privateKey: text({ secret: true }),
    managed: record({
      domains: list(text()),
      status: output,
      domainStatus: labels({ output: true }),
    }),
    selfManaged: record({ certificate: text(), privateKey: text({ secret: true }) }),
    type: choice('MANAGED SELF_MANAGED'),
    subjectAlternativeNames: list(text(), { output: true }),
    expireTime: output,
    region: output,
  },
  complete: completeCertificate,
};

/** Of one managed certificate (rule tls/managed-domains). */
const MOST_DOMAINS = 100;

function completeCertificate(draft: Draft): Completion {
  const { fields } = draft;
  const managed = fields['type'] === 'MANAGED' || fields['managed'] !== undefined;
  return { fields: managed ? managedCertificate(draft) : selfManagedCertificate(draft) };
}

/** PROVISIONING for ever: nothing ever points its DNS at the emulator (compute-api-behaviour.md 2.6). */
function managedCertificate({ fields, scope }: Draft): JsonObject {
  const domains = textsOf(objectOf(fields['managed'])['domains']).map((domain) =>
    domain.replace(/\.$/, ''),
  );
  if (scope !== 'global') {
    throw invalidField(
      'resource.type',
      'MANAGED',
      'Managed certificates are not supported for regional SSL certificates.',
    );
  }
  if (domains.length === 0) {
    throw requiredField('resource.managed.domains');
  }
  const wildcard = domains.find((domain) => domain.includes('*'));
  if (wildcard !== undefined) {
    throw invalidField('resource.managed.domains', wildcard, 'Wildcard domains are not supported.');
  }
  if (domains.length > MOST_DOMAINS) {
    throw invalidField(
      'resource.managed.domains',
      `${domains.length} domains`,
      `At most ${MOST_DOMAINS} domains can be specified.`,
    );
  }
  const domainStatus = Object.fromEntries(domains.map((domain) => [domain, 'PROVISIONING']));
  return {
    ...fields,
    type: 'MANAGED',
    managed: { domains, status: 'PROVISIONING', domainStatus },
    subjectAlternativeNames: domains,
  };
}

function selfManagedCertificate({ fields, sent }: Draft): JsonObject {
  const nested = objectOf(sent['selfManaged']);
  const pem = textOf(sent['certificate']) || textOf(nested['certificate']);
  const key = textOf(sent['privateKey']) || textOf(nested['privateKey']);
  if (pem === '') {
    throw requiredField('resource.certificate');
  }
  if (key === '') {
    throw requiredField('resource.privateKey');
  }
  const certificate = readCertificate(pem);
  checkKey(certificate, key);
  return {
    ...fields,
    type: 'SELF_MANAGED',
    certificate: pem,
    selfManaged: { certificate: pem },
    subjectAlternativeNames: certificateNames(certificate),
    expireTime: pacificTime(Date.parse(certificate.validTo)),
  };
}

/** The certificate of a PEM text, the first where it is a chain. */
export function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw badCertificate('The SSL certificate could not be parsed.');
  }
}

/** Refuses a private key that is not the certificate's. */
export function checkKey(certificate: X509Certificate, pem: string): void {
  let matches = false;
  try {
    matches = certificate.checkPrivateKey(createPrivateKey(pem));
  } catch {
    throw badCertificate('The SSL key could not be parsed.');
  }
  if (!matches) {
    throw badCertificate('The SSL certificate and key do not match.');
  }
}

function badCertificate(message: string): ApiError {
  return new ApiError({ http: 400, reason: 'invalid', message });
}

/** The host names that a certificate is for. */
export function certificateNames(certificate: X509Certificate): readonly string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length));
}
