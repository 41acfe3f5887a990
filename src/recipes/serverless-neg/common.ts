import type { Collection } from '../../facts/facts.ts';
import type { AnyField } from '../../inputs/field.ts';
import * as backend from '../../inputs/fields/backend.ts';
import { defaultPortField } from '../../inputs/fields/endpoint.ts';
import { sslCertificatesField } from '../../inputs/fields/front-end.ts';
import { REFUSED_FIELDS } from '../../inputs/fields/serverless.ts';
import type { Values } from '../../inputs/values.ts';
import { cloudRunServiceId } from '../../resources/cloud-run.ts';
import type { ResourceId, Scope } from '../../resources/resource.ts';
import { namedServices } from '../../rules/live-serverless.ts';
import { regionOf } from '../parts/regional-site.ts';

/** What can be told of a serverless backend that the rules always refuse; help does not show it. */
export const REFUSED: readonly AnyField[] = [
  ...REFUSED_FIELDS,
  defaultPortField.variant({ hidden: true }),
  backend.healthCheckField,
  backend.balancingModeField,
  backend.maxRatePerEndpointField,
  backend.maxConnectionsPerEndpointField,
];

/** The Cloud Run services that the rules look at; none where no service is named. */
export function serviceReads(values: Values): readonly Collection[] {
  const scope = regionOf(values);
  return namedServices(values).length === 0 ? [] : [{ kind: 'cloudRunServices', scope }];
}

/** Whose callers are looked at. */
export function servicePolicies(values: Values): readonly ResourceId[] {
  return namedServices(values).map(({ service }) => cloudRunServiceId(regionOf(values), service));
}

export function certificateReads(values: Values, scope: Scope): readonly Collection[] {
  return values.has(sslCertificatesField) ? [{ kind: 'sslCertificates', scope }] : [];
}
