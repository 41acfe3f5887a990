import type { EndpointInput } from '../inputs/endpoint.ts';
import * as backend from '../inputs/fields/backend.ts';
import * as endpoint from '../inputs/fields/endpoint.ts';
import * as frontEnd from '../inputs/fields/front-end.ts';
import { namePrefixField, resourceNameField } from '../inputs/fields/names.ts';
import { loadBalancerField, nameField, projectField } from '../inputs/fields/set-up.ts';
import type { ValueKey, Values } from '../inputs/values.ts';
import { textAt } from '../json.ts';
import { globalAddress } from '../resources/address.ts';
import { backend as backendAttachment } from '../resources/backend.ts';
import { globalBackendService, type LoadBalancingScheme } from '../resources/backend-service.ts';
import type { Lookup } from '../resources/compare.ts';
import { globalForwardingRule } from '../resources/forwarding-rule.ts';
import { type InternetEndpoint, networkEndpoint } from '../resources/network-endpoint.ts';
import { globalInternetNeg } from '../resources/network-endpoint-group.ts';
import { GLOBAL, type Resource, type ResourceId, resourceId } from '../resources/resource.ts';
import { googleManagedCertificate, selfManagedCertificate } from '../resources/ssl-certificate.ts';
import { targetHttpProxy, targetHttpsProxy } from '../resources/target-proxy.ts';
import { urlMapToHttps, urlMapToService } from '../resources/url-map.ts';
import { internetNegProtocol } from '../rules/backend.ts';
import { effectivePort, normalisedHostName } from '../rules/endpoints.ts';
import { requestHeaders } from '../rules/headers.ts';
import { INTERNET_NEG_RULES } from '../rules/internet-neg.ts';
import type { CertificateReader, NextStep, Probe, Recipe } from './recipe.ts';

const EGRESS_RANGES = '_cloud-eoips.googleusercontent.com';

function hasLoadBalancer(values: Values): boolean {
  return values.get(loadBalancerField) !== 'none';
}

function hasRedirect(values: Values): boolean {
  return hasLoadBalancer(values) && values.get(frontEnd.redirectHttpField) === true;
}

const negName = resourceNameField({
  id: 'negName',
  flag: 'neg-name',
  path: 'neg',
  title: 'NEG',
  suffix: 'neg',
});
const backendServiceName = resourceNameField({
  id: 'backendServiceName',
  flag: 'backend-service-name',
  path: 'backendService',
  title: 'backend service',
  suffix: 'bes',
  appliesIf: hasLoadBalancer,
});
const urlMapName = resourceNameField({
  id: 'urlMapName',
  flag: 'url-map-name',
  path: 'urlMap',
  title: 'URL map',
  suffix: 'map',
  appliesIf: hasLoadBalancer,
});
const targetProxyName = resourceNameField({
  id: 'targetProxyName',
  flag: 'target-proxy-name',
  path: 'targetProxy',
  title: 'target proxy',
  suffix: 'proxy',
  appliesIf: hasLoadBalancer,
});
const forwardingRuleName = resourceNameField({
  id: 'forwardingRuleName',
  flag: 'forwarding-rule-name',
  path: 'forwardingRule',
  title: 'forwarding rule',
  suffix: 'fr',
  appliesIf: hasLoadBalancer,
});
const addressName = resourceNameField({
  id: 'addressName',
  flag: 'address-name',
  path: 'address',
  title: 'reserved address',
  suffix: 'ip',
  appliesIf: (values) => values.get(frontEnd.addressField)?.how === 'reserve',
});
const certificateName = resourceNameField({
  id: 'certificateName',
  flag: 'ssl-certificate-name',
  path: 'sslCertificate',
  title: 'new certificate',
  suffix: 'cert',
  appliesIf: (values) => {
    const source = values.get(frontEnd.certificateSourceField);
    return source === 'google-managed' || source === 'self-managed';
  },
});
const redirectUrlMapName = resourceNameField({
  id: 'redirectUrlMapName',
  flag: 'redirect-url-map-name',
  path: 'redirectUrlMap',
  title: 'URL map of the redirect',
  suffix: 'redirect-map',
  appliesIf: hasRedirect,
});
const redirectProxyName = resourceNameField({
  id: 'redirectTargetProxyName',
  flag: 'redirect-target-proxy-name',
  path: 'redirectTargetProxy',
  title: 'target proxy of the redirect',
  suffix: 'redirect-proxy',
  appliesIf: hasRedirect,
});
const redirectRuleName = resourceNameField({
  id: 'redirectForwardingRuleName',
  flag: 'redirect-forwarding-rule-name',
  path: 'redirectForwardingRule',
  title: 'forwarding rule of the redirect',
  suffix: 'redirect-fr',
  appliesIf: hasRedirect,
});

/** The value of a field that the rules and the completeness check have made sure of. */
function sure<T>(values: Values, key: ValueKey<T>): T {
  const value = values.get(key);
  if (value === undefined) throw new Error(`no value for ${key.id} after the checks`);
  return value;
}

