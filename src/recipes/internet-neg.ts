import * as backend from '../inputs/fields/backend.ts';
import * as endpoint from '../inputs/fields/endpoint.ts';
import * as names from '../inputs/fields/external-lb-names.ts';
import * as frontEnd from '../inputs/fields/front-end.ts';
import { namePrefixField } from '../inputs/fields/names.ts';
import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import { normalisedHostName } from '../inputs/host-name.ts';
import { internetNegProtocol } from '../inputs/internet-neg-protocol.ts';
import { requestHeaders } from '../inputs/request-headers.ts';
import type { Values } from '../inputs/values.ts';
import { globalAddress } from '../resources/address.ts';
import { backend as backendAttachment } from '../resources/backend.ts';
import { globalBackendService, type LoadBalancingScheme } from '../resources/backend-service.ts';
import { globalForwardingRule } from '../resources/forwarding-rule.ts';
import { networkEndpoint } from '../resources/network-endpoint.ts';
import { globalInternetNeg } from '../resources/network-endpoint-group.ts';
import { GLOBAL, type Resource, type ResourceId, resourceId } from '../resources/resource.ts';
import { googleManagedCertificate, selfManagedCertificate } from '../resources/ssl-certificate.ts';
import { targetHttpProxy, targetHttpsProxy } from '../resources/target-proxy.ts';
import { urlMapToHttps, urlMapToService } from '../resources/url-map.ts';
import { INTERNET_NEG_RULES } from '../rules/internet-neg.ts';
import { EGRESS_RECORD, nextSteps } from './internet-neg-next-steps.ts';
import { endpointOf, sure } from './internet-neg-values.ts';
import type { CertificateReader, Probe, Recipe } from './recipe.ts';

const { hasLoadBalancer, hasRedirect } = names;

interface NegAndEndpoint {
  readonly neg: Resource;
  readonly attachment: Resource;
}

function negOf(values: Values): NegAndEndpoint {
  const target = endpointOf(values);
  const neg = globalInternetNeg({
    name: sure(values, names.negNameField),
    type: 'fqdn' in target ? 'INTERNET_FQDN_PORT' : 'INTERNET_IP_PORT',
    defaultPort: values.get(endpoint.defaultPortField),
  });
  return { neg, attachment: networkEndpoint(neg, target) };
}

function backendServiceOf(values: Values, scheme: LoadBalancingScheme): Resource {
  const protocol = internetNegProtocol(values);
  if (protocol === undefined) throw new Error('no backend protocol after the checks');
  return globalBackendService({
    name: sure(values, names.backendServiceNameField),
    scheme,
    protocol,
    customRequestHeaders: requestHeaders(values),
    loggingSampleRate: values.get(backend.loggingSampleRateField) ?? null,
  });
}

/** The certificates that the plan creates, and the ids of all that the proxy shows. */
interface Certificates {
  readonly created: readonly Resource[];
  readonly shown: readonly ResourceId[];
}

function certificatesOf(values: Values, digestOf: CertificateReader): Certificates {
  const source = sure(values, frontEnd.certificateSourceField);
  if (source === 'existing') {
    const names = sure(values, frontEnd.sslCertificatesField);
    return { created: [], shown: names.map((name) => resourceId(GLOBAL, 'sslCertificates', name)) };
  }
  const name = sure(values, names.certificateNameField);
  const created =
    source === 'google-managed'
      ? googleManagedCertificate(name, sure(values, frontEnd.domainsField).map(normalisedHostName))
      : selfManagedCertificate(name, {
          certificateFile: sure(values, frontEnd.certificateFileField),
          privateKeyFile: sure(values, frontEnd.privateKeyFileField),
          sha256: digestOf(sure(values, frontEnd.certificateFileField)),
        });
  return { created: [created], shown: [created.id] };
}

/** The address of the front end: created, already there, or none of ours. */
function addressOf(values: Values): {
  readonly created: readonly Resource[];
  readonly id: ResourceId | null;
} {
  const choice = sure(values, frontEnd.addressField);
  switch (choice.how) {
    case 'reserve': {
      const address = globalAddress(sure(values, names.addressNameField));
      return { created: [address], id: address.id };
    }
    case 'existing':
      return { created: [], id: resourceId(GLOBAL, 'addresses', choice.name) };
    case 'ephemeral':
      return { created: [], id: null };
  }
}

interface Listener {
  readonly scheme: LoadBalancingScheme;
  readonly urlMap: Resource;
  readonly address: ResourceId | null;
}

