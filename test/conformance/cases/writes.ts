import type { FailureClass } from '../../../src/gcloud/classify.ts';
import { backend } from '../../../src/resources/backend.ts';
import { backendService } from '../../../src/resources/backend-service.ts';
import { forwardingRule } from '../../../src/resources/forwarding-rule.ts';
import { networkEndpoint } from '../../../src/resources/network-endpoint.ts';
import { internetNeg } from '../../../src/resources/network-endpoint-group.ts';
import { GLOBAL, type Resource, resourceId } from '../../../src/resources/resource.ts';
import {
  googleManagedCertificate,
  selfManagedCertificate,
} from '../../../src/resources/ssl-certificate.ts';
import { targetHttpsProxy } from '../../../src/resources/target-proxy.ts';
import { urlMapToHttps } from '../../../src/resources/url-map.ts';
import type { Case, Preparation } from '../case.ts';
import * as made from '../resources.ts';
import { pemFile } from '../resources.ts';
import * as world from '../world.ts';

function creates(what: string, resource: Resource, before: readonly Preparation[] = []): Case {
  return { name: `create ${what}`, world: before, command: resource.create };
}

/** A command that the API or gcloud refuses, and as what its words are read. */
function refused(one: Case, ends: FailureClass): Case {
  return { ...one, ends };
}

function removes(what: string, resource: Resource, before: readonly Preparation[]): Case {
  return { name: `remove ${what}`, world: before, command: resource.remove };
}

const NEG_OF_ADDRESSES: Preparation = [
  'POST',
  'global/networkEndpointGroups',
  { name: 'ip-neg', networkEndpointType: 'INTERNET_IP_PORT' },
];
const ipNeg = internetNeg({
  scope: GLOBAL,
  network: null,
  name: 'ip-neg',
  type: 'INTERNET_IP_PORT',
  defaultPort: undefined,
});
const selfManaged = selfManagedCertificate(GLOBAL, 'own', {
  certificateFile: pemFile('certificate.pem'),
  privateKeyFile: pemFile('key.pem'),
  sha256: '0',
});
const SECOND_CERTIFICATE: Preparation = [
  'POST',
  'global/sslCertificates',
  { name: 'second', type: 'MANAGED', managed: { domains: ['second.example.com'] } },
];
const OPEN = { scope: GLOBAL, network: null, allowGlobalAccess: false, after: [] } as const;
const PLAIN = {
  scope: GLOBAL,
  healthCheck: null,
  customRequestHeaders: [],
  loggingSampleRate: null,
} as const;

const NEGS: readonly Case[] = [
  creates('a NEG of host names, with a default port', made.neg),
  creates('a NEG of addresses, without default port', ipNeg),
  removes('a NEG', made.neg, [world.NEG]),
  creates('an endpoint by host name', made.endpoint, [world.NEG]),
  creates(
    'an endpoint by host name, without port',
    networkEndpoint(made.neg, { fqdn: 'api.example.com', port: undefined }),
    [world.NEG],
  ),
  creates('an endpoint by address', networkEndpoint(ipNeg, { ip: '8.8.8.8', port: 8443 }), [
    NEG_OF_ADDRESSES,
  ]),
  creates('an endpoint that is attached already', made.endpoint, [world.NEG, world.ENDPOINT]),
  removes('an endpoint', made.endpoint, [world.NEG, world.ENDPOINT]),
  refused(removes('an endpoint that is not attached', made.endpoint, [world.NEG]), 'invalid'),
];

const SERVICES: readonly Case[] = [
  creates(
    'a plain backend service',
    backendService({
      ...PLAIN,
      name: 'plain',
      scheme: 'EXTERNAL_MANAGED',
      protocol: 'HTTPS',
    }),
  ),
  creates('a backend service with a header and logging', made.service),
  creates(
    'a classic backend service with headers that hold commas and quotes',
    backendService({
      ...PLAIN,
      name: 'classic',
      scheme: 'EXTERNAL',
      protocol: 'HTTP2',
      customRequestHeaders: ['Host: api.example.com', 'X-Words: a, "b"; c=d'],
    }),
  ),
  creates(
    'a backend service over HTTP, of which every request is logged',
    backendService({
      ...PLAIN,
      name: 'http',
      scheme: 'EXTERNAL_MANAGED',
      protocol: 'HTTP',
      loggingSampleRate: 1,
    }),
  ),
  removes('a backend service', made.service, [world.SERVICE]),
  refused(removes('a backend service in use', made.service, world.CHAIN), 'in-use'),
  creates('a backend', made.attachment, [world.NEG, world.SERVICE]),
  refused(
    creates('a backend of a NEG that is not there', made.attachment, [world.SERVICE]),
    'not-found',
  ),
  refused(
    creates('a backend that is there already', made.attachment, [
      world.NEG,
      world.SERVICE_WITH_NEG,
    ]),
    'invalid',
  ),
  refused(
    creates('a backend of a service that is not there', made.attachment, [world.NEG]),
    'not-found',
  ),
  removes('the only backend', made.attachment, [world.NEG, world.SERVICE_WITH_NEG]),
  refused(
    removes('a backend that is not there', backend(made.service, made.neg), [
      world.NEG,
      world.SERVICE,
    ]),
    'not-found',
  ),
];

