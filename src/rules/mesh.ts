import ipaddr from 'ipaddr.js';
import { CLIENT_HOST } from '../inputs/fields/backend.ts';
import { endpointsField } from '../inputs/fields/endpoint.ts';
import { healthCheckChoice } from '../inputs/fields/health-check.ts';
import {
  ANY_ADDRESS,
  meshAddressField,
  meshHealthCheckField,
  meshHostHeaderField,
  meshNetworkField,
  meshPortField,
  presetField,
  sniField,
  tlsField,
  vipOf,
} from '../inputs/fields/mesh.ts';
import { endpointHost } from '../inputs/fields/private-dns.ts';
import { isHostName, normalisedHostName } from '../inputs/host-name.ts';
import { about, type InputRule } from './rule.ts';
import { computeApi, gcloud, loadBalancingPage, meshPage } from './sources.ts';

const TLS_SECTION = meshPage('Configure unauthenticated TLS and HTTPS');
const HOST_SECTION = meshPage('HTTP host header does not match with FQDN');

export const fqdnOnly: InputRule = {
  id: 'endpoint/ip-not-with-mesh',
  severity: 'error',
  statement: 'The mesh takes internet NEGs with a host name only.',
  why: 'Envoy resolves the name again and again; an address would never change',
  sources: [meshPage('Create the NEG, health check, and backend service')],
  phase: 'inputs',
  check: ({ values }) =>
    (values.get(endpointsField) ?? [])
      .filter(({ ip }) => ip !== undefined)
      .map(({ ip }) =>
        about(
          endpointsField,
          `endpoint ${ip} is an address, the mesh takes a host name`,
          'give fqdn=HOST; --dns-addresses makes a private record for it',
        ),
      ),
};

function isPrivate(ip: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(ip) && ipaddr.process(ip).range() === 'private';
}

export const virtualAddress: InputRule = {
  id: 'forwarding-rule/mesh-address',
  severity: 'error',
  statement: 'A forwarding rule of the mesh has address 0.0.0.0, 127.0.0.1 or a private one.',
  why: 'nothing on the internet leads to Envoy, and gcloud sends other addresses unchanged',
  sources: [
    loadBalancingPage('Forwarding rules overview', 'forwarding-rule-concepts'),
    gcloud('8.8.8.8 was sent unchanged'),
  ],
  phase: 'inputs',
  check: ({ values }) => {
    const vip = vipOf(values);
    const isLegal = vip === undefined || ['0.0.0.0', '127.0.0.1'].includes(vip) || isPrivate(vip);
    if (isLegal) return [];
    const fix = 'use 0.0.0.0 for every destination, or an address such as 10.0.0.1';
    return [about(meshAddressField, `"${vip}" cannot be a virtual address of the mesh`, fix)];
  },
};

export const serverNameOfPolicy: InputRule = {
  id: 'mesh/sni',
  severity: 'error',
  statement: 'The SNI of the client TLS policy is the host name of the endpoint.',
  why: 'the backend chooses its certificate by it, and answers for another host otherwise',
  sources: [TLS_SECTION],
  phase: 'inputs',
  check: ({ values }) => {
    const sni = values.get(sniField);
    const host = endpointHost(values);
    if (sni === undefined || host === undefined || normalisedHostName(sni) === host) return [];
    return [about(sniField, `the SNI is "${sni}", the endpoint is ${host}`, `use --sni=${host}`)];
  },
};

export const checkSpeaksTls: InputRule = {
  id: 'health-check/match-tls',
  severity: 'error',
  statement: 'Where Envoy speaks TLS to the backend, its health check does not speak plain HTTP.',
  why: 'the probe would fail at every address, and no request would be sent',
  sources: [TLS_SECTION],
  phase: 'inputs',
  check: ({ values }) => {
    const choice = healthCheckChoice(values);
    const isPlain = choice?.how === 'create' && choice.protocol === 'HTTP';
    if (values.get(tlsField) !== true || !isPlain) return [];
    return [
      about(
        meshHealthCheckField,
        'the backend is spoken to by TLS, the health check by HTTP',
        'use --health-check=https or tcp, or leave it out',
      ),
    ];
  },
};

export const hostName: InputRule = {
  id: 'headers/host-rewrite',
  severity: 'error',
  statement: 'The Host header that the URL map writes is a host name.',
  why: 'the API takes nothing else, and the backend would know nothing of it',
  sources: [computeApi('UrlRewrite.hostRewrite')],
  phase: 'inputs',
  check: ({ values }) => {
    const host = values.get(meshHostHeaderField);
    if (host === undefined || host === CLIENT_HOST || isHostName(host)) return [];
    const fix = `give a host name, or "${CLIENT_HOST}" to leave the Host header of the client`;
    return [about(meshHostHeaderField, `"${host}" is not a host name`, fix)];
  },
};

