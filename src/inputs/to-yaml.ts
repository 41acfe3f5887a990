import { stringify } from 'yaml';
import type { Json } from '../json.ts';

/** A value as YAML text, without anchors. */
export function toYaml(value: Json): string {
  return stringify(value, { aliasDuplicateObjects: false });
}
