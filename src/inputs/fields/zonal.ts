import type { EndpointInput } from '../endpoint.ts';
import { endpointFromAnswer, vmEndpointFromAnswer } from '../endpoint.ts';
import { endpointsInFile } from '../endpoints-in-file.ts';
import { type Field, field } from '../field.ts';
import { text } from '../shape.ts';
import type { Values } from '../values.ts';
import { protocolField } from './backend.ts';
import { defaultPortField, endpointsField } from './endpoint.ts';
import { checkIntervalField, optionalHealthCheckField } from './health-check.ts';
import { networkField, regionField, subnetField } from './region.ts';

/* What NEGs of a zone are told: those of VMs, and those of endpoints that VPN or Interconnect lead to. */

/** The region that a zone is in; `undefined` for a text that is no zone. */
export function regionOfZone(zone: string): string | undefined {
  return /^([a-z]+(?:-[a-z]+)+\d{1,2})-[a-z]$/.exec(zone)?.[1];
}

export const endpointsFileField = field({
  id: 'endpointsFile',
  flag: 'endpoints-file',
  path: 'endpointsFile',
  isPath: true,
  isRead: true,
  shape: endpointsInFile,
  placeholder: 'FILE',
  summary: 'Endpoints: CSV (first line: instance,ip,port,zone), or a YAML or JSON list',
  group: 'endpoint',
});

/** All endpoints of a set-up, those of its file included, as they were written. */
export function listedEndpoints(values: Values): readonly EndpointInput[] {
  const given = values.get(endpointsField) ?? [];
  const inFile = values.get(endpointsFileField)?.endpoints ?? [];
  return inFile.length === 0 ? given : [...given, ...inFile];
}

const LISTED = {
  requiredIf: (values: Values) => !values.has(endpointsFileField),
  alternatives: ['--add-endpoint=…', '--endpoints-file=FILE'],
};

export const vmEndpointsField = endpointsField.variant({
  ...LISTED,
  placeholder: 'instance=VM[,ip=IP][,port=PORT]',
  summary: 'An endpoint (repeatable); zone=, neg= where there are several NEGs',
  question: {
    ask: 'Endpoint, as VM:PORT',
    why: 'where the load balancer sends requests',
    help: 'For example vm-1:8080. With instance=VM,ip=ADDRESS,port=PORT an alias address of the VM is taken instead of its first one. Further endpoints are given by --add-endpoint, in a spec, or in a file of up to 10,000.',
    fromAnswer: vmEndpointFromAnswer,
    askIf: LISTED.requiredIf,
  },
});

export const hybridEndpointsField = endpointsField.variant({
  ...LISTED,
  placeholder: 'ip=IP[,port=PORT]',
  summary: 'An endpoint (repeatable); zone=, neg= where there are several NEGs',
  question: {
    ask: 'Endpoint, as ADDRESS:PORT',
    why: 'where the load balancer sends requests, over VPN or Interconnect',
    help: 'For example 192.168.10.5:8080, an address outside Google Cloud that the network has a route to. Further endpoints are given by --add-endpoint, in a spec, or in a file of up to 10,000.',
    fromAnswer: endpointFromAnswer,
    askIf: LISTED.requiredIf,
  },
});

export const zonalDefaultPortField = defaultPortField.variant({
  summary: 'Port of endpoints that name none',
});

export const zoneField = field({
  id: 'zone',
  flag: 'zone',
  path: 'zone',
  shape: text,
  placeholder: 'ZONE',
  summary: "Zone of the NEG (default: gcloud's configuration)",
  group: 'network',
  requiredIf: () => true,
  question: {
    ask: 'Zone',
    why: 'the NEG is in it, and so are its VMs',
    help: 'For example europe-west1-b. Endpoints in other zones get a NEG there: add zone= to them. For endpoints outside Google Cloud take one near their site, in the region where VPN or Interconnect ends.',
  },
});

export const zonalNetworkField = networkField.variant({
  summary: 'VPC network of the endpoints, by name',
  question: {
    ask: 'VPC network',
    why: 'the endpoints are reached in it',
    help: 'The name of a network of this project.',
    choices: 'networks',
  },
});

export const zonalSubnetField = subnetField.variant({
  summary: 'Subnet of the endpoints, and of an internal address (default: NETWORK)',
  requiredIf: () => true,
  fallback: (values) => {
    const network = values.get(networkField);
    if (network === undefined) return undefined;
    return { value: network, because: 'auto mode networks have a subnet of their name' };
  },
  question: {
    ask: 'Subnet of the endpoints',
    why: 'every address of a NEG is of one subnet',
    help: 'A subnet of the network in the region of the zone. Auto mode networks have one of their own name in each region.',
  },
});

/** Of load balancers in front of NEGs of a zone: their region follows from it. */
export const regionByZoneField = regionField.variant({
  summary: 'Region of the load balancer (default: that of the zone)',
  question: undefined,
  fallback: (values) => {
    const region = regionOfZone(values.get(zoneField) ?? '');
    return region === undefined ? undefined : { value: region, because: 'the zone is in it' };
  },
});

/** What load balancers of the web speak to endpoints that a private network leads to. */
export const privateProtocolField = protocolField.variant({
  placeholder: 'HTTP|HTTPS|HTTP2',
  summary: 'What the load balancer speaks to the endpoints',
  fallback: () => ({ value: 'HTTP', because: 'requests stay on private networks' }),
  question: {
    ask: 'Protocol to the endpoints',
    why: 'they have to understand it',
    help: 'HTTPS and HTTP2 encrypt the hop; certificates of the endpoints are not checked. HTTP is clear text on a private network.',
    meanings: { HTTP: 'clear text', HTTPS: 'encrypted, HTTP/1.1', HTTP2: 'encrypted, HTTP/2' },
  },
});

/** What an SSL proxy speaks to its endpoints. */
export const sslProtocolField = protocolField.variant({
  placeholder: 'SSL|TCP',
  summary: 'What the load balancer speaks to the endpoints',
  fallback: () => ({ value: 'SSL', because: 'encrypted on both sides' }),
  question: {
    ask: 'Protocol to the endpoints',
    why: 'TLS of clients ends at the load balancer',
    help: 'SSL encrypts the hop to the endpoints again. TCP passes clear text on.',
    meanings: { SSL: 'encrypted again', TCP: 'clear text' },
  },
});

export const probeIntervalField = checkIntervalField.variant({
  summary: 'Seconds between two probes of an endpoint',
  fallback: () => ({ value: 5, because: "gcloud's default" }),
});

const CHECKS: ReadonlySet<string> = new Set(['http', 'https', 'http2', 'tcp', 'ssl']);

/** The health check that NEGs of a zone must have; by default it speaks what the load balancer speaks. */
export const neededHealthCheckField: Field<string> = optionalHealthCheckField.variant({
  placeholder: 'http|https|http2|tcp|ssl|NAME',
  summary: 'Health check: a new one of that protocol, or an existing one by name',
  fallback: (values) => {
    const word = values.get(protocolField)?.toLowerCase() ?? '';
    return CHECKS.has(word)
      ? { value: word, because: 'as the load balancer speaks to the endpoints' }
      : undefined;
  },
  question: {
    ask: 'Health check: http, https, http2, tcp, ssl, or the name of an existing one',
    why: 'NEGs of a zone need one; endpoints that fail it get no requests',
    help: 'A new one probes each endpoint at its own port. An existing one must be of the same scope as the load balancer: global, or of its region.',
  },
});
