import type { LateValue } from '../gcloud/command.ts';
import { type ResourceId, type Subject, scopeFlag } from './resource.ts';

/** A field that a resource shows once it is there, as a command needs it. */
export interface LateField extends LateValue {
  readonly of: { readonly resource: ResourceId; readonly field: string };
}

/** The address of a front end, however it got it: its forwarding rule shows it. */
export function addressOfRule({
  id,
  name,
  scope,
}: Pick<Subject, 'id' | 'name' | 'scope'>): LateField {
  const field = 'IPAddress';
  return {
    stand: `{${id}.${field}}`,
    of: { resource: id, field },
    shownBy: [
      ...['compute', 'forwarding-rules', 'describe', name, scopeFlag(scope)],
      `--format=value(${field})`,
    ],
  };
}
