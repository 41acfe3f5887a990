import {
  balancingModeField,
  maxConnectionsPerEndpointField,
  maxRatePerEndpointField,
} from '../../inputs/fields/backend.ts';
import { maxConnectionsField, maxRateField } from '../../inputs/fields/balancing.ts';
import type { Values } from '../../inputs/values.ts';
import type { Balancing } from '../../resources/backend.ts';
import { sure } from './sure.ts';

/** How much each NEG of a set-up takes, once the rules have passed. */
export function balancingOf(values: Values): Balancing {
  if (values.get(balancingModeField) === 'RATE') {
    const whole = values.get(maxRateField);
    return whole === undefined
      ? {
          mode: 'RATE',
          capacity: 'maxRatePerEndpoint',
          most: sure(values, maxRatePerEndpointField),
        }
      : { mode: 'RATE', capacity: 'maxRate', most: whole };
  }
  const whole = values.get(maxConnectionsField);
  return whole === undefined
    ? {
        mode: 'CONNECTION',
        capacity: 'maxConnectionsPerEndpoint',
        most: sure(values, maxConnectionsPerEndpointField),
      }
    : { mode: 'CONNECTION', capacity: 'maxConnections', most: whole };
}
