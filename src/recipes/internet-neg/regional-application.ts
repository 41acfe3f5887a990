import * as backend from '../../inputs/fields/backend.ts';
import {
  BACKEND_TLS_FIELDS,
  backendAuthenticationConfigNameField,
} from '../../inputs/fields/backend-tls.ts';
import {
  APPLICATION_FRONT_END_FIELDS,
  APPLICATION_NAME_FIELDS,
} from '../../inputs/fields/groups.ts';
import * as names from '../../inputs/fields/lb-names.ts';
import type { Values } from '../../inputs/values.ts';
import type { Resource } from '../../resources/resource.ts';
import { urlMapToService } from '../../resources/url-map.ts';
import { APPLICATION_FRONT_END, REGIONAL_APPLICATION_BACKEND } from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { backendProtocolOf } from '../parts/backend-protocol.ts';
import { applicationFrontEnd } from '../parts/front-end.ts';
import { addressSteps } from '../parts/next-steps.ts';
import { projectOf } from '../parts/project.ts';
import type { RegionalSite } from '../parts/regional-site.ts';
import { secretHeaderOf, secretSteps } from '../parts/secret-header.ts';
import { sure } from '../parts/sure.ts';
import type { ResourceContext } from '../recipe.ts';
import { type RegionalInit, regionalBackend, regionalFlavour } from './regional.ts';

function resourcesOf(
  values: Values,
  site: RegionalSite,
  context: ResourceContext,
): readonly Resource[] {
  const [service, ...others] = regionalBackend(values, site, backendProtocolOf(values));
  const urlMap = urlMapToService(sure(values, names.urlMapNameField), service, {
    project: projectOf(values),
    headers: values.get(backend.customRequestHeadersField) ?? [],
    secret: secretHeaderOf(values, context),
  });
  return [
    service,
    ...others,
    urlMap,
    ...applicationFrontEnd(values, [site], urlMap, context.certificateDigest),
  ];
}

/** Regional internet NEGs behind a regional Application Load Balancer. */
export function regionalApplication(init: RegionalInit): Flavour {
  return regionalFlavour(init, {
    backendFields: [backend.protocolField, ...BACKEND_TLS_FIELDS, ...backend.REQUEST_HEADER_FIELDS],
    frontEndFields: APPLICATION_FRONT_END_FIELDS,
    nameFields: [...APPLICATION_NAME_FIELDS, backendAuthenticationConfigNameField],
    rules: [...REGIONAL_APPLICATION_BACKEND, ...APPLICATION_FRONT_END],
    resources: resourcesOf,
    nextSteps: (values, entry, live) => [
      ...addressSteps(values, entry, live),
      ...secretSteps(values),
    ],
  });
}
