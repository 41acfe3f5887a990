import type { AnyField } from '../../inputs/field.ts';
import * as backend from '../../inputs/fields/backend.ts';
import { tlsRootsOf } from '../../inputs/fields/backend-tls.ts';
import * as endpoint from '../../inputs/fields/endpoint.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import * as check from '../../inputs/fields/health-check.ts';
import { internalAddressField } from '../../inputs/fields/internal-front-end.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import * as nat from '../../inputs/fields/nat.ts';
import {
  dnsAddressesField,
  endpointHost,
  PRIVATE_DNS_FIELDS,
} from '../../inputs/fields/private-dns.ts';
import {
  globalAccessField,
  networkField,
  proxyOnlySubnetNameField,
  subnetField,
} from '../../inputs/fields/region.ts';
import type { Values } from '../../inputs/values.ts';
import { backend as backendAttachment } from '../../resources/backend.ts';
import type { BackendProtocol } from '../../resources/backend-service.ts';
import type { Lookup } from '../../resources/compare.ts';
import { importedBackendService } from '../../resources/imported-backend-service.ts';
import { GLOBAL, type Resource } from '../../resources/resource.ts';
import {
  EVERY_SET_UP,
  INTERNAL_FRONT_END,
  INTERNET_ENDPOINTS,
  REGIONAL_INTERNET_NEG,
  REGIONAL_SITE,
} from '../../rules/groups.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Flavour } from '../flavour.ts';
import { checkedBackendOf } from '../parts/backend-tls.ts';
import { endpointRecords } from '../parts/dns.ts';
import { egressOf } from '../parts/nat.ts';
import type { Entry } from '../parts/next-steps.ts';
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
import type { NextStep, ResourceContext } from '../recipe.ts';

/** The schemes of regional load balancers with managed proxies. */
type RegionalScheme = 'EXTERNAL_MANAGED' | 'INTERNAL_MANAGED';

/** A site whose proxies also have their way to the endpoints, and know their names. */
function siteWithEgress(
  values: Values,
  scheme: RegionalScheme,
  context: ResourceContext,
): RegionalSite {
  const site = regionalSite(values, scheme, context);
  const egress = egressOf(values, context);
  const records = endpointRecords(values);
  return {
    ...site,
    groundwork: [...site.groundwork, ...egress.made, ...records],
    after: [
      ...site.after,
      ...(egress.nat === null ? [] : [egress.nat]),
      ...records.map(({ id }) => id),
    ],
  };
}

/** The NEGs, the health check, what certificates are checked by, and the backend service that a regional front end leads to, the service first. */
export function regionalBackend(
  values: Values,
  { scope, scheme }: RegionalSite,
  protocol: BackendProtocol,
): readonly [Resource, ...Resource[]] {
  const negs = regionalInternetNegs(values);
  const health = optionalHealthCheckOf(values, scope);
  const checked = checkedBackendOf(values, scope);
  const service = importedBackendService({
    project: projectOf(values),
    scope,
    name: sure(values, names.backendServiceNameField),
    scheme,
    protocol,
    healthCheck: health.id,
    customRequestHeaders: [],
    loggingSampleRate: values.get(backend.loggingSampleRateField) ?? null,
    clientTlsPolicy: null,
    backendTls: checked.tls,
    secretHeader: null,
  });
  return [
    service,
    ...negs.flatMap(({ neg, attachments }) => [neg, ...attachments]),
    ...health.made,
    ...checked.made,
    ...negs.map(({ neg }) => backendAttachment(service, neg)),
  ];
}

/** What the NAT of a regional load balancer is told. */
const NAT_FIELDS: readonly AnyField[] = [
  nat.natField,
  nat.natPoolSizeField,
  nat.natExternalIpPoolField,
];

/** The endpoints of regional internet NEGs: up to 256 in each. */
const REGIONAL_ENDPOINT_FIELDS: readonly AnyField[] = [
  endpoint.regionalEndpointsField,
  endpoint.endpointTypeField,
  endpoint.defaultPortField,
];

/** The health check that regional internet NEGs can have. */
const HEALTH_CHECK_FIELDS: readonly AnyField[] = [
  check.optionalHealthCheckField,
  check.requestPathField,
  check.checkIntervalField,
];

