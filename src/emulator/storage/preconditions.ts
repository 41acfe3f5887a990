import { ApiError } from '../errors.ts';
import type { StoredObject } from '../store.ts';

/** 412, as every method of the API says it. */
export const UNMET = 'At least one of the pre-conditions you specified did not hold.';

/** No object is ever changed in place here, so every one has its first metageneration. */
export const METAGENERATION = 1;

function numberIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) {
    return null;
  }
  if (!/^\d+$/.test(text)) {
    throw new ApiError({
      http: 400,
      reason: 'invalid',
      message: `Invalid value for ${name}: ${text}`,
    });
  }
  return Number(text);
}

/**
 * Refuses a call whose preconditions do not hold; generation 0 stands for "is not there".
 * @throws {ApiError} 412
 */
export function requirePreconditions(
  query: URLSearchParams,
  object: StoredObject | undefined,
): void {
  const generation = object?.generation ?? 0;
  const match = numberIn(query, 'ifGenerationMatch');
  const notMatch = numberIn(query, 'ifGenerationNotMatch');
  const metageneration = numberIn(query, 'ifMetagenerationMatch');
  const holds =
    (match === null || match === generation) &&
    (notMatch === null || notMatch !== generation) &&
    (metageneration === null || (object !== undefined && metageneration === METAGENERATION));
  if (!holds) {
    throw new ApiError({
      http: 412,
      reason: 'conditionNotMet',
      message: UNMET,
      location: 'If-Match',
      locationType: 'header',
    });
  }
}
