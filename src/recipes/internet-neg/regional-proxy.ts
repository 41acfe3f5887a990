import { tcpProtocolField } from '../../inputs/fields/backend.ts';
import { refusedTlsRootsField } from '../../inputs/fields/backend-tls.ts';
import { TCP_FRONT_END_FIELDS, TCP_NAME_FIELDS } from '../../inputs/fields/groups.ts';
import type { Values } from '../../inputs/values.ts';
import type { Resource } from '../../resources/resource.ts';
import { TCP_BACKEND, TCP_FRONT_END } from '../../rules/groups.ts';
import type { Flavour } from '../flavour.ts';
import { tcpFrontEnd } from '../parts/front-end.ts';
import { tcpSteps } from '../parts/next-steps.ts';
import type { RegionalSite } from '../parts/regional-site.ts';
import { type RegionalInit, regionalBackend, regionalFlavour } from './regional.ts';

function resourcesOf(values: Values, site: RegionalSite): readonly Resource[] {
  const [service, ...others] = regionalBackend(values, site, 'TCP');
  return [service, ...others, ...tcpFrontEnd(values, site, service)];
}

/** Regional internet NEGs behind a regional proxy Network Load Balancer. */
export function regionalProxy(init: RegionalInit): Flavour {
  return regionalFlavour(init, {
    backendFields: [tcpProtocolField, refusedTlsRootsField],
    frontEndFields: TCP_FRONT_END_FIELDS,
    nameFields: TCP_NAME_FIELDS,
    rules: [...TCP_BACKEND, ...TCP_FRONT_END],
    resources: resourcesOf,
    nextSteps: tcpSteps,
  });
}
