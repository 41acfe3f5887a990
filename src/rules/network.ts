import { endpointsField } from '../inputs/fields/endpoint.ts';
import type { Values } from '../inputs/values.ts';
import { isPublicAddress } from './endpoints.ts';
import { about, type NetworkRule } from './rule.ts';
import { internetNegPage, meshPage } from './sources.ts';

function hostOf(values: Values): string {
  return values.get(endpointsField)?.[0]?.fqdn ?? '';
}

/** Answers that say something about the servers rather than about the name. */
const SERVER_TROUBLE = ['SERVFAIL', 'REFUSED'];

export const resolvesPublicly: NetworkRule = {
  id: 'endpoint/fqdn-public-for-global',
  severity: 'error',
  statement: 'The host name resolves in the public DNS.',
  why: "the load balancer asks Google's public resolvers, and answers 502 if they know nothing",
  sources: [internetNegPage('table of global internet NEGs')],
  phase: 'network',
  check: ({ values, resolution }) =>
    resolution?.status === 'refused' && !SERVER_TROUBLE.includes(resolution.rcode)
      ? [
          about(
            endpointsField,
            `${hostOf(values)} does not resolve in the public DNS (${resolution.rcode})`,
            'publish the name first',
          ),
        ]
      : [],
};

export const dnsServersAnswer: NetworkRule = {
  id: 'dns/rcode',
  severity: 'error',
  statement: 'The DNS servers of the host name answer properly.',
  why: 'the load balancer cannot resolve the name either, and answers 502',
  sources: [meshPage('troubleshooting: many 5xx errors')],
  phase: 'network',
  check: ({ values, resolution }) =>
    resolution?.status === 'refused' && SERVER_TROUBLE.includes(resolution.rcode)
      ? [
          about(
            endpointsField,
            `the DNS servers of ${hostOf(values)} answer ${resolution.rcode}`,
            'mend the zone or its delegation',
          ),
        ]
      : [],
};

export const resolvesToPublic: NetworkRule = {
  id: 'endpoint/global-not-private',
  severity: 'error',
  statement: 'The host name resolves to publicly routable addresses only.',
  why: 'a global internet NEG is reached over the internet, never over VPN or Interconnect',
  sources: [internetNegPage('Internet NEG')],
  phase: 'network',
  check: ({ values, resolution }) =>
    (resolution?.status === 'found' ? resolution.addresses : [])
      .filter((address) => !isPublicAddress(address))
      .map((address) =>
        about(
          endpointsField,
          `${hostOf(values)} resolves to ${address}, which is not publicly routable`,
          'publish a public address for the name',
        ),
      ),
};

export const firstAddressOnly: NetworkRule = {
  id: 'endpoint/global-first-ip',
  severity: 'warning',
  statement: 'Of several addresses the load balancer tries only the first of the DNS answer.',
  why: 'if that one is down clients see 502, although others work',
  sources: [internetNegPage('IP address resolution for global endpoints')],
  phase: 'network',
  check: ({ values, resolution }) => {
    const addresses = resolution?.status === 'found' ? resolution.addresses : [];
    const v4 = addresses.filter((address) => !address.includes(':'));
    if (v4.length < 2) return [];
    return [
      about(
        endpointsField,
        `${hostOf(values)} resolves to ${v4.length} addresses`,
        'make sure that each of them is always up, or publish one',
      ),
    ];
  },
};

export const trustedCertificate: NetworkRule = {
  id: 'tls/fqdn-validated',
  severity: 'warning',
  statement:
    'The certificate of the endpoint comes from a public authority, is valid, and names the host.',
  why: 'the load balancer checks it, and answers 502 if it fails',
  sources: [internetNegPage('Server certificate validation')],
  phase: 'network',
  check: ({ values, tls }) =>
    tls?.status === 'untrusted'
      ? [
          about(
            endpointsField,
            `the certificate of ${hostOf(values)} fails: ${tls.reason}`,
            'install a certificate from a public authority for that name',
          ),
        ]
      : [],
};
