import { type AddressChoice, addressChoice } from '../address-choice.ts';
import { type AnyField, field } from '../field.ts';
import { commaList, oneOf, text, wholeNumber, yesNo } from '../shape.ts';
import type { Values } from '../values.ts';
import { defaultPortField, endpointsField } from './endpoint.ts';

const CERTIFICATE_FLAGS = [
  '--ssl-certificates=NAME',
  '--domains=DOMAIN',
  '--certificate=FILE --private-key=FILE',
];

/** Where the certificate of an HTTPS front end comes from. */
export type CertificateSource = 'existing' | 'google-managed' | 'self-managed';

export const frontEndProtocolField = field<'HTTPS' | 'HTTP'>({
  id: 'frontEndProtocol',
  flag: 'frontend-protocol',
  path: 'frontend.protocol',
  shape: oneOf(['HTTPS', 'HTTP']),
  placeholder: 'PROTOCOL',
  summary: 'What clients speak to the load balancer',
  group: 'front end',
  requiredIf: () => true,
  fallback: (values) => {
    return CERTIFICATE_FIELDS.some((given) => values.has(given))
      ? { value: 'HTTPS', because: 'a certificate is given' }
      : undefined;
  },
  question: {
    ask: 'What clients speak to the load balancer',
    why: 'HTTPS needs a certificate',
    help: 'HTTPS with a certificate that exists, that Google manages for you, or that you have as files; or plain HTTP.',
    meanings: { HTTPS: 'encrypted, with a certificate', HTTP: 'clear text' },
  },
});

/** True where clients are shown a certificate: by choice, or because nobody is asked as with an SSL proxy. */
function showsCertificate(values: Values): boolean {
  return !values.applies(frontEndProtocolField) || values.get(frontEndProtocolField) === 'HTTPS';
}

export const certificateSourceField = field<CertificateSource>({
  id: 'certificateSource',
  flag: 'certificate-source',
  path: 'frontend.certificateSource',
  shape: oneOf(['existing', 'google-managed', 'self-managed']),
  placeholder: 'SOURCE',
  summary: 'Where the certificate comes from (default: by what is given)',
  group: 'front end',
  appliesIf: showsCertificate,
  requiredIf: showsCertificate,
  alternatives: CERTIFICATE_FLAGS,
  fallback: (values) => {
    if (values.has(sslCertificatesField)) {
      return { value: 'existing', because: '--ssl-certificates is given' };
    }
    if (values.has(certificateManagerField)) {
      return { value: 'existing', because: '--certificate-manager-certificates is given' };
    }
    if (values.has(domainsField)) return { value: 'google-managed', because: '--domains is given' };
    if (values.has(certificateFileField) || values.has(privateKeyFileField)) {
      return { value: 'self-managed', because: 'a certificate file is given' };
    }
    return undefined;
  },
  question: {
    ask: 'Certificate',
    why: 'an HTTPS front end shows it to clients',
    help: 'A Google-managed certificate becomes active once the domains point to the load balancer, which takes up to an hour. A self-managed one is read from two PEM files; the key goes to gcloud by its path and is stored nowhere else.',
    needsLive: {
      choice: 'existing',
      list: 'certificates',
      otherwise: 'the project has no certificate that could be used',
    },
    meanings: {
      existing: 'one that is in the project already',
      'google-managed': 'Google issues and renews it for your domains',
      'self-managed': 'from PEM files on this machine',
    },
  },
});

function certificateIs(source: CertificateSource): (values: Values) => boolean {
  return (values) => showsCertificate(values) && values.get(certificateSourceField) === source;
}

export const sslCertificatesField = field({
  id: 'sslCertificates',
  flag: 'ssl-certificates',
  path: 'frontend.sslCertificates',
  shape: commaList,
  placeholder: 'NAME[,NAME]',
  summary: 'Existing certificates of the HTTPS front end',
  group: 'front end',
  requiredIf: certificateIs('existing'),
  question: {
    ask: 'Existing certificate',
    why: 'the HTTPS front end shows it to clients',
    help: 'The names of global Compute Engine SSL certificates of this project, separated by commas.',
    choices: 'certificates',
    askIf: certificateIs('existing'),
  },
});

/** Of load balancers that take no certificates of Compute Engine. */
export const certificateManagerField = field({
  id: 'certificateManagerCertificates',
  flag: 'certificate-manager-certificates',
  path: 'frontend.certificateManagerCertificates',
  shape: commaList,
  placeholder: 'NAME[,NAME]',
  summary: 'Existing certificates of Certificate Manager, of scope all-regions',
  group: 'front end',
  requiredIf: certificateIs('existing'),
  question: {
    ask: 'Existing certificate of Certificate Manager',
    why: 'the HTTPS front end shows it to clients',
    help: 'The names of certificates of this project (location global, scope all-regions), separated by commas.',
    askIf: certificateIs('existing'),
  },
});

