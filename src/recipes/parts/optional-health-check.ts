import * as fields from '../../inputs/fields/health-check.ts';
import type { Values } from '../../inputs/values.ts';
import { healthCheck, type PlainProbe, type WebProbe } from '../../resources/health-check.ts';
import {
  type Resource,
  type ResourceId,
  resourceId,
  type Scope,
} from '../../resources/resource.ts';
import { sure } from './sure.ts';

/** The health check of a backend service that needs none. */
export interface OptionalHealthCheck {
  readonly made: readonly Resource[];
  /** `null` where it has none. */
  readonly id: ResourceId | null;
}

function probeOf(
  values: Values,
  protocol: WebProbe['protocol'] | PlainProbe['protocol'],
): WebProbe | PlainProbe {
  const isWeb = protocol === 'HTTP' || protocol === 'HTTPS' || protocol === 'HTTP2';
  return isWeb ? { protocol, requestPath: sure(values, fields.requestPathField) } : { protocol };
}

/** A health check by the proxies themselves: none, a new one at the port of each endpoint, or one that is there. */
export function optionalHealthCheckOf(values: Values, scope: Scope): OptionalHealthCheck {
  const choice = fields.healthCheckChoice(values) ?? { how: 'none' };
  if (choice.how === 'none') return { made: [], id: null };
  if (choice.how === 'existing') {
    return { made: [], id: resourceId(scope, 'healthChecks', choice.name) };
  }
  const checkInterval = sure(values, fields.checkIntervalField);
  const made = healthCheck({
    scope,
    name: sure(values, fields.healthCheckNameField),
    probe: probeOf(values, choice.protocol),
    port: 'serving',
    checkInterval,
    timeout: Math.min(5, checkInterval),
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    logging: false,
  });
  return { made: [made], id: made.id };
}
