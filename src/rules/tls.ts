import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import {
  certificateFileField,
  certificateSourceField,
  privateKeyFileField,
} from '../inputs/fields/front-end.ts';
import { internetNegProtocol } from '../inputs/internet-neg-protocol.ts';
import { about, type Finding, type InputContext, type InputRule } from './rule.ts';
import { gcloud, internetNegPage, loadBalancingPage, setUpPage } from './sources.ts';

const certificatePage = loadBalancingPage('SSL certificates overview', 'ssl-certificates');
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const MAX_CHAIN = 5;
const RSA_BITS = [2048, 3072, 4096];
const GLOBAL_CURVES = ['prime256v1'];

/** The certificates in a PEM text, the first being the one that is shown; empty where there is none. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(PEM) ?? []).map((part) => new X509Certificate(part));
  } catch (thrown) {
    if (thrown instanceof Error) return [];
    throw thrown;
  }
}

function keyIn(pem: string): KeyObject | string {
  if (pem.includes('ENCRYPTED')) return 'the key is encrypted, gcloud needs it in the clear';
  try {
    return createPrivateKey(pem);
  } catch (thrown) {
    if (thrown instanceof Error) return 'it holds no private key in PEM form';
    throw thrown;
  }
}

function keyTypeProblem(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    return RSA_BITS.includes(modulusLength)
      ? undefined
      : `an RSA key of ${modulusLength} bits is not accepted, use 2048`;
  }
  if (key.asymmetricKeyType === 'ec') {
    return GLOBAL_CURVES.includes(namedCurve)
      ? undefined
      : `an ECDSA key on curve ${namedCurve} is not accepted, use P-256`;
  }
  return `a key of type ${key.asymmetricKeyType ?? 'unknown'} is not accepted, use RSA-2048 or ECDSA P-256`;
}

const FIX = 'give PEM files of a certificate (chain of at most 5) and its unencrypted key';

function certificateProblems(pem: string): readonly string[] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return ['it holds a private key, which would be shown to everybody with the certificate'];
  }
  const chain = certificatesIn(pem);
  if (chain.length === 0) return ['it holds no certificate in PEM form'];
  if (chain.length > MAX_CHAIN)
    return [`its chain has ${chain.length} certificates, the limit is 5`];
  return [];
}

function keyProblems(keyPem: string, certificatePem: string | undefined): readonly string[] {
  const key = keyIn(keyPem);
  if (typeof key === 'string') return [key];
  const type = keyTypeProblem(key);
  if (type !== undefined) return [type];
  const [certificate] = certificatesIn(certificatePem ?? '');
  if (certificate === undefined || certificate.checkPrivateKey(key)) return [];
  return ['it is not the key of the certificate'];
}

function certificateFindings({ values, readText }: InputContext): readonly Finding[] {
  const certificatePath = values.get(certificateFileField);
  const keyPath = values.get(privateKeyFileField);
  const certificate = certificatePath === undefined ? undefined : readText(certificatePath);
  const key = keyPath === undefined ? undefined : readText(keyPath);
  const inCertificate =
    certificate === undefined
      ? []
      : certificate.ok
        ? certificateProblems(certificate.text)
        : [certificate.reason];
  const pem = certificate?.ok === true ? certificate.text : undefined;
  const inKey = key === undefined ? [] : key.ok ? keyProblems(key.text, pem) : [key.reason];
  return [
    ...inCertificate.map((text) => about(certificateFileField, `${certificatePath}: ${text}`, FIX)),
    ...inKey.map((text) => about(privateKeyFileField, `${keyPath}: ${text}`, FIX)),
  ];
}

export const certificateFiles: InputRule = {
  id: 'tls/cert-files',
  severity: 'error',
  statement:
    'A self-managed certificate is PEM, with a chain of at most 5, and its key an unencrypted RSA or ECDSA P-256 key that belongs to it.',
  why: 'the API refuses anything else',
  sources: [
    gcloud('ssl-certificates create --help'),
    loadBalancingPage('Quotas and limits', 'quotas'),
  ],
  phase: 'inputs',
  check: certificateFindings,
};

export const certificateDates: InputRule = {
  id: 'tls/expired-served',
  severity: 'warning',
  statement: 'The load balancer shows a certificate that has expired without complaint.',
  why: 'clients will refuse it',
  sources: [certificatePage],
  phase: 'inputs',
  check: ({ values, readText, now }) => {
    const path = values.get(certificateFileField);
    const file = path === undefined ? undefined : readText(path);
    const [certificate] = file?.ok === true ? certificatesIn(file.text) : [];
    if (certificate === undefined) return [];
    const found = (text: string) =>
      about(certificateFileField, `${path}: ${text}`, 'give a certificate that is valid today');
    if (new Date(certificate.validTo) < now) return [found(`it expired on ${certificate.validTo}`)];
    if (new Date(certificate.validFrom) > now) {
      return [found(`it is not valid before ${certificate.validFrom}`)];
    }
    return [];
  },
};

export const privateKeyMode: InputRule = {
  id: 'tls/key-readable',
  severity: 'warning',
  statement: 'The file of a private key is readable by its owner only.',
  why: 'anybody who can read it can pretend to be the site',
  sources: ['common practice'],
  phase: 'inputs',
  check: ({ values, readText }) => {
    const path = values.get(privateKeyFileField);
    const file = path === undefined ? undefined : readText(path);
    if (file?.ok !== true || !file.readableByOthers) return [];
    return [about(privateKeyFileField, `${path} can be read by others`, `chmod 600 ${path}`)];
  },
};

export const addressNotValidated: InputRule = {
  id: 'tls/ip-not-validated',
  severity: 'warning',
  statement: 'With an address as endpoint no certificate is checked and no SNI is sent.',
  why: 'only a host name can be checked against a certificate',
  sources: [internetNegPage('Server certificate validation')],
  phase: 'inputs',
  check: ({ values }) => {
    const [endpoint] = values.get(endpointsField) ?? [];
    const protocol = internetNegProtocol(values);
    if (endpoint?.ip === undefined || protocol === undefined || protocol === 'HTTP') return [];
    return [
      about(
        endpointsField,
        `the certificate of ${endpoint.ip} is not checked, and no SNI is sent`,
        'use a host name as endpoint',
      ),
    ];
  },
};

export const serverName: InputRule = {
  id: 'tls/sni-fqdn',
  severity: 'advice',
  statement: 'The host name of the endpoint is sent as SNI.',
  why: 'the endpoint must have a certificate for that very name, from a public authority',
  sources: [internetNegPage('SSL Server Name Indication (SNI) extension handling')],
  phase: 'inputs',
  check: ({ values }) => {
    const [endpoint] = values.get(endpointsField) ?? [];
    const protocol = internetNegProtocol(values);
    if (endpoint?.fqdn === undefined || protocol === undefined || protocol === 'HTTP') return [];
    return [
      about(
        endpointsField,
        `the endpoint must have a public certificate for ${endpoint.fqdn}`,
        'otherwise clients see 502',
      ),
    ];
  },
};

export const noManagedRegionally: InputRule = {
  id: 'tls/regional-managed-cert',
  severity: 'error',
  statement: 'Regional Compute Engine certificates are uploaded, never managed by Google.',
  why: 'the API makes managed ones only globally',
  sources: [certificatePage, setUpPage('Create the load balancer, step 5')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(certificateSourceField) === 'google-managed'
      ? [
          about(
            certificateSourceField,
            'a Google-managed certificate is asked for',
            'give --certificate and --private-key, or --ssl-certificates of the region',
          ),
        ]
      : [],
};