export const hostOfClient: InputRule = {
  id: 'mesh/host-header',
  severity: 'warning',
  statement: "Where clients call a virtual address, their Host header is not the backend's.",
  why: 'the backend sees the Host header of the client together with the SNI of the policy',
  sources: [HOST_SECTION],
  phase: 'inputs',
  check: ({ values }) => {
    const host = values.get(meshHostHeaderField);
    const vip = vipOf(values);
    if (vip === ANY_ADDRESS || host !== CLIENT_HOST) return [];
    return [
      about(
        meshHostHeaderField,
        `clients call ${vip ?? 'the virtual address'}: the backend sees whatever Host they send`,
        `rewrite it with --host-header=${endpointHost(values) ?? 'HOST'}, or use --address=${ANY_ADDRESS}`,
      ),
    ];
  },
};

export const anyAddress: InputRule = {
  id: 'mesh/vip-any',
  severity: 'advice',
  statement: 'With address 0.0.0.0 clients call the backend by its own name, and Host stays right.',
  why: 'Envoy then looks at requests only, not at their destination',
  sources: [HOST_SECTION],
  phase: 'inputs',
  check: ({ values }) => {
    const vip = vipOf(values);
    if (vip === undefined || vip === ANY_ADDRESS) return [];
    const fix = `use --address=${ANY_ADDRESS} unless clients need a fixed one`;
    return [about(meshAddressField, `clients have to call ${vip}`, fix)];
  },
};

export const plainOn443: InputRule = {
  id: 'mesh/http-on-443',
  severity: 'advice',
  statement: 'On port 443 clients in the mesh speak plain HTTP too.',
  why: 'the proxy is an HTTP one; TLS begins at Envoy',
  sources: [meshPage('Create a routing rule map')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(meshPortField) === 443
      ? [about(meshPortField, 'clients that speak TLS to port 443 fail', 'use --ports=80')]
      : [],
};

export const strictDns: InputRule = {
  id: 'mesh/strict-dns',
  severity: 'advice',
  statement:
    'Envoy sends to all addresses that the name resolves to, and drains those that vanish.',
  why: 'it resolves in strict DNS mode, which cannot be changed',
  sources: [meshPage('An on-premises endpoint is not receiving traffic')],
  phase: 'inputs',
  check: ({ values }) => {
    const host = endpointHost(values);
    if (host === undefined) return [];
    return [about(endpointsField, `all addresses of ${host} get traffic`, 'nothing to do')];
  },
};

export const unresolved: InputRule = {
  id: 'mesh/resolution-not-guaranteed',
  severity: 'advice',
  statement: 'Whether the name resolves in the network is seen from a machine in it only.',
  why: 'the control plane checks neither names nor reachability',
  sources: [meshPage('Envoy returns many 5xx errors')],
  phase: 'inputs',
  check: ({ values }) => {
    const host = endpointHost(values);
    if (host === undefined) return [];
    const network = values.get(meshNetworkField) ?? 'the network';
    const message = `nobody has checked that ${host} resolves in ${network}`;
    return [about(endpointsField, message, 'try it from a VM: the first next step says how')];
  },
};

export const checkAdvised: InputRule = {
  id: 'health-check/mesh-optional',
  severity: 'advice',
  statement: 'Without a health check Envoy sends to every address that the name resolves to.',
  why: 'only health checks take an address out while it does not answer',
  sources: [meshPage('Envoy returns many 5xx errors')],
  phase: 'inputs',
  check: ({ values }) =>
    healthCheckChoice(values)?.how === 'none'
      ? [about(meshHealthCheckField, 'there is no health check', 'add --health-check=http')]
      : [],
};

export const anyHost: InputRule = {
  id: 'mesh/any-fqdn',
  severity: 'advice',
  statement: 'Cloud Run is reached from the mesh over Private Google Access or the internet.',
  why: 'VMs without an external address reach Google APIs only where their subnet allows it',
  sources: [meshPage('Cannot reach Serverless services from the service mesh')],
  phase: 'inputs',
  check: ({ values }) =>
    values.get(presetField) === 'cloud-run'
      ? [
          about(
            presetField,
            'VMs without an external address need Private Google Access on their subnet',
            'gcloud compute networks subnets update SUBNET --region=REGION --enable-private-ip-google-access',
          ),
        ]
      : [],
};
