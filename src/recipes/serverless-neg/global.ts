import type { AnyField } from '../../inputs/field.ts';
import * as frontEnd from '../../inputs/fields/front-end.ts';
import { APPLICATION_NAME_FIELDS } from '../../inputs/fields/groups.ts';
import { regionField } from '../../inputs/fields/region.ts';
import { hostsField, serverlessProtocolField } from '../../inputs/fields/serverless.ts';
import { ANY_PLATFORM_FIELDS } from '../../inputs/fields/serverless-platform.ts';
import type { LoadBalancingScheme } from '../../resources/backend-service.ts';
import { GLOBAL } from '../../resources/resource.ts';
import { APPLICATION_FRONT_END, EVERY_SET_UP, MANAGED_CERTIFICATES } from '../../rules/groups.ts';
import { regionForm } from '../../rules/region.ts';
import { ANY_PLATFORM, SERVERLESS_BACKEND } from '../../rules/serverless-groups.ts';
import type { Flavour } from '../flavour.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { addressSteps, certificateSteps } from '../parts/next-steps.ts';
import { regionOf } from '../parts/regional-site.ts';
import { restrictedIngresses } from '../parts/restricted-ingress.ts';
import { serverlessRoutes } from '../parts/serverless-backend.ts';
import { globalSite } from '../parts/site.ts';
import { certificateReads, REFUSED, servicePolicies, serviceReads } from './common.ts';

const NEG_REGION: AnyField = regionField.variant({
  summary: 'Region of the service, and of the NEG that calls it',
  question: {
    ask: 'Region of the service',
    why: 'a serverless NEG is in the region of what it calls',
    help: 'For example europe-west1. The load balancer itself is global.',
  },
});

/** A serverless NEG behind a global Application Load Balancer on the internet. */
export function globalServerless(
  init: Pick<Flavour, 'word' | 'meaning' | 'fullest'> & { readonly scheme: LoadBalancingScheme },
): Flavour {
  const { scheme, ...told } = init;
  const site = globalSite(scheme);
  return {
    ...told,
    fields: [
      NEG_REGION,
      ...ANY_PLATFORM_FIELDS,
      serverlessProtocolField,
      frontEnd.frontEndProtocolField,
      frontEnd.certificateSourceField,
      frontEnd.sslCertificatesField,
      frontEnd.domainsField,
      frontEnd.certificateFileField,
      frontEnd.privateKeyFileField,
      frontEnd.portField,
      frontEnd.redirectHttpField,
      hostsField,
      frontEnd.addressField,
      ...APPLICATION_NAME_FIELDS,
      ...REFUSED,
    ],
    rules: [
      ...EVERY_SET_UP,
      regionForm,
      ...SERVERLESS_BACKEND,
      ...ANY_PLATFORM,
      ...APPLICATION_FRONT_END,
      ...MANAGED_CERTIFICATES,
    ],
    resources: (values, context) => {
      const { urlMap, resources } = serverlessRoutes(values, site, regionOf(values));
      const front = applicationFrontEnd(values, [site], urlMap, context.certificateDigest);
      const made = [...resources, ...front];
      return [...made, ...restrictedIngresses(values, made, context)];
    },
    alsoReads: (values) => [...serviceReads(values), ...certificateReads(values, GLOBAL)],
    policies: servicePolicies,
    probe: () => null,
    egressRecord: null,
    nextSteps: (values, live) => [
      ...addressSteps(values, { scope: GLOBAL, network: null }, live),
      ...certificateSteps(values),
    ],
  };
}
