import { fileURLToPath } from 'node:url';
import { externalAddress } from '../../src/resources/address.ts';
import { backend } from '../../src/resources/backend.ts';
import { backendService } from '../../src/resources/backend-service.ts';
import { forwardingRule } from '../../src/resources/forwarding-rule.ts';
import { networkEndpoint } from '../../src/resources/network-endpoint.ts';
import { internetNeg } from '../../src/resources/network-endpoint-group.ts';
import { GLOBAL } from '../../src/resources/resource.ts';
import { googleManagedCertificate } from '../../src/resources/ssl-certificate.ts';
import { targetHttpProxy, targetHttpsProxy } from '../../src/resources/target-proxy.ts';
import { urlMapToService } from '../../src/resources/url-map.ts';

/* The resources of the world, as negctl makes them: their commands are what is compared. */

export const neg = internetNeg({
  scope: GLOBAL,
  network: null,
  name: 'neg',
  type: 'INTERNET_FQDN_PORT',
  defaultPort: 443,
});
export const endpoint = networkEndpoint(neg, { fqdn: 'api.example.com', port: 443 });
export const service = backendService({
  scope: GLOBAL,
  healthCheck: null,
  name: 'service',
  scheme: 'EXTERNAL_MANAGED',
  protocol: 'HTTPS',
  customRequestHeaders: ['Host: api.example.com'],
  loggingSampleRate: 0.5,
});
export const attachment = backend(service, neg);
export const urlMap = urlMapToService('map', service);
export const certificate = googleManagedCertificate('certificate', ['www.example.com']);
export const httpProxy = targetHttpProxy('http-proxy', urlMap);
export const httpsProxy = targetHttpsProxy('https-proxy', urlMap, [certificate.id]);
export const address = externalAddress({ scope: GLOBAL, name: 'address' });
export const rule = forwardingRule({
  scope: GLOBAL,
  network: null,
  allowGlobalAccess: false,
  after: [],
  name: 'rule',
  scheme: 'EXTERNAL_MANAGED',
  address: address.id,
  proxy: httpsProxy,
  port: 443,
});

/** A file of the emulator's certificates. */
export function pemFile(name: string): string {
  return fileURLToPath(new URL(`../emulator/certificates/${name}`, import.meta.url));
}
