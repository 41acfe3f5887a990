import ipaddr from 'ipaddr.js';
import { effectivePort } from '../inputs/effective-port.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import type { Values } from '../inputs/values.ts';
import { about, type InputRule } from './rule.ts';
import { gcloud, internetNegPage, meshPage } from './sources.ts';

function fqdnsOf(values: Values): readonly string[] {
  const endpoints = values.get(endpointsField) ?? [];
  return endpoints.flatMap(({ fqdn }) => (fqdn === undefined ? [] : [fqdn]));
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function looksLikeUrl(fqdn: string): boolean {
  return /[/@:]/.test(fqdn) && !isAddress(fqdn);
}

/** The host in a URL-like text, for advice. */
function hostIn(text: string): string {
  return text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/[/:].*$/, '');
}

export const fqdnNotUrl: InputRule = {
  id: 'endpoint/fqdn-not-url',
  severity: 'error',
  statement: 'The host name of an endpoint holds no scheme, path, user or port.',
  why: 'the load balancer resolves it as it stands',
  sources: [internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter(looksLikeUrl)
      .map((fqdn) =>
        about(
          endpointsField,
          `"${fqdn}" is more than a host name`,
          `give only the host name, "${hostIn(fqdn)}"; the port goes into port=`,
        ),
      ),
};

export const fqdnNotAddress: InputRule = {
  id: 'endpoint/fqdn-not-ip',
  severity: 'error',
  statement: 'An IP address is not a host name.',
  why: 'addresses have a NEG type of their own, without SNI and without certificate check',
  sources: [internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter(isAddress)
      .map((fqdn) =>
        about(
          endpointsField,
          `"${fqdn}" is an IP address`,
          `write ip=${fqdn} for a public address; a private one needs a hybrid NEG`,
        ),
      ),
};

export const fqdnNoWildcard: InputRule = {
  id: 'endpoint/fqdn-wildcard',
  severity: 'error',
  statement: 'A wildcard is not a host name.',
  why: 'nothing can be resolved for it',
  sources: [internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter((fqdn) => fqdn.includes('*') && !looksLikeUrl(fqdn))
      .map((fqdn) => about(endpointsField, `"${fqdn}" holds a wildcard`, 'name one host')),
};

export const fqdnSyntax: InputRule = {
  id: 'endpoint/fqdn-syntax',
  severity: 'error',
  statement:
    'A host name has at least two labels of 1 to 63 letters, digits or inner dashes, and at most 253 characters.',
  why: 'it must be a fully qualified name that the public DNS can resolve',
  sources: [
    meshPage('introduction'),
    internetNegPage('Internet NEG'),
    gcloud('"not_a_name" was sent unchanged'),
  ],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter((fqdn) => !looksLikeUrl(fqdn) && !isAddress(fqdn) && !fqdn.includes('*'))
      .filter((fqdn) => !isHostName(fqdn))
      .map((fqdn) =>
        about(
          endpointsField,
          `"${fqdn}" is not a fully qualified host name`,
          'give a name such as backend.example.com',
        ),
      ),
};

export const fqdnTrailingDot: InputRule = {
  id: 'endpoint/fqdn-trailing-dot',
  severity: 'warning',
  statement: 'The host name of an endpoint is stored without the root dot.',
  why: 'only DNS records carry it',
  sources: [internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter((fqdn) => fqdn.endsWith('.'))
      .map((fqdn) =>
        about(
          endpointsField,
          `the dot at the end of "${fqdn}" is left out`,
          `write "${fqdn.replace(/\.$/, '')}"`,
        ),
      ),
};

const GOOGLE_SUFFIXES = ['googleapis.com', 'run.app', 'appspot.com', 'cloudfunctions.net'];

export function isGoogleService(fqdn: string): boolean {
  const host = normalisedHostName(fqdn);
  return GOOGLE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

export const googleServicePort: InputRule = {
  id: 'endpoint/google-api-port',
  severity: 'error',
  statement: 'A Google API or service is reached on port 80 or 443.',
  why: 'its front ends listen on no other port',
  sources: [internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) => {
    const port = effectivePort(values);
    if (port === undefined || port === 80 || port === 443) return [];
    return fqdnsOf(values)
      .filter(isGoogleService)
      .map((fqdn) =>
        about(
          endpointsField,
          `${fqdn} is a Google service and not reached on port ${port}`,
          'use port 443 with HTTPS or HTTP2, or port 80 with HTTP',
        ),
      );
  },
};

export const answersByLocation: InputRule = {
  id: 'endpoint/global-geo-dns',
  severity: 'advice',
  statement:
    'The load balancer resolves the name from a Google region near each client, so every address that the DNS may answer must take its requests.',
  why: 'answers that depend on the place cannot all be seen from here',
  sources: [internetNegPage('IP address resolution for global endpoints')],
  phase: 'inputs',
  check: ({ values }) =>
    fqdnsOf(values)
      .filter(isHostName)
      .map((fqdn) =>
        about(
          endpointsField,
          `if ${fqdn} answers by location, each of its addresses must take requests from Google`,
          'nothing to do where it answers the same everywhere',
        ),
      ),
};