export const domainsField = field({
  id: 'domains',
  flag: 'domains',
  path: 'frontend.domains',
  shape: commaList,
  placeholder: 'DOMAIN[,DOMAIN]',
  summary: 'Domains of a Google-managed certificate',
  group: 'front end',
  requiredIf: certificateIs('google-managed'),
  question: {
    ask: 'Domains of the certificate, separated by commas',
    why: 'Google issues it for them',
    help: 'The names under which clients reach the load balancer, for example www.example.com. Their DNS must point to its address before the certificate becomes active.',
    askIf: certificateIs('google-managed'),
  },
});

export const certificateFileField = field({
  id: 'certificateFile',
  flag: 'certificate',
  path: 'frontend.certificate',
  isPath: true,
  shape: text,
  placeholder: 'FILE',
  summary: 'PEM file of a self-managed certificate (with its chain)',
  group: 'front end',
  requiredIf: certificateIs('self-managed'),
  question: {
    ask: 'Certificate file (PEM, with its chain)',
    why: 'it is uploaded by gcloud',
    help: 'The certificate first, then intermediate ones; at most five in all.',
    askIf: certificateIs('self-managed'),
  },
});

export const privateKeyFileField = field({
  id: 'privateKeyFile',
  flag: 'private-key',
  path: 'frontend.privateKey',
  isPath: true,
  shape: text,
  placeholder: 'FILE',
  summary: 'PEM file of its private key (only the path is kept)',
  group: 'front end',
  requiredIf: certificateIs('self-managed'),
  question: {
    ask: 'Private key file (PEM, not encrypted)',
    why: 'gcloud uploads it together with the certificate',
    help: 'Only the path is kept and printed; the key itself is never copied, logged or shown.',
    askIf: certificateIs('self-managed'),
  },
});

/** Any of these is a certificate, and makes HTTPS of the front end. */
export const CERTIFICATE_FIELDS: readonly AnyField[] = [
  sslCertificatesField,
  certificateManagerField,
  domainsField,
  certificateFileField,
];

export const portField = field({
  id: 'port',
  flag: 'ports',
  path: 'frontend.port',
  shape: wholeNumber,
  placeholder: 'PORT',
  summary: 'Port that clients connect to (default: 443 for HTTPS, 80 for HTTP)',
  group: 'front end',
  requiredIf: () => true,
  fallback: (values) => {
    const protocol = values.get(frontEndProtocolField);
    if (protocol === undefined) return undefined;
    return { value: protocol === 'HTTPS' ? 443 : 80, because: `usual for ${protocol}` };
  },
});

/** Of proxy Network Load Balancers. */
export const tcpPortField = portField.variant({
  summary: 'Port that clients connect to (default: that of the first endpoint)',
  fallback: (values) => {
    const port = values.get(endpointsField)?.[0]?.port ?? values.get(defaultPortField);
    return port === undefined ? undefined : { value: port, because: 'as at the endpoint' };
  },
  question: {
    ask: 'Port that clients connect to',
    why: 'what arrives there is passed on to the endpoints',
    help: 'One port from 1 to 65535. The endpoints may listen on another one.',
  },
});

/** Of SSL proxies. */
export const sslPortField = portField.variant({
  summary: 'Port that clients connect to',
  fallback: () => ({ value: 443, because: 'usual for TLS' }),
});

export const redirectHttpField = field({
  id: 'redirectHttp',
  flag: 'redirect-http',
  path: 'frontend.redirectHttp',
  shape: yesNo,
  placeholder: '',
  summary: 'Answer HTTP on port 80 of the same address with a redirect to HTTPS',
  group: 'front end',
  fallback: () => ({ value: false, because: 'only what was asked for' }),
  question: {
    ask: 'Redirect HTTP to HTTPS',
    why: 'clients that try port 80 are sent to HTTPS',
    help: 'Adds a URL map that redirects, an HTTP proxy and a forwarding rule for port 80 on the same address.',
    askIf: showsCertificate,
  },
});

export const addressField = field<AddressChoice>({
  id: 'address',
  flag: 'address',
  path: 'frontend.address',
  shape: addressChoice,
  placeholder: 'reserve|ephemeral|NAME',
  summary: 'Reserve an address, take any free one, or use a reserved one by name',
  group: 'front end',
  fallback: () => ({
    value: { how: 'reserve' },
    because: 'a reserved address survives the forwarding rule',
  }),
  question: {
    ask: 'Address of the load balancer',
    why: 'DNS will point to it',
    help: 'A reserved address stays yours until you release it. An ephemeral one is gone with the forwarding rule.',
    choices: 'addresses',
  },
});

export const networkTierField = field({
  id: 'networkTier',
  flag: 'network-tier',
  path: 'frontend.networkTier',
  shape: oneOf(['PREMIUM', 'STANDARD']),
  placeholder: 'TIER',
  summary: 'Network service tier',
  group: 'front end',
  hidden: true,
});
