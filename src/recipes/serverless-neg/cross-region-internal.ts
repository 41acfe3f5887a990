import { certificateManagerField } from '../../inputs/fields/front-end.ts';
import {
  APPLICATION_NAME_FIELDS,
  CROSS_REGION_FRONT_END_FIELDS,
} from '../../inputs/fields/groups.ts';
import { networkField, proxyOnlySubnetNameField } from '../../inputs/fields/region.ts';
import * as serverless from '../../inputs/fields/serverless.ts';
import { GLOBAL } from '../../resources/resource.ts';
import { APPLICATION_FRONT_END, CROSS_REGION_SITE, EVERY_SET_UP } from '../../rules/groups.ts';
import { SERVERLESS_BACKEND } from '../../rules/serverless-groups.ts';
import type { Flavour } from '../flavour.ts';
import {
  CROSS_REGION_FIELDS,
  crossRegionReads,
  crossRegionSites,
} from '../parts/cross-region-site.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { addressSteps } from '../parts/next-steps.ts';
import { regionOf } from '../parts/regional-site.ts';
import { restrictedIngresses } from '../parts/restricted-ingress.ts';
import { serverlessRoutes } from '../parts/serverless-backend.ts';
import { sure } from '../parts/sure.ts';
import { REFUSED, servicePolicies, serviceReads } from './common.ts';

/** Cloud Run behind a cross-region internal Application Load Balancer, which takes no other platform. */
export const crossRegionInternal: Flavour = {
  word: 'cross-region-internal',
  meaning: 'cross-region internal Application Load Balancer, for Cloud Run',
  fields: [
    ...CROSS_REGION_FIELDS,
    ...serverless.CLOUD_RUN_BACKEND_FIELDS,
    ...CROSS_REGION_FRONT_END_FIELDS,
    serverless.pathRulesField,
    serverless.hostsField,
    ...APPLICATION_NAME_FIELDS,
    proxyOnlySubnetNameField,
    ...REFUSED,
  ],
  fullest: [
    {
      name: 'across',
      lb: 'cross-region-internal',
      region: 'us-central1',
      'network.subnet': 'lb-subnet',
      'network.furtherRegions': [{ region: 'europe-west1', subnet: 'eu-subnet' }],
      'backend.cloudRunService': 'web',
      'backend.restrictIngress': true,
      'frontend.pathRules': [{ path: '/api/*', service: 'api' }],
      'frontend.certificate': 'web.pem',
      'frontend.privateKey': 'web.key.pem',
      'frontend.redirectHttp': true,
    },
  ],
  rules: [...EVERY_SET_UP, ...CROSS_REGION_SITE, ...SERVERLESS_BACKEND, ...APPLICATION_FRONT_END],
  resources: (values, context) => {
    const { sites, groundwork } = crossRegionSites(values, context);
    const { urlMap, resources } = serverlessRoutes(values, sites[0], regionOf(values));
    const front = applicationFrontEnd(values, sites, urlMap, context.certificateDigest);
    const made = [...groundwork, ...resources, ...front];
    return [...made, ...restrictedIngresses(values, made, context)];
  },
  alsoReads: (values) => [
    ...crossRegionReads(values),
    ...serviceReads(values),
    ...(values.has(certificateManagerField)
      ? [{ kind: 'certificates', scope: GLOBAL } as const]
      : []),
  ],
  policies: servicePolicies,
  probe: () => null,
  egressRecord: null,
  nextSteps: (values, live) =>
    addressSteps(values, { scope: GLOBAL, network: sure(values, networkField) }, live),
};
