import { projectField } from '../../inputs/fields/set-up.ts';
import type { Values } from '../../inputs/values.ts';

/** The project that references name; without one only permissions are asked for, which no reference changes. */
export function projectOf(values: Values): string {
  return values.get(projectField) ?? 'PROJECT_ID';
}
