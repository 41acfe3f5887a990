import type { Field } from '../field.ts';
import { field } from '../field.ts';
import { text } from '../shape.ts';
import type { Fallback, Values } from '../values.ts';
import { nameField } from './set-up.ts';

/** The start of every derived name. */
export const namePrefixField = field({
  id: 'namePrefix',
  flag: 'name-prefix',
  path: 'names.prefix',
  shape: text,
  placeholder: 'PREFIX',
  summary: 'Start of every resource name (default: NAME)',
  group: 'names',
  fallback: (values) => {
    const name = values.get(nameField);
    return name === undefined ? undefined : { value: name, because: 'the name of the set-up' };
  },
});

/** The name that a resource gets where none is given: the prefix, and what tells it from the others. */
export function fromPrefix(suffix: string): (values: Values) => Fallback<string> | undefined {
  return (values) => {
    const prefix = values.get(namePrefixField);
    if (prefix === undefined) return undefined;
    return { value: `${prefix}-${suffix}`, because: `prefix "${prefix}"` };
  };
}

interface ResourceNameInit {
  readonly id: string;
  readonly flag: string;
  readonly path: string;
  /** What carries the name, for help and messages. */
  readonly title: string;
  readonly suffix: string;
  readonly appliesIf?: (values: Values) => boolean;
}

/** A field for the name of one resource, derived from the prefix unless it is given. */
export function resourceNameField(init: ResourceNameInit): Field<string> {
  return field({
    id: init.id,
    flag: init.flag,
    path: `names.${init.path}`,
    shape: text,
    placeholder: 'NAME',
    summary: `Name of the ${init.title} (default: PREFIX-${init.suffix})`,
    group: 'names',
    ...(init.appliesIf === undefined ? {} : { appliesIf: init.appliesIf }),
    fallback: fromPrefix(init.suffix),
  });
}
