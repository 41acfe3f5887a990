import { field } from '../field.ts';
import { wholeNumber } from '../shape.ts';
import type { Values } from '../values.ts';
import {
  balancingModeField,
  maxConnectionsPerEndpointField,
  maxRatePerEndpointField,
} from './backend.ts';

/* How much the NEGs of a zone take: requests where the load balancer knows them, connections elsewhere. */

export const rateModeField = balancingModeField.variant({
  hidden: false,
  fallback: () => ({ value: 'RATE', because: 'the load balancer sees requests' }),
});

export const connectionModeField = balancingModeField.variant({
  hidden: false,
  fallback: () => ({ value: 'CONNECTION', because: 'the load balancer sees connections alone' }),
});

export const maxRateField = field({
  id: 'maxRate',
  flag: 'max-rate',
  path: 'backend.maxRate',
  shape: wholeNumber,
  placeholder: 'RATE',
  summary: 'Requests per second for a whole NEG, instead of per endpoint',
  group: 'backend',
});

export const rateField = maxRatePerEndpointField.variant({
  hidden: false,
  summary: 'Requests per second for each endpoint, before others are sought',
  fallback: (values: Values) =>
    values.has(maxRateField) ? undefined : { value: 100, because: 'as the documents have it' },
});

export const maxConnectionsField = field({
  id: 'maxConnections',
  flag: 'max-connections',
  path: 'backend.maxConnections',
  shape: wholeNumber,
  placeholder: 'COUNT',
  summary: 'Connections for a whole NEG, instead of per endpoint',
  group: 'backend',
});

export const connectionsField = maxConnectionsPerEndpointField.variant({
  hidden: false,
  summary: 'Connections for each endpoint, before others are sought',
  fallback: (values: Values) =>
    values.has(maxConnectionsField)
      ? undefined
      : { value: 1_000, because: 'as the documents have it' },
});
