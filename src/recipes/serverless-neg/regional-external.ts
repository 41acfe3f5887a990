import * as frontEnd from '../../inputs/fields/front-end.ts';
import { APPLICATION_NAME_FIELDS } from '../../inputs/fields/groups.ts';
import { regionalCertificateSourceField } from '../../inputs/fields/internal-front-end.ts';
import { proxyOnlySubnetNameField } from '../../inputs/fields/region.ts';
import * as serverless from '../../inputs/fields/serverless.ts';
import { APPLICATION_FRONT_END, EVERY_SET_UP, REGIONAL_SITE } from '../../rules/groups.ts';
import { REGIONAL_SERVERLESS, SERVERLESS_BACKEND } from '../../rules/serverless-groups.ts';
import { noManagedRegionally } from '../../rules/tls.ts';
import type { Flavour } from '../flavour.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { addressSteps } from '../parts/next-steps.ts';
import { REGION_FIELDS, regionalReads, regionalSite, regionOf } from '../parts/regional-site.ts';
import { restrictedIngresses } from '../parts/restricted-ingress.ts';
import { serverlessRoutes } from '../parts/serverless-backend.ts';
import { certificateReads, REFUSED, servicePolicies, serviceReads } from './common.ts';

/** Cloud Run behind a regional external Application Load Balancer, which takes no other platform. */
export const regionalExternal: Flavour = {
  word: 'regional-external',
  meaning: 'regional external Application Load Balancer, for Cloud Run',
  fields: [
    ...REGION_FIELDS,
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
    frontEnd.addressField,
    ...APPLICATION_NAME_FIELDS,
    proxyOnlySubnetNameField,
    ...REFUSED,
  ],
  fullest: [
    {
      name: 'web',
      lb: 'regional-external',
      region: 'us-central1',
      'backend.cloudRunService': 'web',
      'backend.restrictIngress': true,
      'frontend.pathRules': [{ path: '/api/*', service: 'api' }],
      'frontend.certificate': 'web.pem',
      'frontend.privateKey': 'web.key.pem',
      'frontend.redirectHttp': true,
    },
  ],
  rules: [
    ...EVERY_SET_UP,
    ...REGIONAL_SITE,
    ...SERVERLESS_BACKEND,
    ...REGIONAL_SERVERLESS,
    ...APPLICATION_FRONT_END,
    noManagedRegionally,
  ],
  resources: (values, context) => {
    const site = regionalSite(values, 'EXTERNAL_MANAGED', context);
    const { urlMap, resources } = serverlessRoutes(values, site, site.scope);
    const front = applicationFrontEnd(values, [site], urlMap, context.certificateDigest);
    const made = [...site.groundwork, ...resources, ...front];
    return [...made, ...restrictedIngresses(values, made, context)];
  },
  alsoReads: (values) => [
    ...regionalReads(values),
    ...serviceReads(values),
    ...certificateReads(values, regionOf(values)),
    { kind: 'addresses', scope: regionOf(values) },
  ],
  policies: servicePolicies,
  probe: () => null,
  egressRecord: null,
  nextSteps: (values, live) =>
    addressSteps(values, { scope: regionOf(values), network: null }, live),
};
