import * as backend from '../../inputs/fields/backend.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import * as check from '../../inputs/fields/health-check.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as mesh from '../../inputs/fields/mesh.ts';
import { namePrefixField } from '../../inputs/fields/names.ts';
import { normalisedHostName } from '../../inputs/host-name.ts';
import type { Values } from '../../inputs/values.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import { unauthenticatedTls } from '../../resources/client-tls-policy.ts';
import { dnsRecordSet } from '../../resources/dns-record-set.ts';
import { privateDnsZone } from '../../resources/dns-zone.ts';
import { meshBackendService } from '../../resources/mesh-backend-service.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import { urlMapToService, urlMapWithHost } from '../../resources/url-map.ts';
import { EVERY_SET_UP, INTERNET_ENDPOINTS, MESH } from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { globalInternetNeg } from '../parts/global-internet-neg.ts';
import { meshFront } from '../parts/mesh-front.ts';
import { meshTest } from '../parts/next-steps.ts';
import { optionalHealthCheckOf } from '../parts/optional-health-check.ts';
import { projectOf } from '../parts/project.ts';
import { sure } from '../parts/sure.ts';
import type { NextStep } from '../recipe.ts';
import { REFUSED_FIELDS } from './global.ts';

/** The zone and the record of the host name, where its addresses are given. */
function recordsOf(values: Values): readonly Resource[] {
  const addresses = values.get(mesh.dnsAddressesField);
  const host = mesh.meshHost(values);
  if (addresses === undefined || host === undefined) return [];
  const zone = privateDnsZone({
    name: sure(values, mesh.dnsZoneField),
    dnsName: `${normalisedHostName(sure(values, mesh.dnsNameField))}.`,
    network: sure(values, mesh.meshNetworkField),
  });
  const ttl = sure(values, mesh.ttlField);
  const record = { dnsName: `${host}.`, type: 'A', ttl, addresses } as const;
  return [zone, dnsRecordSet(zone.name, record)];
}

function policyOf(values: Values): Resource | null {
  if (values.get(mesh.tlsField) !== true) return null;
  return unauthenticatedTls(
    sure(values, mesh.clientTlsPolicyNameField),
    sure(values, mesh.sniField),
  );
}

function urlMapOf(values: Values, service: Resource): Resource {
  const name = sure(values, names.urlMapNameField);
  const host = sure(values, mesh.meshHostHeaderField);
  if (host === backend.CLIENT_HOST) return urlMapToService(name, service);
  return urlMapWithHost(name, service, { host, project: projectOf(values) });
}

function resourcesOf(values: Values): readonly Resource[] {
  const { neg, attachments } = globalInternetNeg(values);
  const records = recordsOf(values);
  const checked = optionalHealthCheckOf(values, GLOBAL);
  const policy = policyOf(values);
  const service = meshBackendService({
    name: sure(values, names.backendServiceNameField),
    project: projectOf(values),
    protocol: backendProtocolOf(values),
    healthCheck: checked.id,
    clientTlsPolicy: policy?.id ?? null,
  });
  const urlMap = urlMapOf(values, service);
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
  const host = mesh.meshHost(values) ?? '';
  const network = sure(values, mesh.meshNetworkField);
  return [
    {
      title: `see from a VM in ${network} that the name resolves there`,
      detail: `gcloud compute ssh VM --command='getent ahosts ${host}'`,
    },
    meshTest(values, host),
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
    mesh.dnsAddressesField,
    mesh.dnsZoneField,
    mesh.dnsNameField,
    mesh.ttlField,
    mesh.meshProtocolField,
    mesh.tlsField,
    mesh.sniField,
    mesh.meshHealthCheckField,
    check.requestPathField,
    mesh.meshCheckIntervalField,
    mesh.meshAddressField,
    mesh.meshPortField,
    mesh.meshHostHeaderField,
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
    ...(check.healthCheckChoice(values)?.how === 'existing'
      ? [{ kind: 'healthChecks', scope: GLOBAL } as const]
      : []),
  ],
  // The name is resolved in the network of the mesh, not from here.
  probe: () => null,
  egressRecord: null,
  nextSteps: nextStepsOf,
};