/** What regional internet NEGs are refused by a rule; help does not show it. */
const REGIONAL_REFUSED_FIELDS: readonly AnyField[] = [
  backend.balancingModeField,
  backend.maxRatePerEndpointField,
  backend.maxConnectionsPerEndpointField,
  frontEnd.networkTierField,
];

/** The names of what a region's network gets. */
const REGIONAL_NAME_FIELDS: readonly AnyField[] = [
  check.healthCheckNameField,
  proxyOnlySubnetNameField,
  nat.routerNameField,
  nat.natNameField,
];

/** One load balancer of a region: what the flavours of its kind differ in. */
export interface RegionalInit extends Pick<Flavour, 'word' | 'meaning' | 'fullest'> {
  readonly scheme: RegionalScheme;
}

/** What an Application Load Balancer and a proxy Network Load Balancer do not have in common. */
export interface RegionalKind {
  /** What is told of the backend service, of the front end, and of the names of the parts. */
  readonly backendFields: readonly AnyField[];
  readonly frontEndFields: readonly AnyField[];
  readonly nameFields: readonly AnyField[];
  /** Beside those of the region and of the endpoints. */
  readonly rules: readonly Rule[];
  /** Everything behind and including the forwarding rule, but for the site's groundwork. */
  readonly resources: (
    values: Values,
    site: RegionalSite,
    context: ResourceContext,
  ) => readonly Resource[];
  readonly nextSteps: (values: Values, entry: Entry, live: Lookup) => readonly NextStep[];
}

/** Regional internet NEGs behind a load balancer of a region. */
export function regionalFlavour({ scheme, ...told }: RegionalInit, kind: RegionalKind): Flavour {
  const isInternal = scheme === 'INTERNAL_MANAGED';
  return {
    ...told,
    fields: [
      ...REGION_FIELDS,
      ...(isInternal ? [subnetField] : []),
      ...NAT_FIELDS,
      ...REGIONAL_ENDPOINT_FIELDS,
      ...PRIVATE_DNS_FIELDS,
      ...kind.backendFields,
      ...HEALTH_CHECK_FIELDS,
      backend.loggingField,
      backend.loggingSampleRateField,
      ...kind.frontEndFields.map((field) =>
        isInternal && field === frontEnd.addressField ? internalAddressField : field,
      ),
      ...(isInternal ? [globalAccessField] : []),
      ...kind.nameFields,
      ...REGIONAL_NAME_FIELDS,
      ...REGIONAL_REFUSED_FIELDS,
    ],
    rules: [
      ...EVERY_SET_UP,
      ...INTERNET_ENDPOINTS,
      ...REGIONAL_SITE,
      ...(isInternal ? INTERNAL_FRONT_END : []),
      ...REGIONAL_INTERNET_NEG,
      ...kind.rules,
    ],
    resources: (values, context) => {
      const site = siteWithEgress(values, scheme, context);
      return [...site.groundwork, ...kind.resources(values, site, context)];
    },
    alsoReads: (values) => [
      ...regionalReads(values),
      { kind: 'routers', scope: regionOf(values) },
      { kind: 'addresses', scope: regionOf(values) },
      { kind: 'healthChecks', scope: regionOf(values) },
      ...(values.has(frontEnd.sslCertificatesField)
        ? [{ kind: 'sslCertificates', scope: regionOf(values) } as const]
        : []),
      ...(tlsRootsOf(values)?.how === 'trust-config'
        ? [{ kind: 'trustConfigs', scope: regionOf(values) } as const]
        : []),
      ...(values.has(dnsAddressesField) ? [{ kind: 'managedZones', scope: GLOBAL } as const] : []),
    ],
    probe: (values) => {
      const host = endpointHost(values);
      const isMade = values.has(dnsAddressesField);
      return host === undefined || isMade ? null : { host, tlsPort: null };
    },
    egressRecord: null,
    nextSteps: (values, live) => {
      const network = isInternal ? sure(values, networkField) : null;
      return [
        ...kind.nextSteps(values, { scope: regionOf(values), network }, live),
        ...natSteps(values, live),
      ];
    },
  };
}
