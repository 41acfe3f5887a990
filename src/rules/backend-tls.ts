import { lookup } from '../facts/facts.ts';
import { protocolField } from '../inputs/fields/backend.ts';
import {
  backendSniField,
  backendTlsRootsField,
  subjectAltNamesField,
  tlsRootsOf,
} from '../inputs/fields/backend-tls.ts';
import { regionField } from '../inputs/fields/region.ts';
import { isHostName } from '../inputs/host-name.ts';
import { speaksTls } from '../inputs/internet-neg-protocol.ts';
import { resourceId } from '../resources/resource.ts';
import { isResourceName } from './naming.ts';
import { about, type InputRule, type LiveRule } from './rule.ts';
import { computeApi, loadBalancingPage } from './sources.ts';

const page = loadBalancingPage(
  'Backend authenticated TLS and backend mTLS overview',
  'backend-authenticated-tls-backend-mtls',
);
const MOST_NAMES = 5;

export const notAvailable: InputRule = {
  id: 'tls/backend-auth-support',
  severity: 'error',
  statement:
    'Backend authenticated TLS is for Application Load Balancers, and for other backends than global internet NEGs.',
  why: 'in front of a global internet NEG a host name is checked anyway; a mesh and proxy Network Load Balancers cannot check it',
  sources: [page],
  phase: 'inputs',
  check: ({ values }) =>
    values.has(backendTlsRootsField)
      ? [
          about(
            backendTlsRootsField,
            'it is not available for this load balancer',
            'leave it out, or use --lb=regional-external or regional-internal',
          ),
        ]
      : [],
};

export const needsTls: InputRule = {
  id: 'tls/backend-auth-protocol',
  severity: 'error',
  statement: 'The certificate of an endpoint is checked only where it is spoken to by TLS.',
  why: 'over HTTP there is none, and the API refuses it',
  sources: [computeApi('BackendService.tlsSettings')],
  phase: 'inputs',
  check: ({ values }) => {
    if (tlsRootsOf(values) === null || speaksTls(values)) return [];
    const protocol = values.get(protocolField)?.toUpperCase();
    const message = `certificates are to be checked, and the protocol is ${protocol}`;
    return [about(backendTlsRootsField, message, 'use --protocol=HTTPS or HTTP2')];
  },
};

export const certificateNames: InputRule = {
  id: 'tls/backend-auth-names',
  severity: 'error',
  statement: 'SNI and names of a certificate are host names, at most 5 of the latter.',
  why: 'no certificate would have another, and the API takes no more',
  sources: [computeApi('BackendServiceTlsSettings')],
  phase: 'inputs',
  check: ({ values }) => {
    const sni = values.get(backendSniField);
    const names = values.get(subjectAltNamesField) ?? [];
    const roots = tlsRootsOf(values);
    const isOdd = roots?.how === 'trust-config' && !isResourceName(roots.name);
    const fix = 'give a host name such as api.example.com';
    return [
      ...(isOdd
        ? [
            about(
              backendTlsRootsField,
              `"${roots.name}" cannot be the name of a trust config`,
              'give its name alone, or public-roots',
            ),
          ]
        : []),
      ...(sni !== undefined && roots !== null && !isHostName(sni)
        ? [about(backendSniField, `"${sni}" is not a host name`, fix)]
        : []),
      ...names
        .filter((name) => !isHostName(name))
        .map((name) => about(subjectAltNamesField, `"${name}" is not a host name`, fix)),
      ...(names.length > MOST_NAMES
        ? [
            about(
              subjectAltNamesField,
              `${names.length} names are given`,
              `leave ${MOST_NAMES}: the certificate needs only one of them`,
            ),
          ]
        : []),
    ];
  },
};

export const trustConfigExists: LiveRule = {
  id: 'tls/trust-config',
  severity: 'error',
  statement: 'The trust config is there, in the region of the load balancer.',
  why: 'without its roots no certificate would be believed',
  sources: [page],
  phase: 'live',
  check: ({ values, facts }) => {
    const roots = tlsRootsOf(values);
    const region = values.get(regionField);
    if (roots?.how !== 'trust-config' || region === undefined) return [];
    const id = resourceId({ type: 'region', region }, 'trustConfigs', roots.name);
    if (lookup(facts, id) !== null) return [];
    return [
      about(
        backendTlsRootsField,
        `there is no trust config "${roots.name}" in ${region}`,
        `see \`gcloud certificate-manager trust-configs list --location=${region}\``,
      ),
    ];
  },
};
