import { wordOf } from '../address-choice.ts';
import { field } from '../field.ts';
import { oneOf, text, yesNo } from '../shape.ts';
import type { Values } from '../values.ts';
import { CLIENT_HOST, hostHeaderField, protocolField } from './backend.ts';
import { addressField, portField } from './front-end.ts';
import { checkIntervalField, optionalHealthCheckField } from './health-check.ts';
import { resourceNameField } from './names.ts';
import { endpointHost, hostBecause } from './private-dns.ts';
import { networkField } from './region.ts';

/** The VIP with which Envoy takes every request, whatever address it was meant for. */
export const ANY_ADDRESS = '0.0.0.0';

/** The VIP of the forwarding rule, as it was given. */
export function vipOf(values: Values): string | undefined {
  const choice = values.get(addressField);
  return choice === undefined ? undefined : wordOf(choice);
}

/** True where the backend is a Cloud Run service, by its host name. */
function isCloudRun(values: Values): boolean {
  return values.get(presetField) === 'cloud-run';
}

export const presetField = field<'plain' | 'cloud-run'>({
  id: 'preset',
  flag: 'preset',
  path: 'preset',
  shape: oneOf(['plain', 'cloud-run']),
  placeholder: 'plain|cloud-run',
  summary: 'What the backend is; it changes the defaults of the rest',
  group: 'backend',
  fallback: (values) => {
    const host = endpointHost(values);
    if (host === undefined) return undefined;
    return host.endsWith('.run.app')
      ? { value: 'cloud-run', because: `${host} is a host name of Cloud Run` }
      : { value: 'plain', because: 'any server' };
  },
});

export const tlsField = field({
  id: 'tls',
  flag: 'tls',
  path: 'backend.tls',
  shape: yesNo,
  placeholder: '',
  summary: 'Let Envoy speak TLS to the backend, without checking its certificate',
  group: 'backend',
  fallback: (values) =>
    isCloudRun(values)
      ? { value: true, because: 'Cloud Run takes nothing else' }
      : { value: false, because: 'only what was asked for' },
  question: {
    ask: 'TLS from Envoy to the backend',
    why: 'otherwise requests leave the mesh in clear text',
    help: 'A client TLS policy with the SNI of the endpoint is made and attached to the backend service. It is unauthenticated: Envoy shows no certificate and checks none.',
  },
});

function hasTls(values: Values): boolean {
  return values.get(tlsField) === true;
}

export const sniField = field({
  id: 'sni',
  flag: 'sni',
  path: 'backend.sni',
  shape: text,
  placeholder: 'HOST',
  summary: 'Server name in the TLS handshake (default: the host name of the endpoint)',
  group: 'backend',
  appliesIf: hasTls,
  fallback: (values) => hostBecause(values, 'the host name of the endpoint'),
});

export const clientTlsPolicyNameField = resourceNameField({
  id: 'clientTlsPolicyName',
  flag: 'client-tls-policy',
  path: 'clientTlsPolicy',
  title: 'client TLS policy',
  suffix: 'tls',
  appliesIf: hasTls,
});

export const meshProtocolField = protocolField.variant({
  fallback: () => ({ value: 'HTTP', because: 'what Envoy speaks, inside TLS or not' }),
  question: {
    ask: 'Protocol to the backend',
    why: 'Envoy speaks it to every address that the host name resolves to',
    help: 'HTTP is what the documents use, with and without TLS: a client TLS policy adds TLS to it. HTTP2 speaks HTTP/2.',
    meanings: { HTTP: 'HTTP/1.1', HTTP2: 'HTTP/2', HTTPS: 'HTTP/1.1 over TLS' },
  },
});

export const meshHealthCheckField = optionalHealthCheckField.variant({
  summary: 'Health check by the Envoy proxies: a new one, none, or one by name',
  fallback: (values) => {
    if (isCloudRun(values)) return { value: 'none', because: 'Cloud Run watches its instances' };
    return hasTls(values)
      ? { value: 'https', because: 'the backend speaks TLS' }
      : { value: 'http', because: 'Envoy sends to every address that is healthy' };
  },
  question: {
    ask: 'Health check: http, https, http2, tcp, none, or the name of a global one',
    why: 'without one Envoy sends to every address that the name resolves to',
    help: 'Each Envoy proxy probes each address by itself. A backend that speaks TLS needs https, http2 or tcp.',
  },
});

export const meshCheckIntervalField = checkIntervalField.variant({
  fallback: () => ({ value: 5, because: "gcloud's default" }),
});

export const meshNetworkField = networkField.variant({
  summary: 'VPC network of the Envoy proxies, by name',
  question: {
    ask: 'VPC network',
    why: 'the Envoy proxies of the mesh are in it, and ask its DNS',
    help: 'The name of a network of this project.',
    choices: 'networks',
  },
});

export const meshAddressField = addressField.variant({
  placeholder: 'IP',
  summary: `Virtual address that Envoy takes requests for; ${ANY_ADDRESS} for all`,
  fallback: () => ({
    value: { how: 'given', ip: ANY_ADDRESS },
    because: 'Envoy routes by the request alone, and clients call the backend by its own name',
  }),
  question: {
    ask: `Virtual address (${ANY_ADDRESS} for every destination)`,
    why: 'Envoy takes the requests that are meant for it',
    help: `With ${ANY_ADDRESS} Envoy looks at requests only, not at their destination: clients call the backend by its own name. Otherwise a private address that clients call, with a Host header that may not be the backend's.`,
  },
});

export const meshPortField = portField.variant({
  summary: 'Port that clients in the mesh connect to',
  fallback: () => ({ value: 80, because: 'clients speak plain HTTP to Envoy' }),
});

export const meshHostHeaderField = hostHeaderField.variant({
  fallback: (values) =>
    vipOf(values) === ANY_ADDRESS && !isCloudRun(values)
      ? { value: CLIENT_HOST, because: 'clients call the backend by its own name' }
      : hostBecause(values, 'the backend serves by its own host name'),
});
