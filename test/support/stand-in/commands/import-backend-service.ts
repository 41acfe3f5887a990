import type { Json } from '../../../../src/json.ts';
import type { Call } from '../command.ts';
import { askIfThere, mutate } from '../mode-b.ts';
import { scopeOf } from '../scope.ts';
import { collectionPath } from './collection.ts';
import { readBackendService } from './url-map-document.ts';

/** What an import unsets of a service that is there, where the file lacks it (gcloud-commands 4). */
const CLEARED = [
  'securitySettings',
  'localityLbPolicy',
  'circuitBreakers',
  'consistentHash',
  'outlierDetection',
  'customRequestHeaders',
  'customResponseHeaders',
  'cdnPolicy',
  'haPolicy',
  'localityLbPolicies',
];

/** Fields of which an import clears an empty list rather than nothing. */
const LISTS = ['customRequestHeaders', 'customResponseHeaders', 'localityLbPolicies'];

/** Creates the service, or changes the one that is there to what the file says. */
export async function importBackendService(call: Call): Promise<Json> {
  const { session, name, stdin } = call;
  const document = readBackendService(stdin);
  const collection = collectionPath(call, scopeOf(call), 'backendServices');
  const target = `${collection}/${name}`;
  const live = await askIfThere(session, { method: 'GET', path: target });
  if (live === null) {
    const request = { method: 'POST', path: collection, body: document } as const;
    return mutate(session, request, { target, message: 'Creating backend service' });
  }
  const cleared = CLEARED.filter((field) => document[field] === undefined).map(
    (field): [string, Json] => [field, LISTS.includes(field) ? [] : null],
  );
  const body = {
    ...document,
    id: live['id'] ?? null,
    fingerprint: live['fingerprint'] ?? null,
    ...Object.fromEntries(cleared),
  };
  const request = { method: 'PATCH', path: target, body } as const;
  return mutate(session, request, { target, message: 'Updating backend service' });
}
