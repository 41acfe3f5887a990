import type { AnyField } from '../../inputs/field.ts';
import * as backend from '../../inputs/fields/backend.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import {
  APPLICATION_FRONT_END_FIELDS,
  APPLICATION_NAME_FIELDS,
} from '../../inputs/fields/groups.ts';
import * as check from '../../inputs/fields/health-check.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as nat from '../../inputs/fields/nat.ts';
import { proxyOnlySubnetNameField } from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import { type BackendProtocol, backendService } from '../../resources/backend-service.ts';
import type { Resource } from '../../resources/resource.ts';
import { urlMapToService } from '../../resources/url-map.ts';
import {
  APPLICATION_FRONT_END,
  EVERY_SET_UP,
  INTERNET_ENDPOINTS,
  REGIONAL_APPLICATION_BACKEND,
  REGIONAL_INTERNET_NEG,
  REGIONAL_SITE,
} from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { egressOf } from '../parts/nat.ts';
import { addressSteps } from '../parts/next-steps.ts';
import { optionalHealthCheckOf } from '../parts/optional-health-check.ts';
import { projectOf } from '../parts/project.ts';
import { regionalInternetNegs } from '../parts/regional-internet-negs.ts';
import { natSteps } from '../parts/regional-next-steps.ts';
import {
  REGION_FIELDS,
  type RegionalSite,
  regionalReads,
  regionalSite,
  regionOf,
} from '../parts/regional-site.ts';
import { sure } from '../parts/sure.ts';
import type { ResourceContext } from '../recipe.ts';

/** The schemes of regional load balancers with managed proxies. */
export type RegionalScheme = 'EXTERNAL_MANAGED' | 'INTERNAL_MANAGED';

/** A site whose proxies also have their way to the endpoints. */
export function siteWithEgress(
  values: Values,
  scheme: RegionalScheme,
  context: ResourceContext,
): RegionalSite {
  const site = regionalSite(values, scheme, context);
  const egress = egressOf(values, context);
  return {
    ...site,
    groundwork: [...site.groundwork, ...egress.made],
    after: egress.nat === null ? site.after : [...site.after, egress.nat],
  };
}

/** The NEGs, the health check and the backend service that a regional front end leads to, the service first. */
export function regionalBackend(
  values: Values,
  { scope, scheme }: RegionalSite,
  protocol: BackendProtocol,
): readonly [Resource, ...Resource[]] {
  const negs = regionalInternetNegs(values);
  const health = optionalHealthCheckOf(values, scope);
  const service = backendService({
    scope,
    name: sure(values, names.backendServiceNameField),
    scheme,
    protocol,
    healthCheck: health.id,
    customRequestHeaders: [],
    loggingSampleRate: values.get(backend.loggingSampleRateField) ?? null,
  });
  return [
    service,
    ...negs.flatMap(({ neg, attachments }) => [neg, ...attachments]),
    ...health.made,
    ...negs.map(({ neg }) => backendAttachment(service, neg)),
  ];
}

function resourcesOf(
  values: Values,
  scheme: RegionalScheme,
  context: ResourceContext,
): readonly Resource[] {
  const site = siteWithEgress(values, scheme, context);
  const [service, ...others] = regionalBackend(values, site, backendProtocolOf(values));
  const urlMap = urlMapToService(sure(values, names.urlMapNameField), service, {
    project: projectOf(values),
    headers: values.get(backend.customRequestHeadersField) ?? [],
  });
  return [
    ...site.groundwork,
    service,
    ...others,
    urlMap,
    ...applicationFrontEnd(values, site, urlMap, context.certificateDigest),
  ];
}

/** What the NAT of a regional load balancer is told. */
export const NAT_FIELDS: readonly AnyField[] = [
  nat.natField,
  nat.natPoolSizeField,
  nat.natExternalIpPoolField,
];

/** The endpoints of regional internet NEGs: up to 256 in each. */
export const REGIONAL_ENDPOINT_FIELDS: readonly AnyField[] = [
  endpoint.regionalEndpointsField,
  endpoint.endpointTypeField,
  endpoint.defaultPortField,
];

/** The health check that regional internet NEGs can have. */
export const HEALTH_CHECK_FIELDS: readonly AnyField[] = [
  check.optionalHealthCheckField,
  check.requestPathField,
  check.checkIntervalField,
];

/** What regional internet NEGs are refused by a rule; help does not show it. */
export const REGIONAL_REFUSED_FIELDS: readonly AnyField[] = [
  backend.balancingModeField,
  backend.maxRatePerEndpointField,
  backend.maxConnectionsPerEndpointField,
  frontEnd.networkTierField,
];

/** The names of what a region's network gets. */
export const REGIONAL_NAME_FIELDS: readonly AnyField[] = [
  check.healthCheckNameField,
  proxyOnlySubnetNameField,
  nat.routerNameField,
  nat.natNameField,
];

/** Regional internet NEGs behind a regional Application Load Balancer. */
export function regionalApplication(
  init: Pick<Flavour, 'word' | 'meaning' | 'fullest'> & {
    readonly scheme: RegionalScheme;
    /** Of the flavour alone: behind the region, and behind the front end. */
    readonly place: readonly AnyField[];
    readonly frontEnd: readonly AnyField[];
  },
): Flavour {
  const { scheme, place, frontEnd: own, ...told } = init;
  return {
    ...told,
    fields: [
      ...REGION_FIELDS,
      ...place,
      ...NAT_FIELDS,
      ...REGIONAL_ENDPOINT_FIELDS,
      backend.protocolField,
      backend.customRequestHeadersField,
      ...HEALTH_CHECK_FIELDS,
      backend.loggingField,
      backend.loggingSampleRateField,
      ...APPLICATION_FRONT_END_FIELDS,
      ...own,
      ...APPLICATION_NAME_FIELDS,
      ...REGIONAL_NAME_FIELDS,
      ...REGIONAL_REFUSED_FIELDS,
    ],
    rules: [
      ...EVERY_SET_UP,
      ...INTERNET_ENDPOINTS,
      ...REGIONAL_SITE,
      ...REGIONAL_INTERNET_NEG,
      ...REGIONAL_APPLICATION_BACKEND,
      ...APPLICATION_FRONT_END,
    ],
    resources: (values, context) => resourcesOf(values, scheme, context),
    alsoReads: (values) => [
      ...regionalReads(values),
      { kind: 'routers', scope: regionOf(values) },
      { kind: 'addresses', scope: regionOf(values) },
      { kind: 'healthChecks', scope: regionOf(values) },
      ...(values.has(frontEnd.sslCertificatesField)
        ? [{ kind: 'sslCertificates', scope: regionOf(values) } as const]
        : []),
    ],
    probe: () => null,
    egressRecord: null,
    nextSteps: (values, live) => [
      ...addressSteps(values, regionOf(values), live),
      ...natSteps(values, live),
    ],
  };
}
