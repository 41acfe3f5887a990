import { endpointsField } from '../inputs/fields/endpoint.ts';
import {
  addressField,
  CERTIFICATE_FIELDS,
  certificateFileField,
  certificateManagerField,
  certificateSourceField,
  domainsField,
  frontEndProtocolField,
  networkTierField,
  portField,
  privateKeyFileField,
  redirectHttpField,
  sslCertificatesField,
} from '../inputs/fields/front-end.ts';
import { subnetField } from '../inputs/fields/region.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { Values } from '../inputs/values.ts';
import { isResourceName, suggestedName } from './naming.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

const forwardingRulePage = loadBalancingPage(
  'Forwarding rules overview',
  'forwarding-rule-concepts',
);
const certificatePage = loadBalancingPage('SSL certificates overview', 'ssl-certificates');

export const onePort: InputRule = {
  id: 'forwarding-rule/one-port',
  severity: 'error',
  statement: 'A forwarding rule of a proxy has exactly one port, 1 to 65535.',
  why: 'gcloud sends other numbers without looking, and the API refuses them',
  sources: [forwardingRulePage, gcloud('70000 was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) => {
    const port = values.get(portField);
    if (port === undefined || (port >= 1 && port <= 65_535)) return [];
    return [about(portField, `port ${port} is outside 1-65535`, 'give one port from 1 to 65535')];
  },
};

export const premiumTier: InputRule = {
  id: 'neg/premium-tier',
  severity: 'error',
  statement: 'Internet NEGs work on the Premium network service tier only.',
  why: 'a Standard tier front end cannot use them',
  sources: [internetNegPage('Load balancer components')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(networkTierField) === 'STANDARD'
      ? [about(networkTierField, 'network tier STANDARD is given', 'leave it out, or say PREMIUM')]
      : [],
};

export const globalTier: InputRule = {
  id: 'forwarding-rule/tier',
  severity: 'error',
  statement: 'A global forwarding rule is on the Premium tier.',
  why: 'the Standard tier is regional',
  sources: [forwardingRulePage, gcloud('STANDARD on a global rule was sent unchanged')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(networkTierField) === 'STANDARD'
      ? [about(networkTierField, 'a global forwarding rule cannot be STANDARD', 'say PREMIUM')]
      : [],
};

export const httpsCertificate: InputRule = {
  id: 'proxy/https-needs-certificate',
  severity: 'error',
  statement: 'An HTTPS front end has at least one certificate.',
  why: 'gcloud does not insist, and the proxy could not serve anybody',
  sources: [gcloud('a target HTTPS proxy without certificate was sent'), certificatePage],
  phase: 'inputs',
  check: ({ values }) => {
    const offered = CERTIFICATE_FIELDS.find((field) => values.has(field));
    if (values.get(frontEndProtocolField) !== 'HTTP' || offered === undefined) return [];
    return [
      about(
        offered,
        `--${offered.flag} is given, but clients are to speak HTTP`,
        'use --frontend-protocol=HTTPS, or leave the certificate out',
      ),
    ];
  },
};

/** How many certificates one proxy takes. */
const MOST_CERTIFICATES = [
  { field: sslCertificatesField, most: 15 },
  { field: certificateManagerField, most: 100 },
] as const;

export const oneCertificateMethod: InputRule = {
  id: 'tls/cert-methods',
  severity: 'error',
  statement:
    'The certificate of the front end comes from one place: existing, Google-managed or self-managed; at most 15, or 100 of Certificate Manager.',
  why: 'a proxy shows what it is given, and it must be clear what that is',
  sources: [certificatePage],
  phase: 'inputs',
  check: ({ values }) => {
    const methods = [
      [sslCertificatesField],
      [certificateManagerField],
      [domainsField],
      [certificateFileField, privateKeyFileField],
    ].flatMap((fields) => {
      const given = fields.filter((field) => values.has(field)).map((field) => `--${field.flag}`);
      return given.length === 0 ? [] : [given.join(' and ')];
    });
    if (methods.length > 1) {
      return [
        about(
          certificateSourceField,
          `more than one kind of certificate is given: ${methods.join('; ')}`,
          'keep one of them',
        ),
      ];
    }
    return MOST_CERTIFICATES.flatMap(({ field, most }) => {
      const count = values.get(field)?.length ?? 0;
      if (count <= most) return [];
      return [about(field, `${count} certificates are given`, `give at most ${most}`)];
    });
  },
};

const RESERVED = 'reserve it (--address=reserve), or give the name that it is reserved under';

export const existingNames: InputRule = {
  id: 'name/existing',
  severity: 'error',
  statement: 'Existing addresses and certificates are given by their names.',
  why: 'a URL would let gcloud act on another project',
  sources: [gcloud('a URL as NAME acts on the project in it'), computeApi('name fields')],
  phase: 'inputs',
  check: ({ values }) => {
    const address = values.get(addressField);
    const addresses = address?.how === 'existing' ? [address.name] : [];
    const isOutside = address?.how === 'given' && !values.applies(subnetField);
    const fix = (name: string) => `give the name of the resource, such as "${suggestedName(name)}"`;
    return [
      ...(isOutside ? [about(addressField, `${address.ip} is an address itself`, RESERVED)] : []),
      ...addresses
        .filter((name) => !isResourceName(name))
        .map((name) => about(addressField, `"${name}" is not a resource name`, fix(name))),
      ...MOST_CERTIFICATES.flatMap(({ field }) =>
        (values.get(field) ?? [])
          .filter((name) => !isResourceName(name))
          .map((name) => about(field, `"${name}" is not a resource name`, fix(name))),
      ),
    ];
  },
};

const MAX_DOMAINS = 100;

export const managedDomains: InputRule = {
  id: 'tls/managed-domains',
  severity: 'error',
  statement:
    'A Google-managed certificate of the load balancer names 1 to 100 host names, none with a wildcard.',
  why: 'Google proves the control of each name through the load balancer itself',
  sources: [certificatePage],
  phase: 'inputs',
  check: ({ values }) => {
    const domains = values.get(domainsField) ?? [];
    const illegal = domains
      .filter((domain) => !isHostName(domain))
      .map((domain) =>
        about(
          domainsField,
          `"${domain}" cannot be on a Google-managed certificate`,
          'give host names such as www.example.com',
        ),
      );
    if (domains.length <= MAX_DOMAINS) return illegal;
    return [
      ...illegal,
      about(domainsField, `${domains.length} domains are given`, `give at most ${MAX_DOMAINS}`),
    ];
  },
};

export const redirectNeedsHttps: InputRule = {
  id: 'url-map/redirect-needs-https',
  severity: 'error',
  statement: 'A redirect from HTTP to HTTPS needs an HTTPS front end on port 443.',
  why: 'it sends clients to the same host on port 443',
  sources: [computeApi('HttpRedirectAction.httpsRedirect')],
  phase: 'inputs',
  check: ({ values }) => {
    if (values.get(redirectHttpField) !== true) return [];
    if (values.get(frontEndProtocolField) === 'HTTP') {
      return [
        about(
          redirectHttpField,
          'the front end speaks HTTP, so there is nothing to redirect to',
          'use --frontend-protocol=HTTPS, or leave --redirect-http out',
        ),
      ];
    }
    const port = values.get(portField);
    if (port === undefined || port === 443) return [];
    return [
      about(
        redirectHttpField,
        `the HTTPS front end is on port ${port}, the redirect leads to 443`,
        'use --ports=443, or leave --redirect-http out',
      ),
    ];
  },
};

export const redirectNeedsAddress: InputRule = {
  id: 'forwarding-rule/redirect-address',
  severity: 'error',
  statement:
    'The redirect listens on the same address as the HTTPS front end, so it must be reserved.',
  why: 'two forwarding rules can share a reserved address, but not an ephemeral one',
  sources: [forwardingRulePage],
  phase: 'inputs',
  check: ({ values }) => {
    if (values.get(redirectHttpField) !== true) return [];
    const { how } = values.get(addressField) ?? { how: 'reserve' };
    if (how !== 'ephemeral' && how !== 'given') return [];
    return [
      about(
        addressField,
        'an address that is not reserved cannot be shared with the redirect',
        'use --address=reserve or the name of a reserved one, or leave --redirect-http out',
      ),
    ];
  },
};

export const staticAddress: InputRule = {
  id: 'forwarding-rule/static-address',
  severity: 'advice',
  statement: 'A reserved address outlives the forwarding rule; an ephemeral one does not.',
  why: 'DNS would have to follow when the rule is created anew',
  sources: [forwardingRulePage],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(addressField)?.how === 'ephemeral'
      ? [about(addressField, 'the address will be ephemeral', 'use --address=reserve to keep it')]
      : [],
};

export const httpsAdvice: InputRule = {
  id: 'proxy/https-advice',
  severity: 'advice',
  statement: 'HTTPS protects what clients send.',
  why: 'with an HTTP front end everything between client and Google is in clear text',
  sources: [certificatePage],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(frontEndProtocolField) === 'HTTP'
      ? [
          about(
            frontEndProtocolField,
            'clients will speak clear text to the load balancer',
            'use --frontend-protocol=HTTPS with a certificate',
          ),
        ]
      : [],
};

function endpointHost(values: Values): string | undefined {
  const fqdn = values.get(endpointsField)?.[0]?.fqdn;
  return fqdn === undefined ? undefined : normalisedHostName(fqdn);
}

export const splitNames: InputRule = {
  id: 'dns/split-names',
  severity: 'warning',
  statement: 'The name of the load balancer and the name of the endpoint differ.',
  why: 'once DNS points the name to the load balancer, its requests go round in a circle',
  sources: ['Cloud Service Mesh with internet NEGs, troubleshooting: two different domains'],
  phase: 'inputs',
  check: ({ values }) => {
    const host = endpointHost(values);
    const loops = (values.get(domainsField) ?? []).filter(
      (domain) => normalisedHostName(domain) === host,
    );
    return loops.map((domain) =>
      about(
        domainsField,
        `${domain} is the name of the endpoint too`,
        'give the endpoint a name of its own',
      ),
    );
  },
};
