import type { ValueKey, Values } from '../../inputs/values.ts';

/** The value of a field that the rules and the completeness check have made sure of. */
export function sure<T>(values: Values, key: ValueKey<T>): T {
  const value = values.get(key);
  if (value === undefined) throw new Error(`no value for ${key.id} after the checks`);
  return value;
}
