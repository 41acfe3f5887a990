/** The set-up with the most parts: HTTPS with a new certificate, redirect, reserved address. */
export const FULL: readonly string[] = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--domains=www.example.com',
  '--redirect-http',
];

/** Its steps, and the call by which each acts on the API, as faults name it. */
export const FULL_STEPS: readonly (readonly [step: string, call: string])[] = [
  ['networkEndpointGroups.web-neg', 'insert:networkEndpointGroups/web-neg'],
  [
    'networkEndpointGroups.web-neg.endpoints.fqdn.api.example.com.port.443',
    'attachNetworkEndpoints:networkEndpointGroups/web-neg',
  ],
  ['backendServices.web-bes', 'insert:backendServices/web-bes'],
  ['backendServices.web-bes.backends.web-neg', 'update:backendServices/web-bes'],
  ['urlMaps.web-map', 'insert:urlMaps/web-map'],
  ['addresses.web-ip', 'insert:addresses/web-ip'],
  ['sslCertificates.web-cert', 'insert:sslCertificates/web-cert'],
  ['targetHttpsProxies.web-proxy', 'insert:targetHttpsProxies/web-proxy'],
  ['forwardingRules.web-fr', 'insert:forwardingRules/web-fr'],
  ['urlMaps.web-redirect-map', 'insert:urlMaps/web-redirect-map'],
  ['targetHttpProxies.web-redirect-proxy', 'insert:targetHttpProxies/web-redirect-proxy'],
  ['forwardingRules.web-redirect-fr', 'insert:forwardingRules/web-redirect-fr'],
];

/** Somebody else's set-up in the same project, which nothing may touch. */
export const OTHER: readonly string[] = [
  'create',
  'internet-neg',
  'other',
  '--project=demo',
  '--add-endpoint=ip=192.0.43.8,port=80',
  '--protocol=HTTP',
  '--frontend-protocol=HTTP',
  '--yes',
];