const FRONT_ENDS: readonly Case[] = [
  creates('a URL map', made.urlMap, [world.SERVICE]),
  removes('a URL map', made.urlMap, [world.SERVICE, world.URL_MAP]),
  refused(removes('a URL map in use', made.urlMap, world.CHAIN), 'in-use'),
  creates('a URL map that redirects', urlMapToHttps(GLOBAL, 'redirect')),
  creates('a certificate managed by Google', made.certificate),
  creates(
    'a certificate for several domains',
    googleManagedCertificate('many', ['a.example.com', 'b.example.com']),
  ),
  creates('a certificate from files', selfManaged),
  refused(
    creates(
      'a certificate from files that are not there',
      selfManagedCertificate(GLOBAL, 'own', {
        certificateFile: '/nowhere/certificate.pem',
        privateKeyFile: '/nowhere/key.pem',
        sha256: '0',
      }),
    ),
    'invalid',
  ),
  removes('a certificate', made.certificate, [world.CERTIFICATE]),
  creates('an HTTP proxy', made.httpProxy, world.BACKEND),
  removes('an HTTP proxy', made.httpProxy, [...world.BACKEND, world.HTTP_PROXY]),
  creates('an HTTPS proxy', made.httpsProxy, [...world.BACKEND, world.CERTIFICATE]),
  creates(
    'an HTTPS proxy with two certificates',
    targetHttpsProxy('two', made.urlMap, [
      made.certificate.id,
      resourceId(GLOBAL, 'sslCertificates', 'second'),
    ]),
    [...world.BACKEND, world.CERTIFICATE, SECOND_CERTIFICATE],
  ),
  removes('an HTTPS proxy', made.httpsProxy, [
    ...world.BACKEND,
    world.CERTIFICATE,
    world.HTTPS_PROXY,
  ]),
  creates('an address', made.address),
  removes('an address', made.address, [world.ADDRESS]),
  creates('a forwarding rule on a reserved address, to an HTTPS proxy', made.rule, [
    ...world.BACKEND,
    world.CERTIFICATE,
    world.HTTPS_PROXY,
    world.ADDRESS,
  ]),
  creates(
    'a forwarding rule on any address, to an HTTP proxy',
    forwardingRule({
      ...OPEN,
      name: 'plain',
      scheme: 'EXTERNAL_MANAGED',
      address: null,
      proxy: made.httpProxy,
      port: 8080,
    }),
    [...world.BACKEND, world.HTTP_PROXY],
  ),
  creates(
    'a forwarding rule on any address, to an HTTPS proxy',
    forwardingRule({
      ...OPEN,
      name: 'plain',
      scheme: 'EXTERNAL',
      address: null,
      proxy: made.httpsProxy,
      port: 443,
    }),
    [...world.BACKEND, world.CERTIFICATE, world.HTTPS_PROXY],
  ),
  creates(
    'a forwarding rule on a reserved address, to an HTTP proxy',
    forwardingRule({
      ...OPEN,
      name: 'plain',
      scheme: 'EXTERNAL_MANAGED',
      address: made.address.id,
      proxy: made.httpProxy,
      port: 80,
    }),
    [...world.BACKEND, world.HTTP_PROXY, world.ADDRESS],
  ),
  removes('a forwarding rule', made.rule, world.CHAIN),
];

/** Every create, attach and remove that negctl generates, and what else can be met by them. */
export const WRITES: readonly Case[] = [...NEGS, ...SERVICES, ...FRONT_ENDS];
