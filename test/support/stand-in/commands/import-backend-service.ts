import type { Json } from '../../../../src/json.ts';
import type { Call } from '../command.ts';
import { NotModelled } from '../failure.ts';
import { mutate } from '../mode-b.ts';
import { scopeOf } from '../scope.ts';
import { collectionPath } from './collection.ts';
import { readLive } from './import-url-map.ts';
import { readBackendService } from './url-map-document.ts';

/** Creates the service; what an import makes of one that is there, negctl never asks for. */
export async function importBackendService(call: Call): Promise<Json> {
  const body = readBackendService(call.stdin);
  const collection = collectionPath(call, scopeOf(call), 'backendServices');
  const target = `${collection}/${call.name}`;
  if ((await readLive(call, target)) !== null) {
    throw new NotModelled('an import over a backend service that is there');
  }
  const request = { method: 'POST', path: collection, body } as const;
  return mutate(call.session, request, { target, message: 'Creating backend service' });
}
