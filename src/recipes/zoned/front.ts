import type { Collection } from '../../facts/facts.ts';
import type { AnyField } from '../../inputs/field.ts';
import * as backend from '../../inputs/fields/backend.ts';
import * as balancing from '../../inputs/fields/balancing.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import {
  APPLICATION_FRONT_END_FIELDS,
  APPLICATION_NAME_FIELDS,
  GLOBAL_APPLICATION_FRONT_END_FIELDS,
  MESH_NAME_FIELDS,
  SSL_FRONT_END_FIELDS,
  SSL_NAME_FIELDS,
  TCP_FRONT_END_FIELDS,
  TCP_NAME_FIELDS,
} from '../../inputs/fields/groups.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as mesh from '../../inputs/fields/mesh.ts';
import { privateProtocolField, sslProtocolField } from '../../inputs/fields/zonal.ts';
import type { Values } from '../../inputs/values.ts';
import type { BackendProtocol } from '../../resources/backend-service.ts';
import type { Lookup } from '../../resources/compare.ts';
import type { Resource, Scope } from '../../resources/resource.ts';
import { urlMapToService } from '../../resources/url-map.ts';
import type { Rule } from '../../rules/rule.ts';
import * as rules from '../../rules/zoned-groups.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { applicationFrontEnd, sslFrontEnd, tcpFrontEnd } from '../parts/front-end.ts';
import { meshFront } from '../parts/mesh-front.ts';
import {
  addressSteps,
  certificateSteps,
  type Entry,
  meshTest,
  sslSteps,
  tcpSteps,
} from '../parts/next-steps.ts';
import { projectOf } from '../parts/project.ts';
import type { Site } from '../parts/site.ts';
import { sure } from '../parts/sure.ts';
import type { NextStep, ResourceContext } from '../recipe.ts';

/** What clients meet: how the load balancer takes them in, and what it speaks to the endpoints. */
export interface Front {
  readonly backendFields: readonly AnyField[];
  readonly frontEndFields: readonly AnyField[];
  readonly names: readonly AnyField[];
  readonly rules: readonly Rule[];
  readonly protocol: (values: Values) => BackendProtocol;
  /** Request headers that the backend service sets. */
  readonly headers: (values: Values) => readonly string[];
  /** Everything from the backend service to the forwarding rule. */
  readonly resources: (
    values: Values,
    site: Site,
    service: Resource,
    context: ResourceContext,
  ) => readonly Resource[];
  readonly reads: (values: Values, scope: Scope) => readonly Collection[];
  readonly nextSteps: (values: Values, entry: Entry, live: Lookup) => readonly NextStep[];
}

function headersOf(values: Values): readonly string[] {
  return values.get(backend.customRequestHeadersField) ?? [];
}

/** The certificates that are there already. */
function certificatesIn(values: Values, scope: Scope): readonly Collection[] {
  return values.has(frontEnd.sslCertificatesField) ? [{ kind: 'sslCertificates', scope }] : [];
}

const BY_RATE: readonly AnyField[] = [
  privateProtocolField,
  balancing.rateModeField,
  balancing.rateField,
  balancing.maxRateField,
  backend.customRequestHeadersField,
];

/** HTTP and HTTPS; a region's URL map sets the headers that a global backend service sets. */
function application(isGlobal: boolean): Front {
  return {
    backendFields: BY_RATE,
    frontEndFields: isGlobal ? GLOBAL_APPLICATION_FRONT_END_FIELDS : APPLICATION_FRONT_END_FIELDS,
    names: APPLICATION_NAME_FIELDS,
    rules: isGlobal ? rules.ZONED_GLOBAL_APPLICATION : rules.ZONED_REGIONAL_APPLICATION,
    protocol: backendProtocolOf,
    headers: (values) => (isGlobal ? headersOf(values) : []),
    resources: (values, site, service, { certificateDigest }) => {
      const urlMap = urlMapToService(sure(values, names.urlMapNameField), service, {
        project: projectOf(values),
        headers: isGlobal ? [] : headersOf(values),
      });
      return [urlMap, ...applicationFrontEnd(values, [site], urlMap, certificateDigest)];
    },
    reads: certificatesIn,
    nextSteps: (values, entry, live) => [
      ...addressSteps(values, entry, live),
      ...certificateSteps(values),
    ],
  };
}

/** An Application Load Balancer on the internet, and one of a region. */
export const GLOBAL_APPLICATION: Front = application(true);
export const REGIONAL_APPLICATION: Front = application(false);

/** Envoys that take requests for an address of their own. */
export const MESH_FRONT: Front = {
  backendFields: [
    privateProtocolField,
    balancing.rateModeField,
    balancing.rateField,
    balancing.maxRateField,
  ],
  frontEndFields: [mesh.meshAddressField, mesh.meshPortField],
  names: MESH_NAME_FIELDS,
  rules: rules.ZONED_MESH,
  protocol: backendProtocolOf,
  headers: () => [],
  resources: (values, site, service) => {
    const urlMap = urlMapToService(sure(values, names.urlMapNameField), service);
    return [urlMap, ...meshFront(values, urlMap, site.after)];
  },
  reads: () => [],
  nextSteps: (values) => [meshTest(values, 'HOST')],
};

const BY_CONNECTION: readonly AnyField[] = [
  balancing.connectionModeField,
  balancing.connectionsField,
  balancing.maxConnectionsField,
];

/** A proxy that passes on bytes. */
export const TCP: Front = {
  backendFields: [backend.tcpProtocolField, ...BY_CONNECTION],
  frontEndFields: TCP_FRONT_END_FIELDS,
  names: TCP_NAME_FIELDS,
  rules: rules.ZONED_TCP,
  protocol: () => 'TCP',
  headers: () => [],
  resources: tcpFrontEnd,
  reads: () => [],
  nextSteps: tcpSteps,
};

/** A proxy at which the TLS of clients ends. */
export const SSL: Front = {
  backendFields: [sslProtocolField, ...BY_CONNECTION],
  frontEndFields: SSL_FRONT_END_FIELDS,
  names: SSL_NAME_FIELDS,
  rules: rules.ZONED_SSL,
  protocol: (values) =>
    values.get(backend.protocolField)?.toUpperCase() === 'TCP' ? 'TCP' : 'SSL',
  headers: () => [],
  resources: (values, site, service, { certificateDigest }) =>
    sslFrontEnd(values, site, service, certificateDigest),
  reads: certificatesIn,
  nextSteps: (values, entry, live) => [
    ...sslSteps(values, entry, live),
    ...certificateSteps(values),
  ],
};
