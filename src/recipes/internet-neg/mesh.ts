import * as backend from '../../inputs/fields/backend.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import * as check from '../../inputs/fields/health-check.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as mesh from '../../inputs/fields/mesh.ts';
import { namePrefixField } from '../../inputs/fields/names.ts';
import { endpointHost, PRIVATE_DNS_FIELDS } from '../../inputs/fields/private-dns.ts';
import type { Values } from '../../inputs/values.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import { unauthenticatedTls } from '../../resources/client-tls-policy.ts';
import { importedBackendService } from '../../resources/imported-backend-service.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import { urlMapToService } from '../../resources/url-map.ts';
import { EVERY_SET_UP, INTERNET_ENDPOINTS, MESH } from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { endpointRecords } from '../parts/dns.ts';
import { globalInternetNeg } from '../parts/global-internet-neg.ts';
import { meshFront } from '../parts/mesh-front.ts';
import { meshTest } from '../parts/next-steps.ts';
import { optionalHealthCheckOf } from '../parts/optional-health-check.ts';
import { projectOf } from '../parts/project.ts';
import { secretHeaderOf, secretSteps } from '../parts/secret-header.ts';
import { sure } from '../parts/sure.ts';
import type { NextStep, ResourceContext } from '../recipe.ts';
import { REFUSED_FIELDS } from './global.ts';

function policyOf(values: Values): Resource | null {
  if (values.get(mesh.tlsField) !== true) return null;
  return unauthenticatedTls(
    sure(values, mesh.clientTlsPolicyNameField),
    sure(values, mesh.sniField),
  );
}

function urlMapOf(values: Values, service: Resource, context: ResourceContext): Resource {
  const name = sure(values, names.urlMapNameField);
  const host = sure(values, mesh.meshHostHeaderField);
  return urlMapToService(name, service, {
    project: projectOf(values),
    host: host === backend.CLIENT_HOST ? null : host,
    headers: values.get(backend.customRequestHeadersField) ?? [],
    secret: secretHeaderOf(values, context),
  });
}

function resourcesOf(values: Values, context: ResourceContext): readonly Resource[] {
  const { neg, attachments } = globalInternetNeg(values);
  const records = endpointRecords(values);
  const checked = optionalHealthCheckOf(values, GLOBAL);
  const policy = policyOf(values);
  const scheme = 'INTERNAL_SELF_MANAGED';
  const service = importedBackendService({
    name: sure(values, names.backendServiceNameField),
    project: projectOf(values),
    scope: GLOBAL,
    scheme,
    protocol: backendProtocolOf(values),
    healthCheck: checked.id,
    customRequestHeaders: [],
    loggingSampleRate: null,
    clientTlsPolicy: policy?.id ?? null,
    backendTls: null,
    secretHeader: null,
  });
  const urlMap = urlMapOf(values, service, context);
  return [
    ...records,
    neg,
    ...attachments,
    ...checked.made,
    ...(policy === null ? [] : [policy]),
    service,
    backendAttachment(service, neg),
    urlMap,
    ...meshFront(
      values,
      urlMap,
      records.map(({ id }) => id),
    ),
  ];
}

function nextStepsOf(values: Values): readonly NextStep[] {
  const host = endpointHost(values) ?? '';
  const network = sure(values, mesh.meshNetworkField);
  return [
    {
      title: `see from a VM in ${network} that the name resolves there`,
      detail: `gcloud compute ssh VM --command='getent ahosts ${host}'`,
    },
    meshTest(values, host),
    ...secretSteps(values),
  ];
}

/** Envoy proxies in a VPC network, configured by Cloud Service Mesh, in front of a host name (seed 000). */
export const serviceMesh: Flavour = {
  word: 'mesh',
  meaning: 'Cloud Service Mesh: Envoy proxies of a network in front of a host name',
  fields: [
    endpoint.endpointsField,
    endpoint.endpointTypeField,
    endpoint.defaultPortField,
    mesh.presetField,
    mesh.meshNetworkField,
    ...PRIVATE_DNS_FIELDS,
    mesh.meshProtocolField,
    mesh.tlsField,
    mesh.sniField,
    mesh.meshHealthCheckField,
    check.requestPathField,
    mesh.meshCheckIntervalField,
    mesh.meshAddressField,
    mesh.meshPortField,
    mesh.meshHostHeaderField,
    ...backend.REQUEST_HEADER_FIELDS,
    namePrefixField,
    names.negNameField,
    check.healthCheckNameField,
    mesh.clientTlsPolicyNameField,
    names.backendServiceNameField,
    names.urlMapNameField,
    names.targetProxyNameField,
    names.forwardingRuleNameField,
    ...REFUSED_FIELDS.filter((field) => field !== backend.healthCheckField),
  ],
  fullest: [
    {
      name: 'mesh',
      lb: 'mesh',
      endpoints: [{ fqdn: 'service-a.example.com', port: 443 }],
      'dns.addresses': ['10.0.0.100'],
      'backend.tls': true,
    },
  ],
  rules: [...EVERY_SET_UP, ...INTERNET_ENDPOINTS, ...MESH],
  resources: resourcesOf,
  alsoReads: (values) => [
    { kind: 'networks', scope: GLOBAL },
    { kind: 'forwardingRules', scope: GLOBAL },
    { kind: 'managedZones', scope: GLOBAL },
    ...(values.get(mesh.presetField) === 'cloud-run'
      ? [{ kind: 'subnetworks', scope: GLOBAL } as const]
      : []),
    ...(check.healthCheckChoice(values)?.how === 'existing'
      ? [{ kind: 'healthChecks', scope: GLOBAL } as const]
      : []),
  ],
  // The name is resolved in the network of the mesh, not from here.
  probe: () => null,
  egressRecord: null,
  nextSteps: nextStepsOf,
};
