import { endpointFromAnswer, endpointList } from '../endpoint.ts';
import { field } from '../field.ts';
import { text, wholeNumber } from '../shape.ts';

export const endpointsField = field({
  id: 'endpoints',
  flag: 'add-endpoint',
  path: 'endpoints',
  shape: endpointList,
  placeholder: 'fqdn=HOST,port=PORT',
  summary: 'The backend outside Google Cloud: fqdn= or ip=, and port=',
  group: 'endpoint',
  requiredIf: () => true,
  question: {
    ask: 'Endpoint, as HOST:PORT (host name or public IPv4 address)',
    why: 'where the load balancer sends requests',
    help: 'For example api.example.com:443. A host name must resolve publicly; its certificate is checked against public authorities when the protocol is HTTPS or HTTP2. With an address nothing is checked and no SNI is sent. Without a port the protocol decides: 80 for HTTP, 443 for HTTPS and HTTP2.',
    fromAnswer: endpointFromAnswer,
    choices: 'internet-negs',
  },
});

/** Of regional NEGs: many endpoints, in one NEG or several. */
export const regionalEndpointsField = endpointsField.variant({
  placeholder: 'fqdn=HOST,port=PORT[,neg=NAME]',
  summary: 'An endpoint (repeatable): fqdn= or ip=, port=, and neg= to have several NEGs',
  question: {
    ask: 'Endpoint, as HOST:PORT (host name or public IPv4 address)',
    why: 'where the load balancer sends requests',
    help: 'For example api.example.com:443. Further endpoints are given by --add-endpoint or in a spec, up to 256 in a NEG. A host name may be private, where Cloud DNS resolves it in the network. A port is needed, here or as default port of the NEG. The certificate of the endpoint is not checked.',
    fromAnswer: endpointFromAnswer,
  },
});

export const endpointTypeField = field({
  id: 'networkEndpointType',
  flag: 'network-endpoint-type',
  path: 'networkEndpointType',
  shape: text,
  placeholder: 'TYPE',
  summary: 'internet-fqdn-port or internet-ip-port (default: by the endpoint)',
  group: 'endpoint',
  fallback: (values) => {
    const first = values.get(endpointsField)?.[0];
    if (first === undefined) return undefined;
    return first.fqdn === undefined
      ? { value: 'internet-ip-port', because: 'the endpoint is an address' }
      : { value: 'internet-fqdn-port', because: 'the endpoint is a host name' };
  },
});

export const defaultPortField = field({
  id: 'defaultPort',
  flag: 'default-port',
  path: 'defaultPort',
  shape: wholeNumber,
  placeholder: 'PORT',
  summary: 'Port of the NEG for endpoints that name none',
  group: 'endpoint',
});
