import { type JsonObject, textAt } from '../../../src/json.ts';
import type { ApiRequest } from './session.ts';

export function isDone(operation: JsonObject): boolean {
  return textAt(operation, 'status') === 'DONE';
}

/** What has happened once an operation is done, in gcloud's words. */
export function pastTense(operation: JsonObject): 'Created' | 'Deleted' | 'Updated' {
  const type = textAt(operation, 'operationType') ?? '';
  if (type.endsWith('insert')) return 'Created';
  return type.endsWith('delete') ? 'Deleted' : 'Updated';
}

/** The call that the API holds open until the operation is done, in the scope of what it changes. */
export function waitRequest(operation: JsonObject, target: string): ApiRequest {
  const scope = /^projects\/[^/]+\/(?:global|regions\/[^/]+|zones\/[^/]+)/.exec(target)?.[0] ?? '';
  const name = textAt(operation, 'name') ?? '';
  return { method: 'POST', path: `${scope}/operations/${name}/wait` };
}
