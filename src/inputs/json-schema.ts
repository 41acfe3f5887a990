import type { Json, JsonObject } from '../json.ts';
import type { AnyField } from './field.ts';
import { SPEC_VERSION } from './from-spec.ts';
import { type FlavourChoice, summaryIn } from './gather.ts';

interface SpecKind {
  readonly kind: string;
  readonly purpose: string;
  readonly fields: readonly AnyField[];
  readonly choice: FlavourChoice | null;
}

function grouped(members: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: false, properties: members };
}

/** The JSON Schema of a recipe's specs, for editors: closed, with the summary of each field. */
export function specSchema({ kind, purpose, fields, choice }: SpecKind): JsonObject {
  const properties: Record<string, Json> = {
    apiVersion: { const: SPEC_VERSION },
    kind: { const: kind },
  };
  const groups = new Map<string, Record<string, Json>>();
  for (const field of fields) {
    const { path, schema, hidden } = field;
    if (hidden) continue;
    const described = { ...schema, description: summaryIn(field, choice) };
    const [group = '', member] = path.split('.');
    if (member === undefined) properties[group] = described;
    else groups.set(group, { ...groups.get(group), [member]: described });
  }
  for (const [group, members] of groups) properties[group] = grouped(members);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: kind,
    description: purpose,
    ...grouped(properties),
    required: ['apiVersion', 'kind'],
  };
}
