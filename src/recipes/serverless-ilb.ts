import * as backend from '../inputs/fields/backend.ts';
import { FRONT_END_DNS_FIELDS, recordHost } from '../inputs/fields/dns.ts';
import { defaultPortField } from '../inputs/fields/endpoint.ts';
import * as frontEnd from '../inputs/fields/front-end.ts';
import { APPLICATION_NAME_FIELDS } from '../inputs/fields/groups.ts';
import {
  internalAddressField,
  regionalCertificateSourceField,
} from '../inputs/fields/internal-front-end.ts';
import { forwardingRuleNameField } from '../inputs/fields/lb-names.ts';
import * as region from '../inputs/fields/region.ts';
import * as serverless from '../inputs/fields/serverless.ts';
import { nameField, projectField } from '../inputs/fields/set-up.ts';
import type { Values } from '../inputs/values.ts';
import { cloudRunServiceId } from '../resources/cloud-run.ts';
import { addressOfRule } from '../resources/late-address.ts';
import { customNetwork, subnet } from '../resources/network.ts';
import { GLOBAL, ofKind, type Resource } from '../resources/resource.ts';
import { APPLICATION_FRONT_END, EVERY_SET_UP } from '../rules/groups.ts';
import { namedServices } from '../rules/live-serverless.ts';
import {
  INTERNAL_SITE,
  REGIONAL_SERVERLESS,
  SERVERLESS_BACKEND,
} from '../rules/serverless-groups.ts';
import { type Flavour, recipeOf } from './flavour.ts';
import { privateRecord } from './parts/dns.ts';
import { applicationFrontEnd } from './parts/front-end.ts';
import { regionalReads, regionalSite, regionOf } from './parts/regional-site.ts';
import { restrictedIngresses } from './parts/restricted-ingress.ts';
import { serverlessRoutes } from './parts/serverless-backend.ts';
import { serverlessSteps } from './parts/serverless-next-steps.ts';
import { sure } from './parts/sure.ts';
import type { ResourceContext } from './recipe.ts';

/** The network and the subnet, where they are to be made. */
function newNetwork(values: Values): readonly Resource[] {
  const network = sure(values, region.networkField);
  const range = values.get(region.subnetRangeField);
  return [
    ...(values.get(region.createNetworkField) === true ? [customNetwork(network)] : []),
    ...(range === undefined
      ? []
      : [
          subnet({
            scope: regionOf(values),
            name: sure(values, region.subnetField),
            network,
            range,
          }),
        ]),
  ];
}

/** The name of the front end in a private zone of the network, where one is asked for. */
function recordOf(values: Values, made: readonly Resource[]): readonly Resource[] {
  const host = recordHost(values);
  const name = sure(values, forwardingRuleNameField);
  const rule = ofKind(made, 'forwardingRules').find((one) => one.name === name);
  if (host === undefined || rule === undefined) return [];
  return privateRecord(values, sure(values, region.networkField), {
    host,
    addresses: addressOfRule(rule),
  });
}

function resources(values: Values, context: ResourceContext): readonly Resource[] {
  const site = regionalSite(values, 'INTERNAL_MANAGED', context);
  const { urlMap, resources: behind } = serverlessRoutes(values, site, site.scope);
  const made = [
    ...newNetwork(values),
    ...site.groundwork,
    ...behind,
    ...applicationFrontEnd(values, [site], urlMap, context.certificateDigest),
  ];
  return [...made, ...recordOf(values, made), ...restrictedIngresses(values, made, context)];
}

const ilb: Flavour = {
  word: 'serverless-ilb',
  meaning: 'regional internal Application Load Balancer in front of Cloud Run',
  fields: [
    region.regionField,
    region.networkField,
    region.createNetworkField,
    region.subnetField,
    region.subnetRangeField,
    region.proxyOnlySubnetRangeField,
    ...serverless.CLOUD_RUN_BACKEND_FIELDS,
    frontEnd.frontEndProtocolField,
    regionalCertificateSourceField,
    frontEnd.sslCertificatesField,
    frontEnd.certificateFileField,
    frontEnd.privateKeyFileField,
    frontEnd.portField,
    frontEnd.redirectHttpField,
    serverless.pathRulesField,
    serverless.hostsField,
    internalAddressField,
    region.globalAccessField,
    ...FRONT_END_DNS_FIELDS,
    ...APPLICATION_NAME_FIELDS,
    region.proxyOnlySubnetNameField,
    ...serverless.REFUSED_FIELDS,
    defaultPortField.variant({ hidden: true }),
    backend.healthCheckField,
    backend.balancingModeField,
    backend.maxRatePerEndpointField,
    backend.maxConnectionsPerEndpointField,
  ],
  fullest: [
    {
      name: 'web',
      region: 'us-central1',
      'network.name': 'lb-network',
      'network.create': true,
      'network.subnet': 'lb-subnet',
      'network.subnetRange': '10.1.2.0/24',
      'backend.cloudRunService': 'web',
      'backend.restrictIngress': true,
      'frontend.pathRules': [{ path: '/api/*', service: 'api' }],
      'frontend.certificate': 'web.pem',
      'frontend.privateKey': 'web.key.pem',
      'frontend.redirectHttp': true,
      'dns.record': 'web.internal.example.com',
    },
  ],
  rules: [
    ...EVERY_SET_UP,
    ...APPLICATION_FRONT_END,
    ...INTERNAL_SITE,
    ...SERVERLESS_BACKEND,
    ...REGIONAL_SERVERLESS,
  ],
  resources,
  alsoReads: (values) => [
    ...regionalReads(values),
    { kind: 'subnetworks', scope: GLOBAL },
    { kind: 'cloudRunServices', scope: regionOf(values) },
    { kind: 'addresses', scope: regionOf(values) },
    ...(recordHost(values) === undefined ? [] : [{ kind: 'managedZones', scope: GLOBAL } as const]),
    ...(values.has(frontEnd.sslCertificatesField)
      ? [{ kind: 'sslCertificates', scope: regionOf(values) } as const]
      : []),
  ],
  policies: (values) =>
    namedServices(values).map(({ service }) => cloudRunServiceId(regionOf(values), service)),
  probe: () => null,
  egressRecord: null,
  nextSteps: (values, live) => serverlessSteps(values, regionOf(values), live),
};

/** Cloud Run services behind a regional internal Application Load Balancer. */
export const serverlessIlb = recipeOf({
  noun: 'serverless-ilb',
  kind: 'ServerlessIlb',
  purpose: 'Put an internal load balancer in front of Cloud Run',
  examples: [
    'negctl create serverless-ilb',
    'negctl create serverless-ilb web --region=us-central1 --network=vpc --subnet=apps --cloud-run-service=web --frontend-protocol=HTTP --restrict-ingress',
    'negctl create serverless-ilb web -f web.yaml --path-rules="/api/*=api,/img/*=images" --dry-run',
    'negctl create serverless-ilb web -f web.yaml --emulator --yes',
  ],
  fields: [nameField, projectField],
  chooser: null,
  flavours: [ilb],
});