function endpointOf(values: Values): InternetEndpoint {
  const [given]: readonly EndpointInput[] = sure(values, endpoint.endpointsField);
  const port = effectivePort(values);
  if (given?.fqdn !== undefined) return { fqdn: normalisedHostName(given.fqdn), port };
  if (given?.ip !== undefined) return { ip: given.ip, port };
  throw new Error('an endpoint without host after the checks');
}

interface NegAndEndpoint {
  readonly neg: Resource;
  readonly attachment: Resource;
}

function negOf(values: Values): NegAndEndpoint {
  const target = endpointOf(values);
  const neg = globalInternetNeg({
    name: sure(values, negName),
    type: 'fqdn' in target ? 'INTERNET_FQDN_PORT' : 'INTERNET_IP_PORT',
    defaultPort: values.get(endpoint.defaultPortField),
  });
  return { neg, attachment: networkEndpoint(neg, target) };
}

function backendServiceOf(values: Values, scheme: LoadBalancingScheme): Resource {
  const protocol = internetNegProtocol(values);
  if (protocol === undefined) throw new Error('no backend protocol after the checks');
  return globalBackendService({
    name: sure(values, backendServiceName),
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
  const name = sure(values, certificateName);
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
      const address = globalAddress(sure(values, addressName));
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
    name: sure(values, forwardingRuleName),
    scheme,
    address,
    port: sure(values, frontEnd.portField),
  };
  const name = sure(values, targetProxyName);
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
  const urlMap = urlMapToHttps(sure(values, redirectUrlMapName));
  const proxy = targetHttpProxy(sure(values, redirectProxyName), urlMap);
  const name = sure(values, redirectRuleName);
  return [urlMap, proxy, globalForwardingRule({ name, scheme, address, proxy, port: 80 })];
}

function resources(values: Values, digestOf: CertificateReader): readonly Resource[] {
  const { neg, attachment } = negOf(values);
  if (!hasLoadBalancer(values)) return [neg, attachment];
  const scheme = values.get(loadBalancerField) === 'classic' ? 'EXTERNAL' : 'EXTERNAL_MANAGED';
  const service = backendServiceOf(values, scheme);
  const urlMap = urlMapToService(sure(values, urlMapName), service);
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

function egressStep(values: Values): NextStep {
  const target = endpointOf(values);
  const host = 'fqdn' in target ? target.fqdn : target.ip;
  return {
    title: `allow Google's egress addresses at ${host}`,
    detail: `dig +short TXT ${EGRESS_RANGES} @8.8.8.8`,
  };
}

function addressStep(values: Values, live: Lookup): readonly NextStep[] {
  const rule = live(resourceId(GLOBAL, 'forwardingRules', sure(values, forwardingRuleName)));
  const ip = rule === null ? undefined : textAt(rule, 'IPAddress');
  if (ip === undefined) return [];
  const domains = values.get(frontEnd.domainsField) ?? ['your host name'];
  const scheme = values.get(frontEnd.frontEndProtocolField) === 'HTTPS' ? 'https' : 'http';
  const port = sure(values, frontEnd.portField);
  const usual = scheme === 'https' ? 443 : 80;
  const origin = port === usual ? '' : `:${port}`;
  const host = domains[0] ?? '';
  const test =
    values.get(frontEnd.domainsField) === undefined
      ? `curl -i ${scheme === 'https' ? '-k ' : ''}${scheme}://${ip}${origin}/`
      : `curl -i --resolve ${host}:${port}:${ip} ${scheme}://${host}${origin}/`;
  return [
    { title: 'set the DNS record', detail: `${domains.join(', ')}  A  ${ip}` },
    { title: 'test it (the first minutes may answer 404 or 502)', detail: test },
  ];
}

function certificateStep(values: Values): readonly NextStep[] {
  if (values.get(frontEnd.certificateSourceField) !== 'google-managed') return [];
  const name = sure(values, certificateName);
  return [
    {
      title: 'wait for the certificate to become ACTIVE, once DNS points here (up to an hour)',
      detail: `gcloud compute ssl-certificates describe ${name} --global --project=${sure(values, projectField)} --format='value(managed.status)'`,
    },
  ];
}

function nextSteps(values: Values, live: Lookup): readonly NextStep[] {
  if (!hasLoadBalancer(values)) {
    return [
      {
        title: 'attach the NEG to a backend service',
        detail: `gcloud compute backend-services add-backend SERVICE --global --network-endpoint-group=${sure(values, negName)} --global-network-endpoint-group`,
      },
      egressStep(values),
    ];
  }
  return [...addressStep(values, live), ...certificateStep(values), egressStep(values)];
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
    negName,
    backendServiceName,
    urlMapName,
    targetProxyName,
    forwardingRuleName,
    addressName,
    certificateName,
    redirectUrlMapName,
    redirectProxyName,
    redirectRuleName,
    backend.healthCheckField,
    backend.balancingModeField,
    backend.maxRatePerEndpointField,
    backend.maxConnectionsPerEndpointField,
    frontEnd.networkTierField,
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
  nextSteps,
};
