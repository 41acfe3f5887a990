import { endpointTypeField } from '../inputs/fields/endpoint.ts';
import { endpointTypeOf } from './endpoints.ts';
import { about, type InputRule } from './rule.ts';
import { gcloud, internetNegPage, loadBalancingPage } from './sources.ts';

/** Where each NEG type can live (matrix C1 of the documented rules). */
const SCOPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['internet-fqdn-port', ['global', 'regional']],
  ['internet-ip-port', ['global', 'regional']],
  ['serverless', ['regional']],
  ['private-service-connect', ['regional']],
  ['gce-vm-ip-portmap', ['regional']],
  ['gce-vm-ip-port', ['zonal']],
  ['gce-vm-ip', ['zonal']],
  ['non-gcp-private-ip-port', ['zonal']],
]);

const INTERNET_TYPES = ['internet-fqdn-port', 'internet-ip-port'];

export const negType: InputRule = {
  id: 'neg/type-supported',
  severity: 'error',
  statement: 'The type of a NEG is one that the API knows.',
  why: 'there are no others',
  sources: [gcloud('network-endpoint-groups create --help')],
  phase: 'inputs',
  check: ({ values }) => {
    const type = endpointTypeOf(values);
    if (type === '' || SCOPES.has(type)) return [];
    return [
      about(
        endpointTypeField,
        `"${type}" is not a NEG type`,
        `use one of ${INTERNET_TYPES.join(', ')}, or leave it out: the endpoint says which`,
      ),
    ];
  },
};

export const negScope: InputRule = {
  id: 'neg/scope-for-type',
  severity: 'error',
  statement: 'The type of a NEG decides whether it is global, regional or zonal.',
  why: 'the API refuses any other scope',
  sources: [gcloud('refuses serverless with --global'), internetNegPage('Internet NEG')],
  phase: 'inputs',
  check: ({ values }) => {
    const type = endpointTypeOf(values);
    const scopes = SCOPES.get(type);
    if (scopes === undefined || scopes.includes('global')) return [];
    return [
      about(
        endpointTypeField,
        `a NEG of type ${type} is ${scopes.join(' or ')}, never global`,
        `use one of ${INTERNET_TYPES.join(', ')}`,
      ),
    ];
  },
};

export const negForLoadBalancer: InputRule = {
  id: 'neg/lb-compat',
  severity: 'error',
  statement: 'The load balancer takes only certain types of NEG.',
  why: 'the other types need other set-ups around them',
  sources: [loadBalancingPage('Backend services overview', 'backend-service')],
  phase: 'inputs',
  check: ({ values }) => {
    const type = endpointTypeOf(values);
    if (!SCOPES.has(type) || INTERNET_TYPES.includes(type)) return [];
    return [
      about(
        endpointTypeField,
        `an internet NEG cannot have type ${type}`,
        `use one of ${INTERNET_TYPES.join(', ')}`,
      ),
    ];
  },
};
