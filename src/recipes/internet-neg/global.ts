import * as backend from '../../inputs/fields/backend.ts';
import { refusedTlsRootsField } from '../../inputs/fields/backend-tls.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import { APPLICATION_NAME_FIELDS } from '../../inputs/fields/groups.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import { internetNegProtocol } from '../../inputs/internet-neg-protocol.ts';
import { requestHeaders } from '../../inputs/request-headers.ts';
import type { Values } from '../../inputs/values.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import type { LoadBalancingScheme } from '../../resources/backend-service.ts';
import { importedBackendService } from '../../resources/imported-backend-service.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import { urlMapToService } from '../../resources/url-map.ts';
import {
  APPLICATION_FRONT_END,
  EVERY_SET_UP,
  GLOBAL_INTERNET_BACKEND,
  GLOBAL_INTERNET_NEG,
  INTERNET_ENDPOINTS,
  MANAGED_CERTIFICATES,
} from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { EGRESS_RECORD, endpointOf, globalInternetNeg } from '../parts/global-internet-neg.ts';
import { addressSteps, certificateSteps, egressStep } from '../parts/next-steps.ts';
import { projectOf } from '../parts/project.ts';
import { secretHeaderOf, secretSteps } from '../parts/secret-header.ts';
import { globalSite, type Site } from '../parts/site.ts';
import { sure } from '../parts/sure.ts';
import type { ResourceContext } from '../recipe.ts';

function backendServiceOf(
  values: Values,
  { scope, scheme }: Site,
  context: ResourceContext,
): Resource {
  return importedBackendService({
    project: projectOf(values),
    scope,
    name: sure(values, names.backendServiceNameField),
    scheme,
    protocol: backendProtocolOf(values),
    healthCheck: null,
    customRequestHeaders: requestHeaders(values),
    loggingSampleRate: values.get(backend.loggingSampleRateField) ?? null,
    clientTlsPolicy: null,
    backendTls: null,
    secretHeader: secretHeaderOf(values, context),
  });
}

function resourcesOf(values: Values, site: Site, context: ResourceContext): readonly Resource[] {
  const { neg, attachments } = globalInternetNeg(values);
  const service = backendServiceOf(values, site, context);
  const urlMap = urlMapToService(sure(values, names.urlMapNameField), service);
  return [
    neg,
    ...attachments,
    service,
    backendAttachment(service, neg),
    urlMap,
    ...applicationFrontEnd(values, [site], urlMap, context.certificateDigest),
  ];
}

/** What a global NEG can be told that its rules always refuse; help does not show it. */
export const REFUSED_FIELDS = [
  backend.healthCheckField,
  backend.balancingModeField,
  backend.maxRatePerEndpointField,
  backend.maxConnectionsPerEndpointField,
  refusedTlsRootsField,
  frontEnd.networkTierField,
] as const;

/** A global internet NEG behind a global Application Load Balancer on the internet. */
export function globalApplication(
  init: Pick<Flavour, 'word' | 'meaning' | 'fullest'> & { readonly scheme: LoadBalancingScheme },
): Flavour {
  const { scheme, ...told } = init;
  const site = globalSite(scheme);
  return {
    ...told,
    fields: [
      endpoint.endpointsField,
      endpoint.endpointTypeField,
      endpoint.defaultPortField,
      backend.protocolField,
      backend.hostHeaderField,
      ...backend.REQUEST_HEADER_FIELDS,
      backend.loggingField,
      backend.loggingSampleRateField,
      frontEnd.frontEndProtocolField,
      frontEnd.certificateSourceField,
      frontEnd.sslCertificatesField,
      frontEnd.domainsField,
      frontEnd.certificateFileField,
      frontEnd.privateKeyFileField,
      frontEnd.portField,
      frontEnd.redirectHttpField,
      frontEnd.addressField,
      ...APPLICATION_NAME_FIELDS,
      ...REFUSED_FIELDS,
    ],
    rules: [
      ...EVERY_SET_UP,
      ...INTERNET_ENDPOINTS,
      ...GLOBAL_INTERNET_NEG,
      ...GLOBAL_INTERNET_BACKEND,
      ...APPLICATION_FRONT_END,
      ...MANAGED_CERTIFICATES,
    ],
    resources: (values, context) => resourcesOf(values, site, context),
    alsoReads: (values) =>
      values.has(frontEnd.sslCertificatesField)
        ? [{ kind: 'sslCertificates', scope: GLOBAL } as const]
        : [],
    probe: (values) => {
      const target = endpointOf(values);
      if (!('fqdn' in target)) return null;
      const speaksTls = internetNegProtocol(values) !== 'HTTP';
      return { host: target.fqdn, tlsPort: speaksTls ? (target.port ?? null) : null };
    },
    egressRecord: EGRESS_RECORD,
    nextSteps: (values, live, egress) => [
      ...addressSteps(values, { scope: GLOBAL, network: null }, live),
      ...certificateSteps(values),
      egressStep(values, egress),
      ...secretSteps(values),
    ],
  };
}
