import { invalidField } from '../errors.ts';
import type { Json } from '../json.ts';
import { textOf } from '../json.ts';
import type { GroupBackend } from './backend-groups.ts';
import { familyOf, HTTP_FAMILY, TITLES } from './backend-groups.ts';
import type { Draft } from './kind.ts';

const CAPACITY = ['maxRate', 'maxRatePerEndpoint', 'maxConnections', 'maxConnectionsPerEndpoint'];

/** Balancing modes (rules backend-service/balancing-mode-forbidden, -no-utilization-for-negs, -rate-or-connection). */
export function checkBalancing({ fields }: Draft, backend: GroupBackend): void {
  const title = TITLES[familyOf(backend)];
  if (title !== undefined) {
    checkNoBalancing(backend, title);
    return;
  }
  const { at, backend: settings } = backend;
  const mode = textOf(settings['balancingMode']);
  const wanted = HTTP_FAMILY.includes(textOf(fields['protocol'])) ? 'RATE' : 'CONNECTION';
  if (mode === '' || mode === 'UTILIZATION') {
    throw invalidField(
      `${at}.balancingMode`,
      mode || 'UTILIZATION',
      'UTILIZATION balancing mode is not supported for network endpoint groups.',
    );
  }
  if (mode !== wanted) {
    throw invalidField(
      at,
      settings,
      `${mode} balancing mode is not supported for protocol ${textOf(fields['protocol'])}.`,
    );
  }
  checkCapacity(backend, mode, familyOf(backend));
}

function checkCapacity({ at, backend }: GroupBackend, mode: string, family: string): void {
  const [whole, each] =
    mode === 'RATE'
      ? ['maxRate', 'maxRatePerEndpoint']
      : ['maxConnections', 'maxConnectionsPerEndpoint'];
  const given = CAPACITY.filter((name) => backend[name] !== undefined);
  const wrong = given.find((name) => name !== whole && name !== each);
  if (wrong !== undefined) {
    throw invalidField(
      `${at}.${wrong}`,
      backend[wrong],
      `Not supported with ${mode} balancing mode.`,
    );
  }
  if (given.length === 0 && family !== 'VM') {
    throw invalidField(at, backend, `Either ${whole} or ${each} should be set with ${mode} mode.`);
  }
  const scaler = backend['capacityScaler'];
  if (typeof scaler === 'number' && scaler > 0 && scaler < 0.1) {
    throw invalidField(`${at}.capacityScaler`, scaler, 'Must be 0 or between 0.1 and 1.0.');
  }
}

const FORBIDDEN: Readonly<Record<string, string>> = {
  balancingMode: 'Balancing mode',
  maxUtilization: 'Max utilization',
  maxRate: 'Max rate',
  maxRatePerEndpoint: 'Max rate per endpoint',
  maxRatePerInstance: 'Max rate per instance',
  maxConnections: 'Max connections',
  maxConnectionsPerEndpoint: 'Max connections per endpoint',
  maxConnectionsPerInstance: 'Max connections per instance',
  capacityScaler: 'Capacity scaler',
  preference: 'Preference',
};

function checkNoBalancing({ at, backend }: GroupBackend, title: string): void {
  for (const [name, words] of Object.entries(FORBIDDEN)) {
    const value: Json | undefined = backend[name];
    if (value !== undefined) {
      throw invalidField(
        `${at}.${name}`,
        decimal(value),
        `${words} is not supported for ${title} network endpoint groups.`,
      );
    }
  }
}

/** The API shows a number with a fraction, `1.0`. */
function decimal(value: Json): Json {
  return typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : value;
}