function listenerOf(
  values: Values,
  listener: Listener,
  digestOf: CertificateReader,
): readonly Resource[] {
  const { scheme, urlMap, address } = listener;
  const rule = {
    name: sure(values, names.forwardingRuleNameField),
    scheme,
    address,
    port: sure(values, frontEnd.portField),
  };
  const name = sure(values, names.targetProxyNameField);
  if (values.get(frontEnd.frontEndProtocolField) === 'HTTP') {
    const proxy = targetHttpProxy(name, urlMap);
    return [proxy, globalForwardingRule({ ...rule, proxy })];
  }
  const certificates = certificatesOf(values, digestOf);
  const proxy = targetHttpsProxy(name, urlMap, certificates.shown);
  return [...certificates.created, proxy, globalForwardingRule({ ...rule, proxy })];
}

function redirectOf(
  values: Values,
  scheme: LoadBalancingScheme,
  address: ResourceId | null,
): readonly Resource[] {
  if (!hasRedirect(values)) return [];
  const urlMap = urlMapToHttps(sure(values, names.redirectUrlMapNameField));
  const proxy = targetHttpProxy(sure(values, names.redirectProxyNameField), urlMap);
  const name = sure(values, names.redirectRuleNameField);
  return [urlMap, proxy, globalForwardingRule({ name, scheme, address, proxy, port: 80 })];
}

function resources(values: Values, digestOf: CertificateReader): readonly Resource[] {
  const { neg, attachment } = negOf(values);
  if (!hasLoadBalancer(values)) return [neg, attachment];
  const scheme = values.get(loadBalancerField) === 'classic' ? 'EXTERNAL' : 'EXTERNAL_MANAGED';
  const service = backendServiceOf(values, scheme);
  const urlMap = urlMapToService(sure(values, names.urlMapNameField), service);
  const address = addressOf(values);
  const listener = { scheme, urlMap, address: address.id } as const;
  return [
    neg,
    attachment,
    service,
    backendAttachment(service, neg),
    urlMap,
    ...address.created,
    ...listenerOf(values, listener, digestOf),
    ...redirectOf(values, scheme, address.id),
  ];
}

function probe(values: Values): Probe | null {
  const target = endpointOf(values);
  if (!('fqdn' in target)) return null;
  const protocol = internetNegProtocol(values);
  const speaksTls = hasLoadBalancer(values) && protocol !== 'HTTP';
  return { host: target.fqdn, tlsPort: speaksTls ? (target.port ?? null) : null };
}

/** An internet NEG: a backend outside Google Cloud, alone or behind an external Application Load Balancer. */
export const internetNeg: Recipe = {
  noun: 'internet-neg',
  kind: 'InternetNeg',
  purpose: 'Put a load balancer in front of a backend on the internet',
  examples: [
    'negctl create internet-neg',
    'negctl create internet-neg web --add-endpoint=fqdn=api.example.com,port=443 --domains=www.example.com --redirect-http',
    'negctl create internet-neg web -f web.yaml --dry-run --format=script > web.sh',
    'negctl create internet-neg web -f web.yaml --emulator --yes',
  ],
  fields: [
    nameField,
    projectField,
    loadBalancerField,
    endpoint.endpointsField,
    endpoint.endpointTypeField,
    endpoint.defaultPortField,
    backend.protocolField,
    backend.hostHeaderField,
    backend.customRequestHeadersField,
    backend.loggingField,
    backend.loggingSampleRateField,
    frontEnd.frontEndProtocolField,
    frontEnd.certificateSourceField,
    frontEnd.sslCertificatesField,
    frontEnd.domainsField,
    frontEnd.certificateFileField,
    frontEnd.privateKeyFileField,
    frontEnd.portField,
    frontEnd.redirectHttpField,
    frontEnd.addressField,
    namePrefixField,
    names.negNameField,
    names.backendServiceNameField,
    names.urlMapNameField,
    names.targetProxyNameField,
    names.forwardingRuleNameField,
    names.addressNameField,
    names.certificateNameField,
    names.redirectUrlMapNameField,
    names.redirectProxyNameField,
    names.redirectRuleNameField,
    backend.healthCheckField,
    backend.balancingModeField,
    backend.maxRatePerEndpointField,
    backend.maxConnectionsPerEndpointField,
    frontEnd.networkTierField,
  ],
  fullest: [
    {
      name: 'web',
      endpoints: [{ fqdn: 'api.example.com', port: 443 }],
      'frontend.domains': ['www.example.com'],
      'frontend.redirectHttp': true,
    },
  ],
  rules: INTERNET_NEG_RULES,
  resources,
  alsoReads: (values) => [
    ...(hasLoadBalancer(values) ? [] : [{ kind: 'backendServices', scope: GLOBAL } as const]),
    ...(values.has(frontEnd.sslCertificatesField)
      ? [{ kind: 'sslCertificates', scope: GLOBAL } as const]
      : []),
  ],
  probe,
  egressRecord: EGRESS_RECORD,
  nextSteps,
};
